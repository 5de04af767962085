"""Handling and answering: plans, opinions, the four reply classes, signature, and telling the citizen."""

from collections.abc import Iterable

from app.domain.vocabulary import AssignmentStatus, ContactMethod, Part, ReplyClass, Status
from app.errors import Conflict
from app.models import Assignment, Reply
from app.schemas.actions import answering as forms
from app.schemas.actions.base import AssignmentReasonForm, ReasonForm
from app.services.actions.rounds import load_replies, start_rating
from app.services.moves import Move

IN_PERSON = frozenset({ContactMethod.MEETING, ContactMethod.VISIT})


async def communicate(move: Move, form: forms.CommunicateForm) -> None:
    """Where the hand-over asked for it, the unit meets the deputy and the firm face to face (practice 13)."""
    if move.case.talk_required and form.method not in IN_PERSON:
        raise Conflict("TALK_NOT_IN_PERSON")
    move.share.communicated = True
    move.data["method"] = form.method.label


async def plan(move: Move, form: forms.PlanForm) -> None:
    move.data["unit"] = move.actor.body


async def progress(move: Move, form: forms.ProgressForm) -> None:
    move.data["unit"] = move.actor.body


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
        start_rating(move, replies)
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


async def complete(move: Move, form: forms.CompleteForm) -> Status:
    await _answer(move, form.public_text)
    move.data["claimer"] = move.actor.public_name
    return Status.REPLIED


async def _answer(move: Move, text: str, *, basis: str = "", answered_by: str = "") -> None:
    """An answer that needs no signature: given by the one who stands there and settled it."""
    reply = Reply(
        county_code=move.case.county_code,
        case_id=move.case.id,
        round=move.case.round,
        reply_class=ReplyClass.RESOLVED,
        public_text=text,
        basis=basis,
        answered_by=answered_by or move.actor.public_name,
        signer=move.actor.public_name,
        drafted_at=move.now,
        signed_at=move.now,
    )
    earlier = await load_replies(move.session, move.case)
    move.session.add(reply)
    start_rating(move, [reply, *earlier])


async def feedback(move: Move, form: forms.FeedbackForm) -> None:
    move.data["method"] = form.method.label
