"""The shapes of the presets: one class for each kind of row, members named as in the files."""

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from app.domain.vocabulary import (
    CongressLevel,
    DeputyStatus,
    Gender,
    Kind,
    OfficeKind,
    Post,
    Role,
    Route,
    StationFunction,
    StationKind,
    StationTier,
    Visibility,
)

_PARENT_DIGITS = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
_SCOPES = {
    Role.LIAISON: {"station"},
    Role.STATION_HEAD: {"station"},
    Role.MEDIATOR: {"station"},
    Role.TOWN_OFFICE: {"office"},
    Role.COMMITTEE: {"office"},
    Role.COUNTY_OFFICE: {"office"},
    Role.UNIT_HANDLER: {"unit"},
    Role.UNIT_HEAD: {"unit"},
    Role.ADMIN: set(),
}
"""Where each role of the staff is held; a role that is not here is nobody's appointment."""


class Entry(BaseModel):
    """A misspelt name is refused, and so is a code without quotes: YAML takes it for a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Keyed(Entry):
    key: str
    name: str


class County(Entry):
    code: str
    name: str


class Area(Entry):
    code: str
    name: str

    @property
    def parent(self) -> str | None:
        return self.code[: _PARENT_DIGITS.get(len(self.code), len(self.code))] or None


class Town(Entry):
    """What is known of a town besides its name: where about it lies, and what it is known for."""

    code: str
    lat: float
    lng: float
    crop: str


class Congress(Keyed):
    area_code: str
    level: CongressLevel
    term: str
    starts_on: date


class Office(Keyed):
    kind: OfficeKind
    area_code: str


class Unit(Keyed):
    parent: str | None = None
    route: Route
    area_code: str
    head_name: str


class Hours(Entry):
    """When a station receives: days of the week (1 is Monday) and times of the day."""

    weekdays: list[int]
    starts: str
    ends: str
    label: str


class Station(Keyed):
    tier: StationTier
    kind: StationKind
    parent: str | None = None
    area_code: str
    address: str
    phone: str
    opening_hours: str
    lat: float
    lng: float
    intro: str
    functions: list[StationFunction] = []
    host: str = ""
    industry: str = ""
    level: CongressLevel | None = None
    schedule: list[Hours] = []
    services: list[str] = []
    standards: dict[str, bool] = {}
    duties: str = ""

    @model_validator(mode="after")
    def hangs_under_a_station(self) -> Self:
        if (self.tier is StationTier.POINT) != (self.parent is not None):
            raise ValueError("联络点须有 parent，联络站没有")
        return self


class Mandate(Entry):
    congress: str
    district: str


class Deputy(Keyed):
    gender: Gender
    status: DeputyStatus
    station: str
    area_code: str
    heads_unit: str | None = None
    mandates: list[Mandate]
    reception: str
    intro: str
    js_code: str | None = None


class Staff(Entry):
    name: str
    role: Role
    station: str | None = None
    office: str | None = None
    unit: str | None = None
    post: Post | None = None
    affiliation: str = ""
    js_code: str

    @model_validator(mode="after")
    def has_the_scope_of_its_role(self) -> Self:
        given = {name for name in ("station", "office", "unit") if getattr(self, name) is not None}
        if given != _SCOPES.get(self.role):
            raise ValueError(f"身份 {self.role.value} 的所在写得不对")
        return self

    @property
    def scope(self) -> str | None:
        return self.station or self.office or self.unit


class Resident(Keyed):
    phone: str
    firm: str = ""
    js_code: str


class Target(Entry):
    """A deputy or a station."""

    deputy: str | None = None
    station: str | None = None

    @model_validator(mode="after")
    def is_one(self) -> Self:
        if (self.deputy is None) == (self.station is None):
            raise ValueError("deputy 与 station 须写一个，且只写一个")
        return self

    @property
    def target(self) -> str:
        return self.deputy or self.station or ""


class Code(Target):
    place: str


class System(Entry):
    name: str


class Case(Target):
    kind: Kind = Kind.APPEAL
    title: str
    text: str
    place: str
    area_code: str
    category: str
    submitter: str
    visibility: Visibility
    anonymous: bool = False


class Refusal(Entry):
    channel: str
    text: str


class Category(Entry):
    code: str
    name: str
    promise: str
    refuse: Refusal | None = None
    sensitive: bool = False


class Branch(Category):
    children: list["Branch | Category"]

    @property
    def below(self) -> Iterator[Category]:
        """Everything under it, parents first."""
        for child in self.children:
            yield child
            if isinstance(child, Branch):
                yield from child.below


class PlacesFile(Entry):
    areas: list[Area]
    towns: list[Town]


class CategoryFile(RootModel[list[Branch]]):
    pass
