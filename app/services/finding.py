"""Which cases of a list come next: newest first, from wherever an actor's cases lie, at any size of the table.

What an actor sees is one condition (`visible_cases`), but a condition with several ways in has no index that is in the
order of the list. So a list is read from a few sources: each holds the cases under one key in the order of an index,
and of each only as many are read as the page could need. The condition stands in all of them, so that a source can
show nothing that it must not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens, words
from app.domain.vocabulary import AssignmentStatus, Role, Status
from app.errors import FieldError, InvalidRequest
from app.models import Assignment, Case, Cosigner, Follower
from app.models.base import first_id_of, time_of
from app.security.access import visible_cases
from app.security.actors import Actor

TOWN_DIGITS = 9
LOOK_BACK = (timedelta(days=45), timedelta(days=200), timedelta(days=900), None)
"""A word is looked for among the newest cases first, then further and further back, until the page is full."""

Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Wanted:
    """What a page is to hold. `statuses` are those of the case, `shares` those of the acting unit's own hand-over."""

    conditions: Conditions = ()
    statuses: Sequence[Status] = ()
    shares: Sequence[AssignmentStatus] = ()
    typed: str | None = None


@dataclass(frozen=True)
class Source:
    """Cases under each of `values` of `key`, and of `words` of `state` if there are any.

    An index has the key, the state if one is asked for, and then the id of the case: its own, or as `case_id` of
    another table.
    """

    key: Any
    values: Sequence[Any]
    case_id: Any = None
    state: Any = None
    words: Sequence[str] = ()

    @property
    def id(self) -> Any:
        return col(Case.id) if self.case_id is None else self.case_id


def sources(actor: Actor, wanted: Wanted) -> list[Source] | None:
    """Where all is found that the actor sees; None where only the condition itself can tell."""
    statuses = [status.value for status in wanted.statuses]
    if actor.role in (Role.LIAISON, Role.STATION_HEAD, Role.MEDIATOR):
        return [Source(col(Case.station_id), actor.station_ids, state=col(Case.status), words=statuses)]
    if actor.role in (Role.TOWN_OFFICE, Role.COUNTY_OFFICE):
        return [replace(_area(actor), state=col(Case.status), words=statuses)]
    if actor.role is Role.DEPUTY:
        return _deputy(actor)
    if not actor.is_unit:
        return None
    shares = [share.value for share in wanted.shares]
    own = Source(
        col(Assignment.unit_id), [actor.unit_id], col(Assignment.case_id), col(Assignment.status), shares
    )
    return [own] if shares else [own, Source(col(Case.party_unit_id), [actor.unit_id])]


def _area(actor: Actor) -> Source:
    if len(actor.area_code) < TOWN_DIGITS:
        return Source(col(Case.county_code), [actor.county_code])
    return Source(func.left(Case.area_code, TOWN_DIGITS, type_=Text()), [actor.area_code[:TOWN_DIGITS]])


def _deputy(actor: Actor) -> list[Source]:
    """What he leads, what came to his station, and the few that he signs, follows, claimed or wrote."""
    return [
        Source(col(Case.deputy_id), [actor.deputy_id]),
        Source(col(Case.station_id), actor.station_ids),
        Source(col(Cosigner.deputy_id), [actor.deputy_id], col(Cosigner.case_id)),
        Source(col(Follower.account_id), [actor.account_id], col(Follower.case_id)),
        Source(col(Case.claimer_id), [actor.account_id]),
        Source(col(Case.submitter_id), [actor.account_id]),
    ]


async def newest(
    session: AsyncSession, actor: Actor, wanted: Wanted, *, before: UUID | None, limit: int
) -> list[UUID]:
    """The ids of the first `limit` cases that the actor sees and that are wanted, after `before`."""
    if wanted.typed is None:
        return await _ids(session, actor, wanted, before, limit)
    # statuses now as conditions: a word is found by its own index, which knows nothing of them
    narrowed = [*wanted.conditions, *_standing(actor, wanted), matches(wanted.typed)]
    found: list[UUID] = []
    for back in LOOK_BACK:
        window = [] if back is None else [col(Case.id) >= first_id_of(time_of(before) - back)]
        found = await _ids(session, actor, Wanted([*narrowed, *window]), before, limit)
        if len(found) == limit:
            break
    return found


def _standing(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(col(Case.status).in_(wanted.statuses))
    if wanted.shares:
        own = and_(
            col(Assignment.case_id) == Case.id,
            col(Assignment.unit_id) == actor.unit_id,
            col(Assignment.round) == Case.round,
            col(Assignment.status).in_(wanted.shares),
        )
        found.append(exists().where(own))
    return found


def all_of(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What the actor sees and wants, as conditions on `case`: for counting, where no order helps."""
    known = sources(actor, Wanted()) or ()
    keyed = [source.key.in_(source.values) for source in known] if len(known) == 1 else []
    typed = [] if wanted.typed is None else [matches(wanted.typed)]
    return [*keyed, visible_cases(actor), *wanted.conditions, *_standing(actor, wanted), *typed]


def since(now: datetime, first: datetime) -> ColumnElement[bool]:
    """Handed in at that time or later. Ids are ordered by time: their index tells where to begin, to a day."""
    begin = first_id_of(time_of(None) - (now - first) - timedelta(days=1))
    return and_(col(Case.id) >= begin, col(Case.created_at) >= first)


async def _ids(
    session: AsyncSession, actor: Actor, wanted: Wanted, before: UUID | None, limit: int
) -> list[UUID]:
    connection = await session.connection()
    query = query_of(actor, wanted, before, limit)
    return [] if query is None else list((await connection.execute(query)).scalars())


def query_of(actor: Actor, wanted: Wanted, before: UUID | None, limit: int) -> Any:
    """The statement behind `newest`; None where nothing can be found."""
    conditions = [visible_cases(actor), *wanted.conditions, *_standing(actor, replace(wanted, shares=()))]
    known = sources(actor, wanted)
    if known is None:
        return _ordered(Source(true(), ()), conditions, before, limit)
    parts = [_read(source, conditions, before, limit).subquery() for source in known if source.values]
    if not parts:
        return None
    if len(parts) == 1:
        return select(parts[0].c[0]).order_by(parts[0].c[0].desc()).limit(limit)
    ids = union_all(*(select(part.c[0]) for part in parts)).subquery()
    return select(ids.c[0]).distinct().order_by(ids.c[0].desc()).limit(limit)


def _read(source: Source, conditions: Conditions, before: UUID | None, limit: int) -> Any:
    """Of each key (and each state) as many as the page could need."""
    if len(source.values) == 1 and not source.words:
        return _ordered(source, [*conditions, source.key == source.values[0]], before, limit)
    keys = _listed("keys", source.values, source.key.type)
    narrowed, froms = [*conditions, source.key == keys.c.value], [keys]
    if source.words:
        states = _listed("states", source.words, Text())
        narrowed.append(cast(source.state, Text) == states.c.value)
        froms.append(states)
    each = _ordered(source, narrowed, before, limit).correlate(*froms).lateral()
    query: Any = select(each.c[0]).select_from(froms[0])
    for other in (*froms[1:], each):
        query = query.join(other, true())
    return query


def _listed(name: str, values: Sequence[Any], of: Any) -> Any:
    """The values as a table of one column."""
    array = bindparam(None, list(values), ARRAY(of))
    return func.unnest(array).table_valued("value").render_derived(name=name)


def _ordered(source: Source, conditions: Conditions, before: UUID | None, limit: int) -> Any:
    query: Any = select(source.id)
    if source.case_id is not None:
        query = query.distinct().join(Case, col(Case.id) == source.id)
        if source.words:
            query = query.where(col(Assignment.round) == Case.round)
    if before is not None:
        query = query.where(source.id < before)
    return query.where(*conditions).order_by(source.id.desc()).limit(limit)


def matches(typed: str) -> ColumnElement[bool]:
    """All the words anywhere in title, text or place as all may read them; or the receipt's number.

    InvalidRequest where no word has two characters: one alone has no index, and would be sought in every text there is.
    """
    wanted = words.words_of(typed)
    number = tokens.parse_number(typed)
    if "\0" in typed or not any(len(word) >= words.SHORTEST for word in wanted):
        raise InvalidRequest(
            "VALIDATION_FAILED", errors=[FieldError("q", "WORD_TOO_SHORT", "请至少输入两个字的词")]
        )
    shown = func.concat_ws("\n", func.coalesce(Case.redacted_text, Case.title + "\n" + Case.text), Case.place)
    # the words stand in the statement itself: how it is best answered depends on how common they are
    indexed = bindparam("words", words.query(wanted), Text(), literal_execute=True)
    searched: ColumnElement[Any] = column("search", _selectable=Case.__table__)  # type: ignore[attr-defined]
    found = and_(
        searched.op("@@")(cast(indexed, TSQUERY)),
        *(shown.icontains(word, autoescape=True) for word in wanted),
    )
    if tokens.NUMBER.fullmatch(number):
        return or_(found, col(Case.number) == number)
    tail = tokens.parse_check_code(typed)
    return or_(found, func.right(Case.number, tokens.CHECK_CODE_LENGTH) == tail) if tail else found
