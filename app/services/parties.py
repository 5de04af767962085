"""The six of 六方联办: who stands in each slot of a case, and what each did."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import Action, PartySlot
from app.models import CaseEvent
from app.schemas.supervision import PartiesOut, PartyActOut, PartySlotOut
from app.security.access import left_at, readable_events
from app.security.actors import Actor
from app.services import seeing
from app.services.moves import load_assignments

_MOST = 500


async def of_case(session: AsyncSession, actor: Actor, case_id: UUID) -> PartiesOut:
    """All six, in the order of the practice; of each the acts that the reader may read, the first first."""
    case = await seeing.get(session, actor, case_id)
    until = left_at(actor, case, await load_assignments(session, case_id))
    query = select(CaseEvent).where(
        CaseEvent.case_id == case_id,
        CaseEvent.action == Action.RECORD_PARTY_ACT,
        readable_events(actor, case, until),
    )
    acts: dict[str, list[PartyActOut]] = {}
    for event in await session.exec(query.order_by(col(CaseEvent.id)).limit(_MOST)):
        act = PartyActOut(at=event.at, by=event.actor_name, text=event.data["text"])
        acts.setdefault(event.data["slot"], []).append(act)
    nobody = {"name": None, "unit_id": None}
    return PartiesOut(
        slots=[
            PartySlotOut(
                **nobody | case.parties.get(slot.value, {}), slot=slot, acts=acts.get(slot.value, [])
            )
            for slot in PartySlot
        ]
    )
