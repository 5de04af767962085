"""Facts and roll-ups follow the cases: what changed is reckoned anew, and the difference added to the sums.

Two that follow one case wait for each other; the second finds nothing to do. A worker that dies leaves neither half.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.facts import COUNTS
from app.domain.vocabulary import Dimension, Grain
from app.domain.waits import packed, unpacked
from app.jobs.queue import Job, enqueue
from app.models import Case, CaseEvent, CaseFact
from app.models.base import new_id
from app.services import bulk, case_facts
from app.services.bulk import Values

PAGE = 500
_ALONE = text(
    """
    SELECT pg_advisory_xact_lock(hashtextextended('facts ' || id, 0))
    FROM (SELECT DISTINCT unnest(CAST(:ids AS text[])) AS id ORDER BY 1) AS each
    """
)
"""Whoever reckons one case does so alone: no row could be locked before the first fact is there."""
_ADD = text(
    f"""
    INSERT INTO roll_up (county_code, dimension, grain, since, key, waits, {", ".join(COUNTS)})
    SELECT county_code, dimension, grain, since, key, waits, {", ".join(COUNTS)}
    FROM json_populate_recordset(NULL::roll_up, CAST(:rows AS json))
    ON CONFLICT (county_code, dimension, grain, since, key) DO UPDATE SET
        waits = add_waits(roll_up.waits, excluded.waits),
        {", ".join(f"{name} = roll_up.{name} + excluded.{name}" for name in COUNTS)}
    """
)


async def mark(session: AsyncSession, case_ids: Iterable[UUID]) -> None:
    """Cases that changed without an entry of their timeline: followed once this transaction is there."""
    ids = sorted(set(case_ids))
    pages = [ids[at : at + PAGE] for at in range(0, len(ids), PAGE)]
    await enqueue(session, Job.COUNT, *({"case_ids": [str(each) for each in page]} for page in pages))


async def follow(session: AsyncSession, event_id: UUID) -> int:
    """What the case of an entry counts for now."""
    query = select(CaseEvent.case_id).where(CaseEvent.id == event_id)
    return await refresh(session, list(await session.exec(query)))


async def refresh(session: AsyncSession, case_ids: Sequence[UUID]) -> int:
    """Reckon these anew; how many count for something else than before."""
    await session.exec(_ALONE, params={"ids": [str(each) for each in case_ids]})  # type: ignore[call-overload]
    held, now = await case_facts.kept(session, case_ids), defaultdict[UUID, list[Values]](list)
    for row in await case_facts.reckoned(session, case_ids):
        now[row["case_id"]].append(row)
    changed = [each for each in dict.fromkeys(case_ids) if held[each] != now[each]]
    if not changed:
        return 0
    before = [row for each in changed for row in held[each]]
    after = [row for each in changed for row in now[each]]
    if before:
        await session.exec(delete(CaseFact).where(col(CaseFact.case_id).in_(changed)))
    for packed_rows in bulk.pack(CaseFact, [{"id": new_id(), **row} for row in after]):
        await bulk.send(session, packed_rows)
    await _add(session, before, after)
    return len(changed)


class _Sum:
    """What one row of the roll-ups gains or loses."""

    def __init__(self) -> None:
        self.counts, self.waits = [0] * len(COUNTS), Counter[int]()

    def add(self, fact: Values, times: int) -> None:
        self.counts = [held + times * fact[name] for held, name in zip(self.counts, COUNTS, strict=True)]
        for code, count in unpacked(fact["waits"]).items():
            self.waits[code] += times * count

    @property
    def is_something(self) -> bool:
        return any(self.counts) or any(self.waits.values())


Place = tuple[str, Dimension, Grain, date, str]


async def _add(session: AsyncSession, before: Iterable[Values], after: Iterable[Values]) -> None:
    """In the order of their keys, as everybody does: two that add to the same rows cannot wait for each other."""
    sums: dict[Place, _Sum] = defaultdict(_Sum)
    for facts, times in ((before, -1), (after, 1)):
        for fact in facts:
            for place in _places(fact):
                sums[place].add(fact, times)
    rows = [
        dict(zip(("county_code", "dimension", "grain", "since", "key"), place, strict=True))
        | dict(zip(COUNTS, found.counts, strict=True))
        | {"waits": packed(found.waits)}
        for place, found in sorted(sums.items(), key=lambda item: item[0])
        if found.is_something
    ]
    if rows:
        await session.exec(_ADD, params={"rows": json.dumps(rows, default=str)})  # type: ignore[call-overload]


def _places(fact: Values) -> Iterator[Place]:
    """Every row of the roll-ups in which a fact is counted: that of its unit, or all that the whole belongs to."""
    day: date = fact["day"]
    for dimension, key in _keys(fact):
        yield fact["county_code"], dimension, Grain.DAY, day, key
        yield fact["county_code"], dimension, Grain.MONTH, day.replace(day=1), key


def _keys(fact: Values) -> Iterator[tuple[Dimension, str]]:
    if fact["unit_id"] is not None:
        yield Dimension.UNIT, str(fact["unit_id"])
        return
    yield Dimension.COUNTY, ""
    yield Dimension.TOWN, fact["town"]
    yield Dimension.STATION, str(fact["station_id"])
    yield Dimension.CATEGORY, fact["category_code"]
    for dimension, name in ((Dimension.DEPUTY, "deputy_id"), (Dimension.COMMITTEE, "committee_id")):
        if fact[name] is not None:
            yield dimension, str(fact[name])


async def page(session: AsyncSession, county_code: str, after: UUID | None) -> UUID | None:
    """Reckon the cases of one page of a county anew, in the order of their ids; the last of them, None at the end."""
    query = select(Case.id).where(Case.county_code == county_code).order_by(col(Case.id)).limit(PAGE)
    if after is not None:
        query = query.where(col(Case.id) > after)
    ids = list(await session.exec(query))
    if ids:
        await refresh(session, ids)
    return ids[-1] if len(ids) == PAGE else None


async def fill(session: AsyncSession, county_code: str) -> None:
    """All figures of a county whose cases were just written, in the same transaction."""
    after = await page(session, county_code, None)
    while after is not None:
        after = await page(session, county_code, after)


async def redate(session: AsyncSession, county_code: str) -> None:
    """Until when answers are owed, after the calendar moved the days of hand-overs."""
    await session.exec(_REDATE, params={"county": county_code})  # type: ignore[call-overload]


_REDATE = text(
    """
    UPDATE case_fact SET due_at = share.reply_due_at FROM assignment AS share
    WHERE case_fact.county_code = :county AND case_fact.due_at IS NOT NULL AND share.case_id = case_fact.case_id
      AND share.unit_id = case_fact.unit_id AND share.part <> 'co'
      AND share.status IN ('dispatched', 'return_review', 'handling', 'reply_review')
      AND share.reply_due_at <> case_fact.due_at
    """
)


async def sum_up(session: AsyncSession, county_code: str) -> None:
    """All roll-ups of a county from its facts. Readers go on reading; whoever adds to a roll-up waits."""
    await session.exec(text("SET LOCAL statement_timeout = 0"))  # type: ignore[call-overload]
    await session.exec(text("LOCK TABLE roll_up IN EXCLUSIVE MODE"))  # type: ignore[call-overload]
    for statement in (_EMPTY, _DAYS, _MONTHS):
        await session.exec(statement, params={"county": county_code})  # type: ignore[call-overload]


_SUMS = ", ".join(f"sum({name})" for name in COUNTS)
_PLACE = "county_code, dimension, grain, since, key"
_COLUMNS = f"{_PLACE}, waits, {', '.join(COUNTS)}"


def _summed(rows: str) -> str:
    """The sums of these rows by place."""
    return f"""
    INSERT INTO roll_up ({_COLUMNS})
    SELECT {_PLACE}, add_waits(all_waits(waits), '{{}}'), {_SUMS} FROM ({rows}) AS rows GROUP BY {_PLACE}
    """


_EMPTY = text("DELETE FROM roll_up WHERE county_code = :county")
_DAYS = text(
    _summed(
        f"""
        SELECT county_code, dimension, 'day' AS grain, day AS since, key, waits, {", ".join(COUNTS)}
        FROM case_fact CROSS JOIN LATERAL (VALUES
            ('unit', unit_id::text),
            ('county', CASE WHEN unit_id IS NULL THEN '' END),
            ('town', CASE WHEN unit_id IS NULL THEN town END),
            ('station', CASE WHEN unit_id IS NULL THEN station_id::text END),
            ('category', CASE WHEN unit_id IS NULL THEN category_code END),
            ('deputy', CASE WHEN unit_id IS NULL THEN deputy_id::text END),
            ('committee', CASE WHEN unit_id IS NULL THEN committee_id::text END)
        ) AS place (dimension, key)
        WHERE county_code = :county AND key IS NOT NULL
        """
    )
)
_MONTHS = text(
    _summed(
        f"""
        SELECT county_code, dimension, 'month' AS grain, date_trunc('month', since)::date AS since, key, waits,
            {", ".join(COUNTS)}
        FROM roll_up WHERE county_code = :county AND grain = 'day'
        """
    )
)
