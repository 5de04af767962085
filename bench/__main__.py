"""Starts a database and a server of its own, measures in turns, prints ratios, and leaves nothing behind."""

import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from uuid import uuid4

from sqlmodel import select

from app import demo
from app.config import get_settings
from app.db import make_engine, make_sessions, unit_of_work
from app.domain.vocabulary import CodeTarget
from app.embedded import throwaway_server
from app.migrate import upgrade
from app.models import Account, Code
from app.models.base import new_id
from app.processes import end, within
from app.security.tokens import Claims, issue_access
from bench.load import Request, Result, post, run

PEOPLE = 4000
"""So many that none of them meets a rate limit; scans come from as many addresses."""
ROUNDS, SECONDS, CONNECTIONS = 3, 3.0, 16
API = "/api/v1"


async def prepare() -> tuple[list[str], list[str]]:
    """Tokens of people who never were here, and the codes of the demo county."""
    settings, now = get_settings(), datetime.now(UTC)
    await demo.seed(settings.database_url)
    engine = make_engine(settings)
    async with unit_of_work(make_sessions(engine)) as session:
        people = [Account(id=new_id(), openid=f"bench-{number}") for number in range(PEOPLE)]
        session.add_all(people)
        codes = [
            code.token for code in await session.exec(select(Code).where(Code.target != CodeTarget.DEPUTY))
        ]
    await engine.dispose()
    return [issue_access(settings, Claims(person.id, None), now) for person in people], codes


def requests(tokens: list[str], codes: list[str]) -> dict[str, Request]:
    """What is sent: the floors, and the hot paths as a client would."""
    turn = iter(range(10**9))
    matter = {"title": "老街东口路灯不亮", "text": "第二盏路灯三天没亮了，晚上孩子放学看不清路。"}
    plain = json.dumps(matter, ensure_ascii=False).encode()
    case = matter | {"visibility": "units", "anonymous": True, "place": "老街东口"}

    def bearer() -> str:
        return f"Bearer {tokens[next(turn) % len(tokens)]}"

    def resolve() -> bytes:
        body = json.dumps({"code": codes[next(turn) % len(codes)]}).encode()
        number = next(turn) % 2**24  # as many addresses as a county has telephones
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        return post(f"{API}/public/codes/resolve", body, X_Forwarded_For=address)

    def submit() -> bytes:
        body = json.dumps(case | {"code": codes[0]}, ensure_ascii=False).encode()
        return post(f"{API}/citizen/cases", body, Authorization=bearer(), Idempotency_Key=uuid4().hex)

    return {
        "bare": lambda: post("/bench/bare", plain),
        "resolve": resolve,
        "two rows": lambda: post("/bench/two-rows", plain),
        "submit": submit,
    }


async def measure(port: int, sent: dict[str, Request]) -> dict[str, list[Result]]:
    """Each in turn, several times over, so that a drifting machine is fair to all."""
    results: dict[str, list[Result]] = {name: [] for name in sent}
    for _ in range(ROUNDS):
        for name, request in sent.items():
            results[name].append(await run(port, request, connections=CONNECTIONS, seconds=SECONDS))
    return results


def report(results: dict[str, list[Result]]) -> None:
    for name, rounds in results.items():
        refused = sum(result.refused for result in rounds)
        print(
            f"{name:10} {statistics.median(result.per_second for result in rounds):8.0f}/s   refused {refused}"
        )
    for name, floor in (("resolve", "bare"), ("submit", "two rows")):
        ratios = [a.per_second / b.per_second for a, b in zip(results[name], results[floor], strict=True)]
        print(f"{name} / {floor}: {statistics.median(ratios):.2f}  ({min(ratios):.2f}–{max(ratios):.2f})")


def main() -> None:
    with throwaway_server() as server, socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
        probe.close()
        os.environ |= {"DATABASE_URL": server.url("daibiaoma"), "LOG_LEVEL": "WARNING"}
        get_settings.cache_clear()
        upgrade()
        tokens, codes = asyncio.run(prepare())
        command = ["uvicorn", "--factory", "bench.server:create", "--port", str(port), "--no-access-log"]
        process = subprocess.Popen([sys.executable, "-m", *command, "--log-level", "warning"])
        try:
            if not within(30, lambda: _listens(port)):
                raise SystemExit("the server did not start")
            report(asyncio.run(measure(port, requests(tokens, codes))))
        finally:
            end([process], signal.SIGTERM, signal.SIGKILL, seconds=10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


main()
