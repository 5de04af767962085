import asyncio
import logging
from collections.abc import Callable

import httpx
import pytest
from pydantic import SecretStr

from app.config import Environment, Settings, WeChatMode
from app.errors import AppError, RateLimited, Unauthorized, Unavailable
from app.integrations.wechat import FakeWeChat, Identity, RealWeChat, make_wechat

SECRET = "s3cr3t-of-the-mini-program"

Handler = Callable[[httpx.Request], httpx.Response]


class Platform:
    """WeChat's side of the line: gives one answer and remembers what it was asked."""

    def __init__(self, answer: Handler) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answer(request)


def saying(json: object, status: int = 200) -> Platform:
    return Platform(lambda _: httpx.Response(status, json=json))


def failing(error: Exception) -> Platform:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return Platform(answer)


async def ask(platform: Platform, js_code: str = "081abc") -> Identity:
    wechat = RealWeChat("wx0000000000000000", SecretStr(SECRET), transport=httpx.MockTransport(platform))
    try:
        return await wechat.exchange(js_code)
    finally:
        await wechat.aclose()


async def refusal(platform: Platform) -> AppError:
    with pytest.raises(AppError) as refused:
        await ask(platform)
    return refused.value


async def test_the_platform_is_asked_as_documented() -> None:
    platform = saying({"openid": "o1", "session_key": "k"})
    await ask(platform, "code/with+signs&appid=x")
    (request,) = platform.requests
    assert request.method == "GET"
    assert str(request.url.copy_with(query=None)) == "https://api.weixin.qq.com/sns/jscode2session"
    assert dict(request.url.params) == {
        "appid": "wx0000000000000000",
        "secret": SECRET,
        "js_code": "code/with+signs&appid=x",
        "grant_type": "authorization_code",
    }


@pytest.mark.parametrize(
    ("answer", "identity"),
    [
        ({"openid": "o1", "session_key": "k"}, Identity("o1", None)),
        ({"openid": "o1", "session_key": "k", "errcode": 0, "errmsg": "ok"}, Identity("o1", None)),
        ({"openid": "o1", "session_key": "k", "unionid": "u1"}, Identity("o1", "u1")),
        ({"openid": "o1", "session_key": "k", "unionid": ""}, Identity("o1", None)),
    ],
)
async def test_a_success_names_the_person_and_drops_the_session_key(
    answer: dict[str, object], identity: Identity
) -> None:
    assert await ask(saying(answer)) == identity
    assert not hasattr(await ask(saying(answer)), "session_key")


async def test_json_is_read_whatever_its_content_type() -> None:
    platform = Platform(
        lambda _: httpx.Response(200, text='{"openid":"o1"}', headers={"Content-Type": "text/plain"})
    )
    assert await ask(platform) == Identity("o1")


@pytest.mark.parametrize("errcode", [40029, 40163])
async def test_an_invalid_or_used_code_is_the_clients_to_renew(errcode: int) -> None:
    refused = await refusal(saying({"errcode": errcode, "errmsg": "invalid code"}))
    assert isinstance(refused, Unauthorized)
    assert refused.code == "LOGIN_CODE_INVALID"


async def test_a_blocked_person_is_told_so() -> None:
    refused = await refusal(saying({"errcode": 40226, "errmsg": "code blocked"}))
    assert isinstance(refused, Unauthorized)
    assert refused.code == "LOGIN_BLOCKED"


async def test_too_many_logins_wait_a_minute() -> None:
    refused = await refusal(saying({"errcode": 45011, "errmsg": "api minute-quota reach limit"}))
    assert isinstance(refused, RateLimited)
    assert refused.headers == {"Retry-After": "60"}


UNAVAILABLE = {
    "busy": saying({"errcode": -1, "errmsg": "system error"}),
    "wrong secret": saying({"errcode": 40125, "errmsg": "invalid appsecret"}),
    "unknown errcode": saying({"errcode": 99999}),
    "errcode of another type": saying({"errcode": "40029"}),
    "server error": saying({"openid": "o1"}, status=502),
    "redirect": Platform(lambda _: httpx.Response(302, headers={"Location": "https://example.org/"})),
    "too many requests": saying({}, status=429),
    "not JSON": Platform(lambda _: httpx.Response(200, text="<html>")),
    "not UTF-8": Platform(lambda _: httpx.Response(200, content=b"\xff\xfe{")),
    "empty": Platform(lambda _: httpx.Response(200)),
    "a list": saying([]),
    "no openid": saying({"session_key": "k"}),
    "empty openid": saying({"openid": ""}),
    "openid of another type": saying({"openid": 1}),
    "connect": failing(httpx.ConnectError("refused")),
    "read timeout": failing(httpx.ReadTimeout("slow")),
    "protocol": failing(httpx.RemoteProtocolError("closed")),
}


@pytest.mark.parametrize("what", UNAVAILABLE)
async def test_everything_else_is_try_later_asked_once_and_says_no_secret(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    platform = UNAVAILABLE[what]
    caplog.set_level(logging.DEBUG)
    refused = await refusal(platform)
    assert isinstance(refused, Unavailable)
    assert refused.code == "WECHAT_UNAVAILABLE"
    assert len(platform.requests) == 1
    assert "WeChat is unavailable" in caplog.text
    assert refused.__cause__ is None
    assert SECRET not in caplog.text + repr(refused)


async def test_a_success_logs_no_secret_either(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await ask(saying({"openid": "o1", "session_key": "k"}))
    assert SECRET not in caplog.text


async def test_an_answer_that_never_comes_is_not_waited_for() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    wechat = RealWeChat("wx0", SecretStr(SECRET), transport=httpx.MockTransport(never), timeout_seconds=0.01)
    async with asyncio.timeout(10):
        with pytest.raises(Unavailable, match="WECHAT_UNAVAILABLE"):
            await wechat.exchange("081abc")
    await wechat.aclose()


async def test_a_fake_code_is_always_the_same_person() -> None:
    fake = FakeWeChat()
    assert await fake.exchange("chen") == await FakeWeChat().exchange("chen")
    openids = {(await fake.exchange(code)).openid for code in ("chen", "Chen", "a", "A-_9" * 32)}
    assert len(openids) == 4
    assert all(len(openid) == 28 and openid.startswith("o") for openid in openids)
    await fake.aclose()


@pytest.mark.parametrize(
    ("js_code", "kind", "code"),
    [
        ("invalid-1", Unauthorized, "LOGIN_CODE_INVALID"),
        ("", Unauthorized, "LOGIN_CODE_INVALID"),
        ("a" * 129, Unauthorized, "LOGIN_CODE_INVALID"),
        ("a/b", Unauthorized, "LOGIN_CODE_INVALID"),
        ("a\n", Unauthorized, "LOGIN_CODE_INVALID"),
        ("代表", Unauthorized, "LOGIN_CODE_INVALID"),
        ("blocked", Unauthorized, "LOGIN_BLOCKED"),
        ("busy_2", Unavailable, "WECHAT_UNAVAILABLE"),
    ],
)
async def test_the_fake_refuses_like_the_platform(js_code: str, kind: type[AppError], code: str) -> None:
    with pytest.raises(kind, match=code):
        await FakeWeChat().exchange(js_code)


async def test_the_settings_choose() -> None:
    assert isinstance(make_wechat(Settings(wechat=WeChatMode.FAKE)), FakeWeChat)
    real = make_wechat(Settings(wechat=WeChatMode.REAL, wechat_app_id="wx0", wechat_secret=SecretStr(SECRET)))
    assert isinstance(real, RealWeChat)
    await real.aclose()


def test_the_fake_is_refused_in_production_even_past_the_settings() -> None:
    settings = Settings.model_construct(environment=Environment.PRODUCTION, wechat=WeChatMode.FAKE)
    with pytest.raises(RuntimeError, match="模拟微信"):
        make_wechat(settings)
