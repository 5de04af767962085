"""Reads and writes CSV as Chinese Excel and WPS do: UTF-8 or GB18030, comma, semicolon or tab."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from app.errors import FieldError, InvalidRequest
from app.integrations.workbook_child.pipe import Raw
from app.integrations.workbook_child.table import MAX_TEXT, Record, Shape

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",  # what Excel calls Unicode text
    codecs.BOM_UTF16_BE: "utf-16",
}
_DELIMITERS = ",;\t"
_CHUNK = 1024 * 1024
_MAX_LINE = 1024 * 1024
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile("sep=(.)\r?\n?")
# A text that a spreadsheet would compute, behind however many apostrophes.
_LIKE_A_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")

csv.field_size_limit(MAX_TEXT)


class CsvText:
    """An opened file. Everything in it is text. Raises SHEET_UNREADABLE."""

    date1904 = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = _encoding(path)
        self._delimiter, self._skipped = self._dialect()

    def records(self) -> Iterator[Record]:
        """Rows as Excel counts them: a text with line breaks is one, an empty line is one too."""
        with self._open() as file:
            for _ in range(self._skipped):
                file.readline()
            for number, fields in enumerate(self._parse(file, self._delimiter), start=1):
                texts = enumerate(map(_bared, fields))
                cells: dict[int, Raw] = {column: text for column, text in texts if text.strip()}
                if cells:
                    yield number, cells

    def _dialect(self) -> tuple[str, int]:
        """The separator that makes most columns of the first row, and how many lines only name it."""
        with self._open() as file:
            if named := _SEPARATOR_LINE.fullmatch(file.readline(16)):
                return named[1], 1
        widths = {}
        for delimiter in _DELIMITERS:
            # With the wrong one, quotes may seem unbalanced; with the right one, that is found out later.
            with self._open() as file, suppress(InvalidRequest):
                widths[delimiter] = len(next(self._parse(file, delimiter), ()))
        return max(widths, key=lambda delimiter: widths[delimiter], default=","), 0

    def _open(self) -> IO[str]:
        return self._path.open(encoding=self._encoding, newline="")

    def _parse(self, file: IO[str], delimiter: str) -> Iterator[list[str]]:
        reader = csv.reader(map(_line, file), delimiter=delimiter, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            detail = f"第 {reader.line_num} 行附近的引号不成对，或一格超过 {MAX_TEXT} 个字符"
            raise InvalidRequest("SHEET_UNREADABLE", detail) from error


class CsvWriter:
    """With a byte order mark, without which Excel takes UTF-8 for GBK."""

    def __init__(self, path: Path, shapes: Sequence[Shape]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(_armed(shape.title) for shape in shapes)

    def write(self, cells: Iterable[Raw]) -> None:
        self._writer.writerow(_shown(cell) for cell in cells)

    def close(self) -> None:
        self._file.close()


def _encoding(path: Path) -> str:
    """The first encoding in which the whole file makes sense. GB18030 includes GBK and GB2312."""
    with path.open("rb") as file:
        head = file.read(3)
    named = [encoding for mark, encoding in _BOMS.items() if head.startswith(mark)]
    for encoding in named or ("utf-8", "gb18030"):
        if _makes_sense(path, encoding):
            return encoding
    raise InvalidRequest("SHEET_UNREADABLE", "不是表格，或文字编码无法识别，请另存为 UTF-8 编码的 CSV")


def _makes_sense(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(_CHUNK):
                if _BINARY.search(chunk):
                    return False
    except UnicodeError:
        return False
    return True


def _line(text: str) -> str:
    if len(text) > _MAX_LINE:
        raise InvalidRequest("SHEET_TOO_COMPLEX")
    return text


def _shown(cell: Raw) -> str:
    match cell:
        case None | FieldError():
            return ""
        case bool():
            return "是" if cell else "否"
        case str():
            return _armed(cell)
        case datetime():
            return cell.isoformat(" ", "seconds")
    return str(cell)


def _armed(text: str) -> str:
    """Text that a spreadsheet shows instead of computing it."""
    return f"'{text}" if _LIKE_A_FORMULA.match(text) else text


def _bared(text: str) -> str:
    """Undoes `_armed`, and nothing else."""
    return text[1:] if text.startswith("'") and _LIKE_A_FORMULA.match(text) else text
