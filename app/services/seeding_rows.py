"""The rows of a preset county: a key becomes an id, whoever can sign in gets an account."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlmodel import SQLModel

from app.domain import tokens
from app.domain.deadlines import day_of
from app.domain.vocabulary import CodeTarget, Post, Role, StationTier
from app.models import (
    Account,
    Appointment,
    Area,
    Category,
    Code,
    Congress,
    Deputy,
    ExternalSystem,
    FieldLink,
    Mandate,
    Office,
    Station,
    Term,
    Unit,
)
from app.models.base import Row, new_id
from app.presets import entries
from app.presets.loader import Preset

Table = TypeVar("Table", bound=Row)
Rows = tuple[type[SQLModel], Sequence[SQLModel]]

_POSTS = {Role.LIAISON: Post.LIAISON, Role.STATION_HEAD: Post.HEAD}
_DUTIES = {
    Role.LIAISON: "登记来访、核实情况、跟踪办理、回访反馈。",
    Role.STATION_HEAD: "主持站务和议事会，组织代表接待，督促办理。",
    Role.MEDIATOR: "受理矛盾纠纷，当面调解，签订协议后回访。",
}
SINCE = timedelta(days=365)
"""So long ago those who serve took office, and groups were formed."""


class CountyRows:
    """`all()` in the order in which rows point at each other; what was made is kept for who needs it afterwards."""

    def __init__(self, preset: Preset, openids: dict[str, str], now: datetime) -> None:
        self.preset, self.openids, self.now = preset, openids, now
        self.county = preset.county
        self.ids = {entry.key: new_id() for entry in self.county.keyed}
        self.terms = {congress.key: new_id() for congress in self.county.congresses}
        self.accounts = {js_code: new_id() for js_code in openids}
        self.tokens = {code.target: tokens.new_token() for code in self.county.codes}
        self.tiers = {station.key: station.tier for station in self.county.stations}
        self.stations: list[Station] = []
        self.offices: list[Office] = []
        self.units: list[Unit] = []
        self.deputies: list[Deputy] = []
        self.appointments: list[Appointment] = []
        self.codes: list[Code] = []
        self.systems: list[ExternalSystem] = []

    def all(self) -> Iterator[Rows]:
        yield from self._places()
        yield from self._bodies()
        yield from self._people()
        self.codes = self._codes()
        yield Code, self.codes

    def row(self, table: type[Table], entry: entries.Entry, **more: object) -> Table:
        """A row of the county: what the entry has under the same name, and `more`."""
        same = entry.model_dump(include=set(table.model_fields))
        return table(**same | {"county_code": self.county.county.code} | more)

    def id_of(self, key: str | None) -> UUID | None:
        return None if key is None else self.ids[key]

    def _keyed(self, table: type[Table], listed: Iterable[entries.Keyed]) -> list[Table]:
        return [self.row(table, entry, id=self.ids[entry.key]) for entry in listed]

    def _places(self) -> Iterator[Rows]:
        categories = [
            self.row(
                Category,
                entry,
                parent_code=entry.code.rpartition(".")[0] or None,
                refusal=entry.refuse.text if entry.refuse else "",
            )
            for entry in self.preset.categories
        ]
        yield Category, categories
        yield Area, [self.row(Area, area) for area in self.preset.places.areas]

    def _bodies(self) -> Iterator[Rows]:
        county = self.county
        yield Congress, self._keyed(Congress, county.congresses)
        yield (
            Term,
            [
                self.row(
                    Term, entry, id=self.terms[entry.key], congress_id=self.ids[entry.key], name=entry.term
                )
                for entry in county.congresses
            ],
        )
        self.offices = self._keyed(Office, county.offices)
        yield Office, self.offices
        self.units = [
            self.row(Unit, entry, id=self.ids[entry.key], parent_id=self.id_of(entry.parent))
            for entry in county.units
        ]
        yield Unit, self.units
        field = [
            FieldLink(county_code=county.county.code, office_id=self.ids[office], unit_id=self.ids[unit])
            for office, units in county.field_map.items()
            for unit in units
        ]
        yield FieldLink, field
        self.stations = [
            self.row(Station, entry, id=self.ids[entry.key], parent_id=self.id_of(entry.parent))
            for entry in county.stations
        ]
        yield Station, self.stations

    def _people(self) -> Iterator[Rows]:
        county = self.county
        starts = {congress.key: congress.starts_on for congress in county.congresses}
        self.deputies = [
            self.row(
                Deputy,
                entry,
                id=self.ids[entry.key],
                station_id=self.id_of(entry.station),
                heads_unit_id=self.id_of(entry.heads_unit),
            )
            for entry in county.deputies
        ]
        yield Deputy, self.deputies
        mandates = [
            self.row(
                Mandate,
                mandate,
                deputy_id=self.ids[entry.key],
                term_id=self.terms[mandate.congress],
                starts_on=starts[mandate.congress],
            )
            for entry in county.deputies
            for mandate in entry.mandates
        ]
        yield Mandate, mandates
        accounts = [
            Account(id=self.accounts[js_code], openid=openid, created_at=self.now)
            for js_code, openid in self.openids.items()
        ]
        yield Account, accounts
        self.appointments = list(self._appointments())
        yield Appointment, self.appointments
        self.systems = [
            self.row(ExternalSystem, entry, secret=secrets.token_urlsafe(32))
            for entry in county.external_systems
        ]
        yield ExternalSystem, self.systems

    def _appointments(self) -> Iterator[Appointment]:
        """A deputy who heads a unit holds two."""
        for deputy in self.county.deputies:
            if deputy.js_code is None:
                continue
            account = self.accounts[deputy.js_code]
            yield self.row(
                Appointment, deputy, account_id=account, role=Role.DEPUTY, deputy_id=self.ids[deputy.key]
            )
            if deputy.heads_unit is not None:
                yield self.row(
                    Appointment,
                    deputy,
                    account_id=account,
                    role=Role.UNIT_HEAD,
                    unit_id=self.ids[deputy.heads_unit],
                )
        for person in self.county.staff:
            yield self.row(
                Appointment,
                person,
                account_id=self.accounts[person.js_code],
                station_id=self.id_of(person.station),
                office_id=self.id_of(person.office),
                unit_id=self.id_of(person.unit),
                post=person.post or _POSTS.get(person.role),
                duties=_DUTIES.get(person.role, ""),
                starts_on=day_of(self.now) - SINCE,
            )

    def _codes(self) -> list[Code]:
        return [
            self.row(
                Code,
                entry,
                token=self.tokens[entry.target],
                target=self._target(entry),
                deputy_id=self.id_of(entry.deputy),
                station_id=self.id_of(entry.station),
                issued_at=self.now,
            )
            for entry in self.county.codes
        ]

    def _target(self, code: entries.Code) -> CodeTarget:
        if code.deputy is not None:
            return CodeTarget.DEPUTY
        return CodeTarget.POINT if self.tiers[code.target] is StationTier.POINT else CodeTarget.STATION
