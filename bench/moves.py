"""Thirty-two people who move thirty-two cases, and thirty-two who want the same one."""

import asyncio
import json
import os
import statistics
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from bench.lists import Line
from bench.load import Result, answer, post, run
from bench.running import Running, cpu, family

SECONDS, ROUNDS = 4.0, 3
TRAVEL = 0.04
"""There and back between a telephone and a server of its province, in seconds."""

Job = Callable[[], Coroutine[Any, Any, Result]]


def disputes(running: Running) -> Any:
    line = Line(running, running.known.mediators[0])
    return line.get("/desk/cases?status=pending_dispatch&limit=100")[1]["items"]


@dataclass
class Turn:
    """What so many people got done, and what one of their requests cost each of the three that shared the machine."""

    per_second: float
    server_ms: float
    database_ms: float
    client_ms: float

    @property
    def milliseconds(self) -> float:
        return 1000 / self.per_second

    def least_ms(self) -> float:
        """The time of one request if nobody ever waited: the server's Python runs on one core, and all three have no
        more cores than there are.
        """
        together = (self.server_ms + self.database_ms + self.client_ms) / (os.cpu_count() or 1)
        return max(self.server_ms, together)


def report(running: Running, database: int) -> None:
    """`database` is the process of the server's PostgreSQL."""
    cases, people = disputes(running), running.known.mediators
    versions = {str(case["id"]): int(str(case["version"])) for case in cases}
    ids = list(versions)
    if len(ids) <= len(people):
        raise SystemExit(f"only {len(ids)} disputes to move")
    asyncio.run(race(running, people, ids[-1], versions[ids[-1]]))

    def moved(count: int, travel: float = 0) -> Job:
        return lambda: move(running, people[:count], ids[:count], versions, travel)

    def floor(count: int) -> Job:
        return lambda: run(running.port, two_rows, connections=count, seconds=SECONDS)

    print(f"\nmoves (claim and give back in turn): one person, then {len(people)}")
    for name, job in {"two rows": floor, "moves": moved}.items():
        one, many = _pairs(running, database, job(1), job(len(people)))
        alone = statistics.median(turn.milliseconds for turn in one)
        ratio = statistics.median(b.per_second / a.per_second for a, b in zip(one, many, strict=True))
        most = statistics.median(a.milliseconds / b.least_ms() for a, b in zip(one, many, strict=True))
        each = ", ".join(
            f"{who} {statistics.median(getattr(turn, f'{who}_ms') for turn in many):.1f}"
            for who in ("server", "database", "client")
        )
        print(
            f"{name:9} {alone:5.1f} ms alone ({each})   ratio {ratio:.2f} of at most {most:.2f} on these cores"
        )
    near, far = _pairs(running, database, moved(1, TRAVEL), moved(len(people), TRAVEL))
    ratio = statistics.median(b.per_second / a.per_second for a, b in zip(near, far, strict=True))
    print(f"moves by telephones {TRAVEL * 1000:.0f} ms away: ratio {ratio:.2f}   wanted ≥ 3.00")


def _pairs(running: Running, database: int, one: Job, many: Job) -> tuple[list[Turn], list[Turn]]:
    """In turns, so that a drifting machine is fair to both."""
    turns = [(_turn(running, database, one), _turn(running, database, many)) for _ in range(ROUNDS)]
    return [pair[0] for pair in turns], [pair[1] for pair in turns]


def _turn(running: Running, database: int, job: Job) -> Turn:
    def spent() -> tuple[float, float, float]:
        return cpu([running.process.pid]), cpu(family(database)), time.process_time()

    before = spent()
    result = asyncio.run(job())
    if result.refused:
        raise SystemExit(f"{result.refused} refused")
    done = result.per_second * SECONDS
    return Turn(result.per_second, *((b - a) * 1000 / done for a, b in zip(before, spent(), strict=True)))


def two_rows() -> bytes:
    """The floor: the same ways in and out of the machine, and the cheapest write between."""
    return post("/bench/two-rows", json.dumps({"title": "路灯不亮", "text": "三天没亮了"}).encode())


async def move(
    running: Running, people: list[str], ids: list[str], versions: dict[str, int], travel: float
) -> Result:
    """Moves a second by these people, each on a case of his own and `travel` seconds from the server."""
    deadline = time.perf_counter() + SECONDS
    made = await asyncio.gather(
        *(
            _mover(running, token, case_id, versions, deadline, travel)
            for token, case_id in zip(people, ids, strict=True)
        )
    )
    return Result(sum(made) / SECONDS, 0)


async def _mover(
    running: Running, token: str, case_id: str, versions: dict[str, int], deadline: float, travel: float
) -> int:
    """Claims and gives back until the time is over; ends with the case given back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    made = 0
    while time.perf_counter() < deadline or made % 2:
        action = "give_back" if made % 2 else "claim"
        writer.write(_request(token, case_id, action, versions[case_id]))
        status, body = await answer(reader)
        if status != 200:
            raise SystemExit(f"{action}: {status} {body!r}")
        versions[case_id] = json.loads(body)["version"]
        made += 1
        await asyncio.sleep(travel)
    writer.close()
    return made


async def race(running: Running, people: list[str], case_id: str, version: int) -> None:
    """All at once on one case: one may, the others are told that they are late."""

    async def claim(token: str) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(_request(token, case_id, "claim", version))
        status, _ = await answer(reader)
        writer.close()
        return status

    statuses = await asyncio.gather(*(claim(token) for token in people))
    print(f"\n{len(people)} people on one case: 200 × {statuses.count(200)}, 409 × {statuses.count(409)}")
    if sorted(statuses) != [200, *[409] * (len(people) - 1)]:
        raise SystemExit(f"a race must have one winner: {statuses}")


def _request(token: str, case_id: str, action: str, version: int) -> bytes:
    body = json.dumps(
        {"version": version} | ({"reason": "换人调解"} if action == "give_back" else {})
    ).encode()
    return post(f"/api/v1/desk/cases/{case_id}/actions/{action}", body, Authorization=f"Bearer {token}")
