"""Answers that need no signature: on the spot, from whoever claimed a wish or a dispute, from another platform."""

from datetime import datetime

from app.domain.vocabulary import Action, ReplyClass, Role, Status
from app.models import Reply
from app.security.actors import Actor
from app.services.bulk import stand_in
from app.services.histories.handling import answered
from app.services.histories.past import Past

A = Action


def answer_on_spot(past: Past) -> None:
    with past.doing(
        past.scene.walker if past.scene.deputy else past.scene.head,
        A.ANSWER_ON_SPOT,
        public_text=past.say("answer"),
        basis=past.say("basis"),
    ) as step:
        actor = past.scene.walker if past.scene.deputy else past.scene.head
        _answer(past, actor, str(step.data["public_text"]), step.at, basis=str(step.data["basis"]))
        step.to = Status.REPLIED


def claim_wish(past: Past) -> None:
    """A deputy, or a resident who is not the one who wished."""
    deputies = past.scene.cast.deputies[past.scene.town]
    others = [item for item in past.scene.cast.residents if item.account_id != past.case.submitter_id]
    resident = past.rng.choice(others).actor
    actor = past.rng.choice(deputies)[1] if deputies and past.rng.random() < 0.6 else resident
    if past.scene.deputy is not None:
        actor = past.scene.deputy[1]
    _claim(past, actor)


def claim_dispute(past: Past) -> None:
    """A mediator of the station, else a deputy."""
    desk = past.scene.cast.desks[past.scene.station.id]
    mediator = past.scene.cast.one(Role.MEDIATOR, desk)
    deputies = past.scene.cast.deputies[past.scene.town]
    _claim(past, mediator or past.rng.choice(deputies)[1])


def _claim(past: Past, actor: Actor) -> None:
    with past.doing(actor, A.CLAIM) as step:
        past.case.claimer_id = actor.account_id
        past.claimer = actor
        step.data["claimer"] = actor.public_name
        step.to = Status.HANDLING


def give_back(past: Past) -> None:
    with past.doing(past.claimer, A.GIVE_BACK, reason="家里有事，怕耽误，先退回。") as step:
        past.case.claimer_id = None
        step.to = Status.PENDING_DISPATCH


def complete(past: Past) -> None:
    with past.doing(past.claimer, A.COMPLETE, public_text=past.scene.told(past.scene.matter.done)) as step:
        _answer(past, past.claimer, str(step.data["public_text"]), step.at)
        step.data["claimer"] = past.claimer.public_name
        step.to = Status.REPLIED


def push_external(past: Past) -> None:
    system_id, name = past.system
    with past.doing(past.scene.head, A.PUSH_EXTERNAL, system_id=system_id) as step:
        past.case.external_system_id = system_id
        step.data["system"] = name
        step.to = Status.EXTERNAL


def external_accept(past: Past) -> None:
    number = f"{past.peek():%Y%m%d}-{past.rng.randrange(1000, 9999)}"
    with past.doing(past.external, A.EXTERNAL_ACCEPT, external_number=number):
        past.case.external_number = number


def external_return(past: Past) -> None:
    with past.doing(past.external, A.EXTERNAL_RETURN, reason="不属平台派单范围，退回联络站。") as step:
        past.case.external_system_id, past.case.external_number = None, ""
        step.to = Status.PENDING_DISPATCH


def external_reply(past: Past) -> None:
    text = past.say("external_done")
    with past.doing(
        past.external, A.EXTERNAL_REPLY, reply_class=ReplyClass.RESOLVED, public_text=text
    ) as step:
        _answer(past, past.external, text, step.at)
        step.to = Status.REPLIED


def _answer(past: Past, actor: Actor, text: str, at: datetime, *, basis: str = "") -> None:
    past.replies.append(
        stand_in(
            Reply,
            id=past.new_id(at),
            county_code=past.case.county_code,
            case_id=past.case.id,
            round=past.case.round,
            reply_class=ReplyClass.RESOLVED,
            public_text=text,
            basis=basis,
            answered_by=actor.public_name,
            signer=actor.public_name,
            drafted_at=at,
            signed_at=at,
        )
    )
    answered(past)
