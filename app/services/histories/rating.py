"""What follows an answer: telling, rating, another round, striking off; and what may be done along the way."""

from collections.abc import Iterable
from datetime import datetime

from app.domain.outcomes import redo_status, settled
from app.domain.vocabulary import (
    Action,
    AssignmentStatus,
    ClockName,
    ContactMethod,
    Part,
    Quality,
    Role,
    Satisfaction,
    Status,
)
from app.models import Assignment, Evaluation, Follower
from app.models.base import Json
from app.security.actors import SYSTEM, Actor
from app.services.bulk import stand_in
from app.services.histories.past import Past
from app.services.moves import RATER

A = Action
S = Satisfaction


def feedback(past: Past) -> None:
    method = past.rng.choice([ContactMethod.VISIT, ContactMethod.PHONE])
    actor = past.scene.head if past.scene.sealed else past.scene.walker
    fields: Json = {"method": method, "told_on": past.peek(), "text": past.say(f"feedback_{method.value}")}
    with past.doing(actor, A.FEEDBACK, **fields) as step:
        step.data["method"] = method.label


def satisfied(past: Past) -> None:
    _rate(past, S.SATISFIED)


def basically(past: Past) -> None:
    _rate(past, S.BASICALLY)


def dissatisfied(past: Past) -> None:
    _rate(past, S.DISSATISFIED)


def _rate(past: Past, result: Satisfaction) -> None:
    """By whom the case waits for."""
    actor, case = past.rater, past.case
    if actor is None:
        raise LookupError(f"nobody rates {case.title}")
    attitude = S.SATISFIED if result is not S.DISSATISFIED or past.rng.random() < 0.7 else S.DISSATISFIED
    fields: Json = {"result": result, "attitude": attitude, "reason": past.say(result.value)}
    with past.doing(actor, A.EVALUATE, **fields) as step:
        past.evaluations.append(
            stand_in(
                Evaluation,
                id=past.new_id(step.at),
                county_code=case.county_code,
                case_id=case.id,
                own_case_id=case.id,
                round=case.round,
                rater=RATER[actor.role],
                account_id=actor.person,
                at=step.at,
                **fields,
            )
        )
        step.data |= {"rater": RATER[actor.role].label}
        step.to = _after_rating(past, actor, result, step.at)


def _after_rating(past: Past, actor: Actor, result: Satisfaction, at: datetime) -> Status | None:
    """Content: closed, or tracked where a promise stands. Not content: asked again, redone by itself, or reviewed."""
    if result is not S.DISSATISFIED:
        return settled(reply.reply_class for reply in past.in_force)
    if past.case.round >= 2:
        past.case.redo_asked = False
        return Status.EXPERT_REVIEW
    if actor.role is Role.DEPUTY:
        return _start_round(past, at)
    past.case.redo_asked = True
    return None


def close_unrated(past: Past) -> None:
    """The window has passed."""
    with past.doing(SYSTEM, A.CLOSE_UNRATED) as step:
        step.to = settled(reply.reply_class for reply in past.in_force)


def ask_redo(past: Past) -> None:
    with past.doing(past.scene.submitter.actor, A.REQUEST_REDO, reason=past.say("dissatisfied")):
        past.case.redo_asked = True


def redo(past: Past) -> None:
    with past.doing(past.scene.town_office, A.REDO, reason=past.say("redo")) as step:
        step.to = _start_round(past, step.at)


def decline_redo(past: Past) -> None:
    with past.doing(past.scene.town_office, A.DECLINE_REDO, reason=past.say("decline_redo")) as step:
        past.case.redo_asked = False
        step.to = settled(reply.reply_class for reply in past.in_force)


def conclude_review(past: Past) -> None:
    with past.doing(
        past.scene.county_office, A.CONCLUDE_REVIEW, finding=past.say("review"), redo=False
    ) as step:
        step.to = Status.CLOSED


def reopen(past: Past) -> None:
    with past.doing(past.scene.town_office, A.REOPEN, reason=past.say("reopen")) as step:
        step.to = _start_round(past, step.at, ClockName.REPLY)


def _start_round(past: Past, at: datetime, clock: ClockName = ClockName.REDO) -> Status:
    """Whoever answered last has it again; nobody answered by hand-over: it waits to be handed over."""
    case = past.case
    answered = [
        share for share in _last(past.shares) if share.part is not Part.CO and share.round == case.round
    ]
    case.round += 1
    case.redo_asked = False
    case.rating_until = case.promise_due_on = None
    same = {
        "unit_id",
        "part",
        "route",
        "task",
        "office_id",
        "profile",
        "owners",
        "communicated",
        "talked_with",
        "return_final",
    }
    for item in answered:
        fresh = stand_in(
            Assignment,
            **{name: getattr(item, name) for name in same},
            id=past.new_id(at),
            county_code=case.county_code,
            case_id=case.id,
            round=case.round,
            status=AssignmentStatus.HANDLING,
            clock=clock,
            created_at=at,
            accepted_at=at,
        )
        past.shares.insert(0, fresh)
    return redo_status(has_assignments=bool(answered), claimed=case.claimer_id is not None)


def _last(shares: Iterable[Assignment]) -> list[Assignment]:
    """What each unit answered last; `shares` are newest first."""
    last: dict[object, Assignment] = {}
    for share in shares:
        last.setdefault(share.unit_id, share)
    return [share for share in last.values() if share.status is AssignmentStatus.REPLIED]


def strike_off(past: Past) -> None:
    actor = past.scene.town_office
    with past.doing(actor, A.STRIKE_OFF, proof=past.say("strike"), checker=actor.name) as step:
        past.case.promise_due_on = None
        step.to = Status.CLOSED


# along the way


def urge(past: Past) -> None:
    with past.doing(past.scene.head, A.URGE, text=past.say("urge")):
        pass


def supervise(past: Past) -> None:
    with past.doing(past.scene.town_office, A.SUPERVISE, text=past.say("supervise")):
        pass


def interview(past: Past) -> None:
    fields: Json = {"person": f"{past.unit(past.main).name}主要负责人", "cause": past.say("interview_cause")}
    with past.doing(past.scene.county_office, A.INTERVIEW, remedy=past.say("interview_remedy"), **fields):
        pass


def mark_key(past: Past) -> None:
    fields: Json = {"reason": past.say("key"), "key": True, "leader": past.say("leader")}
    with past.doing(past.scene.county_office, A.MARK_KEY, **fields):
        past.case.key = True


def flag_quality(past: Past) -> None:
    quality = past.rng.choice(list(Quality))
    with past.doing(past.scene.head, A.FLAG_QUALITY, reason=past.say("quality"), quality=quality):
        past.case.quality = quality


def follow(past: Past) -> None:
    actor = past.scene.walker
    with past.doing(actor, A.FOLLOW) as step:
        past.followers.append(
            stand_in(
                Follower,
                id=past.new_id(step.at),
                county_code=past.case.county_code,
                case_id=past.case.id,
                account_id=actor.person,
                appointment_id=actor.appointment_id,
            )
        )


def note(past: Past) -> None:
    with past.doing(past.scene.clerk, A.NOTE, text=past.say("note")):
        pass


def supplement(past: Past) -> None:
    own = past.case.submitter_id is not None
    actor = past.scene.submitter.actor if own else past.scene.clerk
    with past.doing(actor, A.SUPPLEMENT, text=past.say("supplement")):
        pass


def publish(past: Past) -> None:
    with past.doing(past.scene.head, A.PUBLISH):
        past.case.published = True


def revisit(past: Past) -> None:
    with past.doing(past.scene.walker, A.REVISIT, text=past.say("revisit"), holds=True):
        pass
