"""Reads and writes `table.txt`: a line a route (and situation), a column a person, a letter a cell."""

from dataclasses import dataclass
from pathlib import Path

from tests.access.people import EVERYBODY, GROUPS

FILE = Path(__file__).with_name("table.txt")


@dataclass(frozen=True, order=True)
class Line:
    """One route; for a route about one case also which case."""

    path: str
    method: str
    situation: str = ""

    def __str__(self) -> str:
        return f"{self.method:6} {self.path} {self.situation or '-'}"


def load() -> dict[Line, dict[str, str]]:
    table: dict[Line, dict[str, str]] = {}
    for text in FILE.read_text().splitlines():
        if not text.strip() or text.startswith("#"):
            continue
        cells, method, path, situation = text.rsplit(maxsplit=3)
        line = Line(path, method, "" if situation == "-" else situation)
        letters = cells.replace(" ", "")
        assert line not in table, f"twice in the table: {line}"
        assert len(letters) == len(EVERYBODY), f"{len(letters)} cells instead of {len(EVERYBODY)}: {line}"
        table[line] = dict(zip(EVERYBODY, letters, strict=True))
    return table


def render(line: Line, cells: dict[str, str]) -> str:
    """As it stands in the file."""
    groups = ("".join(cells[name] for name in group) for group in GROUPS.values())
    return f"{' '.join(groups)}  {line}"
