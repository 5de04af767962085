"""Lists of cases: the inbox of every role, and its counters. The query decides what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, literal
from sqlalchemy import select as sql_select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.privacy import TALLY_OPEN
from app.domain.tabs import Tab, tabs_of
from app.domain.vocabulary import Channel, Colour, Kind, Status
from app.domain.workflow import STEP
from app.errors import FieldError, InvalidRequest
from app.models import Assignment, Case
from app.schemas.cases import CaseItem, CounterList, TabCount
from app.security.access import title_for, waits_for_tally
from app.security.actors import Actor
from app.services import areas
from app.services.finding import all_of, newest
from app.services.list_sources import Reach, Wanted, query_of, within

COUNT_CAP = 1000


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; absent means any."""

    tab: str | None = None
    statuses: tuple[Status, ...] = ()
    kinds: tuple[Kind, ...] = ()
    channel: Channel | None = None
    colour: Colour | None = None
    category_code: str | None = None
    area_code: str | None = None
    station_id: UUID | None = None
    deputy_id: UUID | None = None
    unit_id: UUID | None = None
    key: bool | None = None
    in_session: bool | None = None
    redo_asked: bool | None = None
    q: str | None = None


@dataclass(frozen=True)
class Listing:
    items: list[CaseItem]
    last: UUID | None
    total: int | None
    capped: bool


async def cases(
    session: AsyncSession,
    actor: Actor,
    filters: Filters,
    *,
    limit: int,
    before: UUID | None,
    with_total: bool,
) -> Listing:
    """Newest first by keyset: ids are time-ordered, so the id is the place."""
    wanted = _wanted(actor, await followed(session, actor, filters))
    ids = await newest(session, actor, wanted, before=before, limit=limit + 1)
    rows = await _rows(session, ids[:limit])
    items = [item(actor, row) for row in rows]
    total = await _total(session, actor, wanted) if with_total else None
    last = ids[limit - 1] if len(ids) > limit else None
    return Listing(items, last, total, total == COUNT_CAP)


async def followed(session: AsyncSession, actor: Actor, filters: Filters) -> Filters:
    """The cases of an area that was merged away are those of what stands for it."""
    if filters.area_code is None:
        return filters
    return replace(filters, area_code=await areas.stands_for(session, actor.county_code, filters.area_code))


_SHOWN = tuple(name for name in CaseItem.model_fields if name != "step")
_READ = [getattr(Case, name) for name in (*_SHOWN, "redacted_text", "suspended_until", "submitter_id")]


async def _rows(session: AsyncSession, ids: Sequence[UUID]) -> list[Any]:
    """What a line shows of each, in the order of the ids."""
    connection = await session.connection()
    found = await connection.execute(sql_select(*_READ).where(col(Case.id).in_(ids)))
    by_id = {row.id: row for row in found}
    return [by_id[row_id] for row_id in ids if row_id in by_id]


async def _total(session: AsyncSession, actor: Actor, wanted: Wanted) -> int:
    """Counted to a cap; one more would not be read either."""
    return len(await newest(session, actor, wanted, before=None, limit=COUNT_CAP))


def item(actor: Actor, row: Any) -> CaseItem:
    """One line, of a case or of what a list reads of it."""
    hidden = waits_for_tally(actor) and row.status in TALLY_OPEN
    own = {
        "step": STEP[row.status],
        "title": title_for(actor, row),
        "colour": Colour.GREY if row.suspended_until else row.colour,
        "redo_asked": None if hidden else row.redo_asked,
    }
    return CaseItem(**{name: getattr(row, name) for name in _SHOWN} | own)


def narrowed(actor: Actor, filters: Filters, now: datetime, first: datetime) -> list[ColumnElement[bool]]:
    """Everything that a list by these filters holds of what was handed in at `first` or later."""
    return all_of(actor, _wanted(actor, filters), now, first)


def _wanted(actor: Actor, filters: Filters) -> Wanted:
    tab = _tab(actor, filters.tab) if filters.tab is not None else None
    statuses = set(filters.statuses)
    if tab is not None and tab.statuses:
        statuses = statuses & tab.statuses if filters.statuses else set(tab.statuses)
    conditions = _conditions(actor, filters)
    if not statuses and (filters.statuses or (tab and tab.statuses)):
        conditions.append(false())
    shares = tuple(tab.shares) if tab is not None else ()
    return Wanted(conditions, filters.category_code, tuple(sorted(statuses)), shares, filters.q or None)


def _conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """One condition a filter that is set, but for statuses and words, which have indexes of their own."""
    found: list[ColumnElement[bool]] = []
    if filters.kinds:
        found.append(col(Case.kind).in_(filters.kinds))
    if filters.area_code is not None:
        found.append(col(Case.area_code).startswith(filters.area_code, autoescape=True))
    if filters.category_code is not None:
        found.append(within(col(Case.category_code), filters.category_code))
    if filters.unit_id is not None:
        found.append(
            exists().where(col(Assignment.case_id) == Case.id, col(Assignment.unit_id) == filters.unit_id)
        )
    if filters.redo_asked is not None and not waits_for_tally(actor):
        found.append(col(Case.redo_asked) == filters.redo_asked)
    if filters.colour is not None:
        suspended = col(Case.suspended_until).is_not(None)
        is_grey = filters.colour is Colour.GREY
        found.append(suspended if is_grey else and_(~suspended, col(Case.colour) == filters.colour))
    exact = ("channel", "station_id", "deputy_id", "key", "in_session")
    found += [
        getattr(Case, name) == getattr(filters, name) for name in exact if getattr(filters, name) is not None
    ]
    return found


def _tab(actor: Actor, name: str) -> Tab:
    tab = next((tab for tab in tabs_of(actor.role) if tab.name == name), None)
    if tab is None:
        known = "、".join(tab.name for tab in tabs_of(actor.role))
        raise InvalidRequest(
            "VALIDATION_FAILED", errors=[FieldError("tab", "UNKNOWN_TAB", f"没有这个标签页，可用：{known}")]
        )
    return tab


async def counters(session: AsyncSession, actor: Actor) -> CounterList:
    """How many are in each tab, each counted to the cap, in one statement."""
    tabs = tabs_of(actor.role)
    counts = [_count(actor, tab).label(tab.name) for tab in tabs]
    connection = await session.connection()
    numbers = (await connection.execute(sql_select(*counts))).one()
    return CounterList(
        tabs=[
            TabCount(tab=tab.name, label=tab.label, count=number)
            for tab, number in zip(tabs, numbers, strict=True)
        ]
    )


def _count(actor: Actor, tab: Tab) -> Any:
    wanted = Wanted(statuses=tuple(sorted(tab.statuses)), shares=tuple(sorted(tab.shares)))
    query = query_of(actor, wanted, Reach(), COUNT_CAP)
    if query is None:
        return literal(0)
    return sql_select(func.count()).select_from(query.subquery()).scalar_subquery()
