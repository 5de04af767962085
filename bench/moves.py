"""Thirty-two people who move thirty-two cases, and thirty-two who want the same one."""

import asyncio
import json
import statistics
import time
from typing import Any

from bench.lists import Line
from bench.load import answer, post
from bench.running import Running

SECONDS, ROUNDS = 4.0, 3


def disputes(running: Running) -> Any:
    line = Line(running, running.known.mediators[0])
    return line.get("/desk/cases?status=pending_dispatch&limit=100")[1]["items"]


def report(running: Running) -> None:
    cases, people = disputes(running), running.known.mediators
    versions = {str(case["id"]): int(str(case["version"])) for case in cases}
    ids = list(versions)
    if len(ids) <= len(people):
        raise SystemExit(f"only {len(ids)} disputes to move")
    asyncio.run(race(running, people, ids[-1], versions[ids[-1]]))
    print("\nmoves (claim and give back in turn)")
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        one = asyncio.run(move(running, people[:1], ids[:1], versions))
        many = asyncio.run(move(running, people, ids[: len(people)], versions))
        rates.append((one, many))
    one, many = (statistics.median(rate) for rate in zip(*rates, strict=True))
    ratio = statistics.median(many / one for one, many in rates)
    print(f"one person {one:6.0f}/s   {len(people)} people {many:6.0f}/s   ratio {ratio:.2f}   wanted ≥ 3.00")


async def move(running: Running, people: list[str], ids: list[str], versions: dict[str, int]) -> float:
    """Moves a second by these people, each on a case of his own."""
    deadline = time.perf_counter() + SECONDS
    made = await asyncio.gather(
        *(
            _mover(running, token, case_id, versions, deadline)
            for token, case_id in zip(people, ids, strict=True)
        )
    )
    return sum(made) / SECONDS


async def _mover(
    running: Running, token: str, case_id: str, versions: dict[str, int], deadline: float
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
