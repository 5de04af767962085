"""Rates and waits as somebody reads them over HTTP."""

from typing import Any

from tests.cases import Json
from tests.conftest import Client, Deliver

RATES = (
    *("on_time", "closing", "satisfaction_strict", "satisfaction_broad", "rating_coverage", "resolved"),
    *("promises_kept", "returned", "redone"),
)


async def sheet(client: Client, who: str = "county_office", **asked: Any) -> Json:
    answer = await client.get(who, "/desk/figures/rates", **asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def waits(client: Client, who: str = "county_office", **asked: Any) -> Json:
    answer = await client.get(who, "/desk/figures/waits", **asked)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def told(client: Client, deliver: Deliver, who: str = "county_office", **asked: Any) -> Json:
    """Once the worker has done what waits for it."""
    await deliver()
    return await sheet(client, who, **asked)


def rate(numerator: int, denominator: int, **left_out: int) -> tuple[int, int, dict[str, int]]:
    return numerator, denominator, left_out


def short(found: Json) -> tuple[int, int, dict[str, int]]:
    """A rate as `rate` writes it."""
    left_out = {each["reason"]: each["count"] for each in found["left_out"]}
    shown = found["rate"]
    expected = round(found["numerator"] / found["denominator"], 4) if found["denominator"] else None
    assert shown == expected or (shown is None and "too_few" in left_out), found
    return found["numerator"], found["denominator"], left_out


def groups(found: Json) -> dict[str, Json]:
    return {each["key"]: each for each in found["groups"]}
