"""Lists of cases: the inbox of every role, and its counters. The query decides what is in them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.privacy import TALLY_OPEN
from app.domain.tabs import Tab, tabs_of
from app.domain.vocabulary import Channel, Colour, Kind, Status
from app.domain.workflow import STEP
from app.errors import FieldError, InvalidRequest
from app.models import Assignment, Case
from app.schemas.cases import CaseItem, CounterList, TabCount
from app.security.access import title_for, visible_cases
from app.security.actors import Actor

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
    conditions = [visible_cases(actor), *_conditions(actor, filters)]
    query = select(Case).where(*conditions)
    if before is not None:
        query = query.where(col(Case.id) < before)
    rows = list(await session.exec(query.order_by(col(Case.id).desc()).limit(limit + 1)))
    items = [item(actor, row) for row in rows[:limit]]
    total = await _total(session, conditions) if with_total else None
    last = items[-1].id if len(rows) > limit else None
    return Listing(items, last, total, total == COUNT_CAP)


async def _total(session: AsyncSession, conditions: list[ColumnElement[bool]]) -> int:
    some = select(Case.id).where(*conditions).limit(COUNT_CAP).subquery()
    return (await session.exec(select(func.count()).select_from(some))).one()


def item(actor: Actor, row: Case) -> CaseItem:
    hidden = actor.is_unit and row.status in TALLY_OPEN
    fields = row.model_dump(include=set(CaseItem.model_fields))
    own = {
        "step": STEP[row.status],
        "title": title_for(actor, row),
        "colour": Colour.GREY if row.suspended_until else row.colour,
        "redo_asked": None if hidden else row.redo_asked,
    }
    return CaseItem(**fields | own)


def _conditions(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    """One condition a filter that is set."""
    found: list[ColumnElement[bool]] = []
    if filters.tab is not None:
        found.append(_tab_condition(actor, _tab(actor, filters.tab)))
    if filters.statuses:
        found.append(col(Case.status).in_(filters.statuses))
    if filters.kinds:
        found.append(col(Case.kind).in_(filters.kinds))
    if filters.area_code is not None:
        found.append(col(Case.area_code).startswith(filters.area_code, autoescape=True))
    if filters.category_code is not None:
        found.append(_within_category(filters.category_code))
    if filters.unit_id is not None:
        found.append(
            exists().where(col(Assignment.case_id) == Case.id, col(Assignment.unit_id) == filters.unit_id)
        )
    if filters.redo_asked is not None and not actor.is_unit:
        found.append(col(Case.redo_asked) == filters.redo_asked)
    if filters.colour is not None:
        suspended = col(Case.suspended_until).is_not(None)
        is_grey = filters.colour is Colour.GREY
        found.append(suspended if is_grey else and_(~suspended, col(Case.colour) == filters.colour))
    if filters.q:
        found.append(_matches(filters.q))
    exact = ("channel", "station_id", "deputy_id", "key")
    found += [
        getattr(Case, name) == getattr(filters, name) for name in exact if getattr(filters, name) is not None
    ]
    return found


def _within_category(code: str) -> ColumnElement[bool]:
    """The category or anything below it: codes are dotted paths."""
    return or_(
        col(Case.category_code) == code, col(Case.category_code).startswith(f"{code}.", autoescape=True)
    )


def _matches(words: str) -> ColumnElement[bool]:
    """The words anywhere in title, text, place or number; never in what was redacted."""
    title = func.coalesce(Case.redacted_text, Case.title)
    text = func.coalesce(Case.redacted_text, Case.text)
    return or_(
        *(column.icontains(words, autoescape=True) for column in (title, text, col(Case.place))),
        col(Case.number) == tokens.parse_number(words),
        col(Case.number).endswith(f"-{words.strip().upper()}", autoescape=True),
    )


def _tab(actor: Actor, name: str) -> Tab:
    tab = next((tab for tab in tabs_of(actor.role) if tab.name == name), None)
    if tab is None:
        known = "、".join(tab.name for tab in tabs_of(actor.role))
        raise InvalidRequest(
            "VALIDATION_FAILED", errors=[FieldError("tab", "UNKNOWN_TAB", f"没有这个标签页，可用：{known}")]
        )
    return tab


def _tab_condition(actor: Actor, tab: Tab) -> ColumnElement[bool]:
    if not tab.shares:
        return col(Case.status).in_(tab.statuses)
    return exists().where(
        col(Assignment.case_id) == Case.id,
        col(Assignment.unit_id) == actor.unit_id,
        col(Assignment.round) == Case.round,
        col(Assignment.status).in_(tab.shares),
    )


async def counters(session: AsyncSession, actor: Actor) -> CounterList:
    """How many are in each tab, in one statement."""
    tabs = tabs_of(actor.role)
    counts = [func.count(case((_tab_condition(actor, tab), 1))).label(tab.name) for tab in tabs]
    query: Any = select(*counts).where(visible_cases(actor))
    numbers = (await session.exec(query)).one()
    return CounterList(
        tabs=[
            TabCount(tab=tab.name, label=tab.label, count=number)
            for tab, number in zip(tabs, numbers, strict=True)
        ]
    )
