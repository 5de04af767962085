"""The process that handles one workbook and ends: whatever the file does to it, it does to nobody else.

The first message on its standard input says what to do. It answers with messages of rows, and then with one object:
`{"done": true}`, `{"refused": …}` or `{"failed": …}`. Without that object something has ended it.
"""

import resource
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from app.errors import AppError
from app.integrations.workbook_child.pipe import pack, receive

MAX_MEMORY = 512 * 1024 * 1024
"""Bytes of address space: a fence behind the limits that reading keeps to."""
MAX_SECONDS = 120
"""Of CPU time. Writing 200,000 rows of ten cells takes a third of it."""

Request = dict[str, Any]
Task = Callable[[Request, IO[bytes]], Iterator[bytes]]
"""What is asked for and what else comes in → messages of rows."""


def run(task: Task) -> None:
    """Do what standard input asks for. A defect in the task counts as one of the file, and is reported."""
    _limit()
    answer = sys.stdout.buffer
    request: Request = receive(sys.stdin.buffer)
    tempfile.tempdir = request["scratch"]
    try:
        for message in task(request, sys.stdin.buffer):
            answer.write(message)
        last: dict[str, object] = {"done": True}
    except AppError as error:
        fields = [[each.field, each.code, each.message] for each in error.errors]
        last = {"refused": [error.code, error.detail, fields]}
    except MemoryError:
        last = {"refused": ["SHEET_TOO_COMPLEX", None, []]}
    except BrokenPipeError:
        return
    except Exception as error:
        # Parsers of hostile bytes raise nearly anything, from struct.error to KeyError.
        last = {"failed": _where(error)}
    answer.write(pack(last))
    answer.flush()


def _limit() -> None:
    """Where the system knows such limits."""
    for kind, amount in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (amount, amount))


def _where(error: Exception) -> str:
    """For the log. Not the message: it may quote a cell."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
