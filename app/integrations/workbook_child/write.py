"""Writes a workbook or a CSV file: a template or an export from rows that are sent, or the marked copy of a file."""

import shutil
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any, TypeVar

from app.integrations.workbook_child.csv_text import CsvWriter
from app.integrations.workbook_child.pipe import receive
from app.integrations.workbook_child.process import Request, run
from app.integrations.workbook_child.read import opened
from app.integrations.workbook_child.table import Shape, Table, shapes_of
from app.integrations.workbook_child.writer import XlsxWriter

MAX_MARKS = 100_000
"""More would not fit into memory, and nobody would look at them."""

Item = TypeVar("Item")


def task(request: Request, incoming: IO[bytes]) -> Iterator[bytes]:
    shapes, result = shapes_of(request["columns"]), Path(request["scratch"], "result")
    if "source" in request:
        _mark(Path(request["source"]), result, shapes, incoming)
    else:
        _write(result, shapes, incoming, as_csv=request["csv"])
    shutil.move(result, request["target"])  # whole or not at all
    yield from ()


def _write(target: Path, shapes: list[Shape], incoming: IO[bytes], *, as_csv: bool) -> None:
    writer = CsvWriter(target, shapes) if as_csv else XlsxWriter(target, shapes)
    for rows in _messages(incoming):
        for cells in rows:
            writer.write(cells)
    writer.close()


def _mark(source: Path, target: Path, shapes: list[Shape], incoming: IO[bytes]) -> None:
    """The rows of the source in their places, with the last result of a formula instead of it."""
    with opened(source, results=True) as file:
        table = Table(file, shapes)
        places = [table.places[shape.title] for shape in shapes]
        marks = _marks(incoming, table.places, min(places))
        writer = XlsxWriter(target, _spread(places, shapes), header=table.header_row, marks=marks)
        for number, cells in table.rows():
            writer.write(_spread(places, cells), number)
        writer.close()


def _spread(places: list[int], items: Sequence[Item]) -> list[Item | None]:
    """Each at its place, None between them."""
    line: list[Item | None] = [None] * (max(places) + 1)
    for place, item in zip(places, items, strict=True):
        line[place] = item
    return line


def _marks(incoming: IO[bytes], places: dict[str, int], otherwise: int) -> dict[tuple[int, int], str]:
    """All that is wrong with a cell as one text. What is wrong with a row as a whole stands in its first cell."""
    found: dict[tuple[int, int], str] = {}
    for row, title, message in chain.from_iterable(_messages(incoming)):
        place = row, places.get(title, otherwise)
        if place in found:
            found[place] += f"\n{message}"
        elif len(found) < MAX_MARKS:
            found[place] = message
    return found


def _messages(incoming: IO[bytes]) -> Iterator[Any]:
    """Until the empty one, which says that the sender has sent all it had."""
    while message := receive(incoming):
        yield message


if __name__ == "__main__":
    run(task)
