"""WeChat: who is behind a `js_code`. The only importer of httpx among the integrations.

The app secret travels in the query string, because WeChat wants it there: addresses of requests are never logged
and no exception of httpx, which would carry the request, is chained.
"""

import asyncio
import hashlib
import json
import logging
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from pydantic import SecretStr

from app.config import Environment, Settings, WeChatMode
from app.errors import AppError, RateLimited, Unauthorized, Unavailable

CODE2SESSION = "https://api.weixin.qq.com/sns/jscode2session"
TIMEOUT_SECONDS = 5.0
RETRY_AFTER_SECONDS = 60

# httpx logs the whole address of every request at INFO.
logging.getLogger("httpx").setLevel(logging.WARNING)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Identity:
    """`openid` is one person in this mini program; `unionid` only where the account is bound to an open platform."""

    openid: str
    unionid: str | None = None


class WeChat(Protocol):
    async def exchange(self, js_code: str) -> Identity:
        """Who signed in. Raises LOGIN_CODE_INVALID, LOGIN_BLOCKED, RATE_LIMITED or WECHAT_UNAVAILABLE.

        A js_code works once: after an error the client fetches a new one, we never try again.
        """

    async def aclose(self) -> None: ...


class RealWeChat:
    """code2Session of the platform (小程序登录凭证校验). The session_key is dropped: we decrypt nothing."""

    def __init__(
        self,
        app_id: str,
        secret: SecretStr,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._app_id = app_id
        self._secret = secret
        self._timeout_seconds = timeout_seconds
        self._client = httpx.AsyncClient(transport=transport, timeout=timeout_seconds)

    async def exchange(self, js_code: str) -> Identity:
        answer = await self._ask(js_code)
        # A success carries errcode 0 or none at all.
        if errcode := answer.get("errcode"):
            raise _refusal(errcode)
        openid, unionid = answer.get("openid"), answer.get("unionid")
        if not isinstance(openid, str) or not openid:
            raise _unavailable("answer without openid")
        return Identity(openid, unionid if isinstance(unionid, str) and unionid else None)

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _ask(self, js_code: str) -> dict[str, Any]:
        """The platform's JSON object, whatever content type it claims to have."""
        try:
            # httpx limits each read; the citizen waits for the sum of them.
            async with asyncio.timeout(self._timeout_seconds):
                response = await self._client.get(
                    CODE2SESSION,
                    params={
                        "appid": self._app_id,
                        "secret": self._secret.get_secret_value(),
                        "js_code": js_code,
                        "grant_type": "authorization_code",
                    },
                )
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unavailable(type(error).__name__) from None
        if response.status_code != httpx.codes.OK:
            raise _unavailable(f"HTTP {response.status_code}")
        try:
            answer = json.loads(response.content)
        except ValueError:
            raise _unavailable("not JSON") from None
        if not isinstance(answer, dict):
            raise _unavailable("not an object")
        return answer


class FakeWeChat:
    """Signs anybody in, for development: the same code is always the same person.

    Codes that start with `invalid`, `blocked` or `busy` are refused as the platform would.
    """

    async def exchange(self, js_code: str) -> Identity:
        if not re.fullmatch(r"[A-Za-z0-9_ -]{1,128}", js_code) or js_code.startswith("invalid"):
            raise Unauthorized("LOGIN_CODE_INVALID")
        if js_code.startswith("blocked"):
            raise Unauthorized("LOGIN_BLOCKED")
        if js_code.startswith("busy"):
            raise Unavailable("WECHAT_UNAVAILABLE")
        digest = hashlib.sha256(js_code.encode()).digest()
        return Identity("o" + urlsafe_b64encode(digest).decode()[:27])

    async def aclose(self) -> None:
        """Nothing is open."""


def make_wechat(settings: Settings) -> WeChat:
    """The WeChat that the settings name. The fake never in production: it would be an open door."""
    if settings.wechat is WeChatMode.REAL:
        return RealWeChat(settings.wechat_app_id, settings.wechat_secret)
    if settings.environment is Environment.PRODUCTION:
        raise RuntimeError("生产环境不能使用模拟微信")
    return FakeWeChat()


def _refusal(errcode: object) -> AppError:
    match errcode:
        case 40029 | 40163:  # invalid; used before
            return Unauthorized("LOGIN_CODE_INVALID")
        case 40226:
            return Unauthorized("LOGIN_BLOCKED")
        case 45011:
            return RateLimited(RETRY_AFTER_SECONDS)
    # -1 is "busy"; 40013, 40125, 40164 (app id, secret, our address not on the list) need an operator.
    return _unavailable(f"errcode {errcode}")


def _unavailable(reason: str) -> Unavailable:
    _log.warning("WeChat is unavailable: %s", reason)
    return Unavailable("WECHAT_UNAVAILABLE")
