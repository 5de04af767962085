"""Reads a workbook or a CSV file row by row."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from app.errors import InvalidRequest, TooLarge
from app.integrations.workbook_child.csv_text import CsvText
from app.integrations.workbook_child.pipe import pack_rows
from app.integrations.workbook_child.process import Request, run
from app.integrations.workbook_child.strings import Strings
from app.integrations.workbook_child.table import Source, Table, shapes_of
from app.integrations.workbook_child.xlsx import Xlsx

MAX_XLSX_BYTES = 10 * 1024 * 1024
MAX_CSV_BYTES = 50 * 1024 * 1024

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@contextmanager
def opened(path: Path, *, results: bool = False) -> Iterator[Source]:
    """What the file is, is told from its content. Raises FILE_EMPTY, SHEET_TOO_LARGE and what the formats raise."""
    with path.open("rb") as file, closing(Strings()) as strings:
        head = file.read(len(_OLE))
        if not head:
            raise InvalidRequest("FILE_EMPTY")
        is_xlsx = head.startswith(_ZIP)
        limit = MAX_XLSX_BYTES if is_xlsx else MAX_CSV_BYTES
        if path.stat().st_size > limit:
            raise TooLarge("SHEET_TOO_LARGE", f"文件不能超过 {limit // 2**20} MB")
        if head == _OLE:  # the container of .xls, of .et and of a workbook with a password
            raise InvalidRequest("SHEET_ENCRYPTED" if _ENCRYPTED in file.read() else "SHEET_OLD_FORMAT")
        yield Xlsx(file, strings, results=results) if is_xlsx else CsvText(path)


def task(request: Request, _: IO[bytes]) -> Iterator[bytes]:
    with opened(Path(request["path"])) as source:
        yield from pack_rows(Table(source, shapes_of(request["columns"])).rows())


if __name__ == "__main__":
    run(task)
