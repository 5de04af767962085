"""What the answers of an invented case promised, as the ledger of promises has it."""

from collections.abc import Iterator

from app.domain.deadlines import day_of
from app.domain.vocabulary import Action, PromiseSource, PromiseState, PromiseStep, ReplyClass
from app.models import Promise, PromiseEntry, Reply
from app.services.bulk import Values, stand_in
from app.services.histories.past import Past

Given = tuple[Promise, list[PromiseEntry]]


def promises(past: Past) -> Iterator[Given]:
    """Each with what happened to it: given with its answer, struck off with its case."""
    for reply in past.replies:
        if reply.reply_class is ReplyClass.IN_PROGRESS and reply.signed_at is not None:
            yield _promise(past, reply)


def _promise(past: Past, reply: Reply) -> Given:
    case = past.case
    held = next((share for share in past.shares if share.id == reply.assignment_id), None)
    signed = next(
        entry
        for entry in past.events
        if entry["action"] is Action.SIGN_REPLY and entry["at"] == reply.signed_at
    )
    struck = next((entry for entry in past.events if entry["action"] is Action.STRIKE_OFF), None)
    promise = stand_in(
        Promise,
        id=past.new_id(signed["at"]),
        county_code=case.county_code,
        source=PromiseSource.REPLY,
        state=PromiseState.KEPT if struck else PromiseState.OPEN,
        unit_id=held.unit_id if held else None,
        owner_name="" if held else reply.answered_by,
        person=reply.signer,
        text=reply.plan or reply.public_text,
        due_on=reply.finish_on,
        first_due_on=reply.finish_on,
        case_id=case.id,
        reply_id=reply.id,
        round=reply.round,
        event_id=case.event_id,
        station_id=case.station_id,
        area_code=case.area_code,
        struck_off_at=struck["at"] if struck else None,
        created_at=signed["at"],
    )
    entries = [_entry(past, promise, PromiseStep.GIVE, signed, promise.text)]
    if struck is not None:
        entries.append(_entry(past, promise, PromiseStep.STRIKE_OFF, struck, struck["data"]["proof"]))
    return promise, entries


def _entry(past: Past, promise: Promise, step: PromiseStep, event: Values, text: str) -> PromiseEntry:
    return stand_in(
        PromiseEntry,
        id=past.new_id(event["at"]),
        county_code=promise.county_code,
        promise_id=promise.id,
        step=step,
        on=day_of(event["at"]),
        text=text,
        role=event["role"],
        appointment_id=event["appointment_id"],
        actor_name=event["actor_name"],
        body=event["public_name"],
        at=event["at"],
    )
