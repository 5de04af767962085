"""How matters get in, and what is done until they are handed over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.vocabulary import (
    Action,
    AssignmentStatus,
    ConversionKind,
    DeskLevel,
    Kind,
    Part,
    RefusalReason,
    Route,
    Status,
)
from app.models import Assignment, CaseLink, Cosigner, Unit
from app.models.base import Json
from app.security.actors import Actor
from app.services.bulk import stand_in
from app.services.histories.past import Past

A = Action


def scan(past: Past) -> None:
    """Through a printed code: it registers itself."""
    past.open_with(past.scene.submitter.actor, A.SUBMIT, next(past.moments))
    past.register_itself()


def send(past: Past) -> None:
    """From the mini-program, to a station: somebody has to register it."""
    past.open_with(past.scene.submitter.actor, A.SUBMIT, next(past.moments))


def take_down(past: Past) -> None:
    """At the station, by phone or letter: entered by whoever sorts there."""
    past.open_with(
        past.scene.clerk, A.SUBMIT, next(past.moments), on_behalf_of=past.case.contact_name or "匿名群众"
    )


def draft(past: Past) -> None:
    """A suggestion begins with its author's own signature, and with those he invites."""
    deputy, actor = past.lead
    at = next(past.moments)
    past.cosigners.append(_signature(past, deputy.id, at))
    past.cosigners[0].signed_at = at
    others = [item for item, _ in past.scene.cast.deputies[past.scene.town] if item.id != deputy.id]
    for other in past.rng.sample(others, min(len(others), 2)):
        past.cosigners.append(_signature(past, other.id, at))
    past.open_with(actor, A.COSIGN, at)


def _signature(past: Past, deputy_id: UUID, at: datetime) -> Cosigner:
    return stand_in(
        Cosigner,
        id=past.new_id(at),
        county_code=past.case.county_code,
        case_id=past.case.id,
        deputy_id=deputy_id,
    )


def cosign(past: Past) -> None:
    """One of those invited."""
    actors = {deputy.id: actor for deputy, actor in past.scene.cast.deputies[past.scene.town]}
    waiting = next((item for item in past.cosigners if item.signed_at is None), None)
    if waiting is None:
        return
    with past.doing(actors[waiting.deputy_id], A.COSIGN) as step:
        waiting.signed_at = step.at


def submit(past: Past) -> None:
    _, actor = past.lead
    with past.doing(actor, A.SUBMIT) as step:
        step.to = Status.SUBMITTED


def register(past: Past) -> None:
    suggestion = past.case.kind is Kind.SUGGESTION
    actor = past.scene.county_office if suggestion else past.scene.clerk
    with past.doing(actor, A.REGISTER, category_code=past.case.category_code) as step:
        step.to = Status.REGISTERED


def look(past: Past) -> None:
    """Somebody goes to see it."""
    actor = past.scene.head if past.scene.sealed else past.scene.walker
    day = past.peek()
    with past.doing(actor, A.SITE_VISIT, text=past.say("visit"), visited_on=day):
        pass


def screen(past: Past) -> None:
    with past.doing(past.scene.clerk, A.SCREEN, note=past.say("screen")):
        pass


def propose(past: Past) -> None:
    """A deputy says which unit he has in mind."""
    if past.scene.deputy is None:
        return
    unit = past.scene.owner
    fields: Json = {"unit_id": unit.id, "reason": f"该事项属{unit.name}职责范围。"}
    with past.doing(past.scene.deputy[1], A.PROPOSE_ROUTE, **fields) as step:
        past.case.proposed_unit_id = unit.id
        step.data["unit"] = unit.name


def shortlist(past: Past) -> None:
    suggestion = past.case.kind is Kind.SUGGESTION
    actor = past.scene.county_office if suggestion else past.scene.head
    fields: Json = {"decided_by": actor.body, "meeting": past.say("meeting")}
    with past.doing(actor, A.SHORTLIST, **fields) as step:
        step.to = Status.PENDING_DISPATCH


def escalate(past: Past) -> None:
    with past.doing(past.scene.town_office, A.ESCALATE, reason=past.say("escalate")):
        past.case.level = DeskLevel.COUNTY


def claim_field(past: Past) -> None:
    """The committee takes it onto its desk."""
    committee = past.scene.committee
    if committee is None:
        raise LookupError(f"nobody claims {past.case.title}")
    with past.doing(committee, A.CLAIM) as step:
        past.case.committee_id = committee.office_id
        step.data["claimer"] = committee.public_name


def dispatch_town(past: Past) -> None:
    _dispatch(past, past.scene.town_office, past.scene.owner)


def dispatch_field(past: Past) -> None:
    """By the committee that claimed it."""
    committee = past.scene.committee
    if committee is None:
        raise LookupError(f"nobody hands over {past.case.title}")
    _dispatch(past, committee, past.scene.owner, past.scene.joins)


def dispatch_county(past: Past) -> None:
    _dispatch(past, past.scene.county_office, past.scene.owner, past.scene.joins)


def dispatch_split(past: Past) -> None:
    """Each unit its own part."""
    units = [unit for unit in (past.scene.owner, past.scene.joins) if unit is not None]
    tasks = [{"unit_id": unit.id, "task": f"{unit.name}职责内的部分"} for unit in units]
    actor = past.scene.county_office
    with past.doing(actor, A.DISPATCH, route=past.scene.owner.route, split=tasks) as step:
        for unit, task in zip(units, tasks, strict=True):
            _share(past, step.at, actor, unit, Part.SPLIT, str(task["task"]))
        _handed_over(past, step.data, Part.SPLIT)
        step.to = Status.DISPATCHED


def dispatch_again(past: Past) -> None:
    """To another unit within the same reach, after the first gave it back."""
    unit = past.another_unit()
    _dispatch(past, past.dispatcher, unit)


def _dispatch(past: Past, actor: Actor, unit: Unit, joins: Unit | None = None) -> None:
    instruction = past.say("instruct", unit=unit.name)
    co_units = [joins.id] if joins else []
    with past.doing(
        actor,
        A.DISPATCH,
        route=Route(unit.route),
        main_unit_id=unit.id,
        co_unit_ids=co_units,
        instruction=instruction,
    ) as step:
        for share in past.current:
            if share.status is AssignmentStatus.RETURNED:
                share.status = AssignmentStatus.REPLACED
        _share(past, step.at, actor, unit, Part.MAIN, instruction)
        if joins:
            _share(past, step.at, actor, joins, Part.CO, instruction)
        _handed_over(past, step.data, Part.MAIN)
        step.to = Status.DISPATCHED


def _share(past: Past, at: datetime, actor: Actor, unit: Unit, part: Part, task: str) -> None:
    fresh = stand_in(
        Assignment,
        id=past.new_id(at),
        county_code=past.case.county_code,
        case_id=past.case.id,
        round=past.case.round,
        unit_id=unit.id,
        part=part,
        route=unit.route,
        task=task,
        office_id=actor.office_id,
        return_final=past.case.returns >= 2,
        created_at=at,
    )
    past.shares.insert(0, fresh)
    past.dispatcher = actor


def _handed_over(past: Past, data: dict[str, Any], main: Part) -> None:
    """What the timeline says of the units, the main one first."""
    fresh = [share for share in past.current if share.status is AssignmentStatus.DISPATCHED]
    names = [(past.unit(share).name, share.part) for share in fresh]
    data["units"] = [
        {"name": name, "part": part.label}
        for name, part in sorted(names, key=lambda pair: pair[1] is not main)
    ]


# ways out


def refuse(past: Past) -> None:
    reason = past.rng.choice(
        [item for item in RefusalReason if f"refuse_{item}" in past.scene.preset.phrases]
    )
    with past.doing(past.scene.head, A.REFUSE, reason=reason, text=past.say(f"refuse_{reason}")) as step:
        step.data["reason"] = reason.label
        step.to = Status.REFUSED


def withdraw(past: Past) -> None:
    with past.doing(past.scene.submitter.actor, A.WITHDRAW, reason=past.say("withdraw")) as step:
        step.to = Status.WITHDRAWN


def merge(past: Past) -> None:
    """Into the case that the same place had already."""
    if past.master is None:
        raise LookupError("nothing to merge into")
    with past.doing(past.scene.head, A.MERGE, master_case_id=past.master.case.id) as step:
        past.case.master_case_id = past.master.case.id
        step.to = Status.MERGED


def convert(past: Past) -> None:
    kind = past.rng.choice([ConversionKind.PROJECT, ConversionKind.MICRO_PROJECT])
    title = past.say("convert_title")
    with past.doing(past.scene.town_office, A.CONVERT, kind=kind, title=title, ends_case=True) as step:
        past.links.append(
            stand_in(
                CaseLink,
                id=past.new_id(step.at),
                county_code=past.case.county_code,
                case_id=past.case.id,
                kind=kind,
                title=title,
                created_at=step.at,
            )
        )
        step.data["kind"] = kind.label
        step.to = Status.CONVERTED
