"""What the file of a county holds: groups, links, and everything else of it."""

from collections.abc import Iterable

from pydantic import Field

from app.domain.vocabulary import ContactMethod, ContactNature, GroupKind, LinkKind, MemberRole
from app.presets.entries import (
    Case,
    Code,
    Congress,
    County,
    Deputy,
    Entry,
    Keyed,
    Office,
    Resident,
    Staff,
    Station,
    System,
    Unit,
)


class Outsider(Entry):
    """Somebody in a group who is no deputy."""

    name: str
    role: MemberRole
    phone: str


class Group(Keyed):
    kind: GroupKind
    area_code: str
    station: str
    sponsor: str | None = None
    leader: str
    plan: str = ""
    members: list[str]
    others: list[Outsider] = Field(default_factory=list)


class LogEntry(Entry):
    days: int
    nature: ContactNature
    method: ContactMethod
    record: str
    people: int


class Link(Entry):
    """From a deputy, an organ or a helper (by js_code) to a deputy, a station, an area or a party; `days` ago."""

    kind: LinkKind
    deputy: str | None = None
    office: str | None = None
    helper: str | None = None
    to: str | None = None
    station: str | None = None
    area_code: str | None = None
    party: str = ""
    phone: str = ""
    note: str = ""
    days: int
    log: list[LogEntry] = Field(default_factory=list)


class CountyFile(Entry):
    county: County
    congresses: list[Congress]
    offices: list[Office]
    units: list[Unit]
    field_map: dict[str, list[str]]
    stations: list[Station]
    deputies: list[Deputy]
    groups: list[Group]
    links: list[Link]
    staff: list[Staff]
    residents: list[Resident]
    codes: list[Code]
    external_systems: list[System]
    cases: list[Case]

    @property
    def keyed(self) -> list[Keyed]:
        groups: tuple[Iterable[Keyed], ...] = (
            self.congresses,
            self.offices,
            self.units,
            self.stations,
            self.deputies,
            self.groups,
            self.residents,
        )
        return [entry for group in groups for entry in group]

    @property
    def js_codes(self) -> list[str]:
        people: Iterable[Deputy | Staff | Resident] = (*self.deputies, *self.staff, *self.residents)
        return [person.js_code for person in people if person.js_code is not None]
