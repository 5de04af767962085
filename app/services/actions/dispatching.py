"""Handing over: claim pools, dispatch to main, co and split units, returns, extensions, external platforms."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from app.domain.vocabulary import AssignmentStatus, ClockName, Part, Role, Status
from app.errors import Conflict
from app.models import Assignment, Reply, Unit
from app.schemas.actions import dispatching as forms
from app.schemas.actions.base import BareForm, ReasonForm
from app.security.access import reaches
from app.services import clocks, promises, references
from app.services.actions.rounds import start_rating
from app.services.moves import Move


async def claim(move: Move, form: BareForm) -> Status | None:
    """A committee takes a matter of its field onto its desk; a wish or a dispute goes straight to its helper."""
    move.data["claimer"] = move.actor.public_name
    if move.actor.role is Role.COMMITTEE:
        move.case.committee_id = move.actor.office_id
        return None
    move.case.claimer_id = move.actor.account_id
    return Status.HANDLING


async def give_back(move: Move, form: ReasonForm) -> Status | None:
    """What a committee gives back is nobody's: any other may take it."""
    if move.actor.role is Role.COMMITTEE:
        move.case.committee_id = move.case.field_id = None
        return None
    move.case.claimer_id = None
    return Status.PENDING_DISPATCH


class Wanted(NamedTuple):
    """One hand-over that a form asks for."""

    unit_id: UUID
    part: Part
    task: str


async def dispatch(move: Move, form: forms.DispatchForm) -> Status:
    wanted = wanted_units(form)
    units = await references.units(move.session, move.case.county_code, [item.unit_id for item in wanted])
    check_units(move, form, wanted, units)
    return hand_over(move, form, units)


def hand_over(
    move: Move, form: forms.DispatchFields, units: Mapping[UUID, Unit], batch_id: UUID | None = None
) -> Status:
    """To the units of the form, which were checked; `batch_id` is the list by which they get it."""
    wanted = wanted_units(form)
    for share in move.current:
        if share.status is AssignmentStatus.RETURNED:
            share.status = AssignmentStatus.REPLACED
    for unit_id, part, task in wanted:
        share = Assignment(
            county_code=move.case.county_code,
            case_id=move.case.id,
            round=move.case.round,
            unit_id=unit_id,
            part=part,
            route=units[unit_id].route,
            task=task,
            office_id=move.actor.office_id,
            batch_id=batch_id,
            profile=form.profile,
            return_final=_returns_are_over(move),
            created_at=move.now,
        )
        move.session.add(share)
        move.assignments.append(share)
    move.case.talk_required = move.case.talk_required or form.talk_required
    move.data["units"] = [{"name": units[item.unit_id].name, "part": item.part.label} for item in wanted]
    return move.rolled_up()


def wanted_units(form: forms.DispatchFields) -> list[Wanted]:
    if form.main_unit_id is None:
        return [Wanted(item.unit_id, Part.SPLIT, item.task) for item in form.split]
    main = Wanted(form.main_unit_id, Part.MAIN, form.instruction)
    return [main, *(Wanted(unit_id, Part.CO, form.instruction) for unit_id in form.co_unit_ids)]


def check_units(
    move: Move, form: forms.DispatchFields, wanted: list[Wanted], units: Mapping[UUID, Unit]
) -> None:
    """Each unit once, none accused, on the right road, and within what the one who hands over may reach."""
    holding = {share.unit_id for share in move.open_shares}
    if len(units) < len(wanted) or holding & units.keys():
        raise Conflict("UNIT_REPEATED")
    if form.main_unit_id and any(share.part is not Part.CO for share in move.open_shares):
        raise Conflict("ASSIGNMENT_OPEN", "还有分办单位在办理，请以分办方式补充交办")
    if move.case.accused_unit_id in units:
        raise Conflict("UNIT_ACCUSED")
    for item in wanted:
        unit = units[item.unit_id]
        if item.part is Part.MAIN and unit.route is not form.route:
            raise Conflict("ROUTE_MISMATCH", f"“{unit.name}”属于“{unit.route.label}”路径")
        if not _reaches(move, unit, item.part):
            raise Conflict("UNIT_OUT_OF_SCOPE", f"“{unit.name}”不在您的交办范围内")


def _reaches(move: Move, unit: Unit, part: Part) -> bool:
    """A committee may ask any unit to join in."""
    joins = part is Part.CO and move.actor.role is Role.COMMITTEE
    return joins or reaches(move.actor, unit, move.standing.field_unit_ids)


async def negotiate(move: Move, form: forms.NegotiateForm) -> None:
    """With a unit that has a part in it already, or that whoever negotiates may hand it over to. Moves nothing."""
    unit = await references.unit(move.session, move.case.county_code, form.unit_id)
    if unit.id == move.case.accused_unit_id:
        raise Conflict("UNIT_ACCUSED", "不能与被反映的单位协商")
    takes_part = any(share.unit_id == unit.id for share in move.current)
    if not takes_part and not reaches(move.actor, unit, move.standing.field_unit_ids):
        raise Conflict("UNIT_OUT_OF_SCOPE", f"“{unit.name}”不在您的对口范围内")
    move.data["unit"] = unit.name


async def accept(move: Move, form: forms.AcceptForm) -> Status:
    share = move.share
    share.status = AssignmentStatus.HANDLING
    share.owners = form.owners.model_dump()
    share.accepted_at = move.now
    move.data["unit"] = move.actor.body
    return move.rolled_up()


async def request_return(move: Move, form: forms.RequestReturnForm) -> Status:
    """Within the time that the rule gives; RETURN_CLOSED after it."""
    if clocks.is_over(move.turn, ClockName.RETURN, move.share):
        raise Conflict("RETURN_CLOSED", "已超过申请退办的期限")
    if form.proposed_unit_id is not None:
        unit = await references.unit(move.session, move.case.county_code, form.proposed_unit_id)
        move.share.proposed_unit_id = unit.id
        move.data["proposed_unit"] = unit.name
    move.share.status = AssignmentStatus.RETURN_REVIEW
    return move.rolled_up()


async def decide_return(move: Move, form: forms.DecideReturnForm) -> Status:
    """A second return of one case is decided for good: whoever holds the matter then cannot ask again."""
    share, case = move.share, move.case
    case.returns += 1
    if form.upheld:
        share.status = AssignmentStatus.LAPSED if share.part is Part.CO else AssignmentStatus.RETURNED
        share.ended_at = move.now
    else:
        share.status = AssignmentStatus.DISPATCHED
        share.return_final = _returns_are_over(move)
    return move.rolled_up()


def _returns_are_over(move: Move) -> bool:
    return move.case.returns >= 2


async def request_extension(move: Move, form: forms.RequestExtensionForm) -> None:
    """Once, before the due date, for later, and no further than the county's rule allows (上海市建议规定 art. 19)."""
    await clocks.check_extension(move.session, move.turn, move.share, form.until)
    move.share.extension_until = form.until


async def decide_extension(move: Move, form: forms.DecideExtensionForm) -> None:
    share = move.share
    share.extension_granted = form.granted
    move.data["granted"] = form.granted
    if form.granted and share.extension_until is not None:
        move.data["until"] = share.extension_until.isoformat()


async def to_system(move: Move, system_id: UUID) -> Status:
    system = await references.external_system(move.session, move.case.county_code, system_id)
    move.case.external_system_id = system.id
    move.data["system"] = system.name
    return Status.EXTERNAL


async def external_accept(move: Move, form: forms.ExternalAcceptForm) -> None:
    move.case.external_number = form.external_number


async def external_return(move: Move, form: ReasonForm) -> Status:
    """What happens from here on is no longer the other platform's to see."""
    move.case.external_system_id, move.case.external_number = None, ""
    return Status.PENDING_DISPATCH


async def external_reply(move: Move, form: forms.ExternalReplyForm) -> Status:
    case = move.case
    case.external_number = form.external_number or case.external_number
    fields = form.model_dump(exclude={"version", "external_number"})
    reply = Reply(
        **fields,
        county_code=case.county_code,
        case_id=case.id,
        round=case.round,
        answered_by=move.actor.public_name,
        signer=move.actor.public_name,
        drafted_at=move.now,
        signed_at=move.now,
    )
    move.session.add(reply)
    start_rating(move)
    await promises.from_reply(move, reply)
    return Status.REPLIED
