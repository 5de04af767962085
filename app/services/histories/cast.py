"""Who acts in invented histories: the people of one county, by where they serve."""

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from app.domain.vocabulary import Role
from app.models import Deputy, Office, Station, Unit
from app.presets.entries import Resident
from app.security.actors import Actor, citizen
from app.services.crossings import Bodies


@dataclass(frozen=True)
class Submitter:
    """A resident or a firm with an account."""

    account_id: UUID
    resident: Resident

    @property
    def actor(self) -> Actor:
        return citizen(self.account_id)


@dataclass
class Cast:
    """Rows and actors of one county. Towns are named by their nine digits."""

    county_code: str
    rng: Random
    villages: dict[str, list[tuple[str, str]]]
    """Town → its places as (code, name)."""
    towns: dict[str, str] = field(default_factory=dict)
    """Town → its name."""
    homes: dict[str, Station] = field(default_factory=dict)
    """Town → the station where its matters are sorted."""
    desks: dict[UUID, UUID] = field(default_factory=dict)
    """Station or point → the station whose liaison sorts its matters."""
    stations: dict[UUID, Station] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    """Town → its office."""
    county_office: Office | None = None
    committee_rows: list[Office] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    """By the key that presets know them by."""
    unit_rows: dict[UUID, Unit] = field(default_factory=dict)
    centres: dict[str, Unit] = field(default_factory=dict)
    committees: dict[UUID, UUID] = field(default_factory=dict)
    """Unit → the committee in whose field it falls."""
    fields: dict[UUID, frozenset[UUID]] = field(default_factory=dict)
    serving: dict[tuple[Role, UUID], list[Actor]] = field(default_factory=lambda: defaultdict(list))
    """Role and station, office or unit → those who serve there."""
    deputies: dict[str, list[tuple[Deputy, Actor]]] = field(default_factory=lambda: defaultdict(list))
    """Town → the deputies in office who live there and can sign in."""
    codes: dict[UUID, UUID] = field(default_factory=dict)
    """Deputy or station → the code that hangs for it."""
    residents: list[Submitter] = field(default_factory=list)
    firms: list[Submitter] = field(default_factory=list)
    system: tuple[UUID, str] | None = None
    """Another platform."""

    def bodies(self) -> Bodies:
        """What its organs, stations and units are called."""
        offices = [office for office in (*self.offices.values(), self.county_office) if office]
        return Bodies(
            {unit.id: unit.name for unit in self.unit_rows.values()},
            {station.id: station.name for station in self.stations.values()},
            {office.id: office.name for office in self.committee_rows + offices},
            {office.area_code: office.name for office in offices},
        )

    def one(self, role: Role, scope_id: UUID | None) -> Actor | None:
        """Somebody in that role there."""
        found = self.serving.get((role, scope_id)) if scope_id else None
        return self.rng.choice(found) if found else None
