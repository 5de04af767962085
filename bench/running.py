"""A database and servers for the length of a measurement; nothing of them remains."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import get_settings
from app.embedded import EmbeddedServer
from app.migrate import upgrade
from app.processes import end, within
from bench import county


@dataclass
class Running:
    """One server process over one county."""

    port: int
    process: subprocess.Popen[bytes]
    known: county.Known
    cases: int

    @property
    def resident_mb(self) -> float:
        return kilobytes(self.process.pid, "Rss") / 1024


def kilobytes(pid: int, what: str) -> int:
    """`Rss` of a process, or `Pss`: its share of what several hold together. As Linux tells it."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith(f"{what}:")))


def cpu(pids: list[int]) -> float:
    """Seconds of processor time that these have spent so far, in user code and in the kernel."""
    told = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(each[11]) + int(each[12]) for each in told) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and its children, and theirs."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in listed for each in family(int(child)))]


def prepare(server: EmbeddedServer, cases: int, *, all_open: bool = False) -> tuple[str, county.Known]:
    """A database of its own with a county of so many cases: its address, and whom the county knows."""
    base = make_url(server.url("daibiaoma"))
    name = f"bench_{cases}_open" if all_open else f"bench_{cases}"
    asyncio.run(_create(base.render_as_string(hide_password=False), name))
    address = base.set(database=name).render_as_string(hide_password=False)
    os.environ |= {"DATABASE_URL": address, "LOG_LEVEL": "WARNING"}
    get_settings.cache_clear()
    upgrade()
    return address, asyncio.run(county.make(cases, all_open=all_open))


async def _create(address: str, name: str) -> None:
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    await engine.dispose()


@contextmanager
def serving(address: str, known: county.Known, cases: int) -> Iterator[Running]:
    """One server process, as in production but for its log."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    command = ["uvicorn", "--factory", "bench.server:create", "--port", str(port), "--no-access-log"]
    command += ["--timeout-keep-alive", "600"]  # one server waits while the other is asked
    environment = os.environ | {"DATABASE_URL": address, "LOG_LEVEL": "WARNING"}
    process = subprocess.Popen([sys.executable, "-m", *command, "--log-level", "warning"], env=environment)
    try:
        if not within(30, lambda: _listens(port)):
            raise SystemExit("the server did not start")
        yield Running(port, process, known, cases)
    finally:
        end([process], signal.SIGTERM, signal.SIGKILL, seconds=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
