"""Lists at ten thousand and at a million cases: the same requests, turn by turn, to two servers side by side."""

import json
import random
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bench.running import Running

SAMPLES = 120
PEOPLE = ("station", "unit", "county")
WORDS = (
    *("路灯", "下水道", "积水", "漏水", "井盖", "公厕", "噪声", "村道", "信号灯"),
    *("马蜂窝", "塌方", "流浪狗", "危房", "溺水", "甲醛", "地陷", "火情"),
    *("老街东口 路灯", "学校门前 积水", "河堤 塌方"),
)
"""From one matter in ten to one in ten thousand."""
FILTERS = (
    "tab=to_sort",
    "status=closed",
    "category_code=kind7",
    "colour=yellow",
    "status=handling&kind=appeal",
)
UNIT_FILTERS = ("tab=handling", "tab=replied", "category_code=kind7", "colour=yellow", "status=handling")


@dataclass
class Line:
    """One kept connection of one person."""

    running: Running
    token: str

    def __post_init__(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self.running.port))
        self._file = self._socket.makefile("rb")

    def get(self, path: str) -> tuple[float, dict[str, object]]:
        """Milliseconds, and the answer."""
        head = f"GET /api/v1{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {self.token}\r\n\r\n"
        started = time.perf_counter()
        self._socket.sendall(head.encode())
        status, length = self._file.readline(), 0
        while (line := self._file.readline()) != b"\r\n":
            if not line:
                raise SystemExit(f"{path}: the server hung up")
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        body = self._file.read(length)
        spent = (time.perf_counter() - started) * 1000
        if b" 200 " not in status:
            raise SystemExit(f"{path}: {status!r} {body[:300]!r}")
        return spent, json.loads(body)

    def tenth(self, query: str) -> str:
        """The cursor that leads to the tenth page, or to the last there is."""
        cursor = ""
        for _ in range(9):
            found = self.get(f"/desk/cases?{query}{cursor}")[1]["next_cursor"]
            if found is None:
                break
            cursor = f"&cursor={found}"
        return cursor


def queries(who: str) -> dict[str, list[str]]:
    words = [f"q={quote(word)}" for word in WORDS]
    return {"plain": [""], "filtered": list(UNIT_FILTERS if who == "unit" else FILTERS), "words": words}


def report(small: Running, large: Running) -> None:
    print(f"\nlists: p95 in ms at {small.cases:,} and at {large.cases:,} cases   wanted: ratio ≤ 1.50")
    for who in PEOPLE:
        lines = [Line(running, running.known.staff[who]) for running in (small, large)]
        for name, asked in queries(who).items():
            for page in ("first page", "tenth page"):
                times = _measure(lines, asked, tenth=page == "tenth page")
                low, high = (sorted(each)[int(len(each) * 0.95)] for each in times)
                print(f"{who:8} {name:9} {page}  {low:6.1f} {high:6.1f}   ratio {high / low:.2f}")


def _measure(lines: list[Line], asked: list[str], *, tenth: bool) -> list[list[float]]:
    ready = [[f"{query}{line.tenth(query) if tenth else ''}" for query in asked] for line in lines]
    times: list[list[float]] = [[] for _ in lines]
    for turn in _turns(len(asked)):
        for line, queries, spent in zip(lines, ready, times, strict=True):
            spent.append(line.get(f"/desk/cases?{queries[turn]}")[0])
    return [each[len(each) // 5 :] for each in times]


def _turns(count: int) -> Iterator[int]:
    """The first fifth warms up; then each query as often as the others, in an order of its own."""
    order = [turn % count for turn in range(SAMPLES + SAMPLES // 4)]
    random.Random(7).shuffle(order)
    return iter(order)
