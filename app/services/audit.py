"""Who changed what: one entry a change, in its transaction, never with a secret."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.models import AuditEntry
from app.models.base import Json, new_id
from app.schemas.audit import AuditOut
from app.security.actors import Actor
from app.services import listing

_SECRETS = {"secret", "invitation"}


def snapshot(row: SQLModel) -> Json:
    """The row as it stands, without what would let somebody in."""
    return row.model_dump(mode="json", exclude=_SECRETS)


def record(
    session: AsyncSession,
    actor: Actor,
    action: AuditAction,
    noun: str,
    row_id: UUID,
    before: Json | None,
    after: Json | None,
    now: datetime,
) -> None:
    session.add(
        AuditEntry(
            county_code=actor.county_code,
            account_id=actor.account_id,
            actor_name=actor.name,
            action=action.value,
            noun=noun,
            row_id=row_id,
            before=before,
            after=after,
            at=now,
        )
    )


async def record_all(
    session: AsyncSession,
    actor: Actor,
    action: AuditAction,
    noun: str,
    changes: Iterable[tuple[UUID, Json | None, Json | None]],
    now: datetime,
) -> None:
    """One entry a row that was changed together with others: its id, and what of it was before and is now."""
    same = {"county_code": actor.county_code, "account_id": actor.account_id, "actor_name": actor.name}
    entries = [
        {"id": new_id(), "row_id": row_id, "before": before, "after": after, "at": now}
        | {"action": action.value, "noun": noun, **same}
        for row_id, before, after in changes
    ]
    if entries:
        await session.exec(insert(AuditEntry), params=entries)


async def page(
    session: AsyncSession,
    actor: Actor,
    *,
    noun: str | None,
    row_id: UUID | None,
    limit: int,
    before: UUID | None,
) -> tuple[list[AuditOut], UUID | None]:
    """The entries of the actor's county, newest first."""
    filters = {"county_code": actor.county_code, "noun": noun, "row_id": row_id}
    rows, last = await listing.page(session, AuditEntry, filters, limit=limit, before=before)
    return [AuditOut.model_validate(row) for row in rows], last
