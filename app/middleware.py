"""What happens around every request: an id, one log line, a limit on the body, no empty query parameters."""

import re
import time
from urllib.parse import parse_qsl, urlencode

import structlog
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.models.base import new_id
from app.schemas.base import MOST_PHOTOS

log = structlog.get_logger("http")

_OWN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]
_BODY_LIMIT = 1024 * 1024
_MANY_PHOTOS = "/w/"
"""Where one form may bring all its photos: a page without scripts cannot send them one by one."""


class RequestContext:
    """Gives each request an id (the caller's own, if it looks like one), says it back, and logs one line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._templates: dict[int, str | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 500

        async def say_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                extra = [(b"x-request-id", request_id.encode()), *_SECURITY_HEADERS]
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            await self.app(scope, receive, say_id)
        finally:
            log.info(
                "request",
                method=scope["method"],
                route=self._template(scope),
                status=status,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )

    def _template(self, scope: Scope) -> str | None:
        """`/api/v1/citizen/cases/{case_id}`: a route itself knows only what its own router adds to the path."""
        if not self._templates:
            contexts = iter_route_contexts(scope["app"].routes)
            self._templates = {id(context.original_route): context.path for context in contexts}
        return self._templates.get(id(scope.get("route")))


def _request_id(scope: Scope) -> str:
    own = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return own if _OWN_ID.fullmatch(own) else new_id().hex


class QueryWithoutBlanks:
    """An empty query parameter counts as absent: clients send `?status=` for "all"."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["query_string"]:
            pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=False)
            scope["query_string"] = urlencode(pairs).encode()
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses a body larger than it may be, by its header at once and otherwise as it comes in."""

    def __init__(self, app: ASGIApp, upload_max_bytes: int) -> None:
        self.app = app
        self.upload_max_bytes = upload_max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_file = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        limit, received = self._most(scope["path"]) if is_file else _BODY_LIMIT, 0
        declared = headers.get(b"content-length", b"0")
        scope.setdefault("state", {})["declared_too_large"] = _exceeds(declared, limit)

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit or scope["state"]["declared_too_large"]:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)

    def _most(self, path: str) -> int:
        files = MOST_PHOTOS if path.startswith(_MANY_PHOTOS) else 1
        return files * self.upload_max_bytes + 64 * 1024  # the multipart envelope


def _exceeds(declared: bytes, limit: int) -> bool:
    """More digits than any limit has are too many already (and `int` refuses thousands of them)."""
    return declared.isdigit() and (len(declared) > 18 or int(declared) > limit)
