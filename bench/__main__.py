"""Starts a database and servers of its own, measures in turns, prints ratios, and leaves nothing behind.

`python -m bench` measures all; `python -m bench hot moves` some of it; `--large 100000` is for a first impression.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.embedded import EmbeddedServer
from bench import hot, imports, lists, moves, timing
from bench.running import Running, family, kilobytes, prepare, serving

PARTS = ("hot", "moves", "imports", "lists", "timing")
SMALL, LARGE, RECKONED = 10_000, 1_000_000, 100_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, []], default=[], help="what to measure; all of it"
    )
    parser.add_argument("--large", type=int, default=LARGE, help="cases of the large county")
    chosen = parser.parse_args()
    parts: Sequence[str] = chosen.parts or PARTS
    with tempfile.TemporaryDirectory(prefix="daibiaoma-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        try:
            server.start()
            os.environ["DATA_DIR"] = folder
            measure(server, parts, chosen.large)
        finally:
            server.destroy()


def measure(server: EmbeddedServer, parts: Sequence[str], large: int) -> None:
    database = server.process
    assert database is not None
    address, known = prepare(server, SMALL)
    with serving(address, known, SMALL) as small:
        if "hot" in parts:
            hot.report(small)
        if "moves" in parts:
            moves.report(small, database.pid)
        memory(database.pid, small)
    if "imports" in parts:
        imports.report()
    if "timing" in parts:
        clocks(server, large)
    if "lists" not in parts:
        return
    big_address, big_known = prepare(server, large)
    with serving(big_address, big_known, large) as big:
        with serving(address, known, SMALL) as small:
            lists.report(small, big)
        memory(database.pid, big)


def clocks(server: EmbeddedServer, cases: int) -> None:
    address, known = prepare(server, cases, all_open=True)
    with serving(address, known, cases) as running:
        timing.report(running, min(RECKONED, cases))


def memory(database: int, running: Running) -> None:
    """What is resident: of the server process, and with the database, whose shared pages count once."""
    with_it = running.resident_mb + sum(kilobytes(pid, "Pss") for pid in family(database)) / 1024
    print(
        f"\nmemory at {running.cases:,} cases: server {running.resident_mb:.0f} MB (wanted ≤ 200), "
        f"with PostgreSQL {with_it:.0f} MB (wanted ≤ 400)"
    )


if __name__ == "__main__":  # the spreadsheets are measured in processes that import this again
    main()
