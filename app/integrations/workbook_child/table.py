"""From the records of a file to the rows of a template: the header, blank rows, limits. Knows no format."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from app.errors import FieldError, InvalidRequest
from app.integrations.workbook_child.pipe import Raw

MAX_ROWS = 200_000
MAX_TEXT = 32_767
"""Characters that a cell of Excel can hold."""
SHIFT_1904 = 1462
"""Days between the two ways in which a workbook counts them (ECMA-376 part 1, 18.17.4.1)."""

_LAST_SERIAL_1904 = 2_957_003  # 9999-12-31
_NAMED = 5

Record = tuple[int, Mapping[int, Raw]]
"""A row of a file: its number as people see it, and what is not blank in it by column, counted from 0."""


class Source(Protocol):
    """A file that was opened."""

    date1904: bool

    def records(self) -> Iterator[Record]:
        """Every row with something in it. What is wrong with the whole may be raised as late as at the end."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What has to be known of a column of the template to read and to write it."""

    title: str
    kind: Literal["text", "number", "date"]
    required: bool
    help: str
    choices: tuple[str, ...]


def shapes_of(columns: list[dict[str, Any]]) -> list[Shape]:
    """As they came through the pipe."""
    return [Shape(**{**column, "choices": tuple(column["choices"])}) for column in columns]


class Table:
    """The header of a file matched with a template, and the rows below it. Used once.

    Raises SHEET_EMPTY, SHEET_HEADER_WRONG, and what the source raises.
    """

    def __init__(self, source: Source, shapes: Sequence[Shape]) -> None:
        self._shapes = shapes
        self._date1904 = source.date1904
        self._records = iter(source.records())
        self.header_row, header = next(self._records, (0, {}))
        try:
            self.places = _places(header, shapes)
            """Title → column of the file, from 0."""
        except InvalidRequest:
            # A title merged over the whole table is no header; that it is merged says what to do about it.
            for _ in self._records:
                pass
            raise

    def rows(self) -> Iterator[tuple[int, list[Raw]]]:
        """(row number, cells in the order of the template) of every row that is not blank.

        Raises SHEET_TOO_MANY_ROWS, SHEET_EMPTY, SHEET_HEADER_WRONG, and what the source raises.
        """
        count = 0
        for number, cells in self._records:
            count += 1
            if count > MAX_ROWS:
                raise InvalidRequest("SHEET_TOO_MANY_ROWS", f"一次最多导入 {MAX_ROWS // 10_000} 万行")
            if stray := cells.keys() - self.places.values():
                where = letters(min(stray))
                raise InvalidRequest("SHEET_HEADER_WRONG", f"{where} 列没有表头，第 {number} 行却有内容")
            yield number, [self._cell(cells.get(self.places[shape.title]), shape) for shape in self._shapes]
        if not count:
            raise InvalidRequest("SHEET_EMPTY", "表头下面没有内容")

    def _cell(self, raw: Raw, shape: Shape) -> Raw:
        if isinstance(raw, FieldError):
            return replace(raw, field=shape.title)
        if not (self._date1904 and shape.kind == "date") or isinstance(raw, bool):
            return raw
        # A bare serial number: nobody further on has to know how this workbook counts its days.
        return raw + SHIFT_1904 if isinstance(raw, int | float) and raw <= _LAST_SERIAL_1904 else raw


def letters(column: int) -> str:
    """The name of a column counted from 0: A, B, …, Z, AA, …"""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def listed(found: Sequence[object]) -> str:
    """The first few and how many there are."""
    first = "、".join(str(each) for each in found[:_NAMED])
    return first if len(found) <= _NAMED else f"{first} 等 {len(found)} 处"


def _places(header: Mapping[int, Raw], shapes: Sequence[Shape]) -> dict[str, int]:
    """Title → column of the file. The order of columns is free; none may be missing, doubled or unknown."""
    if not header:
        raise InvalidRequest("SHEET_EMPTY")
    expected = {_plain(shape.title): shape.title for shape in shapes}
    places: dict[str, int] = {}
    errors: list[FieldError] = []
    for column, cell in header.items():
        title = expected.get(_plain(cell))
        where = f"{letters(column)} 列"
        if title is None:
            shown = cell.message if isinstance(cell, FieldError) else f"“{str(cell)[:40]}”"
            errors.append(FieldError(letters(column), "COLUMN_UNKNOWN", f"{where}的表头不在模板里：{shown}"))
        elif title in places:
            errors.append(FieldError(title, "COLUMN_DOUBLED", f"“{title}”出现了两次，{where}是多出来的"))
        else:
            places[title] = column
    missing = [shape.title for shape in shapes if shape.title not in places]
    errors += [FieldError(title, "COLUMN_MISSING", f"缺少“{title}”这一列") for title in missing]
    if errors:
        raise InvalidRequest("SHEET_HEADER_WRONG", errors[0].message, errors=errors[:100])
    return places


def _plain(title: Raw) -> str:
    """Width, blanks and the star of a required column make no difference."""
    return (
        re.sub("[\\s*\u200b\ufeff]", "", unicodedata.normalize("NFKC", title))
        if isinstance(title, str)
        else ""
    )
