"""What units do with a matter, from the signature to the signed answer."""

from datetime import datetime, timedelta
from typing import Any

from app.domain.deadlines import day_of
from app.domain.vocabulary import (
    Action,
    AssignmentStatus,
    ContactMethod,
    Part,
    ReplyClass,
    Role,
)
from app.models import Assignment, Reply
from app.models.base import Json
from app.services.bulk import stand_in
from app.services.histories.past import Past

A = Action
H = AssignmentStatus
_PUBLIC = ("reply_class", "public_text", "plan", "reason", "finish_on", "escalated_to", "escalated_on")
_METHODS = (ContactMethod.VISIT, ContactMethod.PHONE, ContactMethod.MEETING)


def accept(past: Past) -> None:
    """By the first unit that has not signed yet, the main one before those that join in."""
    unsigned = [item for item in reversed(past.current) if item.status is H.DISPATCHED]
    held = min(unsigned, key=lambda item: item.part is Part.CO)
    actor = past.at_unit(Role.UNIT_HANDLER, held)
    unit = past.unit(held)
    owners = {
        "chief": unit.head_name or actor.name,
        "leader": unit.head_name or actor.name,
        "handler": actor.name,
    }
    with past.doing(actor, A.ACCEPT, held, owners=owners) as step:
        put(held, H.HANDLING)
        held.owners = owners
        held.accepted_at = step.at
        step.data["unit"] = unit.name


def plan(past: Past) -> None:
    held = past.main
    actor = past.at_unit(Role.UNIT_HANDLER, held)
    day = past.peek()
    fields: Json = {
        "measures": past.say("plan"),
        "people": actor.name,
        "starts_on": day,
        "ends_on": day + timedelta(days=past.rng.randrange(3, 12)),
    }
    with past.doing(actor, A.PLAN, held, **fields) as step:
        step.data["unit"] = actor.body


def progress(past: Past) -> None:
    held = past.main
    actor = past.at_unit(Role.UNIT_HANDLER, held)
    with past.doing(actor, A.PROGRESS, held, text=past.say("progress")) as step:
        step.data["unit"] = actor.body


def communicate(past: Past) -> None:
    """办前沟通: before the answer to a suggestion."""
    held = past.main
    method = past.rng.choice(_METHODS)
    fields: Json = {
        "method": method,
        "on": past.peek(),
        "record": "与代表当面核对了现场和诉求，代表认可办理思路。",
    }
    with past.doing(past.at_unit(Role.UNIT_HANDLER, held), A.COMMUNICATE, held, **fields) as step:
        held.communicated = True
        step.data["method"] = method.label


def give_opinion(past: Past) -> None:
    """A co unit answers the main one."""
    held = next(item for item in past.current if item.part is Part.CO and item.status is H.HANDLING)
    opinion = past.say("opinion")
    with past.doing(past.at_unit(Role.UNIT_HANDLER, held), A.GIVE_OPINION, held, opinion=opinion) as step:
        held.opinion = opinion
        put(held, H.REPLIED)
        held.ended_at = step.at


def ask_return(past: Past) -> None:
    held = past.main
    fields: Json = {"reason": past.say("return_reason"), "legal_basis": past.say("legal_basis")}
    with past.doing(past.at_unit(Role.UNIT_HANDLER, held), A.REQUEST_RETURN, held, **fields):
        put(held, H.RETURN_REVIEW)


def uphold_return(past: Past) -> None:
    held = past.main
    with past.doing(
        past.dispatcher, A.DECIDE_RETURN, held, reason=past.say("return_upheld"), upheld=True
    ) as step:
        past.case.returns += 1
        put(held, H.RETURNED)
        held.ended_at = step.at


def deny_return(past: Past) -> None:
    held = past.main
    with past.doing(past.dispatcher, A.DECIDE_RETURN, held, reason=past.say("return_denied"), upheld=False):
        past.case.returns += 1
        put(held, H.DISPATCHED)
        held.return_final = past.case.returns >= 2


def ask_extension(past: Past) -> None:
    held = past.main
    due = day_of(held.reply_due_at) if held.reply_due_at else past.peek()
    until = max(due, past.peek()) + timedelta(days=past.rng.randrange(2, 6))
    fields: Json = {"reason": past.say("extension"), "until": until}
    with past.doing(past.at_unit(Role.UNIT_HANDLER, held), A.REQUEST_EXTENSION, held, **fields):
        held.extension_until = until


def grant_extension(past: Past) -> None:
    held = past.main
    fields: Json = {"reason": past.say("extension_granted"), "granted": True}
    with past.doing(past.dispatcher, A.DECIDE_EXTENSION, held, **fields) as step:
        held.extension_granted = True
        step.data["granted"] = True
        if held.extension_until is not None:
            step.data["until"] = held.extension_until.isoformat()


def suspend(past: Past) -> None:
    """挂账: until the day on which it is looked at again."""
    review_on = past.peek() + timedelta(days=past.rng.randrange(40, 120))
    with past.doing(past.scene.town_office, A.SUSPEND, reason=past.say("suspend"), review_on=review_on):
        past.case.suspended_until = review_on


def resume(past: Past) -> None:
    with past.doing(past.scene.town_office, A.RESUME, reason=past.say("resume")):
        past.case.suspended_until = None


def draft_reply(past: Past) -> None:
    """Settled: what was done, or done over."""
    done = past.scene.told(past.scene.matter.done)
    _draft(past, ReplyClass.RESOLVED, public_text=past.say("again") + done if past.case.round > 1 else done)


def draft_promise(past: Past) -> None:
    """Under way: what is planned, and by when. An open promise ends after today, a kept one before."""
    kept = (past.now - past.last_at).days
    days = past.rng.randrange(20, 60) if kept < 30 else past.rng.randrange(8, 20)
    _draft(
        past,
        ReplyClass.IN_PROGRESS,
        public_text=past.say("promise"),
        plan=past.say("promise_plan"),
        finish_on=past.peek() + timedelta(days=days),
    )


def draft_refusal(past: Past) -> None:
    """Not possible for now, with the reason."""
    fields: Json = {"public_text": past.say("cannot"), "reason": past.say("cannot_reason")}
    _draft(past, ReplyClass.NOT_FEASIBLE, **fields)


def draft_escalated(past: Past) -> None:
    """Beyond the county: to whom it was reported, and when."""
    fields: Json = {"public_text": past.say("escalated"), "escalated_to": past.say("escalated_to")}
    _draft(past, ReplyClass.ESCALATED, escalated_on=past.peek(), **fields)


def _draft(past: Past, reply_class: ReplyClass, **fields: Any) -> None:
    held = past.main
    actor = past.at_unit(Role.UNIT_HANDLER, held)
    inner_note = past.say("inner_note")
    with past.doing(
        actor, A.DRAFT_REPLY, held, reply_class=reply_class, inner_note=inner_note, **fields
    ) as step:
        past.replies.append(
            stand_in(
                Reply,
                id=past.new_id(step.at),
                county_code=past.case.county_code,
                case_id=past.case.id,
                assignment_id=held.id,
                round=past.case.round,
                reply_class=reply_class,
                inner_note=inner_note,
                answered_by=actor.body,
                drafted_at=step.at,
                **fields,
            )
        )
        put(held, H.REPLY_REVIEW)


def send_back(past: Past) -> None:
    held = past.main
    with past.doing(
        past.at_unit(Role.UNIT_HEAD, held), A.SEND_BACK, held, reason=past.say("send_back")
    ) as step:
        past.replies[-1].sent_back_at = step.at
        put(held, H.HANDLING)


def sign(past: Past) -> None:
    """Out it goes; who owes an opinion is not waited for any longer."""
    held = next(item for item in reversed(past.current) if item.status is H.REPLY_REVIEW)
    actor = past.at_unit(Role.UNIT_HEAD, held)
    reply = next(item for item in reversed(past.replies) if item.assignment_id == held.id)
    owing = [item for item in past.open_shares if item.part is Part.CO]
    rest = [item for item in past.open_shares if item is not held and item.part is not Part.CO]
    reason = "协办单位口头表示无意见，先行答复。" if owing and not rest else ""
    fields: Json = {"signer": past.unit(held).head_name or actor.name, "missing_opinions_reason": reason}
    with past.doing(actor, A.SIGN_REPLY, held, **fields) as step:
        reply.signer, reply.signed_at = str(fields["signer"]), step.at
        _end(held, H.REPLIED, step.at)
        if not rest:
            for other in owing:
                _end(other, H.LAPSED, step.at)
            answered(past)
        said = {name: getattr(reply, name) for name in _PUBLIC}
        step.data.update({name: value for name, value in said.items() if value}, unit=actor.body)


def put(share: Assignment, status: AssignmentStatus) -> None:
    share.status = status


def _end(share: Assignment, status: AssignmentStatus, at: datetime) -> None:
    put(share, status)
    share.ended_at = at


def answered(past: Past) -> None:
    """The rating window opens, and a promise is dated."""
    case = past.case
    case.told_at = None
    promises = [reply.finish_on for reply in past.in_force if reply.finish_on is not None]
    case.promise_due_on = min(promises, default=None)
