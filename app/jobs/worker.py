"""The worker process: claims jobs, retries with back-off, holds what keeps failing for a person to look at."""

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta

import asyncpg
import structlog
from pgqueuer import PgQueuer
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.models import Job as JobRow
from pgqueuer.models import Schedule

from app import logs
from app.clock import utc_now
from app.config import Settings
from app.db import SessionFactory, make_engine, make_sessions, plain_url
from app.integrations.storage import Storage, make_storage
from app.jobs import handlers, imports
from app.jobs.queue import Job

log = structlog.get_logger("worker")

POLL = timedelta(seconds=5)
RETRY_SECONDS = 1.0
_ATTEMPTS = 8


def build(driver: AsyncpgPoolDriver, sessions: SessionFactory, storage: Storage) -> PgQueuer:
    """Every entry point and every schedule."""
    queue = PgQueuer(driver)

    @queue.entrypoint(Job.NOTIFY.value, on_failure="hold", executor_factory=_patient)
    async def notify(job: JobRow) -> None:
        await handlers.notify(sessions, job.payload or b"{}", utc_now())

    @queue.entrypoint(Job.COUNT.value, on_failure="hold", executor_factory=_patient)
    async def count(job: JobRow) -> None:
        await handlers.count(sessions, job.payload or b"{}")

    one_at_a_time = asyncio.Semaphore(1)

    @queue.entrypoint(Job.IMPORT_CHECK.value, on_failure="hold", executor_factory=_patient)
    async def import_check(job: JobRow) -> None:
        async with one_at_a_time:
            await imports.check(sessions, storage, job.payload or b"{}", utc_now())

    @queue.entrypoint(Job.IMPORT_APPLY.value, on_failure="hold", executor_factory=_patient)
    async def import_apply(job: JobRow) -> None:
        async with one_at_a_time:
            await imports.apply(sessions, storage, job.payload or b"{}", utc_now())

    @queue.entrypoint(Job.RECKON.value, on_failure="hold", executor_factory=_patient)
    async def reckon(job: JobRow) -> None:
        async with one_at_a_time:
            log.info("reckoned", moved=await handlers.reckon(sessions, job.payload or b"{}", utc_now()))

    @queue.schedule("sweep", "* * * * *")
    async def sweep(_: Schedule) -> None:
        log.info("swept", lines=await handlers.sweep(sessions, utc_now()))

    @queue.schedule("lapse", "* * * * *")
    async def lapse(_: Schedule) -> None:
        log.info("lapsed", clocks=await handlers.lapse(sessions, utc_now()))

    @queue.schedule("take_over_imports", "*/5 * * * *")
    async def take_over_imports(_: Schedule) -> None:
        log.info("imports taken over", files=await imports.take_over(sessions, utc_now()))

    @queue.schedule("tidy", "17 * * * *")
    async def tidy(_: Schedule) -> None:
        await handlers.tidy(sessions, utc_now())

    return queue


def _patient(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(
        parameters, max_attempts=_ATTEMPTS, initial_delay=timedelta(milliseconds=500)
    )


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT; what is under way is finished first. A lost database is waited for."""
    logs.configure(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    log.info("worker started")
    while not stop.is_set():
        try:
            await _work(settings, stop)
        except (
            OSError,
            TimeoutError,
            asyncpg.PostgresError,
            asyncpg.InterfaceError,
            ExceptionGroup,
            FailingListenerError,  # on a busy machine the queue may take its own listener for dead
        ) as error:
            log.warning("worker interrupted", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RETRY_SECONDS)
    log.info("worker stopped")


async def _work(settings: Settings, stop: asyncio.Event) -> None:
    """Claim and run jobs until told to stop, or until the queue gives up on its connection."""
    engine = make_engine(settings)
    async with (
        asyncpg.create_pool(plain_url(settings.database_url), min_size=2, max_size=4) as pool,
        AsyncpgPoolDriver(pool) as driver,
    ):
        queue = build(driver, make_sessions(engine), make_storage(settings))
        # The queue asks whether it is heard before it listens: an answer that came first would be lost, and it would
        # take its listener for dead.
        await driver.add_listener(queue.channel, lambda _: None)
        stopping = asyncio.create_task(_pass_on(stop, queue.shutdown))
        try:
            heartbeat = timedelta(seconds=settings.worker_heartbeat_seconds)
            await queue.run(
                dequeue_timeout=POLL, heartbeat_timeout=heartbeat, shutdown_on_listener_failure=True
            )
        finally:
            stopping.cancel()
            await engine.dispose()


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()
