"""Handling and answering: plans, opinions, the four reply classes, signature, and telling the citizen."""

from collections.abc import Iterable
from uuid import UUID

from app.domain.deadlines import check_days, day_of
from app.domain.vocabulary import AssignmentStatus, ContactMethod, Kind, Part, ReplyClass, Role, Status
from app.errors import Conflict, FieldError
from app.models import Assignment, Case, Deputy, Reply
from app.models.base import Json
from app.schemas.actions import answering as forms
from app.schemas.actions.base import AssignmentReasonForm, ReasonForm
from app.schemas.mediation import Agreement
from app.services import promises, references
from app.services.actions.rounds import load_replies, start_rating
from app.services.moves import Move

IN_PERSON = frozenset({ContactMethod.MEETING, ContactMethod.VISIT})


async def communicate(move: Move, form: forms.CommunicateForm) -> None:
    """Where a talk is owed, the unit meets everybody whom the practice names, at once or one by one (practice 13)."""
    case, share = move.case, move.share
    if case.talk_required:
        _check_meeting(form)
        if form.on < day_of(share.created_at):
            raise Conflict("DATE_OUT_OF_RANGE", "沟通日期不能早于交办日期")
    ids = [person.deputy_id for person in form.met if person.deputy_id is not None]
    deputies = await references.deputies(move.session, case.county_code, ids)
    met = [_met(person, deputies) for person in form.met]
    talked_with = {*share.talked_with, *(role for _, role in met)}
    share.talked_with = [role.value for role in Role if role in talked_with]
    share.communicated = share.communicated or not case.talk_required or _all_met(case, talked_with)
    move.data["method"] = form.method.label
    if met:
        move.data["met"] = [{"name": name, "role": role.label} for name, role in met]
        move.data["talked_with"] = [role.label for role in Role if role in {role for _, role in met}]


def _all_met(case: Case, talked_with: set[str]) -> bool:
    """Those whom the practice names; without one, the deputy of a suggestion, else a deputy or who raised it."""
    if case.talk_with:
        return talked_with.issuperset(case.talk_with)
    if case.kind is Kind.SUGGESTION:
        return Role.DEPUTY in talked_with
    return not talked_with.isdisjoint({Role.DEPUTY, Role.CITIZEN})


def _check_meeting(form: forms.CommunicateForm) -> None:
    """A talk that is owed is a meeting, and it is on record who met where."""
    if form.method not in IN_PERSON:
        raise Conflict("TALK_NOT_IN_PERSON")
    needed = {"met": form.met, "place": form.place}
    missing = [
        FieldError(name, "MISSING", "须当面沟通的事项必填") for name, said in needed.items() if not said
    ]
    if missing:
        raise Conflict("TALK_RECORD_INCOMPLETE", errors=missing)


def _met(person: forms.PersonMet, deputies: dict[UUID, Deputy]) -> tuple[str, Role]:
    if person.deputy_id is None:
        return person.name, person.role
    return deputies[person.deputy_id].name, Role.DEPUTY


async def plan(move: Move, form: forms.PlanForm) -> None:
    move.data["unit"] = move.actor.body


async def progress(move: Move, form: forms.ProgressForm) -> None:
    """By a unit on its hand-over, or by whoever mediates a dispute."""
    move.data["unit" if move.actor.is_unit else "claimer"] = move.actor.public_name


async def give_opinion(move: Move, form: forms.OpinionForm) -> None:
    """A co unit answers the main unit, never the citizen."""
    move.share.opinion = form.opinion
    _end(move, [move.share], AssignmentStatus.REPLIED)


async def suspend(move: Move, form: forms.SuspendForm) -> None:
    move.case.suspended_until = form.review_on


async def resume(move: Move, form: ReasonForm) -> None:
    move.case.suspended_until = None


async def draft_reply(move: Move, form: forms.DraftReplyForm) -> Status:
    move.session.add(
        Reply(
            **form.model_dump(exclude={"version", "assignment_id"}),
            county_code=move.case.county_code,
            case_id=move.case.id,
            assignment_id=move.share.id,
            round=move.case.round,
            answered_by=move.actor.body,
            drafted_at=move.now,
        )
    )
    move.share.status = AssignmentStatus.REPLY_REVIEW
    return move.rolled_up()


async def send_back(move: Move, form: AssignmentReasonForm) -> Status:
    _draft(move, await load_replies(move.session, move.case)).sent_back_at = move.now
    move.share.status = AssignmentStatus.HANDLING
    return move.rolled_up()


async def sign_reply(move: Move, form: forms.SignReplyForm) -> Status:
    """The reply is out; the case is replied when the last main or split part is."""
    replies = await load_replies(move.session, move.case)
    reply = _draft(move, replies)
    reply.signer, reply.signed_at = form.signer, move.now
    _end(move, [move.share], AssignmentStatus.REPLIED)
    target = move.rolled_up()
    if target is Status.REPLIED:
        _conclude_opinions(move, form.missing_opinions_reason)
        start_rating(move)
    await promises.from_reply(move, reply)
    public = {"reply_class", "public_text", "plan", "reason", "finish_on", "escalated_to", "escalated_on"}
    move.data |= {key: value for key, value in reply.model_dump(mode="json", include=public).items() if value}
    move.data["unit"] = move.actor.body
    return target


def _conclude_opinions(move: Move, reason: str) -> None:
    """Co units are waited for, or the signer says why not; nothing lapses silently."""
    owing = [item for item in move.open_shares if item.part is Part.CO]
    if owing and not reason:
        raise Conflict("OPINIONS_MISSING", assignments=[str(item.id) for item in owing])
    _end(move, owing, AssignmentStatus.LAPSED)


def _end(move: Move, shares: Iterable[Assignment], status: AssignmentStatus) -> None:
    for share in shares:
        share.status = status
        share.ended_at = move.now


def _draft(move: Move, replies: Iterable[Reply]) -> Reply:
    """The draft under review; the hand-over's status says that there is one."""
    own = (reply for reply in replies if reply.assignment_id == move.share.id)
    return next(reply for reply in own if reply.signed_at is None and reply.sent_back_at is None)


async def answer_on_spot(move: Move, form: forms.AnswerOnSpotForm) -> Status:
    await _answer(move, form.public_text, basis=form.basis, answered_by=form.answered_by)
    return Status.REPLIED


async def set_disputants(move: Move, form: forms.SetDisputantsForm) -> None:
    """Who they are stays on the case, where it can be hidden and mended; the timeline keeps as what they came."""
    move.case.disputants = [each.model_dump() for each in form.disputants]
    move.data["capacities"] = [each.capacity for each in form.disputants]


async def complete(move: Move, form: forms.CompleteForm) -> Status:
    agreement = _agreed(move, form.agreement) if form.agreement is not None else None
    await _answer(move, form.public_text, agreement=agreement)
    move.data["claimer"] = move.actor.public_name
    return Status.REPLIED


def _agreed(move: Move, agreement: Agreement) -> Json:
    """Between those who quarrel, and signed by now. The timeline knows of it when it was signed and runs out."""
    if move.case.kind is not Kind.DISPUTE:
        raise Conflict("AGREEMENT_OF_DISPUTE")
    if not move.case.disputants:
        raise Conflict("DISPUTANTS_MISSING")
    check_days({"signed_on": agreement.signed_on}, move.now)
    if agreement.signed_on < day_of(move.case.created_at):
        raise Conflict("DATE_OUT_OF_RANGE", "签订日期不能早于事项提交日期")
    agreed = agreement.model_dump(mode="json")
    move.data |= {name: agreed[name] for name in ("signed_on", "perform_by") if agreed[name]}
    return agreed


async def _answer(
    move: Move, text: str, *, basis: str = "", answered_by: str = "", agreement: Json | None = None
) -> None:
    """An answer that needs no signature: given by the one who stands there and settled it."""
    reply = Reply(
        county_code=move.case.county_code,
        case_id=move.case.id,
        round=move.case.round,
        reply_class=ReplyClass.RESOLVED,
        public_text=text,
        basis=basis,
        agreement=agreement,
        answered_by=answered_by or move.actor.public_name,
        signer=move.actor.public_name,
        drafted_at=move.now,
        signed_at=move.now,
    )
    move.session.add(reply)
    start_rating(move)
    await promises.from_reply(move, reply)


async def feedback(move: Move, form: forms.FeedbackForm) -> None:
    move.case.told_at = move.now
    move.data["method"] = form.method.label
