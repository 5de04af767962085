"""How long a spreadsheet takes to be checked and applied, and how much memory the worker needs for it."""

import asyncio
import json
import resource
import time
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlmodel import select

from app.clock import utc_now
from app.config import get_settings
from app.db import SessionFactory, make_engine, make_sessions, unit_of_work
from app.domain.cells import Raw
from app.domain.import_shapes import SHAPES
from app.domain.vocabulary import ImportNoun, ImportStatus
from app.integrations import workbook
from app.integrations.storage import Storage, make_storage, new_key
from app.jobs import imports
from app.models import Appointment, Area, ImportRun, Station
from bench.county import COUNTY

DEPUTIES, AREAS = 2_000, 100_000


def report() -> None:
    """Prints seconds and the greatest memory of a process that does nothing else."""
    for noun, rows in (
        (ImportNoun.DEPUTIES, DEPUTIES),
        (ImportNoun.AREAS, AREAS // 10),
        (ImportNoun.AREAS, AREAS),
    ):
        ours, theirs = get_context("spawn").Pipe(duplex=False)
        process = get_context("spawn").Process(target=_measured, args=(theirs, noun, rows))
        process.start()
        theirs.close()
        before, check, apply, peak = ours.recv()
        process.join()
        print(
            f"import of {rows:,} {noun.value}: checked in {check:.1f} s, applied in {apply:.1f} s; "
            f"worker {before:.0f} MB before, {peak:.0f} MB at most"
        )


def _measured(result: Connection, noun: ImportNoun, rows: int) -> None:
    result.send(asyncio.run(_run(noun, rows)))
    result.close()


async def _run(noun: ImportNoun, rows: int) -> tuple[float, float, float, float]:
    settings = get_settings()
    engine, storage = make_engine(settings), make_storage(settings)
    sessions = make_sessions(engine)
    async with unit_of_work(sessions) as session:
        somebody = select(Appointment.id).where(Appointment.county_code == COUNTY)
        author = (await session.exec(somebody.limit(1))).one()
        station = (await session.exec(select(Station.name).where(Station.county_code == COUNTY))).first()
        town = (await session.exec(select(Area.code).where(Area.county_code == COUNTY))).first()
    key = await _file(
        storage, noun, _deputies(rows, station, town) if noun is ImportNoun.DEPUTIES else _areas(rows)
    )
    run = ImportRun(
        county_code=COUNTY,
        noun=noun,
        file_name="bench",
        media_type=workbook.MEDIA_TYPES["csv"],
        storage_key=key,
        sha256=sha256(key.encode()).hexdigest(),
        appointment_id=author,
        created_at=utc_now(),
        waiting_since=utc_now(),
    )
    payload = json.dumps({"import_id": str(run.id)}).encode()
    async with unit_of_work(sessions) as session:
        session.add(run)
    before = _peak()
    started = time.perf_counter()
    await imports.check(sessions, storage, payload, utc_now())
    checked = time.perf_counter()
    async with unit_of_work(sessions) as session:
        found = await session.get_one(ImportRun, run.id)
        if found.status is not ImportStatus.READY:
            raise RuntimeError(f"{found.status} {found.failure} {found.errors[:3]}")
        found.status = ImportStatus.APPLYING
    asked = time.perf_counter()
    await imports.apply(sessions, storage, payload, utc_now())
    done = time.perf_counter()
    await _assert_applied(sessions, run.id)
    await engine.dispose()
    return before, checked - started, done - asked, _peak()


async def _assert_applied(sessions: SessionFactory, run_id: UUID) -> None:
    async with unit_of_work(sessions) as session:
        found = await session.get_one(ImportRun, run_id)
        if found.status is not ImportStatus.APPLIED:
            raise RuntimeError(f"{found.status} {found.failure}")


async def _file(storage: Storage, noun: ImportNoun, rows: AsyncIterator[Mapping[str, Raw]]) -> str:
    key = new_key(utc_now().date(), ".xlsx")
    with TemporaryDirectory() as folder:
        path = Path(folder, "file")
        await workbook.write(path, SHAPES[noun].columns, rows, "xlsx")
        await storage.put(key, await asyncio.to_thread(path.read_bytes))
    return key


async def _deputies(count: int, station: str | None, area: str | None) -> AsyncIterator[Mapping[str, Raw]]:
    for number in range(count):
        yield {
            "姓名": f"代表{number:05}",
            "区划代码": area,
            "所属联络站": station,
            "接待时间": "每月第一周周三",
            "简介": "村党支部书记",
        }


async def _areas(count: int) -> AsyncIterator[Mapping[str, Raw]]:
    """Each call in other towns, so that all are new."""
    first = 300 if count == AREAS else 100
    for number in range(count):
        yield {
            "区划代码": f"{COUNTY}{first + number // 999:03}{number % 999 + 1:03}",
            "名称": f"{number}号村",
        }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
