"""Who are you? Tokens that are missing, made up, stale, or of somebody who has no business here."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
from jose import jwt
from pydantic import SecretStr

from app.security.tokens import Claims, _key, issue_access
from tests.bad_input.checks import nothing_written, refused
from tests.cases import matter, submit
from tests.conftest import Client
from tests.world import START


def _part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def claims(client: Client, **more: Any) -> dict[str, Any]:
    account = str(client.world.people["resident"].account_id)
    later = int((START + timedelta(hours=1)).timestamp())
    return {"sub": account, "apt": None, "iss": "daibiaoma", "aud": "daibiaoma-api", "exp": later} | more


def signed_with(client: Client, secret: str, **more: Any) -> str:
    settings = client.house.settings.model_copy(update={"secret_key": SecretStr(secret)})
    person = client.world.people["resident"]
    return issue_access(settings, Claims(person.account_id, None), START)


def forged(client: Client) -> dict[str, str]:
    good = client.token("resident")
    head, body, signature = good.split(".")
    neighbour = str(client.world.people["neighbour"].account_id)
    public = client.house.settings.secret_key.get_secret_value()
    return {
        "empty": "",
        "garbage": "garbage",
        "three dots": "a.b.c",
        "not ascii": "x\u00e9y",
        "cut short": good[:-2],
        "other payload": f"{head}.{_part(claims(client, sub=neighbour))}.{signature}",
        "other secret": signed_with(client, "another-secret-" + "y" * 32),
        "none": f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims(client))}.",
        "none with a signature": f"{_part({'alg': 'none'})}.{body}.{signature}",
        "the bare secret as key": jwt.encode(claims(client), public, algorithm="HS256"),
        "another algorithm": jwt.encode(
            claims(client), _key(client.house.settings, "access").hex(), algorithm="HS512"
        ),
    }


FORGERIES = (
    "empty",
    "garbage",
    "three dots",
    "not ascii",
    "cut short",
    "other payload",
    "other secret",
    "none",
    "none with a signature",
    "the bare secret as key",
    "another algorithm",
)


@pytest.mark.parametrize("path", ["/citizen/cases", "/desk/cases", "/admin/units"])
async def test_no_token(client: Client, path: str) -> None:
    refused(await client.get(None, path), 401, "TOKEN_MISSING")


@pytest.mark.parametrize("kind", FORGERIES)
async def test_a_forged_token_reads_nothing_and_writes_nothing(client: Client, kind: str) -> None:
    header = b"Bearer " + forged(client)[kind].encode("latin-1")
    shown = [(b"authorization", header), (b"idempotency-key", b"key-00000001")]
    code = "TOKEN_MISSING" if kind == "empty" else "TOKEN_INVALID"
    async with nothing_written(client):
        refused(await client.http.get("/api/v1/citizen/cases", headers=shown), 401, code)
        refused(await client.http.get("/api/v1/desk/cases", headers=shown), 401, code)
        submitted = client.http.post("/api/v1/citizen/cases", json=matter(client), headers=shown)
        refused(await submitted, 401, code)


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "sub"])
async def test_a_token_of_ours_without_a_claim(client: Client, missing: str) -> None:
    payload = claims(client)
    del payload[missing]
    token = jwt.encode(payload, _key(client.house.settings, "access").hex(), algorithm="HS256")
    answer = await client.http.get("/api/v1/citizen/me", headers={"Authorization": f"Bearer {token}"})
    refused(answer, 401, "TOKEN_INVALID")


async def test_a_token_is_good_for_two_hours(client: Client) -> None:
    shown = client.headers("resident")
    client.clock.advance(minutes=119)
    assert (await client.http.get("/api/v1/citizen/me", headers=shown)).status_code == 200
    client.clock.advance(minutes=1)
    refused(await client.http.get("/api/v1/citizen/me", headers=shown), 401, "TOKEN_INVALID")


async def test_an_expired_token_does_not_stand_in_the_way_of_signing_in_again(client: Client) -> None:
    shown = client.headers("resident")
    client.clock.advance(hours=3)
    form = {"js_code": "resident"}
    answer = await client.http.post("/api/v1/public/sessions/wechat", json=form, headers=shown)
    assert answer.status_code == 200


async def test_a_resident_at_the_desk(client: Client) -> None:
    refused(await client.get("resident", "/desk/cases"), 403, "APPOINTMENT_REQUIRED")
    refused(await client.get("liaison", "/admin/units"), 403, "FORBIDDEN")


async def test_a_deputy_who_is_no_longer_one(client: Client) -> None:
    refused(await client.get("ended_deputy", "/desk/cases"), 403, "APPOINTMENT_ENDED")


async def test_another_countys_office_does_not_know_of_the_case(client: Client) -> None:
    case_id = (await submit(client))["id"]
    async with nothing_written(client):
        refused(await client.get("county_office_away", f"/desk/cases/{case_id}"), 404, "CASE_NOT_FOUND")
        path = f"/desk/cases/{case_id}/actions/screen"
        answer = await client.post("county_office_away", path, {"version": 2, "note": "x"})
        refused(answer, 404, "CASE_NOT_FOUND")
    listed = await client.get("county_office_away", "/desk/cases", with_total="true")
    assert (listed.json()["items"], listed.json()["total"]) == ([], 0)


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"X-Timestamp": "\u00b2"},
        {"X-Timestamp": "9" * 20},
        {"X-Signature": "0" * 64},
        {"X-Signature": "\u00e9"},
    ],
)
async def test_a_platform_whose_signature_does_not_fit(client: Client, shown: dict[str, str]) -> None:
    case_id = (await submit(client))["id"]
    now = str(int(client.clock().timestamp()))
    headers = {"X-System": str(client.world.systems["hotline"]), "X-Timestamp": now} | shown
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    async with nothing_written(client):
        answer = await client.http.post(
            f"/api/v1/open/cases/{case_id}/actions/external_return",
            json={"version": 2, "reason": "x"},
            headers=encoded,
        )
        refused(answer, 401, "SIGNATURE_INVALID")
