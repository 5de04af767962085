"""Issuing, ending and replacing codes, with who did it."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.vocabulary import CodeState
from app.errors import Conflict
from app.schemas.codes import CodeIssueForm, CodeOut
from app.security.actors import Actor
from app.services import audit, codes

NOUN = "code"


async def issue(
    session: AsyncSession, actor: Actor, form: CodeIssueForm, base_url: str, now: datetime
) -> CodeOut:
    code = await codes.issue(session, actor, form, base_url, now)
    _record(session, actor, AuditAction.ISSUE, None, code, now)
    return code


async def revoke(
    session: AsyncSession, actor: Actor, code_id: UUID, reason: str, base_url: str, now: datetime
) -> CodeOut:
    before = await codes.get(session, actor, code_id, base_url)
    code = await codes.revoke(session, actor, code_id, reason, base_url)
    _record(session, actor, AuditAction.REVOKE, before, code, now)
    return code


async def replace(
    session: AsyncSession, actor: Actor, code_id: UUID, reason: str, base_url: str, now: datetime
) -> CodeOut:
    """The code that takes its place."""
    before = await codes.get(session, actor, code_id, base_url)
    fresh = await codes.replace(session, actor, code_id, reason, base_url, now)
    _record(session, actor, AuditAction.REPLACE, before, fresh, now)
    return fresh


async def printable(session: AsyncSession, actor: Actor, code_id: UUID, base_url: str) -> CodeOut:
    """A code that may be printed: Conflict CODE_NOT_ACTIVE for one that leads nowhere any more."""
    code = await codes.get(session, actor, code_id, base_url)
    if code.state is not CodeState.ACTIVE:
        raise Conflict("CODE_NOT_ACTIVE")
    return code


def _record(
    session: AsyncSession,
    actor: Actor,
    action: AuditAction,
    before: CodeOut | None,
    after: CodeOut,
    now: datetime,
) -> None:
    """Under the id of the code that was acted on."""
    old = before.model_dump(mode="json") if before else None
    row_id = before.id if before else after.id
    audit.record(session, actor, action, NOUN, row_id, old, after.model_dump(mode="json"), now)
