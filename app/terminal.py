"""Columns on a terminal, where a Chinese character is as wide as two letters."""

import unicodedata
from collections.abc import Iterable, Sequence


def width(text: str) -> int:
    """In cells."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, cells: int) -> str:
    return text + " " * (cells - width(text))


def cut(text: str, cells: int) -> str:
    """On one line, and no wider than that."""
    line = " ".join(text.split())
    if width(line) <= cells:
        return line
    while width(line) > cells - 2:
        line = line[:-1]
    return line + "…"


def table(rows: Iterable[Sequence[str]]) -> str:
    """One line a row, every column as wide as its widest cell."""
    lines = [list(row) for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(pad(cell, cells) for cell, cells in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
