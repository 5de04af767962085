"""What stands around a case: nearby matters of its kind, its submitter's other ones, the history of its place."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.similarity import Matter, alike, around, metres
from app.domain.vocabulary import Rater, Status
from app.domain.workflow import STEP
from app.models import Case, Evaluation
from app.schemas.context import (
    CaseContext,
    ContextItem,
    EarlierItem,
    EarlierList,
    NearbyItem,
    NearbyList,
    PlaceHistory,
    StatusCount,
)
from app.security.access import reads_contact, relations, title_for, visible_cases
from app.security.actors import Actor
from app.services import seeing
from app.services.finding import since, spans_since
from app.services.list_sources import TOWN_DIGITS
from app.services.similar import about, matter_of

LATELY, A_YEAR = timedelta(days=180), timedelta(days=365)
_SHOWN = 10
_LOOKED_AT = 100
"""So many of each are read at most; there may be more."""
_FIELDS = set(ContextItem.model_fields) - {"title", "step"}


async def get(session: AsyncSession, actor: Actor, case_id: UUID, now: datetime) -> CaseContext:
    """In five statements. NotFound CASE_NOT_FOUND for what the actor may not know of."""
    case = await seeing.get(session, actor, case_id)
    return CaseContext(
        nearby_same_kind=await _nearby(session, actor, case, now),
        earlier_of_submitter=await _earlier(session, actor, case),
        place_history=await _history(session, actor, case, now),
    )


def _others(actor: Actor, case: Case) -> ColumnElement[bool]:
    """What the actor sees besides the case itself: of its county, handed in."""
    return and_(
        visible_cases(actor),
        col(Case.county_code) == case.county_code,
        col(Case.id) != case.id,
        col(Case.status) != Status.DRAFT,
    )


def _fields(actor: Actor, row: Case) -> dict[str, Any]:
    return row.model_dump(include=_FIELDS) | {"title": title_for(actor, row), "step": STEP[row.status]}


async def _nearby(session: AsyncSession, actor: Actor, case: Case, now: datetime) -> NearbyList:
    """Found roughly by the database, looked at closely here."""
    here = matter_of(case)
    near = [func.left(Case.area_code, TOWN_DIGITS) == here.town, col(Case.station_id) == here.station_id]
    if here.position is not None:
        near.append(_within_square(here.position))
    query = (
        select(Case)
        .where(_others(actor, case), or_(*near), *since(now, now - LATELY))
        .where(about(here, spans_since(now, now - LATELY)))
    )
    rows = list(await session.exec(query.order_by(col(Case.id).desc()).limit(_LOOKED_AT)))
    found = [(row, there) for row in rows if alike(here, there := matter_of(row))]
    items = [
        NearbyItem(**_fields(actor, row), distance=_distance(here, there)) for row, there in found[:_SHOWN]
    ]
    return NearbyList(total=len(found), total_is_capped=len(rows) == _LOOKED_AT, items=items)


def _within_square(position: tuple[float, float]) -> ColumnElement[bool]:
    (lat, lng), (north, east) = position, around(position)
    return and_(
        col(Case.lat).between(lat - north, lat + north), col(Case.lng).between(lng - east, lng + east)
    )


def _distance(here: Matter, there: Matter) -> int | None:
    if here.position is None or there.position is None:
        return None
    return round(metres(here.position, there.position))


async def _earlier(session: AsyncSession, actor: Actor, case: Case) -> EarlierList:
    """By the account, or by the telephone of what was taken down at the desk. Who may not reach him learns nothing.

    Nothing of one who stayed anonymous, here or there.
    """
    rated = select(col(Evaluation.result)).where(
        col(Evaluation.case_id) == func.coalesce(Case.master_case_id, Case.id),
        col(Evaluation.own_case_id) == Case.id,
        col(Evaluation.account_id) == Case.submitter_id,
        col(Evaluation.rater) == Rater.CITIZEN,
    )
    last: Any = rated.order_by(col(Evaluation.round).desc()).limit(1).scalar_subquery()
    query: Any = select(Case, last).where(
        _others(actor, case), _same_submitter(actor, case), ~col(Case.anonymous)
    )
    rows = list(await session.exec(query.order_by(col(Case.id).desc()).limit(_LOOKED_AT)))
    known = [(row, rating) for row, rating in rows if reads_contact(actor, row, relations(actor, row, ()))]
    items = [EarlierItem(**_fields(actor, row), rating=rating) for row, rating in known[:_SHOWN]]
    return EarlierList(total=len(known), total_is_capped=len(rows) == _LOOKED_AT, items=items)


def _same_submitter(actor: Actor, case: Case) -> ColumnElement[bool]:
    if case.anonymous or not reads_contact(actor, case, relations(actor, case, ())):
        return false()
    if case.submitter_id is not None:
        return col(Case.submitter_id) == case.submitter_id
    if not case.contact_phone:
        return false()
    return and_(col(Case.submitter_id).is_(None), col(Case.contact_phone) == case.contact_phone)


async def _history(session: AsyncSession, actor: Actor, case: Case, now: datetime) -> PlaceHistory:
    """At its station: what has the same words for the place; without any, the same code; without that, everything."""
    here = [_others(actor, case), col(Case.station_id) == case.station_id, *since(now, now - A_YEAR)]
    if case.place:
        here.append(col(Case.place) == case.place)
    elif case.code_id is not None:
        here.append(col(Case.code_id) == case.code_id)
    counted: Any = select(Case.status, func.count()).where(*here).group_by(Case.status)
    counts = dict((await session.exec(counted)).all())
    newest = await session.exec(select(Case).where(*here).order_by(col(Case.id).desc()).limit(_SHOWN))
    return PlaceHistory(
        place=case.place,
        total=sum(counts.values()),
        counts=status_counts(counts),
        items=[ContextItem(**_fields(actor, row)) for row in newest],
    )


def status_counts(counts: Mapping[Status, int]) -> list[StatusCount]:
    """In the order of the lifecycle, without those that nothing is in."""
    return [
        StatusCount(status=status, label=status.label, count=counts[status])
        for status in Status
        if counts.get(status)
    ]
