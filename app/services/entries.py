"""Who at the desk may bring a matter in: 代录 by the congress's organs, suggestions by deputies and their helpers."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.privacy import CONGRESS_ORGANS
from app.domain.vocabulary import EventStatus, Role
from app.errors import Conflict, Forbidden
from app.schemas.cases import CaseState, SubmittedOut
from app.schemas.intake import EntryForm, SuggestionForm
from app.security.actors import Actor
from app.services import case_views, drafts, event_views, intake
from app.services.memory import Memory
from app.services.repeats import Once


async def enter(
    session: AsyncSession, memory: Memory, actor: Actor, form: EntryForm, once: Once
) -> SubmittedOut:
    """For a resident, whoever he turns to; in a deputy's own name only by his helper."""
    if actor.role not in CONGRESS_ORGANS:
        raise Forbidden("FORBIDDEN")
    if form.on_behalf_of_id is not None:
        _require_help(actor, form.on_behalf_of_id)
    occasion = ""
    if form.event_id is not None:
        event = await event_views.find(session, actor, form.event_id)
        if event.status is EventStatus.CANCELLED:
            raise Conflict("EVENT_CANCELLED")
        occasion = event.title
    return await intake.enter(session, memory, actor, form, once, occasion=occasion)


async def draft(session: AsyncSession, actor: Actor, form: SuggestionForm, now: datetime) -> CaseState:
    """By a deputy for himself, or for one whom the actor helps."""
    if form.on_behalf_of_id is not None:
        _require_help(actor, form.on_behalf_of_id)
    elif actor.role is not Role.DEPUTY:
        raise Forbidden("FORBIDDEN")
    return await case_views.state(session, actor, await drafts.create(session, actor, form, now))


def _require_help(actor: Actor, deputy_id: UUID) -> None:
    if deputy_id not in actor.helps:
        raise Forbidden("HELPER_LINK_REQUIRED")
