"""What a resident is about to hand in may be known already: matters of others, told without a word of who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import Settings
from app.domain.deadlines import day_of
from app.domain.similarity import ENDED_LATELY, THRESHOLD, WINDOW, Matter, score
from app.domain.vocabulary import Status
from app.domain.workflow import OPEN, STEP
from app.models import Area, Case, Category
from app.schemas.similar import SimilarCase, SimilarForm, SimilarList
from app.security import tokens
from app.security.access import NAMELESS_KINDS, has_met, nameless, title_for_all
from app.security.actors import Actor
from app.services import intake, scanning
from app.services.finding import since, spans_since
from app.services.intake import Desk
from app.services.list_sources import TOWN_DIGITS, within
from app.services.memory import Memory
from app.services.wording import any_of, likeness

HINT_LASTS = timedelta(hours=1)
_SHOWN = 5
_LOOKED_AT = 50
"""So many are compared closely: those that have most words in common."""


async def find(
    session: AsyncSession, memory: Memory, settings: Settings, actor: Actor, form: SimilarForm, now: datetime
) -> SimilarList:
    """Open ones and those that ended lately, the likeliest first; errors of the code, station or area named."""
    desk = await _desk(session, memory, form)
    area_code = await intake.area_in_county(session, form.area_code, desk.county_code) or desk.area_code
    new = Matter(
        kind=form.kind,
        category_code=form.category_code,
        station_id=desk.station_id,
        area_code=area_code,
        place=form.place,
        text=f"{form.title} {form.text}",
        at=now,
        position=(form.position.lat, form.position.lng) if form.position else None,
    )
    if new.kind not in NAMELESS_KINDS:
        return SimilarList(items=[])
    rows = await session.exec(_candidates(actor, desk.county_code, new))
    likely = sorted(((score(new, matter_of(row[0])), row) for row in rows), key=lambda pair: -pair[0])
    return SimilarList(
        items=[_shown(settings, actor, Known(*row), now) for how, row in likely[:_SHOWN] if how >= THRESHOLD]
    )


async def _desk(session: AsyncSession, memory: Memory, form: SimilarForm) -> Desk:
    if form.code is None:
        return await intake.open_station(session, form.station_id)
    target = await scanning.find(session, memory, form.code)
    return Desk(target.county_code, target.station_id, target.station_name, target.area_code)


def matter_of(case: Case) -> Matter:
    """A case as it is compared: by what may be read of it, not by what was redacted."""
    shown = case.redacted_text
    return Matter(
        kind=case.kind,
        category_code=case.category_code,
        station_id=case.station_id,
        area_code=case.area_code,
        place=case.place,
        text=f"{case.title} {case.text}" if shown is None else shown,
        at=case.created_at,
        position=None if case.lat is None or case.lng is None else (case.lat, case.lng),
    )


def about(matter: Matter, spans: Sequence[UUID]) -> ColumnElement[bool]:
    """Of its branch of the categories, or with a word in common (in one of the spans): worth comparing closely."""
    found: list[ColumnElement[bool]] = [false()]
    if matter.branch is not None:
        found.append(within(col(Case.category_code), matter.branch))
    if matter.words:
        found.append(any_of(matter.words, spans))
    return or_(*found)


def still_worth_it(now: datetime) -> ColumnElement[bool]:
    """Open, or ended so lately that whoever meets the same need not hand it in again."""
    lately = and_(col(Case.status) == Status.CLOSED, col(Case.closed_at) >= now - ENDED_LATELY)
    return or_(col(Case.status).in_(OPEN), lately)


@dataclass(frozen=True)
class Known:
    """A matter with the names of what it points at, and how the reader stands to it."""

    case: Case
    category_name: str | None
    area_name: str | None
    followed: bool


def names() -> tuple[Any, Any]:
    """Of the category and the area of a case, as columns."""
    category = select(Category.name).where(
        Category.county_code == Case.county_code, Category.code == Case.category_code
    )
    area = select(Area.name).where(Area.county_code == Case.county_code, Area.code == Case.area_code)
    return category.scalar_subquery(), area.scalar_subquery()


def _candidates(actor: Actor, county_code: str, new: Matter) -> Any:
    here = or_(col(Case.station_id) == new.station_id, func.left(Case.area_code, TOWN_DIGITS) == new.town)
    spans = spans_since(new.at, new.at - WINDOW)
    query: Any = select(Case, *names(), has_met(actor)).where(
        Case.county_code == county_code,
        here,
        nameless(),
        *since(new.at, new.at - WINDOW),
        still_worth_it(new.at),
        about(new, spans),
    )
    order = [col(Case.category_code).is_not_distinct_from(new.category_code).desc(), col(Case.id).desc()]
    if new.words:
        order.insert(1, likeness(new.words, spans).desc())
    return query.order_by(*order).limit(_LOOKED_AT)


def _shown(settings: Settings, actor: Actor, known: Known, now: datetime) -> SimilarCase:
    case = known.case
    own = case.submitter_id == actor.person
    return SimilarCase(
        case_id=case.id,
        hint=tokens.write_hint(settings, actor.person, case.id, now + HINT_LASTS),
        kind=case.kind,
        status=case.status,
        step=STEP[case.status],
        title=case.title if own else title_for_all(case),
        category_code=case.category_code,
        category_name=known.category_name,
        area_name=known.area_name or "",
        handed_in_on=day_of(case.created_at),
        me_too=case.me_too,
        own=own,
        followed=known.followed,
    )
