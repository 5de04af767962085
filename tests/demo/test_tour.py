"""The ten-minute tour of the readme, typed line by line into a shell against a running server."""

import re
import subprocess
from pathlib import Path

from tests.test_readme import ENGLISH

HERE = "http://127.0.0.1:8000"


def test_the_tour_leads_from_the_scan_to_the_rating(served: tuple[Path, int], tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", ENGLISH.read_text(encoding="utf-8"), flags=re.DOTALL)
    tour = "\n".join(block for block in blocks if "make run" not in block)
    tour = tour.replace(HERE, f"http://127.0.0.1:{served[1]}").replace("/tmp/", f"{tmp_path}/")
    done = subprocess.run(["bash", "-eu", "-c", tour], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    statuses = re.findall(
        r"^(registered|pending_dispatch|dispatched|handling|reply_review|replied|closed)$",
        done.stdout,
        flags=re.MULTILINE,
    )
    first_round = ["registered", "pending_dispatch", "dispatched", "handling", "reply_review", "replied"]
    second_round = ["replied", "handling", "reply_review", "replied", "closed"]
    assert statuses == first_round + second_round, done.stdout + done.stderr
    assert '"title": "老街东口路灯不亮"' in done.stdout
