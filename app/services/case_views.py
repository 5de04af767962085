"""How one case is shown to one actor: everything he may know, and nothing else."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.outcomes import GIVEN_UP
from app.domain.privacy import INNER_NOTE
from app.domain.steps import walk
from app.domain.vocabulary import Action, Kind, Part, Relation, Status
from app.domain.workflow import STEP
from app.models import Assignment, Case, Reply
from app.presets.practices import preset
from app.schemas.actions import FORMS, fields_of
from app.schemas.cases import (
    AllowedAction,
    AssignmentOut,
    AttachmentOut,
    CaseDetail,
    CaseState,
    ContactOut,
    EvaluationOut,
    EventOut,
    MyCase,
    ReplyOut,
    SignerOut,
    StepOut,
)
from app.schemas.mediation import DisputantOut
from app.security.access import reads_contact, reads_original, reads_ratings, title_for
from app.security.actors import Actor
from app.services import seeing, sources
from app.services.codes import position
from app.services.inbox import item
from app.services.moves import GOES_TO_MASTER, Move, Standing, load_assignments, load_standing, offers
from app.services.seeing import Rated, Seen
from app.services.timeline import entry
from app.services.uploads import Links


async def detail(session: AsyncSession, actor: Actor, case_id: UUID, links: Links) -> CaseDetail:
    """The desk's view."""
    seen = await seeing.see(session, actor, case_id)
    case, around = seen.own, seen.around
    plain = case.model_dump(include=set(CaseDetail.model_fields))
    summary = item(actor, case).model_dump()
    made_from, hidden = sources.show(actor, around.sources)
    return CaseDetail(
        **plain
        | summary
        | {
            "text": _text(actor, seen),
            "redacted": case.redacted_text is not None,
            "position": position(case.lat, case.lng),
            "station_name": around.station.name,
            "deputy_name": around.deputy.name if around.deputy else None,
            "event_title": around.event_title,
            "steps": _steps(seen),
            "preset_label": preset(seen.handled_as.preset).label,
            "disputants": _disputants(actor, seen),
            "contact": _contact(actor, seen),
            "proxy_consent": case.proxy_consent if reads_contact(actor, case, seen.relations) else None,
            "merged_case_ids": around.merged_ids,
            "needs_check": case.needs_check and reads_ratings(actor, case, case.round),
            "attachments": _submitted_pictures(seen, links),
            "assignments": [_assignment(seen, share) for share in seen.assignments],
            "replies": [_reply(actor, seen, reply) for reply in seen.replies],
            "evaluations": [_evaluation(each) for each in seen.evaluations],
            "links": sources.links(around.links),
            "sources": made_from,
            "hidden_sources": hidden,
            "signers": _signers(seen),
            "timeline": _timeline(actor, seen, links),
            "allowed_actions": _allowed(actor, case, seen.handled_as, seen.assignments, seen.standing),
        }
    )


async def mine(session: AsyncSession, actor: Actor, case_id: UUID, links: Links) -> MyCase:
    """The view of the resident who handed it in (or who claimed a wish): whom it went to, what came of it."""
    seen = await seeing.see(session, actor, case_id)
    case, handled_as = seen.own, seen.handled_as
    is_own = case.submitter_id == actor.account_id
    units = [seen.unit_names[share.unit_id] for share in seen.assignments if _answers(share)]
    return MyCase(
        **case.model_dump(include={"id", "number", "kind", "status", "round", "version", "place"}),
        **case.model_dump(include={"visibility", "anonymous"}),
        **handled_as.model_dump(include={"reply_due_at", "rating_until"}),
        step=STEP[case.status],
        preset_label=preset(handled_as.preset).label,
        steps=_steps(seen),
        station_name=seen.around.station.name,
        deputy_name=seen.around.deputy.name if seen.around.deputy else None,
        created_at=case.created_at,
        updated_at=case.updated_at,
        title=title_for(actor, case),
        text=_text(actor, seen),
        check_code=case.check_code if is_own else None,
        contact=_contact(actor, seen),
        units=list(dict.fromkeys(units)),
        merged=case.status is Status.MERGED,
        attachments=_submitted_pictures(seen, links),
        replies=[_reply(actor, seen, reply) for reply in seen.replies],
        evaluations=[_evaluation(each) for each in seen.evaluations],
        timeline=_timeline(actor, seen, links),
        allowed_actions=_allowed(actor, case, handled_as, seen.assignments, seen.standing),
    )


def after(move: Move) -> CaseState:
    """Where the case stands after a move, and what its actor may do next: all of that is at hand."""
    newest_first = sorted(move.assignments, key=lambda share: share.id, reverse=True)
    own = move.own or move.case
    return _state(own, _allowed(move.actor, own, move.case, newest_first, move.standing_now))


async def state(session: AsyncSession, actor: Actor, case: Case) -> CaseState:
    """Where the case stands after an action, and what this actor may do next."""
    handled_as = await seeing.handled_as(session, actor, case)
    assignments = await load_assignments(session, handled_as.id)
    standing = await load_standing(session, actor, handled_as, merged=handled_as is not case)
    return _state(case, _allowed(actor, case, handled_as, assignments, standing))


def _state(case: Case, allowed: list[AllowedAction]) -> CaseState:
    return CaseState(
        id=case.id,
        number=case.number,
        status=case.status,
        step=STEP[case.status],
        version=case.version,
        round=case.round,
        allowed_actions=allowed,
    )


def _allowed(
    actor: Actor, own: Case, handled_as: Case, assignments: list[Assignment], standing: Standing
) -> list[AllowedAction]:
    found = offers(actor, handled_as, assignments, standing)
    if handled_as is not own:
        found = {action: shares for action, shares in found.items() if action in GOES_TO_MASTER}
    return _described(found, own.kind)


def _described(found: dict[Action, list[UUID]], kind: Kind) -> list[AllowedAction]:
    """Each action with the fields of its form, in the order of the table."""
    described = []
    for action in Action:
        if action in found and action in FORMS:
            fields = fields_of(action, kind)
            described.append(
                AllowedAction(
                    action=action,
                    label=action.label,
                    required=[name for name, required in fields.items() if required],
                    optional=[name for name, required in fields.items() if not required],
                    assignment_ids=found[action],
                )
            )
    return described


def _steps(seen: Seen) -> list[StepOut]:
    """In the words of the practice that the case follows."""
    steps = walk(preset(seen.handled_as.preset).steps, seen.moves)
    return [StepOut(label=step.label, reached_at=step.reached_at, current=step.current) for step in steps]


def _signers(seen: Seen) -> list[SignerOut]:
    """While it is a draft also who has yet to sign; an invitation that was not taken up is nobody's business later."""
    signers = [SignerOut.model_validate(signer) for signer in seen.around.signers]
    return [each for each in signers if each.signed_at or seen.own.status is Status.DRAFT]


def _text(actor: Actor, seen: Seen) -> str:
    case = seen.own
    return case.text if case.redacted_text is None or reads_original(actor, case) else case.redacted_text


def _contact(actor: Actor, seen: Seen) -> ContactOut | None:
    case = seen.own
    if case.anonymous or not case.contact_phone or not reads_contact(actor, case, seen.relations):
        return None
    return ContactOut(name=case.contact_name, phone=case.contact_phone)


def _knows_disputants(actor: Actor, seen: Seen) -> bool:
    """Like the contact; and who mediates, whomever the submitter lets reach him. None of it through a merged case."""
    knows = Relation.CLAIMER in seen.relations or reads_contact(actor, seen.own, seen.relations)
    return knows and seen.handled_as is seen.own


def _disputants(actor: Actor, seen: Seen) -> list[DisputantOut]:
    known = _knows_disputants(actor, seen)
    hidden = {} if known else {"name": None, "phone": None}
    return [DisputantOut(**each | hidden) for each in seen.own.disputants]


def _submitted_pictures(seen: Seen, links: Links) -> list[AttachmentOut]:
    submitted = (pictures for pictures in seen.pictures.values() if pictures.action is Action.SUBMIT)
    return [links.attachment(picture) for pictures in submitted for picture in pictures.uploads]


def _timeline(actor: Actor, seen: Seen, links: Links) -> list[EventOut]:
    knows = reads_contact(actor, seen.own, seen.relations)
    return [entry(actor, event, seen.pictures, links, knows_submitter=knows) for event in seen.events]


def _answers(share: Assignment) -> bool:
    """Whether a resident looks to this unit for the answer."""
    return share.part is not Part.CO and share.status not in GIVEN_UP


def _assignment(seen: Seen, share: Assignment) -> AssignmentOut:
    fields = share.model_dump(include=set(AssignmentOut.model_fields))
    return AssignmentOut(**fields, unit_name=seen.unit_names[share.unit_id])


def _evaluation(seen: Rated) -> EvaluationOut:
    fields = seen.rating.model_dump(include=set(EvaluationOut.model_fields))
    return EvaluationOut(**fields, under_pressure=seen.under_pressure)


def _reply(actor: Actor, seen: Seen, reply: Reply) -> ReplyOut:
    fields = reply.model_dump(include=set(ReplyOut.model_fields))
    shown = {
        "inner_note": reply.inner_note if actor.role in INNER_NOTE else "",
        "agreement": reply.agreement if _knows_disputants(actor, seen) else None,
    }
    return ReplyOut(**fields | shown)
