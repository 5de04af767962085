"""Reads one sheet of an XLSX file in a single pass, in memory that does not grow with it.

Written against expat rather than openpyxl, whose streaming reader sees neither merged cells nor hidden rows, does
not know the Chinese date formats and keeps all texts of the workbook.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from app.errors import FieldError, InvalidRequest
from app.integrations.workbook_child.package import Attributes, Package
from app.integrations.workbook_child.pipe import Raw
from app.integrations.workbook_child.strings import Pieces, Strings, unescaped
from app.integrations.workbook_child.table import MAX_TEXT, Record, letters, listed

EPOCH, EPOCH_1904 = (datetime.combine(day, time.min) for day in (date(1899, 12, 30), date(1904, 1, 1)))
"""Day 0. Excel believes in a 29 February 1900, so that serial numbers below 61 come out one day early."""

_FORMULA = FieldError("", "CELL_FORMULA", "单元格里是公式，请换成公式的结果（复制后选择性粘贴为数值）")
_TOO_LONG = FieldError("", "CELL_TOO_LONG", f"单元格的内容超过 {MAX_TEXT} 个字符")
_UNREADABLE = FieldError("", "CELL_UNREADABLE", "单元格的内容无法读取，请重新填写")
_NOT_A_DAY = FieldError("", "CELL_DATE_IMPOSSIBLE", "单元格是日期格式，里面的数字却不是日期")

_TAGS = ("row", "c", "v", "f", "is", "t", "r", "rPh", "mergeCell", "col")
_TRUE = ("1", "true")
_MAX_NOTED = 1_000
_MAX_COLUMNS = 16_384
_LARGEST = 1e300
_COLUMN = re.compile("[A-Z]{1,3}")
_WHOLE = re.compile("-?[0-9]{1,30}")


class Sheet:
    """One pass over one sheet: it is used once."""

    def __init__(
        self, strings: Strings, dates: frozenset[str], *, date1904: bool = False, results: bool = False
    ) -> None:
        self._strings, self._dates = strings, dates
        self._epoch = EPOCH_1904 if date1904 else EPOCH
        self._results = results
        self._ready: list[Record] = []
        self._used: set[int] = set()
        self._merged: list[str] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[range] = []
        self._tags: dict[str, str] = {}
        self._places: dict[str, int] = {}
        # the row and the cell that the parser is in
        self._number = 0
        self._row: dict[int, Raw] = {}
        self._row_is_hidden = False
        self._cell: Attributes = {}
        self._place = -1
        self._has_formula = self._has_content = self._in_value = False
        self._value = ""
        self._inline = Pieces()

    def records(self, package: Package, part: str) -> Iterator[Record]:
        """Every row that is not blank.

        Raises at its end SHEET_MERGED_CELLS, SHEET_ROWS_HIDDEN or SHEET_COLUMNS_HIDDEN: what is hidden or filtered
        away was not looked at by whoever sends the file.
        """
        for _ in package.parse(part, self._start, self._end, self._text):
            yield from self._ready
            self._ready.clear()
        if self._merged:
            raise InvalidRequest("SHEET_MERGED_CELLS", f"合并的单元格：{listed(self._merged)}")
        if self._hidden_rows:
            raise InvalidRequest("SHEET_ROWS_HIDDEN", f"隐藏的行：{listed(self._hidden_rows)}")
        hidden = [
            column for column in sorted(self._used) if any(column in span for span in self._hidden_columns)
        ]
        if hidden:
            names = [letters(column) for column in hidden]
            raise InvalidRequest("SHEET_COLUMNS_HIDDEN", f"隐藏的列：{listed(names)}")

    # A million styled but empty rows of ten cells call these twenty million times: what is common comes first.

    def _start(self, name: str, attributes: Attributes) -> None:
        tag = self._tags.get(name)
        if tag == "c":
            self._cell = attributes
            self._place = self._column(attributes["r"]) if "r" in attributes else self._place + 1
        elif tag == "v":
            self._has_content = self._in_value = True
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self._has_content = self._has_formula = True
        elif tag == "mergeCell":
            if len(self._merged) < _MAX_NOTED:
                self._merged.append(attributes.get("ref", "")[:20])
        elif tag == "col":
            if attributes.get("hidden") in _TRUE:
                self._hidden_columns.append(range(int(attributes["min"]) - 1, int(attributes["max"])))
        elif tag:
            self._has_content = True
            self._inline.start(tag)
        elif not self._tags:
            prefix = name.removesuffix("worksheet")
            self._tags = {f"{prefix}{tag}": tag for tag in _TAGS}

    def _end(self, name: str) -> None:
        tag = self._tags.get(name)
        if tag == "c":
            if self._has_content:
                self._end_cell()
        elif tag == "v":
            self._in_value = False
        elif tag == "row":
            if self._row:
                self._end_row()
        elif tag:
            self._inline.end(tag)

    def _text(self, data: str) -> None:
        if self._in_value:
            if len(self._value) <= MAX_TEXT:
                self._value += data
        else:
            self._inline.text(data)

    def _start_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self._number + 1))
        if number <= self._number:
            raise InvalidRequest("SHEET_UNREADABLE")
        self._number, self._row, self._place = number, {}, -1
        self._row_is_hidden = attributes.get("hidden") in _TRUE

    def _end_row(self) -> None:
        self._ready.append((self._number, self._row))
        self._used.update(self._row)
        if self._row_is_hidden and len(self._hidden_rows) < _MAX_NOTED:
            self._hidden_rows.append(self._number)
        self._row = {}

    def _end_cell(self) -> None:
        if self._place >= _MAX_COLUMNS:
            raise InvalidRequest("SHEET_UNREADABLE")
        inline = self._inline.take()
        raw = _FORMULA if self._has_formula and not self._results else self._read(inline)
        if raw is not None and not (isinstance(raw, str) and raw.strip() == ""):
            self._row[self._place] = raw
        self._value = ""
        self._has_formula = self._has_content = False

    def _column(self, reference: str) -> int:
        """From 0; `AB12` → 27."""
        name = reference.rstrip("0123456789")
        place = self._places.get(name)
        if place is None:
            if not _COLUMN.fullmatch(name):
                raise InvalidRequest("SHEET_UNREADABLE")
            place = 0
            for letter in name:
                place = place * 26 + ord(letter) - ord("A") + 1
            place = self._places[name] = place - 1
        return place

    def _read(self, inline: str) -> Raw:
        """The value by the type that the cell claims to be of (18.18.11)."""
        text = self._value
        try:
            match self._cell.get("t", "n"):
                case "inlineStr":
                    text = inline
                case "s" if text:
                    text = self._strings.get(text.strip())
                case "str":
                    text = unescaped(text)
                case "b":
                    return text.strip() in _TRUE if text else None
                case "e":
                    if not self._results:
                        return FieldError("", "CELL_EXCEL_ERROR", f"单元格里是错误值 {text[:20]}")
                case "d" if text:
                    return _day_or_moment(datetime.fromisoformat(text.strip()).replace(tzinfo=None))
                case "n":
                    return self._number_of(text.strip())
        except (ValueError, OverflowError):
            return _UNREADABLE
        return _TOO_LONG if len(text) > MAX_TEXT else text

    def _number_of(self, text: str) -> Raw:
        if not text:
            return None
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
        if not -_LARGEST < number < _LARGEST:
            return _UNREADABLE
        if self._cell.get("s") not in self._dates:
            return number
        try:
            # Excel keeps a time as the fraction of a day, good for milliseconds.
            moment = self._epoch + timedelta(milliseconds=round(number * 86_400_000))
        except OverflowError:
            return _NOT_A_DAY
        return _day_or_moment(moment) if number >= 0 else _NOT_A_DAY


def _day_or_moment(moment: datetime) -> date:
    return moment if moment.time() != time.min else moment.date()
