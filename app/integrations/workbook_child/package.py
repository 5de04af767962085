"""The parts of an XLSX package (ECMA-376): what they are called, how large they may be, their XML as events.

Nothing here trusts the file: sizes are counted while unpacking and not believed, a DOCTYPE is refused before it
can define an entity, and only the parts that hold a table are ever opened.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from resource import RUSAGE_SELF, getpagesize, getrusage
from typing import IO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from app.errors import InvalidRequest, TooLarge

MAX_UNPACKED = 384 * 1024 * 1024
"""Bytes of all parts that are read. 200,000 rows of 12 cells take about 120 MB."""
MAX_GROWTH = 128 * 1024 * 1024
"""Bytes of memory that reading may take. An ordinary file, however long, takes a tenth of it."""
MAX_PARTS = 5_000
MAX_TAG = 1024 * 1024
"""Bytes of a tag or comment."""

Attributes = dict[str, str]
Element = tuple[str, str, Attributes]
"""Local names of the parent and of the element, and its attributes by local name."""

_CHUNK = 32 * 1024
_STATM = Path("/proc/self/statm")
_ENCRYPTED = 0x1


class Package:
    """The zip archive around a workbook."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = ZipFile(file)
        except BadZipFile as error:
            raise InvalidRequest("SHEET_UNREADABLE") from error
        if len(self._zip.infolist()) > MAX_PARTS:
            raise InvalidRequest("SHEET_TOO_COMPLEX")
        self._names = {name.lower(): name for name in self._zip.namelist()}
        self._unpacked = 0
        self._before = _resident()

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part. Raises SHEET_TOO_LARGE once all parts together have become too many."""
        name = self._names.get(part.lower())
        if name is None:
            raise InvalidRequest("SHEET_UNREADABLE")
        entry = self._zip.getinfo(name)
        if entry.flag_bits & _ENCRYPTED:
            raise InvalidRequest("SHEET_ENCRYPTED")
        # The other methods of a zip archive unpack without a limit on their output.
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise InvalidRequest("SHEET_UNREADABLE")
        with self._zip.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > MAX_UNPACKED:
                    raise TooLarge("SHEET_TOO_LARGE", f"解压后超过 {MAX_UNPACKED // 2**20} MB")
                # Before the limit of the process is reached: without any memory Python can loop for ever.
                if _resident() - self._before > MAX_GROWTH:
                    raise InvalidRequest("SHEET_TOO_COMPLEX")
                yield chunk

    def elements(self, part: str) -> Iterator[Element]:
        """The elements of a small part, in document order."""
        ready: list[Element] = []
        open_elements = [""]

        def start(name: str, attributes: Attributes) -> None:
            local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
            open_elements.append(name.rpartition(":")[2])
            ready.append((open_elements[-2], open_elements[-1], local))

        def end(_: str) -> None:
            open_elements.pop()

        for _ in self.parse(part, start, end):
            yield from ready
            ready.clear()

    def parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        """Calls the handlers, and yields after each chunk, so that what they gather need not pile up.

        Names come with their prefix: letting expat resolve namespaces takes half as long again.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = 0
        try:
            for chunk in self.chunks(part):
                parser.Parse(chunk, False)
                fed += len(chunk)
                # expat looks through an unfinished tag from its beginning again with every chunk.
                if fed - parser.CurrentByteIndex > MAX_TAG:
                    raise InvalidRequest("SHEET_TOO_COMPLEX")
                yield
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InvalidRequest("SHEET_UNREADABLE") from error
        yield

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (kind, part) of what a part refers to inside the package; the package itself is the part ""."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.lower() not in self._names:
            return {}
        return {
            attributes["Id"]: (
                attributes["Type"].rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/"),
            )
            for _, name, attributes in self.elements(rels)
            if name == "Relationship" and attributes.get("TargetMode") != "External"
        }


# What a number format says literally or only about colour, locale and padding: "年", \-, _), *x, [Red], [$-804].
# Elapsed time, [h], stays.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile("[ymdhs]", re.IGNORECASE)
# Built-in formats of days and times. 27–36 and 50–58 are the Chinese ones: 2026年1月2日 (18.8.30).
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


def date_styles(package: Package, part: str) -> frozenset[str]:
    """The style numbers, as cells spell them, that show a number as a day or a time."""
    formats: dict[str, str] = {}
    styles: list[bool] = []
    for parent, name, attributes in package.elements(part):
        if name == "numFmt" and parent == "numFmts":
            formats[attributes["numFmtId"]] = attributes.get("formatCode", "")
        elif name == "xf" and parent == "cellXfs":
            number = attributes.get("numFmtId", "0")
            shown = _LITERAL.sub("", formats.get(number, "").split(";")[0])
            styles.append(bool(_DATE_LETTERS.search(shown)) or int(number) in _BUILT_IN_DATES)
    return frozenset(str(index) for index, is_date in enumerate(styles) if is_date)


def _resident() -> int:
    """Bytes of memory that this process uses. Its peak says nothing on Linux: a process inherits that of its parent."""
    if _STATM.exists():
        return int(_STATM.read_bytes().split()[1]) * getpagesize()
    return getrusage(RUSAGE_SELF).ru_maxrss


def _refuse_doctype(*_: object) -> None:
    raise InvalidRequest("SHEET_UNREADABLE")
