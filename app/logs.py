"""Structured logs: one JSON line an event, with the request id, and never a person's data.

What may be logged is decided here: method, route template (not the path: it holds ids and codes), status, time.
"""

import logging
import sys
import traceback
from typing import Any

import structlog

from app.config import Settings


def configure(settings: Settings) -> None:
    """JSON lines on standard output for our events and those of the libraries."""
    processors: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
    ]
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(settings.log_level)),
        cache_logger_on_first_use=True,
    )
    render: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _trace,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=render, foreign_pre_chain=processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    logging.raiseExceptions = (
        False  # a line that cannot be written must not be printed with all it was made of
    )
    for chatty in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _trace(logger: Any, method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Types and lines of code of an exception, without its message: the database puts values of rows into it."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_lines(error))
    return event


def _lines(error: BaseException | None) -> list[str]:
    """Innermost cause first, as Python prints it."""
    if error is None:
        return []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [
        *_lines(cause),
        type(error).__qualname__,
        *map(str.rstrip, traceback.format_tb(error.__traceback__)),
    ]
