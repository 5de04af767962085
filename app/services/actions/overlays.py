"""What changes a case without moving it."""

from sqlalchemy.dialects.postgresql import insert

from app.domain.deadlines import check_days, day_of
from app.domain.vocabulary import EventStatus, OrderKind, PartySlot
from app.errors import Conflict, Forbidden, NotFound
from app.models import Follower
from app.models.base import new_id
from app.schemas.actions import overlays as forms
from app.schemas.actions.base import ActionForm, BareForm
from app.services import event_views, references, supervision
from app.services.moves import Move
from app.services.supervision import Addressee


async def remark(move: Move, form: ActionForm) -> None:
    """Visits, notes, supplements: the event itself is the whole effect."""


async def urge(move: Move, form: forms.UrgeForm) -> None:
    await supervision.issue(move, OrderKind.URGE, form.text, due_on=form.due_on)


async def supervise(move: Move, form: forms.SuperviseForm) -> None:
    await supervision.issue(move, OrderKind.SUPERVISE, form.text, due_on=form.due_on, leader=form.leader)


async def interview(move: Move, form: forms.InterviewForm) -> None:
    """The record of a talk: of the one that a rule ordered to be held, if there is such, else of one more."""
    talk = {
        "person": form.person,
        "cause": form.cause,
        "held_on": form.held_on or day_of(move.now),
        "due_on": form.due_on,
    } | ({"leader": form.leader} if form.leader else {})
    numbers = []
    for each in await _interviewed(move, form):
        planned = await supervision.open_order(move.session, move.case.id, OrderKind.INTERVIEW, each.unit_id)
        if planned is None:
            (order,) = await supervision.send(move, OrderKind.INTERVIEW, form.remedy, [each], **talk)
        else:
            order = planned
            for name, value in talk.items():
                setattr(order, name, value)
            order.text, order.version = form.remedy, order.version + 1
        numbers.append(order.number)
    move.data["orders"] = numbers


async def _interviewed(move: Move, form: forms.InterviewForm) -> list[Addressee]:
    units = [
        each
        for each in await supervision.addressees(move.session, move.case, move.assignments)
        if each.unit_id is not None and form.unit_id in (None, each.unit_id)
    ]
    if form.unit_id is not None and not units:
        raise NotFound("UNIT_NOT_FOUND", "该单位不在办理本事项")
    return units or [supervision.NOBODY]


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
    """One order follows the case; marked again it is planned anew, and taken off it ends."""
    move.case.key = form.key
    order = await supervision.open_order(move.session, move.case.id, OrderKind.KEY, None)
    milestones = [each.model_dump(mode="json") for each in form.milestones]
    if order is None:
        if form.key:
            told = {"cause": form.reason, "leader": form.leader, "due_on": form.due_on}
            steps = supervision.plan(milestones)
            await supervision.issue(move, OrderKind.KEY, form.reason, **told, milestones=steps)
        return
    order.version += 1
    if not form.key:
        order.closed_at, order.closed_by, order.finding = move.now, move.actor.name, form.reason
        return
    order.cause, order.leader = form.reason, form.leader or order.leader
    order.due_on = form.due_on or order.due_on
    order.milestones = supervision.plan(milestones, order.milestones) if milestones else order.milestones
    move.data["orders"] = [order.number]


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


async def record_party_act(move: Move, form: forms.PartyActForm) -> None:
    """What one of the six did, entered by it or by an organ of the congress. Conflict PARTY_SLOT_EMPTY."""
    if form.slot.value not in move.case.parties:
        raise Conflict("PARTY_SLOT_EMPTY", f"六方联办中没有写明“{form.slot.label}”")
    own = PartySlot.UNIT if move.actor.is_unit else PartySlot.DEPUTY if move.actor.deputy_id else None
    if own is not None and form.slot is not own:
        raise Forbidden("FORBIDDEN", f"只能记录“{own.label}”")
    move.data["party"] = move.case.parties[form.slot.value]["name"]


async def consult(move: Move, form: forms.ConsultForm) -> None:
    """Every unit that was called is ordered to do its part. NotFound UNIT_NOT_FOUND; Conflict UNIT_ACCUSED."""
    called = await references.units(
        move.session, move.case.county_code, (each.unit_id for each in form.units)
    )
    if move.case.accused_unit_id in called:
        raise Conflict("UNIT_ACCUSED")
    shares = {share.unit_id: share.id for share in move.open_shares}
    numbers = []
    for each in form.units:
        check_days(dict(each), move.now)
        to = [Addressee(each.unit_id, shares.get(each.unit_id))]
        told = {"cause": form.conclusion, "held_on": form.held_on, "due_on": each.due_on}
        orders = await supervision.send(move, OrderKind.CONSULTATION, each.task, to, **told)
        numbers += [order.number for order in orders]
    move.data["orders"] = numbers
    move.data["units"] = [{"unit": called[each.unit_id].name, "task": each.task} for each in form.units]


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
