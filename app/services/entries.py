"""Who at the desk may bring a matter in: 代录 by the congress's organs, suggestions by deputies."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.privacy import CONGRESS_ORGANS
from app.domain.vocabulary import Role
from app.errors import Forbidden
from app.schemas.cases import CaseState, SubmittedOut
from app.schemas.intake import EntryForm, SuggestionForm
from app.security.actors import Actor
from app.services import case_views, drafts, intake


async def enter(session: AsyncSession, actor: Actor, form: EntryForm, now: datetime) -> SubmittedOut:
    if actor.role not in CONGRESS_ORGANS:
        raise Forbidden("FORBIDDEN")
    return await intake.enter(session, actor, form, now)


async def draft(session: AsyncSession, actor: Actor, form: SuggestionForm, now: datetime) -> CaseState:
    if actor.role is not Role.DEPUTY:
        raise Forbidden("FORBIDDEN")
    return await case_views.state(session, actor, await drafts.create(session, actor, form, now))
