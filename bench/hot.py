"""Scans and submissions, against a bare route and the cheapest write that one could think of."""

import asyncio
import json
import statistics
from uuid import uuid4

from bench.load import Request, Result, post, run
from bench.running import Running

ROUNDS, SECONDS, CONNECTIONS = 5, 2.0, 16
API = "/api/v1"


def requests(running: Running) -> dict[str, Request]:
    """What is sent: the floors, and the hot paths as a client would."""
    turn = iter(range(10**9))
    matter = {"title": "老街东口路灯不亮", "text": "第二盏路灯三天没亮了，晚上孩子放学看不清路。"}
    plain = json.dumps(matter, ensure_ascii=False).encode()
    case = matter | {"visibility": "units", "anonymous": True, "place": "老街东口"}
    known = running.known

    def bearer() -> str:
        return f"Bearer {known.residents[next(turn) % len(known.residents)]}"

    def resolve() -> bytes:
        body = json.dumps({"code": known.codes[next(turn) % len(known.codes)]}).encode()
        number = next(turn) % 2**24  # as many addresses as a county has telephones
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        return post(f"{API}/public/codes/resolve", body, X_Forwarded_For=address)

    def submit() -> bytes:
        code = known.codes[next(turn) % len(known.codes)]
        body = json.dumps(case | {"code": code}, ensure_ascii=False).encode()
        return post(f"{API}/citizen/cases", body, Authorization=bearer(), Idempotency_Key=uuid4().hex)

    return {
        "bare": lambda: post("/bench/bare", plain),
        "resolve": resolve,
        "token": lambda: post("/bench/token", plain, Authorization=bearer()),
        "two rows": lambda: post("/bench/two-rows", plain),
        "submit": submit,
    }


async def measure(running: Running) -> dict[str, list[Result]]:
    """Each in turn, several times over, so that a drifting machine is fair to all."""
    sent = requests(running)
    results: dict[str, list[Result]] = {name: [] for name in sent}
    for request in sent.values():
        await run(running.port, request, connections=CONNECTIONS, seconds=0.5)
    for _ in range(ROUNDS):
        for name, request in sent.items():
            results[name].append(await run(running.port, request, connections=CONNECTIONS, seconds=SECONDS))
    return results


def report(running: Running) -> None:
    results = asyncio.run(measure(running))
    for name, rounds in results.items():
        refused = sum(result.refused for result in rounds)
        median = statistics.median(result.per_second for result in rounds)
        print(f"{name:10} {median:8.0f}/s  {1000 / median:6.2f} ms of the server each   refused {refused}")
    for name, floor, least in (
        ("resolve", "bare", 0.50),
        ("submit", "two rows", 0.40),
        ("token", "bare", None),
    ):
        ratios = [a.per_second / b.per_second for a, b in zip(results[name], results[floor], strict=True)]
        wanted = f"   wanted ≥ {least:.2f}" if least else ""
        print(
            f"{name} ÷ {floor}: {statistics.median(ratios):.2f}  ({min(ratios):.2f}–{max(ratios):.2f}){wanted}"
        )
