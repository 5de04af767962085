"""Where the cases of a list lie: newest first, from wherever an actor's cases lie, at any size of the table.

What an actor sees is one condition (`visible_cases`), but a condition with several ways in has no index that is in the
order of the list. So a list is read from a few sources: each holds the cases under one key in the order of an index,
and of each only as many are read as the page could need. The condition stands in all of them, so that a source can
show nothing that it must not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
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

from app.domain.vocabulary import AssignmentStatus, Role, Status
from app.models import Assignment, Case, Category, Cosigner, Follower
from app.security.access import visible_cases
from app.security.actors import Actor

TOWN_DIGITS = 9
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


@dataclass(frozen=True)
class Reach:
    """Which part of a list: after the row `before`, and no further than the row `last`."""

    before: UUID | None = None
    last: Any = None

    def holds(self, row_id: Any) -> list[ColumnElement[bool]]:
        later = [] if self.before is None else [row_id < self.before]
        return later if self.last is None else [*later, row_id >= self.last]


def query_of(actor: Actor, wanted: Wanted, reach: Reach, limit: int) -> Any:
    """The statement behind `newest`; None where nothing can be found."""
    conditions = [visible_cases(actor), *wanted.conditions, *standing(actor, replace(wanted, shares=()))]
    known = sources(actor, wanted)
    if known is None:
        return _ordered(Source(true(), ()), conditions, reach, limit)
    parts = [_read(source, conditions, reach, limit).subquery() for source in known if source.values]
    if not parts:
        return None
    if len(parts) == 1:
        return select(parts[0].c[0]).order_by(parts[0].c[0].desc()).limit(limit)
    ids = union_all(*(select(part.c[0]) for part in parts)).subquery()
    return select(ids.c[0]).distinct().order_by(ids.c[0].desc()).limit(limit)


def _read(source: Source, conditions: Conditions, reach: Reach, limit: int) -> Any:
    """Of each key (and each state) as many as the page could need."""
    if len(source.values) == 1 and source.states is None:
        return _ordered(source, [*conditions, source.key == source.values[0]], reach, limit)
    keys = _listed("keys", source.values, source.key.type)
    narrowed, froms = [*conditions, source.key == keys.c.value], [keys]
    if source.states is not None:
        narrowed.append(cast(source.state, Text) == source.states.c.value)
        froms.append(source.states)
    each = _ordered(source, narrowed, reach, limit).correlate(*froms).lateral()
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


def _ordered(source: Source, conditions: Conditions, reach: Reach, limit: int) -> Any:
    query: Any = select(source.id)
    if source.case_id is not None:
        query = query.distinct().join(Case, col(Case.id) == source.id)
        if source.states is not None:
            query = query.where(col(Assignment.round) == Case.round)
    return query.where(*reach.holds(source.id), *conditions).order_by(source.id.desc()).limit(limit)


def nth(source: Source, number: int, before: UUID | None) -> Any:
    """The last of so many newest of a source, whoever sees them; null where there are no more than these.

    As text: before 18 PostgreSQL has no greatest of ids.
    """
    keys = _listed("keys", source.values, source.key.type)
    each: Any = select(source.id.label("id")).where(source.key == keys.c.value)
    each = (
        each.where(*Reach(before).holds(source.id))
        .order_by(source.id.desc())
        .offset(number - 1)
        .limit(1)
        .correlate(keys)
        .lateral()
    )
    return select(func.max(cast(each.c.id, Text()))).select_from(keys).join(each, true()).scalar_subquery()


def holds(source: Source, row_id: Any) -> ColumnElement[bool]:
    """Whether a case lies in a source, as its index knows without reading the case."""
    return exists().where(source.key.in_(source.values), source.id == row_id)


def standing(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
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
