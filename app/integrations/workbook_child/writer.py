"""Writes XLSX row by row: templates, exports and marked copies. The only importer of openpyxl.

Every text goes into a cell that is formatted as text: Excel computes no formula in it, keeps its leading zeros and
does not make 1.99E+10 of a phone number, not even after somebody has typed over it.
"""

from collections.abc import Generator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import FieldError
from app.integrations.workbook_child.pipe import Raw
from app.integrations.workbook_child.strings import escaped
from app.integrations.workbook_child.table import MAX_TEXT, Shape, letters

MAX_COMMENTS = 2_000
"""Bad cells after these are red without a comment: each comment is a drawing to Excel."""

Layout = Sequence[Shape | None]
"""The columns of a sheet; None is an empty one."""
Marks = Mapping[tuple[int, int], str]
"""(row number, column from 0) → what is wrong there."""

_GENERAL, _TEXT, _DAY, _TIME = "General", "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_KINDS = {"text": _TEXT, "number": _GENERAL, "date": _DAY}
_RED, _GREY = PatternFill("solid", fgColor="FFFF9999"), PatternFill("solid", fgColor="FFD9E1F2")
_LAST_ROW = 1_048_576
_MAX_LIST = 255
"""Characters of the choices inside a validation. More would need a second sheet, which no import would take."""


class XlsxWriter:
    """A workbook of one sheet, written from the top. The header stands in row `header`."""

    def __init__(self, path: Path, layout: Layout, *, header: int = 1, marks: Marks | None = None) -> None:
        self._path = path
        self._book = Workbook(write_only=True)
        self._sheet = cast(Worksheet, self._book.create_sheet("导入"))
        self._marks = marks or {}
        self._comments = 0
        self._row = 0
        self._cells = {style: self._styled(style) for style in (_GENERAL, _TEXT, _DAY, _TIME)}
        self._sheet.freeze_panes = f"A{header + 1}"
        for column, shape in enumerate(layout):
            if shape is not None:
                self._prepare(letters(column), shape, header + 1)
        self._append(header, (None if shape is None else self._title(shape) for shape in layout))

    def write(self, cells: Sequence[Raw], number: int | None = None) -> None:
        """Into the row of this number, or the next one."""
        number = number or self._row + 1
        self._append(number, (self._cell(raw, (number, column)) for column, raw in enumerate(cells)))

    def close(self) -> None:
        self._book.save(self._path)

    def _append(self, number: int, cells: Generator[Cell | None, None, None]) -> None:
        while self._row < number - 1:
            self._sheet.append([])
            self._row += 1
        self._sheet.append(cells)  # type: ignore[arg-type]  # the stubs know another type of generator
        self._row += 1

    def _prepare(self, column: str, shape: Shape, first: int) -> None:
        dimension = self._sheet.column_dimensions[column]
        dimension.number_format = _KINDS[shape.kind]
        dimension.width = max(12, min(40, 2 * len(shape.title) + 4))
        choices = ",".join(shape.choices)
        if shape.choices and len(choices) <= _MAX_LIST and not any("," in choice for choice in shape.choices):
            # It offers and does not insist: the import also takes several words, and their values.
            quoted = choices.replace('"', '""')
            validation = DataValidation("list", formula1=f'"{quoted}"', allow_blank=True)
            validation.add(f"{column}{first}:{column}{_LAST_ROW}")
            self._sheet.data_validations.append(validation)

    def _title(self, shape: Shape) -> Cell:
        cell = self._styled(_TEXT)
        cell.value, cell.font, cell.fill = shape.title, Font(bold=True), _GREY
        lines = ["必填" if shape.required else "选填", shape.help]
        if shape.choices:
            lines.append(f"可填：{'、'.join(shape.choices)}")
        cell.comment = _comment("\n".join(line for line in lines if line))
        return cell

    def _cell(self, raw: Raw, place: tuple[int, int]) -> Cell | None:
        """The cell to write next: unmarked ones of a style are one object, filled anew each time."""
        value, style = _written(raw)
        message = self._marks.get(place)
        if message is None:
            if value is None:
                return None
            cell = self._cells[style]
        else:
            cell = self._styled(style)
            cell.fill = _RED
            if self._comments < MAX_COMMENTS:
                cell.comment = _comment(message)
                self._comments += 1
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
        return cell

    def _styled(self, style: str) -> Cell:
        cell = WriteOnlyCell(self._sheet)
        cell.number_format = style
        return cell


def _written(raw: Raw) -> tuple[str | float | bool | datetime | date | None, str]:
    match raw:
        case None | FieldError():
            return None, _GENERAL
        case str():
            text = escaped(raw)
            if len(text) > MAX_TEXT:
                raise ValueError(f"a cell holds {MAX_TEXT} characters")
            return text, _TEXT
        case datetime():
            return raw, _TIME
        case date():
            return raw, _DAY
    return raw, _GENERAL


def _comment(text: str) -> Comment:
    lines = sum(1 + len(line) // 18 for line in text.split("\n"))
    return Comment(text, "代表码", height=20 * lines + 10, width=260)
