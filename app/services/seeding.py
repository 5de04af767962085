"""A county is written once: its directory, its people, and matters in every status with the past that led there."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from random import Random

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import County
from app.presets.loader import Preset
from app.presets.size import Size
from app.schemas.intake import Contact, SubmitForm
from app.security.actors import citizen
from app.services import bulk, intake, rollups, seeding_ties, seeding_time
from app.services.histories import casting, writing
from app.services.histories.staging import Stage
from app.services.memory import Memory
from app.services.reckoning import reckoner
from app.services.repeats import Once
from app.services.seeding_rows import CountyRows

_PATIENT = text(
    "SELECT set_config(name, '0', true) FROM unnest(ARRAY['lock_timeout', 'statement_timeout']) name"
)


@dataclass
class Seeding:
    """One writing of one grown preset. `openids` says whom WeChat takes each js_code for.

    `holidays` are those of the years that were announced.
    """

    preset: Preset
    openids: dict[str, str]
    size: Size
    holidays: seeding_time.Holidays

    async def write(self, session: AsyncSession, now: datetime) -> None:
        """All of it; if the county is there, only the calendar and the rules of clocks that it has nothing of yet.

        A second seeding at the same time waits for the first at the county's row, and then has nothing to do.
        """
        await session.exec(_PATIENT)  # type: ignore[call-overload]
        county = insert(County).values(**self.preset.county.county.model_dump()).on_conflict_do_nothing()
        if (await session.exec(county)).rowcount == 0:
            await self._lay_down(session, now)
            return
        rows = CountyRows(self.preset, self.openids, now)
        for table, found in chain(rows.all(), seeding_ties.of(rows)):
            await bulk.write(session, table, found)
        await self._lay_down(session, now)
        rng = Random(self.size.seed)
        cast = casting.of(rows, rng)
        told = await reckoner(session, cast.county_code)
        wanted = self.size.cases - len(self.preset.county.cases)
        await writing.write(session, Stage(cast, self.preset, rng, now, told).pasts(wanted))
        await self._submit(session, rows, now)
        await session.flush()
        await rollups.fill(session, cast.county_code)

    async def _lay_down(self, session: AsyncSession, now: datetime) -> None:
        await seeding_time.lay_down(session, self.preset.county.county.code, self.holidays, now)

    async def _submit(self, session: AsyncSession, rows: CountyRows, now: datetime) -> None:
        """What is hand-written comes through the front door, so that each has its notices too."""
        residents = {resident.key: resident for resident in self.preset.county.residents}
        for case in self.preset.county.cases:
            submitter = residents[case.submitter]
            contact = Contact(name=submitter.name, phone=submitter.phone)
            form = SubmitForm(
                **case.model_dump(include=set(SubmitForm.model_fields)),
                category_code=case.category,
                code=rows.tokens[case.target],
                contact=None if case.anonymous else contact,
                firm_name=submitter.firm,
            )
            once = Once(session, "seeding", None, b"", now)
            actor = citizen(rows.accounts[submitter.js_code])
            await intake.submit(session, Memory(), actor, form, once)
