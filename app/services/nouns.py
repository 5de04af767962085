"""What the directory is made of, one description a noun. `services.directory` does the same to each of them."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.tokens import new_token
from app.errors import Conflict, FieldError, InvalidRequest, NotFound
from app.models import (
    Appointment,
    Area,
    Case,
    Category,
    Congress,
    County,
    Deputy,
    ExternalSystem,
    Mandate,
    Office,
    Station,
    Term,
    Unit,
)
from app.models.base import CountyRow
from app.schemas.appointments import AppointmentOut, ExternalSystemCreated, ExternalSystemOut
from app.schemas.base import Out
from app.schemas.deputies import DeputyOut, MandateOut
from app.schemas.directory import AreaOut, CategoryOut, CongressOut, OfficeOut, StationOut, TermOut, UnitOut
from app.services import people
from app.services.codes import position

Check = Callable[[AsyncSession, Any], Awaitable[None]]
Views = Callable[[AsyncSession, Sequence[Any]], Awaitable[list[Out]]]

REFERENCES: dict[str, tuple[type[CountyRow], str, str]] = {
    "area_code": (Area, "code", "AREA_NOT_FOUND"),
    "parent_code": (Category, "code", "CATEGORY_NOT_FOUND"),
    "parent_id": (Station, "id", "STATION_NOT_FOUND"),
    "station_id": (Station, "id", "STATION_NOT_FOUND"),
    "deputy_id": (Deputy, "id", "DEPUTY_NOT_FOUND"),
    "unit_id": (Unit, "id", "UNIT_NOT_FOUND"),
    "heads_unit_id": (Unit, "id", "UNIT_NOT_FOUND"),
    "office_id": (Office, "id", "REFERENCE_NOT_FOUND"),
    "congress_id": (Congress, "id", "REFERENCE_NOT_FOUND"),
    "term_id": (Term, "id", "REFERENCE_NOT_FOUND"),
}
"""What a column of this name points at, in any table of the directory, and what is said when it is not there."""


@dataclass(frozen=True)
class Noun:
    """`fresh` is what a new row gets besides its form; `used_in` are columns that hold its code without a key.

    `check` is what must hold for a row about to be written, besides that all it points at is there.
    """

    name: str
    model: type[CountyRow]
    out: type[Out]
    missing: str = "NOT_FOUND"
    created: type[Out] | None = None
    fresh: Callable[[], dict[str, Any]] = dict
    used_in: tuple[Any, ...] = ()
    check: Check | None = None
    views: Views | None = None

    @property
    def reference_errors(self) -> list[str]:
        return [code for name, (_, _, code) in REFERENCES.items() if name in self.model.model_fields]

    async def show(self, session: AsyncSession, rows: Sequence[Any]) -> list[Out]:
        if self.views is not None:
            return await self.views(session, rows)
        return [self.out.model_validate(row) for row in rows]


async def check(session: AsyncSession, noun: Noun, row: Any) -> None:
    """All that the row points at is there, in its county, and stays until the transaction ends; and `noun.check`."""
    for name, (model, key, code) in REFERENCES.items():
        value = getattr(row, name, None)
        if value is None:
            continue
        target: Any = getattr(model, key)
        query = select(model.id).where(target == value, model.county_code == row.county_code)
        locked = query.with_for_update(read=True, key_share=True)
        if (await session.exec(locked)).one_or_none() is None:
            raise NotFound(code)
    if noun.check is not None:
        await noun.check(session, row)


async def _area(session: AsyncSession, row: Area) -> None:
    """Areas are the county's own, those above it and those below it."""
    if not (row.code.startswith(row.county_code) or row.county_code.startswith(row.code)):
        problem = FieldError("code", "AREA_OUTSIDE", "应为本县区、其上级或其下级的区划代码")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])


async def _station(session: AsyncSession, row: Station) -> None:
    """No station stands above itself. Changes of the tree wait for each other: two at once could close a loop."""
    if row.parent_id is None:
        return
    county = select(County.code).where(County.code == row.county_code)
    await session.exec(county.with_for_update(key_share=True))
    above = select(col(Station.id), col(Station.parent_id)).where(col(Station.id) == row.parent_id)
    tree = above.cte(recursive=True)
    tree = tree.union(
        select(col(Station.id), col(Station.parent_id)).where(col(Station.id) == tree.c.parent_id)
    )
    if (await session.exec(select(tree.c.id).where(tree.c.id == row.id))).first() is not None:
        raise Conflict("TREE_LOOP")


async def _appointment(session: AsyncSession, row: Appointment) -> None:
    """A role of a congress organ is held at an organ of its kind."""
    if row.office_id is None:
        return
    office = await session.get_one(Office, row.office_id)
    if office.kind.value != row.role.value:
        problem = FieldError(
            "scope_id", "OFFICE_KIND", f"{row.role.label}的任职机关不能是{office.kind.label}"
        )
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])


async def _stations(session: AsyncSession, rows: Sequence[Station]) -> list[Out]:
    return [StationOut(**row.model_dump(), position=position(row.lat, row.lng)) for row in rows]


async def _appointments(session: AsyncSession, rows: Sequence[Appointment]) -> list[Out]:
    """With the names of where they are held, in one query."""
    query = people.APPOINTED.where(col(Appointment.id).in_([row.id for row in rows]))
    found = [people.Capacity(*row) for row in await session.exec(query)]
    names = {capacity.appointment.id: capacity.scope_name for capacity in found}
    return [
        AppointmentOut(
            **row.model_dump(),
            scope_id=row.deputy_id or row.station_id or row.office_id or row.unit_id,
            scope_name=names[row.id],
            bound=row.account_id is not None,
        )
        for row in rows
    ]


AREA = Noun(
    "area",
    Area,
    AreaOut,
    "AREA_NOT_FOUND",
    check=_area,
    used_in=tuple(model.area_code for model in (Congress, Station, Office, Unit, Deputy, Case)),
)
CONGRESS = Noun("congress", Congress, CongressOut)
STATION = Noun("station", Station, StationOut, "STATION_NOT_FOUND", check=_station, views=_stations)
OFFICE = Noun("office", Office, OfficeOut)
UNIT = Noun("unit", Unit, UnitOut, "UNIT_NOT_FOUND")
CATEGORY = Noun(
    "category",
    Category,
    CategoryOut,
    "CATEGORY_NOT_FOUND",
    used_in=(Category.parent_code, Case.category_code),
)
DEPUTY = Noun("deputy", Deputy, DeputyOut, "DEPUTY_NOT_FOUND")
TERM = Noun("term", Term, TermOut)
MANDATE = Noun("mandate", Mandate, MandateOut)
APPOINTMENT = Noun(
    "appointment",
    Appointment,
    AppointmentOut,
    fresh=lambda: {"invitation": new_token()},
    check=_appointment,
    views=_appointments,
)
EXTERNAL_SYSTEM = Noun(
    "external_system",
    ExternalSystem,
    ExternalSystemOut,
    created=ExternalSystemCreated,
    fresh=lambda: {"secret": secrets.token_urlsafe(32)},
)
