"""Renders every refusal as one problem document (RFC 9457), in Chinese, with a stable code."""

from collections.abc import Iterator
from socket import gaierror
from typing import Any

import structlog
from asyncpg import exceptions as pg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidRequest,
    NotFound,
    TooLarge,
    Unauthorized,
    Unavailable,
    UnsupportedMedia,
)

log = structlog.get_logger("errors")

_MOST_ERRORS, _MOST_CHARACTERS = 50, 200

_SENTENCES = {
    "missing": "必填",
    "extra_forbidden": "不认识的字段",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_type": "应为文字",
    "string_pattern_mismatch": "格式不正确",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "enum": "不是可选的值",
    "literal_error": "不是可选的值",
    "uuid_parsing": "编号格式不正确",
    "uuid_type": "编号格式不正确",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "finite_number": "应为有限的数字",
    "json_invalid": "不是有效的 JSON",
    "timezone_aware": "时间应带时区",
}
_BUSY = (pg.LockNotAvailableError, pg.DeadlockDetectedError, pg.QueryCanceledError)
_NOT_TEXT = (pg.CharacterNotInRepertoireError, pg.UntranslatableCharacterError, UnicodeEncodeError)
_UNREACHABLE = (ConnectionError, TimeoutError, FileNotFoundError, gaierror)
"""How a server that is not there looks: over TCP, by name, or by a socket file."""
_GONE = (
    pg.ConnectionDoesNotExistError,
    pg.InterfaceError,
    pg.InternalClientError,
    pg.CannotConnectNowError,
    pg.AdminShutdownError,
    pg.CrashShutdownError,
    pg.TooManyConnectionsError,
    pg.PostgresConnectionError,
    *_UNREACHABLE,
)


def problem(request: Request, error: AppError) -> JSONResponse:
    """The document of one refusal."""
    body: dict[str, Any] = {
        "type": f"urn:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "request_id": getattr(request.state, "request_id", ""),
        "errors": [
            {"field": _said(item.field), "code": item.code, "message": _said(item.message)}
            for item in error.errors[:_MOST_ERRORS]
        ],
    }
    return JSONResponse(
        body | error.extra,
        status_code=error.status,
        headers=error.headers,
        media_type="application/problem+json",
    )


def _said(text: str) -> str:
    """A client's own words, short and always encodable: the name of an unknown field may be anything."""
    return text[:_MOST_CHARACTERS].encode(errors="replace").decode()


def register(app: FastAPI) -> None:
    app.add_exception_handler(AppError, _app_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    driver = (PoolTimeout, pg.InterfaceError, pg.InternalClientError, pg.PostgresError)
    for raised in (*driver, *_UNREACHABLE, UnicodeEncodeError):
        app.add_exception_handler(raised, _database)
    app.add_exception_handler(Exception, _unexpected)


async def _app_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AppError)
    return problem(request, error)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if getattr(request.state, "declared_too_large", False):
        return problem(request, TooLarge("BODY_TOO_LARGE"))
    if isinstance(error.body, bytes):  # a body that did not say it was JSON is left unread
        return problem(request, UnsupportedMedia("CONTENT_TYPE_UNSUPPORTED"))
    found = dict.fromkeys(each for item in error.errors() for each in _fields(item))
    return problem(request, InvalidRequest("VALIDATION_FAILED", errors=list(found)))


def _fields(item: dict[str, Any]) -> Iterator[FieldError]:
    """Where, what kind, and a Chinese sentence; our own validators bring theirs.

    A rule about several fields names them in its context, and is said of each.
    """
    kind, where, context = item["type"], [str(part) for part in item["loc"]], item.get("ctx", {})
    if where[:1] in (["body"], ["query"], ["path"], ["header"]):
        where = where[1:]
    if kind == "json_invalid":
        where = []  # the place is that of a character, not a field
    known = _SENTENCES.get(kind)
    own = item["msg"] if any("\u4e00" <= char <= "\u9fff" for char in item["msg"]) else "格式不正确"
    message = known.format_map(context) if known else own
    names = context.get("fields", "").split(",")
    for name in names:
        yield FieldError(".".join([*where, *filter(None, [name])]), kind.upper(), message)


async def _http(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself refuses."""
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return problem(request, TooLarge("BODY_TOO_LARGE"))
    if error.status_code == 401:
        return problem(request, Unauthorized("TOKEN_MISSING"))
    if error.status_code == 405:
        return problem(request, MethodNotAllowed("METHOD_NOT_ALLOWED", headers=dict(error.headers or {})))
    if error.status_code == 400:
        return problem(request, InvalidRequest("VALIDATION_FAILED"))
    return problem(request, NotFound("ROUTE_NOT_FOUND"))


class MethodNotAllowed(AppError):
    status = 405


class Internal(AppError):
    status = 500


async def _database(request: Request, error: Exception) -> JSONResponse:
    """Gone: 503, and the retry succeeds. Waiting for somebody else: 409. A duplicate: 409. Anything else is ours.

    A NUL or half a surrogate pair, where a shape lets any text through: no such text can be stored or looked for.
    """
    causes = list(_causes(error))
    if any(isinstance(cause, _NOT_TEXT) for cause in causes):
        return problem(request, InvalidRequest("VALIDATION_FAILED", "不能包含控制字符或不可见的特殊字符"))
    if any(isinstance(cause, _BUSY) for cause in causes):
        return problem(request, Conflict("BUSY"))
    if isinstance(error, PoolTimeout) or any(isinstance(cause, _GONE) for cause in causes):
        log.warning("database unavailable", error=type(causes[-1]).__name__)
        return problem(request, Unavailable("DATABASE_UNAVAILABLE", headers={"Retry-After": "2"}))
    if isinstance(error, IntegrityError):
        code = (
            "ALREADY_EXISTS" if any(isinstance(cause, pg.UniqueViolationError) for cause in causes) else None
        )
        if any(isinstance(cause, pg.ForeignKeyViolationError) for cause in causes):
            code = "STILL_IN_USE"
        if code:
            return problem(request, Conflict(code))
    return await _unexpected(request, error)


def _causes(error: BaseException | None) -> Any:
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    """Logged with its traceback; the message stays inside, since it may hold data."""
    log.error("unexpected error", exc_info=error, error=type(error).__name__)
    return problem(request, Internal("INTERNAL_ERROR"))
