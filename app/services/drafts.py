"""A deputy's suggestion while it is a draft: its author signs first, those invited may follow."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard, tokens
from app.domain.deadlines import day_of
from app.domain.vocabulary import Action, Channel, DeputyStatus, DeskLevel, Kind, Status, Visibility
from app.errors import Conflict, NotFound
from app.models import Appointment, Case, Cosigner, Deputy
from app.models.base import new_id
from app.schemas.actions.sorting import ConvertForm
from app.schemas.intake import SuggestionForm
from app.security.actors import Actor
from app.services import intake, presets, references, sources
from app.services.appointments import serving
from app.services.moves import Move, Standing
from app.services.transitions import record


async def create(session: AsyncSession, actor: Actor, form: SuggestionForm, now: datetime) -> Case:
    """The draft of a suggestion with its invitations; NotFound for a deputy who cannot sign.

    Drafted by a helper it is the deputy's own all the same: unsigned, and his alone to hand in. Conflict DEPUTY_UNBOUND
    for a deputy whom nobody could show it to. For what cannot be a source as in `sources.name`.
    """
    lead_id = form.on_behalf_of_id or _own_deputy(actor)
    lead = await references.deputy(session, actor.county_code, lead_id)
    case = _draft(actor, lead, form.title, form.text, now)
    if form.on_behalf_of_id is not None:
        case.submitter_id, case.proxy_consent = await _account_of(session, lead, now), form.consent
        case.drafted_by_id = actor.appointment_id
    case.visibility = form.visibility
    presets.take(case, form.preset)
    case.area_code = await intake.area_in_county(session, form.area_code, lead.county_code) or lead.area_code
    if form.category_code is not None:
        case.category_code = (await references.category(session, lead.county_code, form.category_code)).code
    await _open(session, actor, case, lead, form.cosigner_ids, now)
    named = {"cases": form.source_case_ids, "events": form.source_event_ids}
    await sources.name(session, actor, case, **named, now=now)
    return case


async def from_case(
    session: AsyncSession, actor: Actor, source: Case, form: ConvertForm, now: datetime
) -> Case:
    """A draft that takes up the matter of a case (诉求 → 代表建议); errors as `create`."""
    lead = await references.deputy(session, actor.county_code, _own_deputy(actor))
    case = _draft(actor, lead, form.title, source.redacted_text or source.text, now)
    case.category_code, case.area_code, case.place = source.category_code, source.area_code, source.place
    presets.take(case, form.preset)
    await _open(session, actor, case, lead, form.cosigner_ids, now)
    return case


def _own_deputy(actor: Actor) -> UUID:
    if actor.deputy_id is None:
        raise NotFound("DEPUTY_NOT_FOUND")
    return actor.deputy_id


async def _account_of(session: AsyncSession, lead: Deputy, now: datetime) -> UUID:
    query = select(Appointment.account_id).where(Appointment.deputy_id == lead.id, serving(day_of(now)))
    account_id = (await session.exec(query)).first()
    if account_id is None or lead.status is not DeputyStatus.ACTIVE:
        raise Conflict("DEPUTY_UNBOUND")
    return account_id


def _draft(actor: Actor, lead: Deputy, title: str, text: str, now: datetime) -> Case:
    return Case(
        id=new_id(),
        county_code=lead.county_code,
        number=intake.new_number(lead.county_code, now),
        check_code=tokens.new_check_code(),
        kind=Kind.SUGGESTION,
        channel=Channel.APP,
        status=Status.DRAFT,
        title=title,
        text=text,
        area_code=lead.area_code,
        station_id=lead.station_id,
        deputy_id=lead.id,
        submitter_id=actor.account_id,
        visibility=Visibility.PUBLIC,
        level=DeskLevel.COUNTY,
        created_at=now,
        updated_at=now,
    )


async def _open(
    session: AsyncSession, actor: Actor, case: Case, lead: Deputy, cosigner_ids: list[UUID], now: datetime
) -> None:
    """Its author signs first; that entry of the timeline is what tells those whom he invites.

    A helper signs nothing: he asks the deputy to, whose draft it is, and the entry says so.
    """
    session.add(case)
    await session.flush()
    own = actor.deputy_id == lead.id
    signed_at = now if own else None
    session.add(
        Cosigner(county_code=lead.county_code, case_id=case.id, deputy_id=lead.id, signed_at=signed_at)
    )
    await session.flush()
    await invite(session, case, cosigner_ids)
    first = Move(session, actor, case, Action.COSIGN if own else Action.INVITE, now, [], Standing())
    if not own:
        first.on_behalf_of, first.data = lead.name, {"cosigner_ids": [str(lead.id)]}
    await record(first, next(guard.rules_for(first.action, Kind.SUGGESTION)), None)


async def invite(session: AsyncSession, case: Case, deputy_ids: Iterable[UUID]) -> int:
    """Asked to sign, each once; how many were not yet. NotFound DEPUTY_NOT_FOUND for one who does not serve here."""
    asked = set(await session.exec(select(Cosigner.deputy_id).where(Cosigner.case_id == case.id)))
    invited = set(deputy_ids) - asked
    query = select(Deputy.id).where(
        col(Deputy.id).in_(invited),
        Deputy.county_code == case.county_code,
        Deputy.status == DeputyStatus.ACTIVE,
    )
    if invited - set((await session.exec(query)).all()):
        raise NotFound("DEPUTY_NOT_FOUND", "邀请联名的代表不存在或已不履职")
    session.add_all(
        Cosigner(county_code=case.county_code, case_id=case.id, deputy_id=each) for each in invited
    )
    await session.flush()
    return len(invited)


async def unsign(session: AsyncSession, case: Case) -> None:
    """Everybody but the lead is asked anew, and what he said of withdrawing it is forgotten."""
    others = update(Cosigner).where(
        col(Cosigner.case_id) == case.id, col(Cosigner.deputy_id) != case.deputy_id
    )
    await session.exec(others.values(signed_at=None, withdrew_at=None))
