"""Ratings that were not given freely: reported by who gave them, read by the county's deputies' office alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import AccountabilityState, Rater, Role
from app.errors import Conflict, NotFound
from app.models import Accountability, Case, Evaluation, PressureReport
from app.models.base import new_id
from app.schemas.accountability import PressureForm, PressureReported, PressureReportOut
from app.security.accountability import PRESSURE_READERS, reads_pressure
from app.security.actors import Actor
from app.security.batches import require
from app.services.moves import RATER, is_visible

REPORTERS = frozenset({Role.CITIZEN, Role.DEPUTY})


def reported(actor: Actor) -> ColumnElement[bool]:
    """Of an evaluation: whether it was reported, to whoever may know of that."""
    if not reads_pressure(actor):
        return literal(False)
    return exists().where(col(PressureReport.evaluation_id) == Evaluation.id).correlate(Evaluation)


def left_out(actor: Actor) -> ColumnElement[bool]:
    """Of an evaluation: whether figures leave it out.

    For whoever may know of the report at once; for others when it is decided that somebody answers for it: figures
    that changed before would tell them of it.
    """
    if reads_pressure(actor):
        return reported(actor)
    found_true = exists().where(
        col(PressureReport.evaluation_id) == Evaluation.id,
        col(Accountability.id) == PressureReport.accountability_id,
        col(Accountability.state) == AccountabilityState.DECIDED,
    )
    return found_true.correlate(Evaluation)


async def report(
    session: AsyncSession, actor: Actor, case_id: UUID, form: PressureForm, now: datetime
) -> PressureReported:
    """His own last rating of the case, or that of the round named. Nothing of it shows on the case."""
    if not await is_visible(session, actor, case_id):
        raise NotFound("CASE_NOT_FOUND")
    require(actor, REPORTERS)
    rater = RATER[actor.role]
    own = Evaluation.own_case_id if rater is Rater.CITIZEN else Evaluation.case_id
    query = select(Evaluation).where(
        own == case_id, Evaluation.rater == rater, Evaluation.account_id == actor.person
    )
    if form.round is not None:
        query = query.where(Evaluation.round == form.round)
    rating = (await session.exec(query.order_by(col(Evaluation.id).desc()).with_for_update())).first()
    if rating is None:
        raise NotFound("EVALUATION_NOT_FOUND", "您没有评价过该事项")
    again = select(PressureReport.id).where(PressureReport.evaluation_id == rating.id)
    if (await session.exec(again)).first() is not None:
        raise Conflict("PRESSURE_REPORTED")
    row = PressureReport(
        id=new_id(),
        county_code=rating.county_code,
        evaluation_id=rating.id,
        case_id=rating.case_id,
        role=actor.role,
        account_id=actor.person,
        text=form.text,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return PressureReported(id=row.id, created_at=now)


def _query(actor: Actor) -> Any:
    return (
        select(PressureReport, Evaluation, Case.number)
        .join(Evaluation, col(Evaluation.id) == PressureReport.evaluation_id)
        .join(Case, col(Case.id) == PressureReport.case_id)
        .where(PressureReport.county_code == actor.county_code)
    )


async def page(
    session: AsyncSession, actor: Actor, *, limit: int, before: UUID | None
) -> tuple[list[PressureReportOut], UUID | None]:
    """Newest first."""
    require(actor, PRESSURE_READERS)
    query = _query(actor)
    if before is not None:
        query = query.where(col(PressureReport.id) < before)
    rows = (await session.exec(query.order_by(col(PressureReport.id).desc()).limit(limit + 1))).all()
    items = [
        PressureReportOut(
            **row.model_dump(include={"id", "case_id", "text", "accountability_id", "created_at"}),
            **rating.model_dump(include={"rater", "round", "result", "attitude", "reason"}),
            case_number=number,
        )
        for row, rating, number in rows[:limit]
    ]
    return items, items[-1].id if len(rows) > limit else None


async def take_up(session: AsyncSession, actor: Actor, report_id: UUID) -> PressureReport:
    """The report, locked, if nothing came of it yet: Conflict PRESSURE_TAKEN_UP."""
    require(actor, PRESSURE_READERS)
    query = select(PressureReport).where(
        PressureReport.id == report_id, PressureReport.county_code == actor.county_code
    )
    found = (await session.exec(query.with_for_update())).one_or_none()
    if found is None:
        raise NotFound("PRESSURE_REPORT_NOT_FOUND")
    if found.accountability_id is not None:
        raise Conflict("PRESSURE_TAKEN_UP")
    return found
