"""Many cases in one transaction: locked in one order, refused as one."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import AppError
from app.models import Case
from app.security.actors import Actor


async def lock_cases(session: AsyncSession, actor: Actor, case_ids: Iterable[UUID]) -> None:
    """Hold them until the transaction ends, by id: whoever takes some of the same cases waits, and nobody for ever.

    Seen or not: what the actor may know of them is asked afterwards, as things then are.
    """
    query = select(Case).where(col(Case.id).in_(set(case_ids)), Case.county_code == actor.county_code)
    held = query.order_by(col(Case.id)).with_for_update().execution_options(populate_existing=True)
    await session.exec(held)


def listed(refusals: Mapping[UUID, AppError]) -> list[dict[str, Any]]:
    """The `items` of the one refusal that stands for all of them."""
    return [
        {"case_id": str(case_id), "code": refusal.code, "title": refusal.title, "detail": refusal.detail}
        for case_id, refusal in refusals.items()
    ]
