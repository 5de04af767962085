"""Starts a database and servers of its own, measures in turns, prints ratios, and leaves nothing behind."""

import sys
import tempfile
from pathlib import Path

from app.embedded import EmbeddedServer
from bench import hot
from bench.running import prepare, serving

SMALL = 10_000


def main(parts: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="daibiaoma-bench-") as folder:
        server = EmbeddedServer(Path(folder))
        try:
            server.start()
            address, known = prepare(server, SMALL)
            with serving(address, known, SMALL) as running:
                hot.report(running)
                print(f"server: {running.resident_mb:.0f} MB resident")
        finally:
            server.destroy()


main(sys.argv[1:])
