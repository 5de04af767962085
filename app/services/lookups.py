"""What the desk picks from: rows of the actor's county that are in use, as cards."""

from typing import TypeVar
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import DeputyStatus
from app.models import Area, Category, Deputy, ExternalSystem, Office, Unit
from app.models.base import CountyRow
from app.schemas.base import Out
from app.schemas.categories import CategoryCard
from app.schemas.lookups import AreaChoice, DeputyChoice, ExternalSystemChoice, OfficeChoice, UnitChoice
from app.security.access import reaches
from app.security.actors import Actor
from app.services import listing
from app.services.moves import field_units

Card = TypeVar("Card", bound=Out)

_SOURCES: dict[type[Out], tuple[type[CountyRow], dict[str, object]]] = {
    AreaChoice: (Area, {"ended": False}),
    CategoryCard: (Category, {"active": True}),
    DeputyChoice: (Deputy, {"status": DeputyStatus.ACTIVE}),
    ExternalSystemChoice: (ExternalSystem, {"active": True}),
    OfficeChoice: (Office, {"active": True}),
}
"""Where the cards of a kind come from, and what is in use there."""


async def choices(
    session: AsyncSession,
    actor: Actor,
    card: type[Card],
    filters: listing.Filters,
    *,
    limit: int,
    before: UUID | None,
) -> tuple[list[Card], UUID | None]:
    model, in_use = _SOURCES[card]
    wanted = {**filters, **in_use, "county_code": actor.county_code}
    rows, last = await listing.page(session, model, wanted, limit=limit, before=before)
    return [card.model_validate(row) for row in rows], last


async def units(
    session: AsyncSession, actor: Actor, filters: listing.Filters, *, limit: int, before: UUID | None
) -> tuple[list[UnitChoice], UUID | None]:
    """Each with whether the actor may hand a matter over to it."""
    wanted = {**filters, "active": True, "county_code": actor.county_code}
    rows, last = await listing.page(session, Unit, wanted, limit=limit, before=before)
    field = await field_units(session, actor)
    cards = [
        UnitChoice(
            id=row.id,
            name=row.name,
            route=row.route,
            area_code=row.area_code,
            reachable=reaches(actor, row, field),
        )
        for row in rows
    ]
    return cards, last
