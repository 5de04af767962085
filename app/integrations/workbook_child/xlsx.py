"""Opens an XLSX file and finds the one sheet with something in it."""

from collections.abc import Iterator
from typing import IO

from app.errors import InvalidRequest
from app.integrations.workbook_child.package import Package, date_styles
from app.integrations.workbook_child.sheet import Sheet
from app.integrations.workbook_child.strings import Strings
from app.integrations.workbook_child.table import Record, listed

_TRUE = ("1", "true", "on")


class Xlsx:
    """An opened workbook. With `results`, the last result of a formula passes for the value of its cell.

    Raises SHEET_UNREADABLE, SHEET_OLD_FORMAT, SHEET_ENCRYPTED, SHEET_HIDDEN, SHEET_TOO_LARGE or SHEET_TOO_COMPLEX.
    """

    def __init__(self, file: IO[bytes], strings: Strings, *, results: bool = False) -> None:
        self._package = Package(file)
        self._results = results
        book = next(
            (part for kind, part in self._package.related("").values() if kind == "officeDocument"), ""
        )
        if book.endswith(".bin"):
            raise InvalidRequest("SHEET_OLD_FORMAT")
        self._related = self._package.related(book)
        parts = dict(self._related.values())
        if "worksheet" not in parts:
            raise InvalidRequest("SHEET_UNREADABLE")
        self.date1904 = False
        self._sheets = self._visible(book)
        self._dates = date_styles(self._package, parts["styles"]) if "styles" in parts else frozenset()
        self._strings = strings
        if "sharedStrings" in parts:
            self._strings.fill(self._package, parts["sharedStrings"])

    def records(self) -> Iterator[Record]:
        """Its rows. Raises SHEETS_SEVERAL, and at the end what is wrong with the sheet as a whole."""
        sheets = self._sheets
        if len(sheets) > 1:
            sheets = [part for part in sheets if next(self._sheet().records(self._package, part), None)]
        if len(sheets) > 1:
            raise InvalidRequest("SHEETS_SEVERAL")
        for part in sheets:
            yield from self._sheet().records(self._package, part)

    def _sheet(self) -> Sheet:
        return Sheet(self._strings, self._dates, date1904=self.date1904, results=self._results)

    def _visible(self, book: str) -> list[str]:
        """The parts of all sheets that hold cells: a diagram has none."""
        visible, hidden = [], []
        for parent, name, attributes in self._package.elements(book):
            if name == "workbookPr":
                self.date1904 = attributes.get("date1904", "").lower() in _TRUE
            if name == "sheet" and parent == "sheets":
                kind, part = self._related.get(attributes.get("id", ""), ("", ""))
                if attributes.get("state", "visible") != "visible":
                    hidden.append(f"“{attributes.get('name', '')[:31]}”")
                elif kind == "worksheet":
                    visible.append(part)
        if hidden:
            raise InvalidRequest("SHEET_HIDDEN", f"隐藏的工作表：{listed(hidden)}")
        return visible
