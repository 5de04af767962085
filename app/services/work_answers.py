"""Work links as their holder has them: somebody without an account (物业, 电力, 村组) looks, and answers once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.privacy import public_title, without_submitter
from app.domain.vocabulary import (
    Action,
    AssignmentStatus,
    Relation,
    ReplyClass,
    Role,
    Status,
    WorkLinkState,
    WorkOutcome,
)
from app.errors import Conflict, Gone, NotFound
from app.models import Assignment, Case, CaseEvent, Upload, WorkLink
from app.models.base import Json
from app.schemas.actions.dispatching import ExternalReplyForm
from app.schemas.base import MOST_PHOTOS
from app.schemas.cases import AttachmentOut
from app.schemas.work_links import WorkAnswerForm, WorkLinkAnswered, WorkLinkView
from app.security.actors import Actor
from app.security.tokens import digest
from app.services import transitions, uploads
from app.services.actions.dispatching import external_reply
from app.services.moves import Move, Standing, load_assignments
from app.services.uploads import Links
from app.services.work_links import Found, made_by, state_of

_OVER = {
    WorkLinkState.ANSWERED: "WORK_LINK_USED",
    WorkLinkState.LATE: "WORK_LINK_USED",
    WorkLinkState.EXPIRED: "WORK_LINK_EXPIRED",
    WorkLinkState.WITHDRAWN: "WORK_LINK_WITHDRAWN",
}
_REPLY_CLASS = {
    WorkOutcome.DONE: ReplyClass.RESOLVED,
    WorkOutcome.NOT_POSSIBLE: ReplyClass.NOT_FEASIBLE,
}


async def find(session: AsyncSession, token: str, now: datetime) -> Found:
    """What the token opens: NotFound for one that is none, Gone for one that opens nothing any more."""
    query = (
        select(WorkLink, Case, CaseEvent)
        .join(Case, col(Case.id) == WorkLink.case_id)
        .join(CaseEvent, made_by())
        .where(WorkLink.digest == digest(token))
    )
    row = (await session.exec(query)).first()
    if row is None:
        raise NotFound("WORK_LINK_UNKNOWN")
    found = Found(*row)
    _require_waiting(found.link, now)
    return found


def _require_waiting(link: WorkLink, now: datetime) -> None:
    state = state_of(link, now)
    if state is not WorkLinkState.WAITING:
        raise Gone(_OVER[state])


async def require_room(session: AsyncSession, link: WorkLink) -> None:
    """Conflict WORK_PHOTOS_FULL once as many photos came as an answer takes. Two at once wait for each other."""
    own = select(WorkLink.id).where(WorkLink.id == link.id).with_for_update(key_share=True)
    await session.exec(own)
    sent = select(func.count()).select_from(Upload).where(Upload.work_link_id == link.id)
    if (await session.exec(sent)).one() >= MOST_PHOTOS:
        raise Conflict("WORK_PHOTOS_FULL")


async def see(session: AsyncSession, token: str, links: Links, now: datetime) -> WorkLinkView:
    """Never who submitted it or how to reach him, not even in his own words, nor what others said of it.

    Of a matter that is over, nothing.
    """
    found = await find(session, token, now)
    link, case, asked = found
    shown = not case.sealed and case.status not in transitions.FINAL

    def nameless(words: str) -> str | None:
        return without_submitter(words, case.contact_name, case.contact_phone) if shown else None

    return WorkLinkView(
        number=case.number,
        title=nameless(public_title(case.title, case.redacted_text)),
        text=nameless(case.text if case.redacted_text is None else case.redacted_text),
        place=nameless(case.place),
        photos=await _photos(session, case, links) if shown and link.shows_photos else [],
        recipient=link.recipient,
        task=link.task,
        asked_by=asked.public_name,
        is_reply=found.is_reply and case.status is Status.EXTERNAL,
        expires_at=link.expires_at,
    )


async def _photos(session: AsyncSession, case: Case, links: Links) -> list[AttachmentOut]:
    submitted = await uploads.of_case(session, case.id, col(CaseEvent.action) == Action.SUBMIT)
    return [links.attachment(item) for pictures in submitted.values() for item in pictures.uploads]


async def answer(
    session: AsyncSession, token: str, form: WorkAnswerForm, now: datetime, sent: Sequence[Upload] = ()
) -> WorkLinkAnswered:
    """The reply of a case that is still its holder's; otherwise an entry of the timeline that moves nothing.

    `sent` are photos that come with it, besides those sent before.
    """
    link, case, _ = found = await _locked(session, token, now)
    assignments = await load_assignments(session, case.id)
    view = guard.View(case.status, case.kind, Role.OUTSIDER, await _relations(session, found))
    replies = Action.EXTERNAL_REPLY in guard.allowed(view)
    action = Action.EXTERNAL_REPLY if replies else Action.OUTSIDER_ANSWER
    link.answered_at, link.outcome = now, form.outcome
    link.answer, link.answered_by = form.text, form.name
    link.late = not replies and _has_moved_on(found, assignments)
    move = Move(session, _outsider(link), case, action, now, assignments, Standing())
    move.acting_on = next((item for item in assignments if item.id == link.assignment_id), None)
    move.upload_ids = [*form.upload_ids, *(upload.id for upload in sent)]
    session.add_all(sent)
    target = await _reply(move, form) if replies else None
    move.data |= {"work_link_id": str(link.id)} | ({} if replies else _told(link))
    await transitions.settle(session, (move, guard.permit(action, view), target))
    return WorkLinkAnswered(answered_at=now, late=link.late)


async def _locked(session: AsyncSession, token: str, now: datetime) -> Found:
    """Two at once: the first to lock the case answers, the other finds the link used."""
    found = await find(session, token, now)
    await session.refresh(found.case, with_for_update=True)
    await session.refresh(found.link)
    _require_waiting(found.link, now)
    return found


async def _relations(session: AsyncSession, found: Found) -> frozenset[Relation]:
    """Whether the case was last pushed to this very outsider."""
    last = (
        select(CaseEvent.version)
        .where(CaseEvent.case_id == found.case.id, CaseEvent.action == Action.PUSH_EXTERNAL)
        .order_by(col(CaseEvent.version).desc())
        .limit(1)
    )
    pushed = found.is_reply and (await session.exec(last)).first() == found.link.version
    return frozenset({Relation.PUSHED_TO}) if pushed else frozenset()


def _has_moved_on(found: Found, assignments: list[Assignment]) -> bool:
    """Whether what the link was made for is over: the unit's hand-over, or where the case stood."""
    link, case = found.link, found.case
    if found.is_reply or case.round != found.asked.round:
        return True
    if link.assignment_id is None:
        return case.status is not link.status
    own = (item.status for item in assignments if item.id == link.assignment_id)
    return next(own) is not AssignmentStatus.HANDLING


def _outsider(link: WorkLink) -> Actor:
    return Actor(
        role=Role.OUTSIDER,
        name=link.recipient,
        body=link.recipient,
        county_code=link.county_code,
        work_link_id=link.id,
    )


async def _reply(move: Move, form: WorkAnswerForm) -> Status:
    """What he wrote is what the submitter reads, and where he could not do it also the reason."""
    reply_class = _REPLY_CLASS[form.outcome]
    reason = form.text if reply_class is ReplyClass.NOT_FEASIBLE else ""
    reply = ExternalReplyForm(
        version=move.case.version, reply_class=reply_class, public_text=form.text, reason=reason
    )
    move.data = transitions.carried(reply)
    return await external_reply(move, reply)


def _told(link: WorkLink) -> Json:
    told: Json = {"text": link.answer, "outcome": link.outcome and link.outcome.label}
    return told | ({"late": True} if link.late else {})
