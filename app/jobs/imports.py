"""Files on their way into the directory, as the worker handles them: each job reads its file and may run twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.db import SessionFactory, unit_of_work
from app.domain.cells import Raw
from app.domain.deadlines import day_of
from app.domain.import_shapes import SHAPES
from app.domain.vocabulary import ImportNoun, ImportStatus
from app.errors import Conflict, InvalidRequest, TooLarge
from app.integrations import workbook
from app.integrations.storage import Storage, new_key
from app.services.imports import runs, staging
from app.services.imports.planning import Planner
from app.services.imports.rows import BATCH

Batch = list[tuple[int, Mapping[str, Raw]]]


async def check(sessions: SessionFactory, storage: Storage, payload: bytes, now: datetime) -> None:
    """Stages what a file would change; or nothing, and says what is wrong with it."""
    import_id = UUID(json.loads(payload)["import_id"])
    async with _file(sessions, storage, import_id, ImportStatus.CHECKING) as path:
        if path is None:
            return
        try:
            planner = await _stage(sessions, import_id, path, now)
            if planner is None or not planner.problems:
                return
            copy = await _mark(storage, planner, path, now)
        except (InvalidRequest, TooLarge) as error:
            refusal = error
            await _settle(
                sessions, import_id, ImportStatus.CHECKING, lambda run: runs.fail(run, refusal, now)
            )
            return
    await _settle(
        sessions, import_id, ImportStatus.CHECKING, lambda run: runs.refuse(run, planner, copy, now)
    )


async def apply(sessions: SessionFactory, storage: Storage, payload: bytes, now: datetime) -> None:
    """Does what was shown, all of it; or nothing, if the directory is no longer what it was."""
    import_id = UUID(json.loads(payload)["import_id"])
    async with _file(sessions, storage, import_id, ImportStatus.APPLYING) as path:
        if path is None:
            return
        try:
            await _write(sessions, import_id, path, now)
        except (Conflict, InvalidRequest, TooLarge, IntegrityError):
            await _settle(sessions, import_id, ImportStatus.APPLYING, runs.stale)


async def take_over(sessions: SessionFactory, now: datetime) -> int:
    """Files that nobody works on any more, so that none holds up its county for ever."""
    async with unit_of_work(sessions) as session:
        return await runs.take_over(session, now)


async def _stage(sessions: SessionFactory, import_id: UUID, path: Path, now: datetime) -> Planner | None:
    async with unit_of_work(sessions) as session:
        run = await runs.taken(session, import_id, ImportStatus.CHECKING)
        if run is None:
            return None
        await staging.clear(session, run)
        planner = Planner(run, day_of(now))
        await planner.open(session)
        async with _batches(path, run.noun) as batches:
            async for batch in batches:
                plans = await planner.plans(session, batch)
                if not planner.problems:
                    await staging.stage(session, run, plans)
        planner.close()
        if planner.problems:
            await staging.clear(session, run)
        else:
            runs.ready(run, planner.row_count, now)
        return planner


async def _write(sessions: SessionFactory, import_id: UUID, path: Path, now: datetime) -> None:
    async with unit_of_work(sessions) as session:
        run = await runs.taken(session, import_id, ImportStatus.APPLYING)
        if run is None:
            return
        await runs.alone(session, run)
        actor = await runs.author(session, run)
        planner = Planner(run, day_of(now), lock=True)
        await planner.open(session)
        async with _batches(path, run.noun) as batches:
            async for batch in batches:
                plans = await planner.plans(session, batch)
                await staging.confirm(session, run, plans)
                await staging.record(session, actor, plans, now)
        planner.close()
        if planner.problems:
            raise Conflict("IMPORT_STALE")
        await staging.write(session, run, planner.shape)
        runs.applied(run, now)


async def _settle(
    sessions: SessionFactory, import_id: UUID, status: ImportStatus, change: runs.Change
) -> None:
    async with unit_of_work(sessions) as session:
        run = await runs.taken(session, import_id, status)
        if run is not None:
            change(run)


async def _mark(storage: Storage, planner: Planner, path: Path, now: datetime) -> str:
    """Where the copy of the file lies in which everything wrong is red."""
    target = path.with_name("marked")
    marks = [workbook.Mark(each.row, each.column, each.message) for each in planner.problems]
    await workbook.marked_copy(path, target, planner.shape.columns, marks)
    key = new_key(day_of(now), ".xlsx")
    await storage.put(key, await asyncio.to_thread(target.read_bytes))
    return key


@asynccontextmanager
async def _file(
    sessions: SessionFactory, storage: Storage, import_id: UUID, status: ImportStatus
) -> AsyncIterator[Path | None]:
    """The file, for as long as the block lasts; None if it does not wait for this any more."""
    async with unit_of_work(sessions) as session:
        run = await runs.taken(session, import_id, status)
        key = run.storage_key if run else None
    if key is None:
        yield None
        return
    with TemporaryDirectory(prefix="daibiaoma-import-") as folder:
        path = Path(folder, "file")
        await asyncio.to_thread(path.write_bytes, await storage.get(key))
        yield path


@asynccontextmanager
async def _batches(path: Path, noun: ImportNoun) -> AsyncIterator[AsyncIterator[Batch]]:
    async with workbook.read(path, SHAPES[noun].columns) as rows:
        yield _in_batches(rows)


async def _in_batches(rows: AsyncIterator[workbook.Row]) -> AsyncIterator[Batch]:
    batch: Batch = []
    async for number, cells in rows:
        batch.append((number, cells))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
