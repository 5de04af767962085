"""How one case is shown to one actor: everything he may know, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.outcomes import GIVEN_UP
from app.domain.privacy import INNER_NOTE
from app.domain.vocabulary import Action, Part, Relation, Role, Status, Visibility
from app.domain.workflow import STEP
from app.errors import NotFound
from app.models import Assignment, Case, CaseEvent, CaseLink, Deputy, Evaluation, Reply, Station, Unit
from app.schemas.actions import FORMS
from app.schemas.cases import (
    AllowedAction,
    AssignmentOut,
    AttachmentOut,
    CaseDetail,
    CaseState,
    ContactOut,
    EvaluationOut,
    EventOut,
    LinkOut,
    MyCase,
    ReplyOut,
)
from app.security.access import (
    left_at,
    readable_events,
    reads_contact,
    reads_original,
    reads_ratings,
    relations,
    title_for,
    visible_cases,
)
from app.security.actors import Actor
from app.services import uploads
from app.services.codes import position
from app.services.inbox import item
from app.services.moves import GOES_TO_MASTER, Standing, load_assignments, load_standing, offers
from app.services.timeline import RECENT, entry, recent
from app.services.uploads import Links, Pictures


@dataclass
class Seen:
    """A case with what hangs on it, already cut to what the actor may know.

    `own` is the case that he asked for, with its words, pictures and timeline; `handled_as` the one in which it is
    handled, with hand-overs, replies, ratings and terms. They differ for a resident whose case was merged.
    """

    own: Case
    handled_as: Case
    station: Station
    deputy: Deputy | None
    assignments: list[Assignment]
    units: dict[UUID, Unit]
    replies: list[Reply]
    evaluations: list[Evaluation]
    events: list[CaseEvent]
    pictures: dict[UUID, Pictures]
    standing: Standing
    relations: frozenset[Relation]


async def get(session: AsyncSession, actor: Actor, case_id: UUID) -> tuple[Case, Station, Deputy | None]:
    """NotFound CASE_NOT_FOUND for what the actor may not know of."""
    query = (
        select(Case, Station, Deputy)
        .join(Station, col(Station.id) == Case.station_id)
        .outerjoin(Deputy, col(Deputy.id) == Case.deputy_id)
        .where(Case.id == case_id, visible_cases(actor))
    )
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("CASE_NOT_FOUND")
    return row[0], row[1], row[2]


async def _see(session: AsyncSession, actor: Actor, case_id: UUID) -> Seen:
    own, station, deputy = await get(session, actor, case_id)
    handled_as = await _handled_as(session, actor, own)
    assignments = await load_assignments(session, handled_as.id)
    standing = await load_standing(session, actor, handled_as, merged=handled_as is not own)
    left = left_at(actor, own, assignments)
    if left is not None:
        assignments = [share for share in assignments if share.unit_id == actor.unit_id]
    held = {share.id for share in assignments}
    replies = await _replies(session, actor, handled_as)
    return Seen(
        own=own,
        handled_as=handled_as,
        station=station,
        deputy=deputy,
        assignments=assignments,
        units=await _units(session, assignments),
        replies=[reply for reply in replies if left is None or reply.assignment_id in held],
        evaluations=await _evaluations(session, actor, handled_as, own),
        events=await recent(session, actor, own, limit=RECENT, until=left),
        pictures=await uploads.of_case(session, own.id, _pictures(actor, own, left)),
        standing=standing,
        relations=relations(
            actor,
            handled_as,
            assignments,
            cosigner=standing.cosigner,
            field_unit_ids=standing.field_unit_ids,
            submitted_merged=standing.submitted_merged,
        ),
    )


async def _handled_as(session: AsyncSession, actor: Actor, own: Case) -> Case:
    """The master, for the resident whose case was merged into it."""
    is_submitter = actor.role is Role.CITIZEN and own.submitter_id == actor.account_id
    if own.status is Status.MERGED and own.master_case_id and is_submitter:
        return await session.get_one(Case, own.master_case_id)
    return own


def _pictures(actor: Actor, own: Case, until: datetime | None) -> ColumnElement[bool]:
    """The entries whose pictures are shown.

    A citizen sees those of somebody else's matter (a wish) only if that one is for everybody, else what he added.
    """
    readable = readable_events(actor, own, until)
    others = actor.role is Role.CITIZEN and own.submitter_id != actor.account_id
    if not others or own.visibility is Visibility.PUBLIC:
        return readable
    return and_(readable, col(CaseEvent.account_id) == actor.account_id)


async def _units(session: AsyncSession, assignments: Iterable[Assignment]) -> dict[UUID, Unit]:
    ids = {share.unit_id for share in assignments}
    if not ids:
        return {}
    return {unit.id: unit for unit in await session.exec(select(Unit).where(col(Unit.id).in_(ids)))}


async def _replies(session: AsyncSession, actor: Actor, case: Case) -> list[Reply]:
    """A citizen reads what was signed; everybody at the desk also the drafts."""
    query = select(Reply).where(Reply.case_id == case.id).order_by(col(Reply.id).desc())
    if actor.role in (Role.CITIZEN, Role.EXTERNAL):
        query = query.where(col(Reply.signed_at).is_not(None))
    return list(await session.exec(query))


async def _evaluations(session: AsyncSession, actor: Actor, case: Case, own: Case) -> list[Evaluation]:
    """A citizen sees his own; a unit those of rounds whose tally is closed."""
    query = select(Evaluation).where(Evaluation.case_id == case.id).order_by(col(Evaluation.id).desc())
    if actor.role is Role.CITIZEN:
        query = query.where(Evaluation.account_id == actor.account_id, Evaluation.own_case_id == own.id)
    return [row for row in await session.exec(query) if reads_ratings(actor, case, row.round)]


async def detail(session: AsyncSession, actor: Actor, case_id: UUID, links: Links) -> CaseDetail:
    """The desk's view."""
    seen = await _see(session, actor, case_id)
    case = seen.own
    merged = list(await session.exec(select(col(Case.id)).where(Case.master_case_id == case.id)))
    converted = await session.exec(select(CaseLink).where(CaseLink.case_id == case.id))
    plain = case.model_dump(include=set(CaseDetail.model_fields))
    summary = item(actor, case).model_dump()
    return CaseDetail(
        **plain
        | summary
        | {
            "text": _text(actor, seen),
            "redacted": case.redacted_text is not None,
            "position": position(case.lat, case.lng),
            "station_name": seen.station.name,
            "deputy_name": seen.deputy.name if seen.deputy else None,
            "contact": _contact(actor, seen),
            "proxy_consent": case.proxy_consent if reads_contact(actor, case, seen.relations) else None,
            "merged_case_ids": merged,
            "needs_check": case.needs_check and reads_ratings(actor, case, case.round),
            "attachments": _submitted_pictures(seen, links),
            "assignments": [_assignment(seen, share) for share in seen.assignments],
            "replies": [_reply(actor, reply) for reply in seen.replies],
            "evaluations": [EvaluationOut.model_validate(row) for row in seen.evaluations],
            "links": [LinkOut.model_validate(link) for link in converted],
            "timeline": _timeline(actor, seen, links),
            "allowed_actions": _allowed(actor, case, seen.handled_as, seen.assignments, seen.standing),
        }
    )


async def mine(session: AsyncSession, actor: Actor, case_id: UUID, links: Links) -> MyCase:
    """The view of the resident who handed it in (or who claimed a wish): whom it went to, what came of it."""
    seen = await _see(session, actor, case_id)
    case, handled_as = seen.own, seen.handled_as
    is_own = case.submitter_id == actor.account_id
    units = [seen.units[share.unit_id].name for share in seen.assignments if _answers(share)]
    return MyCase(
        **case.model_dump(include={"id", "number", "kind", "status", "round", "version", "place"}),
        **case.model_dump(include={"visibility", "anonymous"}),
        **handled_as.model_dump(include={"reply_due_at", "rating_until"}),
        step=STEP[case.status],
        station_name=seen.station.name,
        deputy_name=seen.deputy.name if seen.deputy else None,
        created_at=case.created_at,
        updated_at=case.updated_at,
        title=title_for(actor, case),
        text=_text(actor, seen),
        check_code=case.check_code if is_own else None,
        contact=_contact(actor, seen),
        units=list(dict.fromkeys(units)),
        merged=case.status is Status.MERGED,
        attachments=_submitted_pictures(seen, links),
        replies=[_reply(actor, reply) for reply in seen.replies],
        evaluations=[EvaluationOut.model_validate(row) for row in seen.evaluations],
        timeline=_timeline(actor, seen, links),
        allowed_actions=_allowed(actor, case, handled_as, seen.assignments, seen.standing),
    )


async def state(session: AsyncSession, actor: Actor, case: Case) -> CaseState:
    """Where the case stands after an action, and what this actor may do next."""
    handled_as = await _handled_as(session, actor, case)
    assignments = await load_assignments(session, handled_as.id)
    standing = await load_standing(session, actor, handled_as, merged=handled_as is not case)
    return CaseState(
        id=case.id,
        number=case.number,
        status=case.status,
        step=STEP[case.status],
        version=case.version,
        round=case.round,
        allowed_actions=_allowed(actor, case, handled_as, assignments, standing),
    )


def _allowed(
    actor: Actor, own: Case, handled_as: Case, assignments: list[Assignment], standing: Standing
) -> list[AllowedAction]:
    found = offers(actor, handled_as, assignments, standing)
    if handled_as is not own:
        found = {action: shares for action, shares in found.items() if action in GOES_TO_MASTER}
    return describe(found)


def describe(found: dict[Action, list[UUID]]) -> list[AllowedAction]:
    """Each action with the fields of its form, in the order of the table."""
    described = []
    for action in Action:
        if action in found and action in FORMS:
            fields = FORMS[action].model_fields
            described.append(
                AllowedAction(
                    action=action,
                    label=action.label,
                    required=[name for name, field in fields.items() if field.is_required()],
                    optional=[name for name, field in fields.items() if not field.is_required()],
                    assignment_ids=found[action],
                )
            )
    return described


def _text(actor: Actor, seen: Seen) -> str:
    case = seen.own
    return case.text if case.redacted_text is None or reads_original(actor, case) else case.redacted_text


def _contact(actor: Actor, seen: Seen) -> ContactOut | None:
    case = seen.own
    if case.anonymous or not case.contact_phone or not reads_contact(actor, case, seen.relations):
        return None
    return ContactOut(name=case.contact_name, phone=case.contact_phone)


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
    return AssignmentOut(**fields, unit_name=seen.units[share.unit_id].name)


def _reply(actor: Actor, reply: Reply) -> ReplyOut:
    fields = reply.model_dump(include=set(ReplyOut.model_fields))
    return ReplyOut(**fields | {"inner_note": reply.inner_note if actor.role in INNER_NOTE else ""})
