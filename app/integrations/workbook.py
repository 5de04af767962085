"""Spreadsheets, in and out: XLSX and CSV. The work is done by a child process that lives for one file.

A file may be hostile or merely huge. The child has limits on memory and CPU time, knows none of our secrets and hands
over rows in small batches, so that this process holds one batch whatever the file does. Leaving the block in which a
file is read kills the child.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple, Protocol

from app.errors import CATALOGUE, AppError, FieldError, InvalidRequest, TooLarge
from app.integrations.workbook_child.pipe import LENGTH_BYTES, MAX_MESSAGE, Raw, pack, pack_rows, unpack

Media = Literal["xlsx", "csv"]
MEDIA_TYPES: dict[Media, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SILENCE_SECONDS = 600.0
"""A child that neither takes nor gives anything for so long hangs, and is killed. Our own time does not count."""

_ROOT = Path(__file__).parents[2]
_PREFIX = "daibiaoma-workbook-"
_BATCH = 200
_log = logging.getLogger(__name__)


class Column(Protocol):
    """What has to be known of a column of a template."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> Literal["text", "number", "date"]: ...
    @property
    def required(self) -> bool: ...
    @property
    def help(self) -> str:
        """Shown with the title: what goes in, with an example."""
        ...

    @property
    def choices(self) -> Sequence[str]: ...


class Row(NamedTuple):
    """`number` is the row's number in the file as people see it; `cells` has every title of the template."""

    number: int
    cells: dict[str, Raw]


class Mark(NamedTuple):
    """What is wrong with a cell; an unknown column title means the row as a whole."""

    row: int
    column: str
    message: str


@asynccontextmanager
async def read(path: Path, columns: Sequence[Column]) -> AsyncIterator[AsyncIterator[Row]]:
    """The rows below the header that are not blank. XLSX or CSV: the content tells, not the name.

    A cell is what Excel stored (a phone number may be a float) or, if it cannot be taken, a FieldError: a formula
    (CELL_FORMULA), an error value (CELL_EXCEL_ERROR), an impossible day (CELL_DATE_IMPOSSIBLE), unreadable
    (CELL_UNREADABLE) or too long (CELL_TOO_LONG). Serial numbers of days count from 1900 in columns of kind date.

    Raises FILE_EMPTY or one of SHEET_* of the catalogue **at any row, even after the last**: until the iteration has
    ended, nothing that was read may take effect.
    """
    async with _child("read", {"path": _absolute(path), "columns": _shapes(columns)}) as child:
        yield _rows(child, [column.title for column in columns])


async def write(
    path: Path, columns: Sequence[Column], rows: AsyncIterable[Mapping[str, Raw]], media: Media
) -> None:
    """Make a file of the rows that `read` reads back as they are. A missing title is a blank cell."""
    request = {"target": _absolute(path), "columns": _shapes(columns), "csv": media == "csv"}
    titles = [column.title for column in columns]
    async with _child("write", request) as child:
        batch: list[list[Raw]] = []
        async for row in rows:
            batch.append([row.get(title) for title in titles])
            if len(batch) == _BATCH:
                await child.send_rows(batch)
                batch = []
        await child.send_rows(batch)
        await child.finish()


async def template(columns: Sequence[Column], media: Media) -> bytes:
    """An empty file to fill in: header, and in XLSX help as comments, choices as lists, cells formatted by kind."""
    with TemporaryDirectory(prefix=_PREFIX) as folder:
        path = Path(folder, "template")
        await write(path, columns, _none(), media)
        return await asyncio.to_thread(path.read_bytes)


async def marked_copy(source: Path, target: Path, columns: Sequence[Column], marks: Iterable[Mark]) -> None:
    """The rows of a file that can be read, as XLSX, each bad cell red with what is wrong as a comment.

    Rows and columns keep their places. Formulas are replaced by their last results. The first 2,000 marks have their
    comments, the first 100,000 their colour. Raises as `read` does.
    """
    request = {"source": _absolute(source), "target": _absolute(target), "columns": _shapes(columns)}
    async with _child("write", request) as child:
        await child.send_rows(marks)
        await child.finish()


class _Child:
    """The other side of the pipe. `trusted` is one that works on nothing but our own rows."""

    def __init__(self, process: Process, *, trusted: bool) -> None:
        assert process.stdin and process.stdout
        self._to, self._from = process.stdin, process.stdout
        self._trusted = trusted

    async def send(self, message: bytes) -> None:
        """Waits until it is taken. A child that has ended says why when it is asked for its answer."""
        try:
            self._to.write(message)
            async with asyncio.timeout(SILENCE_SECONDS):
                await self._to.drain()
        except ConnectionError:
            return
        except TimeoutError:
            raise self._failure("SHEET_TOO_COMPLEX", "not taken in time") from None

    async def send_rows(self, rows: Iterable[Sequence[object]]) -> None:
        for message in pack_rows(rows):
            await self.send(message)

    async def finish(self) -> None:
        """There is no more to send; wait until it is done."""
        await self.send(pack([]))
        await self.batch()

    async def batch(self) -> list[Any]:
        """The next rows, none at the end. Raises what the child refuses, SHEET_UNREADABLE or SHEET_TOO_COMPLEX."""
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                length = int.from_bytes(await self._from.readexactly(LENGTH_BYTES))
                message = unpack(await self._from.readexactly(min(length, MAX_MESSAGE)))
        except (asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            raise self._failure("SHEET_TOO_COMPLEX", type(error).__name__) from None
        match message:
            case list():
                return message
            case {"refused": [code, detail, errors]}:
                raise _refusal(code, detail, errors)
            case {"failed": where}:
                raise self._failure("SHEET_UNREADABLE", where)
        return []

    def _failure(self, code: str, why: str) -> Exception:
        _log.warning("workbook not handled: %s", why)
        return RuntimeError(why) if self._trusted else InvalidRequest(code)


@asynccontextmanager
async def _child(module: str, request: dict[str, Any]) -> AsyncIterator[_Child]:
    with TemporaryDirectory(prefix=_PREFIX) as scratch:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-B",
            "-m",
            f"app.integrations.workbook_child.{module}",
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=_ROOT,
            env={},
        )
        try:
            child = _Child(process, trusted=module == "write" and "source" not in request)
            await child.send(pack({**request, "scratch": scratch}))
            yield child
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.communicate()


async def read_whole(content: bytes, columns: Sequence[Column]) -> list[Row]:
    """All rows of a small file that is at hand; raises as `read`."""
    with TemporaryDirectory(prefix=_PREFIX) as folder:
        path = Path(folder, "file")
        await asyncio.to_thread(path.write_bytes, content)
        async with read(path, columns) as rows:
            return [row async for row in rows]


async def _rows(child: _Child, titles: list[str]) -> AsyncIterator[Row]:
    while batch := await child.batch():
        for number, cells in batch:
            yield Row(number, dict(zip(titles, cells, strict=True)))


async def _none() -> AsyncIterator[Mapping[str, Raw]]:
    nothing: list[Mapping[str, Raw]] = []
    for row in nothing:
        yield row


def _absolute(path: Path) -> str:
    """The child works elsewhere."""
    return str(path.absolute())


def _shapes(columns: Sequence[Column]) -> list[dict[str, Any]]:
    return [
        {
            "title": column.title,
            "kind": column.kind,
            "required": column.required,
            "help": column.help,
            "choices": list(column.choices),
        }
        for column in columns
    ]


def _refusal(code: str, detail: str | None, errors: list[list[str]]) -> AppError:
    kind = TooLarge if CATALOGUE[code].status == TooLarge.status else InvalidRequest
    return kind(code, detail, errors=[FieldError(*each) for each in errors])
