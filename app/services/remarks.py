"""What the product itself puts on the record of many cases at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, column, func, insert, literal, null
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import Action, Audience, Role
from app.models import Case, CaseEvent
from app.models.base import new_id
from app.security.actors import SYSTEM


async def add(session: AsyncSession, remarks: Mapping[UUID, str], now: datetime) -> None:
    """A note on each of these cases, which the caller holds locked, for everybody at its desks.

    It stands at the version that follows the present one: the change that it tells of must raise the version by one.
    One statement; nobody is notified, since nobody is asked to do anything.
    """
    said: Any = func.unnest(
        literal(list(remarks), ARRAY(Uuid())),
        literal([new_id() for _ in remarks], ARRAY(Uuid())),
        literal(list(remarks.values()), ARRAY(Text())),
    ).table_valued(
        column("case_id", Uuid()), column("event_id", Uuid()), column("words", Text()), name="said"
    )
    said = said.render_derived()
    entry = {
        "id": said.c.event_id,
        "county_code": Case.county_code,
        "case_id": Case.id,
        "version": col(Case.version) + 1,
        "round": Case.round,
        "action": literal(Action.NOTE, _type("action")),
        "from_status": Case.status,
        "to_status": Case.status,
        "role": literal(Role.SYSTEM, _type("role")),
        "actor_name": literal(SYSTEM.name),
        "public_name": literal(SYSTEM.public_name),
        "affiliation": literal(SYSTEM.affiliation),
        "on_behalf_of": literal(""),
        "unit_id": null(),
        "audience": literal(Audience.DESK, _type("audience")),
        "data": func.jsonb_build_object("text", said.c.words),
        "at": literal(now, _type("at")),
    }
    query: Any = select(*entry.values()).join_from(said, Case, col(Case.id) == said.c.case_id)
    await session.exec(insert(CaseEvent).from_select(list(entry), query, include_defaults=False))


def _type(name: str) -> Any:
    return CaseEvent.__table__.c[name].type  # type: ignore[attr-defined]
