"""The texts of an XLSX file. Those that cells share are kept on disk: a file can have millions."""

import os
import re
from functools import lru_cache
from tempfile import TemporaryFile
from typing import IO

from app.errors import InvalidRequest
from app.integrations.workbook_child.package import Attributes, Package
from app.integrations.workbook_child.table import MAX_TEXT

_OFFSET_BYTES = 8
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Pieces:
    """Gathers `t` elements, without the reading aid (`rPh`, 拼音) that is printed above a text.

    Of a text that is too long for a cell no more is kept than shows it.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._open = self._aside = False

    def start(self, tag: str) -> None:
        self._open = tag == "t" and not self._aside
        self._aside = self._aside or tag == "rPh"

    def end(self, tag: str) -> None:
        self._open = False
        self._aside = self._aside and tag != "rPh"

    def text(self, data: str) -> None:
        if self._open and self._length <= MAX_TEXT:
            self._pieces.append(data)
            self._length += len(data)

    def take(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return unescaped(text)


class Strings:
    """The shared texts by their number, which is spelled as cells spell it. Memory does not grow with them."""

    def __init__(self) -> None:
        self._texts: IO[bytes] = TemporaryFile()  # noqa: SIM115  closed by `close`
        self._offsets: IO[bytes] = TemporaryFile()  # noqa: SIM115
        self._end = 0
        self._remember(0)
        self.get = lru_cache(maxsize=256)(self._get)

    def fill(self, package: Package, part: str) -> None:
        pieces = Pieces()

        def start(name: str, _: Attributes) -> None:
            pieces.start(name.rpartition(":")[2])

        def end(name: str) -> None:
            tag = name.rpartition(":")[2]
            pieces.end(tag)
            if tag == "si":
                self._add(pieces.take())

        for _ in package.parse(part, start, end, pieces.text):
            pass
        self._texts.flush()
        self._offsets.flush()

    def close(self) -> None:
        self._texts.close()
        self._offsets.close()

    def _add(self, text: str) -> None:
        body = text.encode()
        self._texts.write(body)
        self._end += len(body)
        self._remember(self._end)

    def _remember(self, offset: int) -> None:
        self._offsets.write(offset.to_bytes(_OFFSET_BYTES))

    def _get(self, number: str) -> str:
        """Raises SHEET_UNREADABLE for a number that no text has."""
        place = int(number) * _OFFSET_BYTES if number.isascii() and number.isdigit() else -1
        found = os.pread(self._offsets.fileno(), 2 * _OFFSET_BYTES, place) if 0 <= place < 2**62 else b""
        if len(found) < 2 * _OFFSET_BYTES:
            raise InvalidRequest("SHEET_UNREADABLE")
        start, end = int.from_bytes(found[:_OFFSET_BYTES]), int.from_bytes(found[_OFFSET_BYTES:])
        return os.pread(self._texts.fileno(), end - start, start).decode()


def unescaped(text: str) -> str:
    """Excel spells what XML cannot carry as `_x000D_`, and the spelling itself as `_x005F_x000D_` (22.4.2.4)."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def escaped(text: str) -> str:
    """What `unescaped` makes the text of."""
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda found: f"_x{ord(found[0]):04X}_", text)


def _character(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return escape[0] if "\ud800" <= character <= "\udfff" else character
