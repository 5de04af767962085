"""What goes through the pipe between this process and the one that handles a workbook: JSON with a length.

Neither side trusts the other with code, so nothing is pickled.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any

from app.errors import FieldError

Raw = str | int | float | bool | datetime | date | FieldError | None
"""What stands in a cell. One that cannot be read is its own error; a blank one is None."""

LENGTH_BYTES = 4
MAX_MESSAGE = 16 * 1024 * 1024
_FULL = 64 * 1024


def pack(message: object) -> bytes:
    """A message of JSON types, days, times and cell errors, ready to be sent."""
    return _framed(_encode(message))


def pack_rows(rows: Iterable[object]) -> Iterator[bytes]:
    """Lists of rows, each a little more than 64 Ki characters, however many there are and however wide."""
    waiting: list[str] = []
    size = 0
    for row in rows:
        waiting.append(_encode(row))
        size += len(waiting[-1])
        if size >= _FULL:
            yield _framed(f"[{','.join(waiting)}]")
            waiting, size = [], 0
    if waiting:
        yield _framed(f"[{','.join(waiting)}]")


def unpack(body: bytes) -> Any:
    return json.loads(body, object_hook=_revived)


def receive(stream: IO[bytes]) -> Any:
    """The next message, or EOFError."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        raise EOFError
    return unpack(stream.read(int.from_bytes(head)))


def _framed(text: str) -> bytes:
    body = text.encode()
    return len(body).to_bytes(LENGTH_BYTES) + body


def _tagged(value: object) -> dict[str, object]:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, FieldError):
        return {"error": [value.field, value.code, value.message]}
    raise TypeError(f"{type(value).__name__} does not go into a cell")


def _revived(tagged: dict[str, Any]) -> Any:
    match tagged:
        case {"time": str(text)}:
            return datetime.fromisoformat(text)
        case {"day": str(text)}:
            return date.fromisoformat(text)
        case {"error": [field, code, message]}:
            return FieldError(str(field), str(code), str(message))
    return tagged


_encode = json.JSONEncoder(
    default=_tagged, ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")
).encode
