"""A small closed-loop client: so many connections, each sending its next request when the last was answered."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

Request = Callable[[], bytes]
"""Makes the next request, whole, as it goes over the wire."""


@dataclass
class Result:
    """Answers a second, and how many were not 2xx."""

    per_second: float
    refused: int


async def run(port: int, request: Request, *, connections: int, seconds: float) -> Result:
    deadline = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_one(port, request, deadline) for _ in range(connections)))
    answered = sum(good + bad for good, bad in counts)
    return Result(answered / seconds, sum(bad for _, bad in counts))


async def _one(port: int, request: Request, deadline: float) -> tuple[int, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    good = bad = 0
    while time.perf_counter() < deadline:
        writer.write(request())
        status, _ = await answer(reader)
        if 200 <= status < 300:
            good += 1
        else:
            bad += 1
    writer.close()
    return good, bad


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The status and the body of the next answer on a kept connection."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    return int(head[9:12]), await reader.readexactly(length)


def post(path: str, body: bytes, **headers: str) -> bytes:
    """One request on a kept connection."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
