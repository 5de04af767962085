"""What endpoints ask for: a session, the time, who is calling, a page, a promise not to do it twice, a limit.

Every dependency is async: a plain one would cost a hop to a thread on each request. And most read the request
themselves rather than depend on each other: FastAPI walks the whole tree again wherever a branch of it occurs.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

from fastapi import Depends, Header, Query, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from sqlmodel.ext.asyncio.session import AsyncSession

from app.clock import Clock, utc_now
from app.config import Settings
from app.db import SessionFactory, unit_of_work
from app.domain.privacy import DESK
from app.domain.vocabulary import Role
from app.errors import FieldError, Forbidden, InvalidRequest, RateLimited, Unauthorized
from app.integrations.storage import Storage
from app.integrations.wechat import WeChat
from app.schemas.base import Timestamp
from app.security import tokens
from app.security.actors import Actor, citizen
from app.services import people
from app.services.memory import MEMORY, Memory
from app.services.repeats import Once, fingerprint
from app.services.uploads import Links
from app.tallies import Tallies


@dataclass
class House:
    """What lives as long as the process."""

    settings: Settings
    sessions: SessionFactory
    storage: Storage
    wechat: WeChat
    clock: Clock = utc_now
    memory: Memory = field(default_factory=Memory)
    tallies: Tallies = field(default_factory=Tallies)


def house_of(request: Request) -> House:
    return cast(House, request.app.state.house)


async def house(request: Request) -> House:
    return house_of(request)


HouseDep = Annotated[House, Depends(house)]


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction a request; `scope="function"` commits it before the response leaves."""
    found = house_of(request)
    async with unit_of_work(found.sessions) as session:
        session.info[MEMORY] = found.memory
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


async def get_settings(request: Request) -> Settings:
    return house_of(request).settings


async def get_now(request: Request) -> datetime:
    return house_of(request).clock()


SettingsDep = Annotated[Settings, Depends(get_settings)]
NowDep = Annotated[datetime, Depends(get_now)]

_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="登录得到的 access_token")
BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def claims_of(request: Request) -> tokens.Claims | None:
    """What the token of the request says, read once whoever asks; None without one."""
    if not hasattr(request.state, "claims"):
        scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
        found = house_of(request)
        is_ours = scheme.lower() == "bearer" and token
        request.state.claims = tokens.read_access(found.settings, token, found.clock()) if is_ours else None
    return cast("tokens.Claims | None", request.state.claims)


async def get_claims(request: Request, _: BearerDep) -> tokens.Claims:
    """Depends on the bearer scheme only so that the document says that a token is needed."""
    claims = claims_of(request)
    if claims is None:
        raise Unauthorized("TOKEN_MISSING")
    return claims


ClaimsDep = Annotated[tokens.Claims, Depends(get_claims)]


async def get_citizen(claims: ClaimsDep) -> Actor:
    """Anybody signed in may act as a resident."""
    return citizen(claims.account_id)


async def get_desk_actor(claims: ClaimsDep, session: SessionDep, now: NowDep) -> Actor:
    """Somebody in a capacity of the desk, as things are at this moment."""
    actor = await people.load_actor(session, claims, now)
    if actor.role not in DESK:
        raise Forbidden("FORBIDDEN")
    return actor


async def get_admin(claims: ClaimsDep, session: SessionDep, now: NowDep) -> Actor:
    actor = await people.load_actor(session, claims, now)
    if actor.role is not Role.ADMIN:
        raise Forbidden("FORBIDDEN")
    return actor


async def get_system(
    request: Request,
    session: SessionDep,
    now: NowDep,
    x_system: Annotated[UUID | None, Header(description="外部系统编号")] = None,
    x_timestamp: Annotated[str, Header(max_length=20, description="Unix 秒", examples=["1795478400"])] = "",
    x_signature: Annotated[
        str, Header(max_length=128, description="HMAC-SHA256 签名（十六进制）", examples=["9f86d081884c7d65"])
    ] = "",
) -> Actor:
    """Another platform whose signature covers time, method, path and body."""
    if x_system is None:
        raise Unauthorized("SIGNATURE_INVALID")
    path, body = request.url.path, await request.body()
    return await people.system_actor(
        session, x_system, tokens.Signed(x_timestamp, request.method, path, body, x_signature), now
    )


CitizenDep = Annotated[Actor, Depends(get_citizen)]
DeskDep = Annotated[Actor, Depends(get_desk_actor)]
AdminDep = Annotated[Actor, Depends(get_admin)]
SystemDep = Annotated[Actor, Depends(get_system)]


async def get_links(settings: SettingsDep, now: NowDep) -> Links:
    return Links(settings, now)


LinksDep = Annotated[Links, Depends(get_links)]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="同一次操作重试时保持不变；24 小时内同键同内容返回第一次的结果",
        examples=["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"],
    ),
]


async def address_of(request: Request) -> str:
    """Whose windows these are at a door without a guard: nothing that a caller says of himself counts there."""
    return f"ip:{request.client.host if request.client else '-'}"


async def caller_of(request: Request) -> str:
    """Whose keys and windows these are behind a guard: the person in his capacity, or another system."""
    claims = claims_of(request)
    if claims is not None:
        return str(claims.appointment_id or claims.account_id)
    system = request.headers.get("x-system")
    return system[:64] if system else await address_of(request)


async def get_once(request: Request, session: SessionDep, key: IdempotencyKey = None) -> Once:
    body, now = await request.body(), house_of(request).clock()
    path = request.scope["path"]
    return Once(session, await caller_of(request), key, fingerprint(request.method, path, body), now)


async def require_key(once: Annotated[Once, Depends(get_once)]) -> Once:
    if once.key is None:
        raise InvalidRequest("IDEMPOTENCY_KEY_REQUIRED")
    return once


OnceDep = Annotated[Once, Depends(get_once)]
KeyedOnceDep = Annotated[Once, Depends(require_key)]


@dataclass(frozen=True)
class Paging:
    """A keyset page: how many, and after which row."""

    limit: int
    before: UUID | None
    settings: Settings
    path: str

    def cursor(self, last: UUID | None) -> str | None:
        return tokens.write_cursor(self.settings, self.path, last) if last else None


async def get_paging(
    request: Request,
    settings: SettingsDep,
    limit: Annotated[int, Query(ge=1, le=100, description="每页条数")] = 20,
    cursor: Annotated[
        str | None,
        Query(max_length=64, description="同一列表上一页的 next_cursor"),
    ] = None,
) -> Paging:
    path = request.url.path
    return Paging(limit, tokens.read_cursor(settings, path, cursor) if cursor else None, settings, path)


PagingDep = Annotated[Paging, Depends(get_paging)]


def limited(
    kind: str, calls: int, per: timedelta, *, by: Callable[[Request], Awaitable[str]] = caller_of
) -> Callable[..., Awaitable[None]]:
    """At most `calls` of this kind by one caller in each window; RateLimited after that. Refused calls count too."""

    async def check(request: Request) -> None:
        found = house_of(request)
        wait = found.tallies.call(f"{kind}:{await by(request)}", calls, per, found.clock())
        if wait is not None:
            raise RateLimited(wait)

    return check


async def refuse_unknown_parameters(request: Request) -> None:
    """A misspelt filter must not silently show everything."""
    route = request.scope.get("route")
    if not request.query_params or not isinstance(route, APIRoute):
        return
    known = {
        field.alias
        for field in get_flat_params(route.dependant)
        if isinstance(field.field_info, params.Query)
    }
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        errors = [FieldError(name[:60], "UNKNOWN_PARAMETER", "不认识的参数") for name in unknown]
        raise InvalidRequest("UNKNOWN_PARAMETER", errors=errors)


Value = TypeVar("Value")


def comma_list(text: str | None, read: Callable[[str], Value], name: str) -> tuple[Value, ...]:
    """`a,b,c` as values; one that is not among them is malformed."""
    try:
        return tuple(read(part.strip()) for part in text.split(",") if part.strip()) if text else ()
    except ValueError as error:
        problem: Any = FieldError(name, "ENUM", "不是可选的值")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem]) from error


AsOf = Annotated[
    Timestamp | None,
    Query(description="查看以前某一时刻的情形；不填为现在", examples=["2026-11-20T09:00:00+08:00"]),
]
