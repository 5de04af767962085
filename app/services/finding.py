"""Which cases of a list come next: newest first, from wherever an actor's cases lie, at any size of the table.

What an actor sees is one condition (`visible_cases`), but a condition with several ways in has no index that is in the
order of the list. So a list is read from a few sources: each holds the cases under one key in the order of an index,
and of each only as many are read as the page could need. The condition stands in all of them, so that a source can
show nothing that it must not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import AssignmentStatus, Role, Status
from app.models import Assignment, Case, Category, Cosigner, Follower
from app.models.base import first_id_of, span_of, spans_back, time_of
from app.security.access import visible_cases
from app.security.actors import Actor
from app.services.wording import indexed, matches

TOWN_DIGITS = 9
NEWEST, MATCHING = 800, 1000
SPANS = (0, 2, 9, None)
"""Words are looked for in the newest cases of the list themselves, which is enough for common words and short lists;
then in those that the index of words tells, so many at once, in so many spans and then so many more.
"""

Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Wanted:
    """What a page is to hold. `statuses` are those of the case, `shares` those of the acting unit's own hand-over.

    `category` stands in the conditions too; named here, it tells which index to read.
    """

    conditions: Conditions = ()
    category: str | None = None
    statuses: Sequence[Status] = ()
    shares: Sequence[AssignmentStatus] = ()
    typed: str | None = None


@dataclass(frozen=True)
class Source:
    """Cases under each of `values` of `key`, and of the values of `state` that the table `states` lists, if one does.

    An index has the key, the state if one is asked for, and then the id of the case: its own, or as `case_id` of
    another table.
    """

    key: Any
    values: Sequence[Any]
    case_id: Any = None
    state: Any = None
    states: Any = None

    @property
    def id(self) -> Any:
        return col(Case.id) if self.case_id is None else self.case_id


def sources(actor: Actor, wanted: Wanted) -> list[Source] | None:
    """Where all is found that the actor sees; None where only the condition itself can tell."""
    if actor.role in (Role.LIAISON, Role.STATION_HEAD, Role.MEDIATOR):
        station = _narrowed(Source(col(Case.station_id), actor.station_ids), actor, wanted)
        drafted = Source(col(Case.drafted_by_id), [actor.appointment_id])
        return [station, drafted] if actor.role is Role.LIAISON else [station]
    if actor.role in (Role.TOWN_OFFICE, Role.COUNTY_OFFICE):
        return [_narrowed(_area(actor), actor, wanted)]
    if actor.role is Role.DEPUTY:
        return _deputy(actor)
    if not actor.is_unit:
        return None
    shares, of_unit = _states(wanted.shares), [actor.unit_id]
    own = Source(col(Assignment.unit_id), of_unit, col(Assignment.case_id), col(Assignment.status), shares)
    return [own] if wanted.shares else [own, Source(col(Case.party_unit_id), [actor.unit_id])]


def _narrowed(place: Source, actor: Actor, wanted: Wanted) -> Source:
    """By category if one is wanted, of which a place seldom has many; by status otherwise."""
    if wanted.category is None:
        return replace(place, state=col(Case.status), states=_states(wanted.statuses))
    codes: Any = select(col(Category.code).label("value")).where(
        col(Category.county_code) == actor.county_code, within(col(Category.code), wanted.category)
    )
    return replace(place, state=col(Case.category_code), states=codes.subquery("states"))


def within(column: Any, code: str) -> ColumnElement[bool]:
    """The category or anything below it: codes are dotted paths."""
    found: ColumnElement[bool] = or_(column == code, column.startswith(f"{code}.", autoescape=True))
    return found


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
    search = _Search(session, before, limit)
    await search.look(query_of(actor, replace(wanted, typed=None), before, NEWEST), [matches(wanted.typed)])
    if search.read < NEWEST:
        return search.found
    # the rest by the index of words, which knows nothing of who sees what
    conditions = [visible_cases(actor), *wanted.conditions, *_standing(actor, wanted), matches(wanted.typed)]
    spans = spans_back(search.before, None)
    for begin, end in pairwise(SPANS):
        search.read = MATCHING
        while search.read == MATCHING and len(search.found) < limit:
            await search.look(_told(wanted.typed, spans[begin:end], search.before), conditions)
    return search.found


def _told(typed: str, spans: Sequence[UUID], before: UUID | None) -> Any:
    """The newest cases of these spans that have the words, as their index tells; None without spans."""
    if not spans:
        return None
    told = select(col(Case.id)).where(indexed(typed, spans)).cte("told").prefix_with("MATERIALIZED")
    within = (told.c[0] >= spans[-1], told.c[0] < before)
    return select(told.c[0]).where(*within).order_by(told.c[0].desc()).limit(MATCHING)


@dataclass
class _Search:
    """Looks through candidates, newest first, until the page is full."""

    session: AsyncSession
    before: UUID | None
    limit: int
    found: list[UUID] = field(default_factory=list)
    read: int = 0

    async def look(self, candidates: Any, conditions: Conditions) -> None:
        """At the candidates first, at the conditions after: no index does both, and the planner would guess wrong."""
        self.read = 0
        if candidates is None:
            return
        listed = candidates.cte().prefix_with("MATERIALIZED")
        fit = select(col(Case.id)).join(listed, listed.c[0] == Case.id).where(*conditions)
        page = fit.order_by(col(Case.id).desc()).limit(self.limit - len(self.found))
        answer = select(
            func.array(page.scalar_subquery(), type_=ARRAY(Uuid())),
            select(func.count()).select_from(listed).scalar_subquery(),
            select(listed.c[0]).order_by(listed.c[0]).limit(1).scalar_subquery(),
        )
        connection = await self.session.connection()
        found, self.read, last = (await connection.execute(answer)).one()
        self.found += found
        self.before = last or self.before


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


def all_of(actor: Actor, wanted: Wanted, now: datetime, first: datetime) -> list[ColumnElement[bool]]:
    """What the actor sees and wants of what was handed in at `first` or later, as conditions on `case`: for counting,
    where no order helps.
    """
    known = sources(actor, Wanted()) or ()
    keyed = [source.key.in_(source.values) for source in known] if len(known) == 1 else []
    spans = spans_since(now, first)
    typed = [] if wanted.typed is None else [matches(wanted.typed), indexed(wanted.typed, spans)]
    narrowed = [visible_cases(actor), *wanted.conditions, *_standing(actor, wanted), *typed]
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
    if len(source.values) == 1 and source.states is None:
        return _ordered(source, [*conditions, source.key == source.values[0]], before, limit)
    keys = _listed("keys", source.values, source.key.type)
    narrowed, froms = [*conditions, source.key == keys.c.value], [keys]
    if source.states is not None:
        narrowed.append(cast(source.state, Text) == source.states.c.value)
        froms.append(source.states)
    each = _ordered(source, narrowed, before, limit).correlate(*froms).lateral()
    query: Any = select(each.c[0]).select_from(froms[0])
    for other in (*froms[1:], each):
        query = query.join(other, true())
    return query


def _states(words: Sequence[StrEnum]) -> Any:
    return _listed("states", [word.value for word in words], Text()) if words else None


def _listed(name: str, values: Sequence[Any], of: Any) -> Any:
    """The values as a table of one column."""
    array = bindparam(None, list(values), ARRAY(of))
    return func.unnest(array).table_valued("value").render_derived(name=name)


def _ordered(source: Source, conditions: Conditions, before: UUID | None, limit: int) -> Any:
    query: Any = select(source.id)
    if source.case_id is not None:
        query = query.distinct().join(Case, col(Case.id) == source.id)
        if source.states is not None:
            query = query.where(col(Assignment.round) == Case.round)
    if before is not None:
        query = query.where(source.id < before)
    return query.where(*conditions).order_by(source.id.desc()).limit(limit)
