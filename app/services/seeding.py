"""A preset county becomes rows: a key becomes an id, whoever can sign in gets an account, matters are handed in."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain.vocabulary import CodeTarget, Role, StationTier
from app.models import (
    Account,
    Appointment,
    Area,
    Category,
    Code,
    Congress,
    County,
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
from app.schemas.intake import Contact, SubmitForm
from app.security.actors import citizen
from app.services import intake

Table = TypeVar("Table", bound=Row)


@dataclass
class Seeding:
    """One writing of one preset. `openids` says whom WeChat takes each js_code for."""

    preset: Preset
    openids: dict[str, str]

    def __post_init__(self) -> None:
        self.county = self.preset.county
        self.ids = {entry.key: new_id() for entry in self.county.keyed}
        self.terms = {congress.key: new_id() for congress in self.county.congresses}
        self.accounts = {js_code: new_id() for js_code in self.openids}
        self.codes = {code.target: tokens.new_token() for code in self.county.codes}
        self.tiers = {station.key: station.tier for station in self.county.stations}

    async def write(self, session: AsyncSession, now: datetime) -> None:
        """All of it, in the order in which rows point at each other; nothing if the county is there.

        A second seeding at the same time waits for the first at the county's row, and then has nothing to do.
        """
        county = insert(County).values(**self.county.county.model_dump()).on_conflict_do_nothing()
        if (await session.exec(county)).rowcount == 0:
            return
        for rows in (*self._directory(), *self._people(), self._codes(now)):
            session.add_all(rows)
            await session.flush()
        await self._submit(session, now)

    def _row(self, table: type[Table], entry: entries.Entry, **more: object) -> Table:
        """A row of the county: what the entry has under the same name, and `more`."""
        same = entry.model_dump(include=set(table.model_fields))
        return table(**same | {"county_code": self.county.county.code} | more)

    def _id(self, key: str | None) -> UUID | None:
        return None if key is None else self.ids[key]

    def _keyed(self, table: type[Table], listed: Sequence[entries.Keyed]) -> list[Table]:
        return [self._row(table, entry, id=self.ids[entry.key]) for entry in listed]

    def _directory(self) -> Iterator[Sequence[SQLModel]]:
        county = self.county
        yield self._categories()
        yield [self._row(Area, area) for area in county.areas]
        yield self._keyed(Congress, county.congresses)
        yield [
            self._row(
                Term, entry, id=self.terms[entry.key], congress_id=self.ids[entry.key], name=entry.term
            )
            for entry in county.congresses
        ]
        yield self._keyed(Office, county.offices)
        yield self._keyed(Unit, county.units)
        yield [
            FieldLink(county_code=county.county.code, office_id=self.ids[office], unit_id=self.ids[unit])
            for office, field in county.field_map.items()
            for unit in field
        ]
        yield [
            self._row(Station, entry, id=self.ids[entry.key], parent_id=self._id(entry.parent))
            for entry in sorted(county.stations, key=lambda station: station.parent is not None)
        ]

    def _categories(self) -> list[Category]:
        return [
            self._row(
                Category,
                entry,
                parent_code=entry.code.rpartition(".")[0] or None,
                refusal=entry.refuse.text if entry.refuse else "",
            )
            for entry in self.preset.categories
        ]

    def _people(self) -> Iterator[Sequence[SQLModel]]:
        county = self.county
        congresses = {congress.key: congress for congress in county.congresses}
        yield [
            self._row(
                Deputy,
                entry,
                id=self.ids[entry.key],
                station_id=self._id(entry.station),
                heads_unit_id=self._id(entry.heads_unit),
            )
            for entry in county.deputies
        ]
        yield [
            self._row(
                Mandate,
                mandate,
                deputy_id=self.ids[entry.key],
                term_id=self.terms[mandate.congress],
                starts_on=congresses[mandate.congress].starts_on,
            )
            for entry in county.deputies
            for mandate in entry.mandates
        ]
        yield [Account(id=self.accounts[js_code], openid=openid) for js_code, openid in self.openids.items()]
        yield list(self._appointments())
        yield [
            self._row(ExternalSystem, entry, secret=secrets.token_urlsafe(32))
            for entry in county.external_systems
        ]

    def _appointments(self) -> Iterator[Appointment]:
        """A deputy who heads a unit holds two."""
        for deputy in self.county.deputies:
            if deputy.js_code is None:
                continue
            account = self.accounts[deputy.js_code]
            yield self._row(
                Appointment, deputy, account_id=account, role=Role.DEPUTY, deputy_id=self.ids[deputy.key]
            )
            if deputy.heads_unit is not None:
                yield self._row(
                    Appointment,
                    deputy,
                    account_id=account,
                    role=Role.UNIT_HEAD,
                    unit_id=self.ids[deputy.heads_unit],
                )
        for person in self.county.staff:
            yield self._row(
                Appointment,
                person,
                account_id=self.accounts[person.js_code],
                station_id=self._id(person.station),
                office_id=self._id(person.office),
                unit_id=self._id(person.unit),
            )

    def _codes(self, now: datetime) -> list[Code]:
        return [
            self._row(
                Code,
                entry,
                token=self.codes[entry.target],
                target=self._target(entry),
                deputy_id=self._id(entry.deputy),
                station_id=self._id(entry.station),
                issued_at=now,
            )
            for entry in self.county.codes
        ]

    def _target(self, code: entries.Code) -> CodeTarget:
        if code.deputy is not None:
            return CodeTarget.DEPUTY
        return CodeTarget.POINT if self.tiers[code.target] is StationTier.POINT else CodeTarget.STATION

    async def _submit(self, session: AsyncSession, now: datetime) -> None:
        """Through the front door, so that each matter has its timeline and its notices."""
        residents = {resident.key: resident for resident in self.county.residents}
        for case in self.county.cases:
            submitter = residents[case.submitter]
            contact = Contact(name=submitter.name, phone=submitter.phone)
            form = SubmitForm(
                **case.model_dump(include=set(SubmitForm.model_fields)),
                category_code=case.category,
                code=self.codes[case.target],
                contact=None if case.anonymous else contact,
                firm_name=submitter.firm,
            )
            await intake.submit(session, citizen(self.accounts[submitter.js_code]), form, now)
