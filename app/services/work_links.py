"""Work links as the desk has them: made, listed, withdrawn.

A link is bound to the entry of the timeline by which it was made (`WorkLink.version`). The token itself is told to
whoever made it and is stored nowhere; only its digest is.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.vocabulary import Action, WorkLinkState
from app.errors import Conflict, Forbidden, NotFound
from app.models import Appointment, Assignment, Case, CaseEvent, WorkLink
from app.schemas.actions.base import ActionForm
from app.schemas.work_links import LinkedState, WorkLinkGiven, WorkLinkOut
from app.security.access import left_at, readable_events
from app.security.actors import Actor
from app.services import case_views, seeing, transitions
from app.services.actions.outsiders import Asking
from app.services.moves import load_assignments, load_standing, view_for
from app.services.repeats import Once


class Found(NamedTuple):
    """A link, its case, and the entry of the timeline by which it was made."""

    link: WorkLink
    case: Case
    asked: CaseEvent

    @property
    def is_reply(self) -> bool:
        """The case was pushed to its holder, so that his answer is its reply."""
        return self.asked.action is Action.PUSH_EXTERNAL


async def hand_out(
    session: AsyncSession,
    actor: Actor,
    case_id: UUID,
    action: Action,
    form: ActionForm,
    once: Once,
    base_url: str,
    now: datetime,
) -> LinkedState:
    """Do the action; the address of a link that it made is in this very answer and in no repetition of it."""
    asking = Asking()

    async def effect() -> LinkedState:
        move = await transitions.act(session, asking.effect(action), actor, case_id, action, form, now)
        link, state = asking.link, case_views.after(move)
        given = WorkLinkGiven(id=link.id, url=None, expires_at=link.expires_at) if link else None
        return LinkedState(**dict(state), work_link=given)

    state = await once(LinkedState, effect)
    if state.work_link is not None and asking.link is not None:
        state.work_link.url = f"{base_url}/w/{asking.token}"
    return state


def state_of(link: WorkLink, now: datetime) -> WorkLinkState:
    if link.answered_at is not None:
        return WorkLinkState.LATE if link.late else WorkLinkState.ANSWERED
    if link.withdrawn_at is not None:
        return WorkLinkState.WITHDRAWN
    return WorkLinkState.EXPIRED if now > link.expires_at else WorkLinkState.WAITING


def made_by() -> ColumnElement[bool]:
    return and_(col(CaseEvent.case_id) == WorkLink.case_id, col(CaseEvent.version) == WorkLink.version)


async def page(
    session: AsyncSession, actor: Actor, case_id: UUID, now: datetime, *, limit: int, before: UUID | None
) -> tuple[list[WorkLinkOut], UUID | None]:
    """Newest first. A unit that gave its part back keeps what it knew then."""
    case = await seeing.get(session, actor, case_id)
    until = left_at(actor, case, await load_assignments(session, case.id))
    query = (
        select(WorkLink, CaseEvent, Appointment.name)
        .join(CaseEvent, made_by())
        .outerjoin(Appointment, col(Appointment.id) == WorkLink.withdrawn_by_id)
        .where(WorkLink.case_id == case.id, readable_events(actor, case, until))
    )
    if until is not None:
        query = query.where(or_(col(WorkLink.answered_at).is_(None), col(WorkLink.answered_at) <= until))
    if before is not None:
        query = query.where(col(WorkLink.id) < before)
    rows = list(await session.exec(query.order_by(col(WorkLink.id).desc()).limit(limit + 1)))
    items = [_item(Found(link, case, asked), name, now) for link, asked, name in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def _item(found: Found, withdrawn_by: str | None, now: datetime) -> WorkLinkOut:
    link, asked = found.link, found.asked
    return WorkLinkOut(
        **link.model_dump(include=set(WorkLinkOut.model_fields)),
        is_reply=found.is_reply,
        asked_by=asked.actor_name,
        asked_by_body=asked.public_name,
        state=state_of(link, now),
        withdrawn_by=withdrawn_by,
    )


async def withdraw(
    session: AsyncSession, actor: Actor, case_id: UUID, link_id: UUID, now: datetime
) -> WorkLinkOut:
    """By whoever could have made it: an office or a station any such link, a unit those of its own hand-over."""
    case = await transitions.lock(session, actor, case_id)
    query = select(WorkLink, CaseEvent).join(CaseEvent, made_by())
    row = (await session.exec(query.where(WorkLink.id == link_id, WorkLink.case_id == case.id))).first()
    if row is None:
        raise NotFound("WORK_LINK_UNKNOWN")
    found = Found(row[0], case, row[1])
    assignments = await load_assignments(session, case.id)
    view = view_for(actor, case, assignments, await load_standing(session, actor, case), None)
    if not guard.concerning(found.asked.action, view) or not _is_own(actor, found.link, assignments):
        raise Forbidden("FORBIDDEN")
    if state_of(found.link, now) is not WorkLinkState.WAITING:
        raise Conflict("WORK_LINK_OVER")
    found.link.withdrawn_at, found.link.withdrawn_by_id = now, actor.appointment_id
    await session.flush()
    return _item(found, actor.name, now)


def _is_own(actor: Actor, link: WorkLink, assignments: list[Assignment]) -> bool:
    own = {item.id for item in assignments if item.unit_id == actor.unit_id}
    return not actor.is_unit or link.assignment_id in own
