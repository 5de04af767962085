"""Accountability 追责: opened by an organ of the congress, proved, and decided or dismissed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.vocabulary import AccountabilityCause, AccountabilityState
from app.errors import Conflict, NotFound
from app.models import Accountability, AccountabilityEvidence, Office, Unit
from app.models.base import new_id
from app.schemas.accountability import (
    AccountabilityEvidenceFields,
    AccountabilityEvidenceForm,
    AccountabilityEvidenceOut,
    AccountabilityForm,
    AccountabilityOut,
    AccountabilityVersionForm,
    DecideForm,
    DismissForm,
    TakeUpForm,
)
from app.security.access import reaches
from app.security.accountability import OFFICES, READERS, reads_evidence, visible_matters
from app.security.actors import Actor
from app.security.batches import require
from app.services import pressure, references
from app.services.moves import field_units, is_visible

OPEN = AccountabilityState.OPEN
_DECISION = ("measure", "decided_by", "decided_on", "basis")


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; absent means any."""

    state: AccountabilityState | None = None
    cause: AccountabilityCause | None = None
    unit_id: UUID | None = None


async def open_matter(
    session: AsyncSession, actor: Actor, form: AccountabilityForm, now: datetime
) -> AccountabilityOut:
    """Against a unit within reach: a town its own, a committee those of its field, the county's office any."""
    require(actor, OFFICES)
    unit = await references.unit(session, actor.county_code, form.unit_id)
    if not reaches(actor, unit, await field_units(session, actor)):
        raise Conflict("UNIT_OUT_OF_SCOPE")
    if form.case_id is not None and not await is_visible(session, actor, form.case_id):
        raise NotFound("CASE_NOT_FOUND", "没有找到所涉的事项")
    return await _add(session, actor, form, now)


async def take_up_pressure(
    session: AsyncSession, actor: Actor, report_id: UUID, form: TakeUpForm, now: datetime
) -> AccountabilityOut:
    """What was reported in private becomes a matter in one step; the report is its first piece of evidence."""
    report = await pressure.take_up(session, actor, report_id)
    await references.unit(session, actor.county_code, form.unit_id)
    matter = AccountabilityForm(
        cause=AccountabilityCause.PRESSURE,
        unit_id=form.unit_id,
        person=form.person,
        case_id=report.case_id,
        summary="评价人反映评价时受到压力",
        evidence=[AccountabilityEvidenceFields(text=report.text, source=f"{report.role.label}反映")],
    )
    shown = await _add(session, actor, matter, now)
    report.accountability_id = shown.id
    await session.flush()
    return shown


async def _add(
    session: AsyncSession, actor: Actor, form: AccountabilityForm, now: datetime
) -> AccountabilityOut:
    if actor.office_id is None:
        raise LookupError(f"{actor.role} acts for no office")
    matter = Accountability(
        **form.model_dump(exclude={"evidence"}),
        id=new_id(),
        county_code=actor.county_code,
        office_id=actor.office_id,
        appointment_id=actor.appointment_id,
        created_at=now,
    )
    session.add(matter)
    await session.flush()
    for piece in form.evidence:
        _prove(session, actor, matter, piece, now)
    await session.flush()
    return await get(session, actor, matter.id)


def _prove(
    session: AsyncSession,
    actor: Actor,
    matter: Accountability,
    piece: AccountabilityEvidenceFields,
    now: datetime,
) -> None:
    row = AccountabilityEvidence(
        id=new_id(),
        county_code=matter.county_code,
        accountability_id=matter.id,
        text=piece.text,
        source=piece.source,
        entered_by=actor.name,
        at=now,
    )
    session.add(row)


async def add_evidence(
    session: AsyncSession, actor: Actor, matter_id: UUID, form: AccountabilityEvidenceForm, now: datetime
) -> AccountabilityOut:
    matter = await _open(session, actor, matter_id, form)
    _prove(session, actor, matter, form, now)
    return await _changed(session, actor, matter)


async def decide(
    session: AsyncSession, actor: Actor, matter_id: UUID, form: DecideForm, now: datetime
) -> AccountabilityOut:
    """From now on the unit reads the decision. Conflict EVIDENCE_MISSING where nothing proves it."""
    matter = await _open(session, actor, matter_id, form)
    if form.decided_on > day_of(now):
        raise Conflict("DATE_OUT_OF_RANGE", "决定日期不能晚于今天")
    proven = (
        select(AccountabilityEvidence.id)
        .where(AccountabilityEvidence.accountability_id == matter.id)
        .limit(1)
    )
    if (await session.exec(proven)).first() is None:
        raise Conflict("EVIDENCE_MISSING")
    for name in _DECISION:
        setattr(matter, name, getattr(form, name))
    matter.state, matter.ended_at = AccountabilityState.DECIDED, now
    return await _changed(session, actor, matter)


async def dismiss(
    session: AsyncSession, actor: Actor, matter_id: UUID, form: DismissForm, now: datetime
) -> AccountabilityOut:
    """Nothing came of it, and the unit never learns of it."""
    matter = await _open(session, actor, matter_id, form)
    matter.reason = form.reason
    matter.state, matter.ended_at = AccountabilityState.DISMISSED, now
    return await _changed(session, actor, matter)


async def _changed(session: AsyncSession, actor: Actor, matter: Accountability) -> AccountabilityOut:
    matter.version += 1
    await session.flush()
    return await get(session, actor, matter.id)


async def _open(
    session: AsyncSession, actor: Actor, matter_id: UUID, form: AccountabilityVersionForm
) -> Accountability:
    """One without a conclusion, locked: NotFound, Forbidden, Conflict STALE_VERSION or ACCOUNTABILITY_OVER."""
    query = select(Accountability).where(Accountability.id == matter_id, visible_matters(actor))
    matter = (await session.exec(query)).one_or_none()
    if matter is None:
        raise NotFound("ACCOUNTABILITY_NOT_FOUND")
    require(actor, OFFICES)
    await session.refresh(matter, with_for_update=True)
    if matter.version != form.version:
        raise Conflict("STALE_VERSION", version=matter.version)
    if matter.state is not OPEN:
        raise Conflict("ACCOUNTABILITY_OVER")
    return matter


def _query(actor: Actor) -> Any:
    return (
        select(Accountability, Unit.name, Office.name)
        .join(Unit, col(Unit.id) == Accountability.unit_id)
        .join(Office, col(Office.id) == Accountability.office_id)
        .where(visible_matters(actor))
    )


async def page(
    session: AsyncSession, actor: Actor, filters: Filters, *, limit: int, before: UUID | None
) -> tuple[list[AccountabilityOut], UUID | None]:
    """Newest first."""
    require(actor, READERS)
    query = _query(actor)
    for name in ("state", "cause", "unit_id"):
        wanted = getattr(filters, name)
        if wanted is not None:
            query = query.where(col(getattr(Accountability, name)) == wanted)
    if before is not None:
        query = query.where(col(Accountability.id) < before)
    rows = (await session.exec(query.order_by(col(Accountability.id).desc()).limit(limit + 1))).all()
    items = await _shown(session, actor, rows[:limit])
    return items, items[-1].id if len(rows) > limit else None


async def get(session: AsyncSession, actor: Actor, matter_id: UUID) -> AccountabilityOut:
    """NotFound ACCOUNTABILITY_NOT_FOUND for what the actor may not know of."""
    row = (await session.exec(_query(actor).where(Accountability.id == matter_id))).one_or_none()
    if row is None:
        raise NotFound("ACCOUNTABILITY_NOT_FOUND")
    (shown,) = await _shown(session, actor, [row])
    return shown


async def _shown(session: AsyncSession, actor: Actor, rows: Sequence[Any]) -> list[AccountabilityOut]:
    """Cut to what the actor may read of each."""
    evidence: dict[UUID, list[AccountabilityEvidenceOut]] = {}
    if reads_evidence(actor):
        pieces = select(AccountabilityEvidence).where(
            col(AccountabilityEvidence.accountability_id).in_([row[0].id for row in rows])
        )
        for piece in await session.exec(pieces.order_by(col(AccountabilityEvidence.id))):
            evidence.setdefault(piece.accountability_id, []).append(
                AccountabilityEvidenceOut.model_validate(piece)
            )
    return [_view(actor, matter, unit, office, evidence.get(matter.id, [])) for matter, unit, office in rows]


def _view(
    actor: Actor, matter: Accountability, unit: str, office: str, evidence: list[AccountabilityEvidenceOut]
) -> AccountabilityOut:
    known = reads_evidence(actor)
    inner = {"case_id": matter.case_id, "summary": matter.summary, "created_at": matter.created_at}
    return AccountabilityOut(
        **matter.model_dump(include={"id", "cause", "state", "unit_id", "person", "decided_on", "version"}),
        **{name: getattr(matter, name) or None for name in ("measure", "decided_by", "basis", "reason")},
        **(inner if known else dict.fromkeys(inner)),
        opened_by=office if known else None,
        unit_name=unit,
        evidence=evidence,
    )
