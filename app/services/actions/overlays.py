"""What changes a case without moving it."""

from sqlalchemy.dialects.postgresql import insert

from app.domain.vocabulary import EventStatus
from app.errors import Conflict
from app.models import Follower
from app.models.base import new_id
from app.schemas.actions import overlays as forms
from app.schemas.actions.base import ActionForm, BareForm
from app.services import event_views, references
from app.services.moves import Move


async def remark(move: Move, form: ActionForm) -> None:
    """Urging, interviews, visits, notes, supplements: the event itself is the whole effect."""


async def supervise(move: Move, form: forms.SuperviseForm) -> None:
    move.case.colour = form.colour


async def follow(move: Move, form: BareForm) -> None:
    row = {
        "id": new_id(),
        "county_code": move.case.county_code,
        "case_id": move.case.id,
        "account_id": move.actor.account_id,
        "appointment_id": move.actor.appointment_id,
    }
    await move.session.exec(insert(Follower).values(row).on_conflict_do_nothing())


async def mark_key(move: Move, form: forms.MarkKeyForm) -> None:
    move.case.key = form.key


async def flag_quality(move: Move, form: forms.FlagQualityForm) -> None:
    move.case.quality = form.quality


async def set_parties(move: Move, form: forms.SetPartiesForm) -> None:
    """The six slots; the unit named sees the case from then on, unless it is about that unit."""
    slots = form.model_dump(mode="json", exclude={"version"}, exclude_none=True)
    unit_id = form.unit.unit_id if form.unit else None
    if unit_id is not None:
        await references.unit(move.session, move.case.county_code, unit_id)
        if unit_id == move.case.accused_unit_id:
            raise Conflict("UNIT_ACCUSED")
    move.case.parties = slots
    move.case.party_unit_id = unit_id


async def set_event(move: Move, form: forms.SetEventForm) -> None:
    """Taken up at an event to come, at another instead, or at none; which it was before is on record."""
    case = move.case
    if case.event_id == form.event_id:
        raise Conflict("NOTHING_CHANGED")
    if case.event_id is not None:
        move.data["left_event_id"] = str(case.event_id)
    if form.event_id is not None:
        event = await event_views.find(move.session, move.actor, form.event_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("EVENT_CANCELLED")
        if event.status is EventStatus.HELD or event.ends_at <= move.now:
            raise Conflict("EVENT_OVER")
        move.data["event"] = event.title
    case.event_id = form.event_id


async def redact(move: Move, form: forms.RedactForm) -> None:
    """The original stays for those who may read it (`privacy.ORIGINAL_TEXT`)."""
    move.case.redacted_text = form.redacted_text


async def publish(move: Move, form: BareForm) -> None:
    move.case.published = True
