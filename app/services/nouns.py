"""What the directory is made of, one description a noun. `services.directory` does the same to each of them."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.tokens import new_token
from app.errors import NotFound
from app.models import (
    Appointment,
    Area,
    Case,
    Category,
    ClockRule,
    Congress,
    Deputy,
    DeputyGroup,
    ExternalSystem,
    Link,
    Mandate,
    Office,
    RoutingRule,
    Station,
    Term,
    Unit,
)
from app.models.base import CountyRow
from app.schemas.appointments import AppointmentOut, ExternalSystemCreated, ExternalSystemOut
from app.schemas.base import Out
from app.schemas.categories import CategoryOut
from app.schemas.deputies import DeputyOut, MandateOut
from app.schemas.directory import AreaOut, CongressOut, OfficeOut, StationOut, TermOut, UnitOut
from app.services import areas, noun_checks, people
from app.services.codes import position

Check = Callable[[AsyncSession, Any, date], Awaitable[None]]
Views = Callable[[AsyncSession, Sequence[Any]], Awaitable[list[Out]]]

REFERENCES: dict[str, tuple[type[CountyRow], str, str]] = {
    "area_code": (Area, "code", "AREA_NOT_FOUND"),
    "parent_code": (Category, "code", "CATEGORY_NOT_FOUND"),
    "station_id": (Station, "id", "STATION_NOT_FOUND"),
    "deputy_id": (Deputy, "id", "DEPUTY_NOT_FOUND"),
    "unit_id": (Unit, "id", "UNIT_NOT_FOUND"),
    "heads_unit_id": (Unit, "id", "UNIT_NOT_FOUND"),
    "office_id": (Office, "id", "REFERENCE_NOT_FOUND"),
    "sponsor_id": (Office, "id", "REFERENCE_NOT_FOUND"),
    "leader_id": (Deputy, "id", "DEPUTY_NOT_FOUND"),
    "to_deputy_id": (Deputy, "id", "DEPUTY_NOT_FOUND"),
    "appointment_id": (Appointment, "id", "REFERENCE_NOT_FOUND"),
    "congress_id": (Congress, "id", "REFERENCE_NOT_FOUND"),
    "term_id": (Term, "id", "REFERENCE_NOT_FOUND"),
}
"""What a column of this name points at, in any table of the directory, and what is said when it is not there.

A `parent_id` points at a row of its own table.
"""


@dataclass(frozen=True)
class Noun:
    """`fresh` is what a new row gets besides its form; `used_in` are columns that hold its code without a key.

    `check` is what must hold today for a row about to be written, besides that all it points at is there; `refusals`
    are the codes that it may raise. So are `keep` and `keep_refusals` for a row about to be deleted.
    """

    name: str
    model: type[CountyRow]
    out: type[Out]
    missing: str = "NOT_FOUND"
    created: type[Out] | None = None
    fresh: Callable[[], dict[str, Any]] = dict
    used_in: tuple[Any, ...] = ()
    check: Check | None = None
    refusals: tuple[str, ...] = ()
    keep: Check | None = None
    keep_refusals: tuple[str, ...] = ()
    views: Views | None = None

    @property
    def references(self) -> dict[str, tuple[type[CountyRow], str, str]]:
        """Those of `REFERENCES` that are columns here."""
        possible = REFERENCES | {"parent_id": (self.model, "id", self.missing)}
        return {name: of for name, of in possible.items() if name in self.model.model_fields}

    @property
    def form_errors(self) -> list[str]:
        """What a form may be refused for, besides its own shape."""
        codes = [code for _, _, code in self.references.values()]
        return codes + ["AREA_ENDED"] * ("area_code" in self.references) + list(self.refusals)

    async def show(self, session: AsyncSession, rows: Sequence[Any]) -> list[Out]:
        if self.views is not None:
            return await self.views(session, rows)
        return [self.out.model_validate(row) for row in rows]


async def check(session: AsyncSession, noun: Noun, row: Any, today: date) -> None:
    """All that the row points at is there, in its county, and stays until the transaction ends; and `noun.check`."""
    for name, (model, key, code) in noun.references.items():
        value = getattr(row, name)
        if value is None:
            continue
        ended: Any = Area.successor_code if model is Area else None
        query = select(model.id, ended).where(
            getattr(model, key) == value, model.county_code == row.county_code
        )
        found = (await session.exec(query.with_for_update(read=True, key_share=True))).one_or_none()
        if found is None:
            raise NotFound(code)
        if found[1] is not None:
            raise await areas.ended(session, row.county_code, value)
    if noun.check is not None:
        await noun.check(session, row, today)


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


NAMING_AREAS: dict[Any, str] = {
    Congress: "人民代表大会",
    Station: "联络站（点）",
    Office: "人大机关",
    Unit: "承办单位",
    Deputy: "代表",
    DeputyGroup: "代表小组",
    RoutingRule: "分流规则",
    Link: "联系关系",
}
"""What lies in an area or is about one, besides cases, and what people call it."""
AREA = Noun(
    "area",
    Area,
    AreaOut,
    "AREA_NOT_FOUND",
    check=noun_checks.area,
    used_in=(*(model.area_code for model in NAMING_AREAS), Case.area_code),
    keep=noun_checks.area_kept,
    keep_refusals=("AREA_IN_SUCCESSION",),
)
CONGRESS = Noun(
    "congress",
    Congress,
    CongressOut,
    check=noun_checks.congress,
    refusals=("CONGRESS_LEVEL_MISMATCH", "CONGRESS_EXISTS"),
)
STATION = Noun(
    "station",
    Station,
    StationOut,
    "STATION_NOT_FOUND",
    check=noun_checks.tree,
    refusals=("TREE_LOOP",),
    views=_stations,
)
OFFICE = Noun("office", Office, OfficeOut)
UNIT = Noun("unit", Unit, UnitOut, "UNIT_NOT_FOUND", check=noun_checks.tree, refusals=("TREE_LOOP",))
CATEGORY = Noun(
    "category",
    Category,
    CategoryOut,
    "CATEGORY_NOT_FOUND",
    used_in=(Category.parent_code, Case.category_code, RoutingRule.category_code, ClockRule.category_code),
)
DEPUTY = Noun("deputy", Deputy, DeputyOut, "DEPUTY_NOT_FOUND")
TERM = Noun("term", Term, TermOut, check=noun_checks.term, refusals=("TERM_HELD", "MANDATE_BEFORE_TERM"))
MANDATE = Noun("mandate", Mandate, MandateOut, check=noun_checks.mandate, refusals=("MANDATE_BEFORE_TERM",))
APPOINTMENT = Noun(
    "appointment",
    Appointment,
    AppointmentOut,
    fresh=lambda: {"invitation": new_token()},
    check=noun_checks.appointment,
    refusals=("POST_TAKEN",),
    views=_appointments,
)
EXTERNAL_SYSTEM = Noun(
    "external_system",
    ExternalSystem,
    ExternalSystemOut,
    created=ExternalSystemCreated,
    fresh=lambda: {"secret": secrets.token_urlsafe(32)},
)
