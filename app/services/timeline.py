"""The timeline of one case, cut to what the reader may know."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.privacy import CITIZEN_FIELDS, NAMING_FIELDS
from app.domain.vocabulary import Role
from app.models import Case, CaseEvent
from app.schemas.cases import EventOut
from app.security.access import left_at, readable_events, reads_contact, relations
from app.security.actors import Actor
from app.services import uploads
from app.services.moves import load_assignments
from app.services.uploads import Links, Pictures

RECENT = 50


async def recent(
    session: AsyncSession,
    actor: Actor,
    case: Case,
    *,
    limit: int,
    before: UUID | None = None,
    until: datetime | None = None,
) -> list[CaseEvent]:
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, readable_events(actor, case, until))
    if before is not None:
        query = query.where(col(CaseEvent.id) < before)
    return list(await session.exec(query.order_by(col(CaseEvent.id).desc()).limit(limit)))


async def page(
    session: AsyncSession, actor: Actor, case: Case, links: Links, *, limit: int, before: UUID | None
) -> tuple[list[EventOut], UUID | None]:
    """Older entries, page by page, newest first."""
    assignments = await load_assignments(session, case.id)
    until = left_at(actor, case, assignments)
    rows = await recent(session, actor, case, limit=limit + 1, before=before, until=until)
    pictures = await uploads.of_case(session, case.id, readable_events(actor, case, until))
    knows = reads_contact(actor, case, relations(actor, case, assignments))
    items = [entry(actor, row, pictures, links, knows_submitter=knows) for row in rows[:limit]]
    return items, items[-1].id if len(rows) > limit else None


def entry(
    actor: Actor, event: CaseEvent, pictures: dict[UUID, Pictures], links: Links, *, knows_submitter: bool
) -> EventOut:
    """A citizen reads the fields meant for him, of a person only the capacity; where he is from goes with the name."""
    data, name = event.data, event.actor_name
    if actor.role in (Role.CITIZEN, Role.EXTERNAL):
        data = {key: value for key, value in data.items() if key in CITIZEN_FIELDS.get(event.action, ())}
        name = event.public_name
    elif not knows_submitter and (event.unit_id is None or event.unit_id != actor.unit_id):
        data = {key: value for key, value in data.items() if key not in NAMING_FIELDS.get(event.action, ())}
    attached = pictures[event.id].uploads if event.id in pictures else []
    return EventOut(
        **event.model_dump(
            include={"id", "version", "round", "action", "from_status", "to_status", "role", "at"}
        ),
        label=event.action.label,
        actor_name=name,
        affiliation=event.affiliation if name == event.actor_name else "",
        on_behalf_of=event.on_behalf_of if knows_submitter else "",
        data=data,
        colour=None if actor.role in (Role.CITIZEN, Role.EXTERNAL) else event.colour,
        attachments=[links.attachment(item) for item in attached],
    )
