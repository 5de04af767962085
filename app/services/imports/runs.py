"""One file from its arrival to the directory: what may happen to it when, and how it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.vocabulary import ImportNoun, ImportStatus, Role, RowChange
from app.errors import CATALOGUE, AppError, Conflict, Forbidden, NotFound
from app.jobs.queue import Job, enqueue
from app.models import Appointment, ImportRow, ImportRun
from app.schemas.imports import ImportItem, ImportOut, RowOut
from app.security.actors import Actor
from app.services import listing
from app.services.imports.planning import Planner

Change = Callable[[ImportRun], None]
MOST_ERRORS = 1000
LONGEST = "300s"
"""For a statement that writes a whole file; a click never waits for it."""
PATIENCE = timedelta(minutes=15)
_JOBS = {ImportStatus.CHECKING: Job.IMPORT_CHECK, ImportStatus.APPLYING: Job.IMPORT_APPLY}
"""What a file waits for while it stands there."""


@dataclass(frozen=True)
class Stored:
    """A file that lies in the storage."""

    name: str
    media_type: str
    key: str
    sha256: str


async def take_in(
    session: AsyncSession, actor: Actor, noun: ImportNoun, file: Stored, now: datetime
) -> ImportOut:
    """A worker is asked to check the file; nothing of it takes effect."""
    run = ImportRun(
        county_code=actor.county_code,
        noun=noun,
        file_name=file.name,
        media_type=file.media_type,
        storage_key=file.key,
        sha256=file.sha256,
        appointment_id=_appointment(actor),
        created_at=now,
        waiting_since=now,
    )
    session.add(run)
    await session.flush()
    await enqueue(session, Job.IMPORT_CHECK, {"import_id": run.id})
    return _out(run)


async def page(
    session: AsyncSession, actor: Actor, filters: listing.Filters, *, limit: int, before: UUID | None
) -> tuple[list[ImportItem], UUID | None]:
    own = {**filters, "county_code": actor.county_code}
    rows, last = await listing.page(session, ImportRun, own, limit=limit, before=before)
    return [ImportItem(**_fields(row)) for row in rows], last


async def get(session: AsyncSession, actor: Actor, import_id: UUID) -> ImportOut:
    return _out(await find(session, actor, import_id))


async def find(session: AsyncSession, actor: Actor, import_id: UUID, *, lock: bool = False) -> ImportRun:
    query = select(ImportRun).where(ImportRun.id == import_id, ImportRun.county_code == actor.county_code)
    run = (await session.exec(query.with_for_update() if lock else query)).one_or_none()
    if run is None:
        raise NotFound("IMPORT_NOT_FOUND")
    return run


async def marked(session: AsyncSession, actor: Actor, import_id: UUID) -> str:
    """Where the copy lies in which the errors are marked."""
    run = await find(session, actor, import_id)
    if run.marked_key is None:
        raise NotFound("IMPORT_NOT_MARKED", f"该导入：{run.status.label}")
    return run.marked_key


async def changes(
    session: AsyncSession,
    actor: Actor,
    import_id: UUID,
    change: RowChange | None,
    *,
    limit: int,
    after: int,
) -> tuple[list[RowOut], int | None]:
    """The rows below that one, in the order of the file."""
    run = await find(session, actor, import_id)
    query = select(ImportRow).where(ImportRow.import_id == run.id, ImportRow.row > after)
    if change is not None:
        query = query.where(ImportRow.change == change)
    rows = list(await session.exec(query.order_by(col(ImportRow.row)).limit(limit + 1)))
    shown = [
        RowOut(
            row=each.row,
            change=each.change,
            target_id=each.target_id,
            label=each.label,
            fields=each.values["fields"],
        )
        for each in rows[:limit]
    ]
    return shown, rows[limit - 1].row if len(rows) > limit else None


async def ask_apply(session: AsyncSession, actor: Actor, import_id: UUID, now: datetime) -> ImportOut:
    """Conflict IMPORT_RUNNING while another file of the county is being applied."""
    lock = func.pg_try_advisory_xact_lock(lock_of(actor.county_code))
    free = (await session.exec(select(lock))).one()
    others = select(ImportRun.id).where(
        ImportRun.county_code == actor.county_code,
        ImportRun.status == ImportStatus.APPLYING,
        ImportRun.id != import_id,
    )
    run = await find(session, actor, import_id, lock=bool(free))
    if not free or (await session.exec(others.limit(1))).first() is not None:
        raise Conflict("IMPORT_RUNNING")
    if run.status is not ImportStatus.READY:
        raise Conflict("IMPORT_NOT_READY", f"该导入：{run.status.label}")
    _set(run, status=ImportStatus.APPLYING, appointment_id=_appointment(actor))
    _set(run, waiting_since=now, asked_again=False)
    await session.flush()
    await enqueue(session, Job.IMPORT_APPLY, {"import_id": run.id})
    return _out(run)


async def take_over(session: AsyncSession, now: datetime) -> int:
    """How many files had waited too long with no worker at them: each is asked for once more, and then given up.

    A worker that dies gives its job back to the queue, and another has it within seconds. What is still here after
    `PATIENCE` has no job any more, or one that always fails. Whoever is at work on a file holds its row.
    """
    query = select(ImportRun).where(
        col(ImportRun.status).in_(_JOBS), col(ImportRun.waiting_since) <= now - PATIENCE
    )
    runs = list(await session.exec(query.with_for_update(skip_locked=True)))
    for run in runs:
        if not run.asked_again:
            _set(run, waiting_since=now, asked_again=True)
            await enqueue(session, _JOBS[run.status], {"import_id": run.id})
        else:
            _set(run, failure="IMPORT_ABANDONED", status=ImportStatus.REFUSED)
    await session.flush()
    return len(runs)


async def taken(session: AsyncSession, import_id: UUID, status: ImportStatus) -> ImportRun | None:
    """The file, held until the transaction ends, if it still waits for this: a job may run twice."""
    query = select(ImportRun).where(ImportRun.id == import_id, ImportRun.status == status)
    run = (await session.exec(query.with_for_update())).one_or_none()
    if run is not None:
        await session.exec(select(func.set_config("statement_timeout", LONGEST, True)))
    return run


async def alone(session: AsyncSession, run: ImportRun) -> None:
    """No other file of the county is applied until the transaction ends."""
    await session.exec(select(func.pg_advisory_xact_lock(lock_of(run.county_code))))


async def author(session: AsyncSession, run: ImportRun) -> Actor:
    """Who asked for it, whatever became of him since."""
    held = await session.get_one(Appointment, run.appointment_id)
    return Actor(
        role=Role.ADMIN,
        name=held.name,
        account_id=held.account_id,
        appointment_id=held.id,
        county_code=held.county_code,
    )


def ready(run: ImportRun, rows: int, now: datetime) -> None:
    _set(run, rows=rows, status=ImportStatus.READY, checked_at=now)


def refuse(run: ImportRun, planner: Planner, marked_key: str, now: datetime) -> None:
    """Some cells are wrong: the first of them as data, all of them in the copy."""
    errors = [problem._asdict() for problem in planner.problems[:MOST_ERRORS]]
    _set(run, errors=errors, error_count=planner.problem_count, rows=planner.row_count)
    _set(run, status=ImportStatus.REFUSED, marked_key=marked_key, checked_at=now)


def fail(run: ImportRun, error: AppError, now: datetime) -> None:
    """What is wrong with the file as a whole."""
    found: list[dict[str, Any]] = [
        {"row": None, "column": each.field, "code": each.code, "message": each.message}
        for each in error.errors
    ]
    if error.detail and not found:
        found = [{"row": None, "column": "", "code": error.code, "message": error.detail}]
    _set(run, errors=found, failure=error.code, status=ImportStatus.FAILED, checked_at=now)


def stale(run: ImportRun) -> None:
    """What the changes rest on is no longer so."""
    _set(run, failure="IMPORT_STALE", status=ImportStatus.REFUSED)


def applied(run: ImportRun, now: datetime) -> None:
    _set(run, status=ImportStatus.APPLIED, finished_at=now)


def _set(run: ImportRun, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(run, name, value)


def _appointment(actor: Actor) -> UUID:
    if actor.appointment_id is None:
        raise Forbidden("APPOINTMENT_REQUIRED")
    return actor.appointment_id


def lock_of(county_code: str) -> int:
    """The advisory lock of whoever applies a file of this county."""
    return 0x1D_0000_0000 + int(county_code)


def _fields(run: ImportRun) -> dict[str, Any]:
    shown = run.model_dump(include=set(ImportItem.model_fields))
    title = CATALOGUE[run.failure].title if run.failure else None
    about = {"failure": run.failure or None, "failure_title": title, "marked": run.marked_key is not None}
    return shown | about


def _out(run: ImportRun) -> ImportOut:
    return ImportOut(**_fields(run), errors=run.errors)
