"""Which cases of a list come next, and with which words; decision 0017 says why in this way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Uuid,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Case
from app.models.base import first_id_of, span_of, spans_back, time_of
from app.security.access import visible_cases
from app.security.actors import Actor
from app.services.list_sources import Conditions, Reach, Wanted, holds, nth, query_of, sources, standing
from app.services.wording import matches, told

NEWEST, MATCHING = 500, 1000
COMMON, RARE = (0, 2, None), (0, None)
"""Words are looked for in the newest cases of the list themselves, which is enough for common words and short lists;
then in those that the index of words tells, so many at once: in two spans and then in all others, or in all at once
where none of the newest had them.
"""


async def newest(
    session: AsyncSession, actor: Actor, wanted: Wanted, *, before: UUID | None, limit: int
) -> list[UUID]:
    """The ids of the first `limit` cases that the actor sees and that are wanted, after `before`."""
    if wanted.typed is None:
        return await _ids(session, actor, wanted, before, limit)
    search = _Search(session, actor, wanted, limit, before, [])
    if not await search.look_at_newest():
        return search.found
    spans = spans_back(search.before, None)
    for begin, end in pairwise(COMMON if search.found else RARE):
        while len(search.found) < limit and await search.look_at_told(spans[begin:end]):
            pass
    return search.found


@dataclass
class _Search:
    """Looks for words, newest first, until the page is full: all before `before` that have them are in `found`."""

    session: AsyncSession
    actor: Actor
    wanted: Wanted
    limit: int
    before: UUID | None
    found: list[UUID]

    def __post_init__(self) -> None:
        self.typed = self.wanted.typed or ""
        self.sources = sources(self.actor, self.wanted)

    async def look_at_newest(self) -> bool:
        """One by one, as they come in the list. Whether there is more to look at, and room for it."""
        if self.sources is None:
            return True
        ends = [nth(source, NEWEST, self.before) for source in self.sources if source.values]
        if not ends:
            return False
        last = cast(func.greatest(*ends), Uuid())
        typed = replace(self.wanted, conditions=[*self.wanted.conditions, matches(self.typed)], typed=None)
        reach = Reach(self.before, func.coalesce(last, UUID(int=0)))
        self.found, self.before = await self._ask(query_of(self.actor, typed, reach, self.limit), last)
        return self.before is not None and len(self.found) < self.limit

    async def look_at_told(self, spans: Sequence[UUID]) -> bool:
        """At the next candidates that the index of words tells. Whether it told so many that there may be more.

        It knows nothing of who sees what. So candidates first, then whose they are, then the
        conditions: left to itself, the planner guesses wrong.
        """
        if not spans:
            return False
        ids = told(self.typed, spans).cte("told").prefix_with("MATERIALIZED").c[0]
        within = [ids >= spans[-1], *([ids < self.before] if self.before else [])]
        next_ids = select(ids.label("id")).where(*within).order_by(ids.desc()).limit(MATCHING)
        listed = next_ids.cte("listed").prefix_with("MATERIALIZED").c.id
        own = self._own(listed)
        fit = select(col(Case.id)).join(own.table, own == Case.id).where(*self._conditions())
        page = fit.order_by(col(Case.id).desc()).limit(self.limit - len(self.found))
        last = select(listed).order_by(listed.desc()).offset(MATCHING - 1).limit(1).scalar_subquery()
        more, floor = await self._ask(page, last)
        self.found += more
        self.before = floor or spans[-1]
        return floor is not None

    def _own(self, listed: Any) -> Any:
        """Those of the listed that lie in one of the sources."""
        if self.sources is None:
            return listed
        held = [holds(source, listed) for source in self.sources if source.values]
        return select(listed.label("id")).where(or_(*held)).cte("own").prefix_with("MATERIALIZED").c.id

    def _conditions(self) -> Conditions:
        asked = [*self.wanted.conditions, *standing(self.actor, self.wanted)]
        return [visible_cases(self.actor), *asked, matches(self.typed)]

    async def _ask(self, page: Any, last: Any) -> tuple[list[UUID], UUID | None]:
        connection = await self.session.connection()
        answer = select(func.array(page.scalar_subquery(), type_=ARRAY(Uuid())), last)
        found, floor = (await connection.execute(answer)).one()
        return list(found), floor


def all_of(actor: Actor, wanted: Wanted, now: datetime, first: datetime) -> list[ColumnElement[bool]]:
    """What the actor sees and wants of what was handed in at `first` or later, as conditions on `case`: for counting,
    where no order helps.
    """
    known = sources(actor, Wanted()) or ()
    keyed = [source.key.in_(source.values) for source in known] if len(known) == 1 else []
    narrowed = [visible_cases(actor), *wanted.conditions, *standing(actor, wanted)]
    if wanted.typed is not None:
        candidates = told(wanted.typed, spans_since(now, first))
        narrowed += [matches(wanted.typed), col(Case.id).in_(candidates)]
    return [*keyed, *narrowed, *since(now, first)]


def first_day(now: datetime, first: datetime) -> UUID:
    """An id before all of cases handed in at `first` or later: ids are ordered by time, but for a day."""
    return first_id_of(time_of(None) - (now - first) - timedelta(days=1))


def spans_since(now: datetime, first: datetime) -> list[UUID]:
    """The spans of what was handed in at that time or later."""
    begin = span_of(first_day(now, first))
    return [span for span in spans_back(None, None) if span_of(span) >= begin]


def since(now: datetime, first: datetime) -> list[ColumnElement[bool]]:
    """Handed in at that time or later; the index of ids tells where to begin."""
    return [col(Case.id) >= first_day(now, first), col(Case.created_at) >= first]


async def _ids(
    session: AsyncSession, actor: Actor, wanted: Wanted, before: UUID | None, limit: int
) -> list[UUID]:
    connection = await session.connection()
    query = query_of(actor, wanted, Reach(before), limit)
    return [] if query is None else list((await connection.execute(query)).scalars())
