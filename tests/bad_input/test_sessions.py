"""Sessions: rotation, replay, somebody else's appointment, an invitation twice, and too many tries."""

import pytest

from app.db import unit_of_work
from app.domain.vocabulary import Role
from app.models import Appointment
from app.models.base import new_id
from tests.bad_input.checks import nothing_written, refused
from tests.cases import Json, matter, submit
from tests.conftest import Client
from tests.world import HOME


async def sign_in(client: Client, who: str) -> Json:
    answer = await client.post(None, "/public/sessions/wechat", {"js_code": who})
    assert answer.status_code == 200, answer.text
    session: Json = answer.json()
    return session


async def test_a_refresh_token_works_once_and_its_reuse_ends_the_family(client: Client) -> None:
    first = await sign_in(client, "resident")
    second = await client.post(None, "/public/sessions/refresh", {"refresh_token": first["refresh_token"]})
    assert second.status_code == 200
    replayed = await client.post(None, "/public/sessions/refresh", {"refresh_token": first["refresh_token"]})
    refused(replayed, 401, "REFRESH_INVALID")
    newest = {"refresh_token": second.json()["refresh_token"]}
    refused(await client.post(None, "/public/sessions/refresh", newest), 401, "REFRESH_INVALID")


async def test_the_end_of_one_family_is_not_that_of_another(client: Client) -> None:
    phone, tablet = await sign_in(client, "resident"), await sign_in(client, "resident")
    await client.post(None, "/public/sessions/sign-out", {"refresh_token": phone["refresh_token"]})
    form = {"refresh_token": phone["refresh_token"]}
    refused(await client.post(None, "/public/sessions/refresh", form), 401, "REFRESH_INVALID")
    kept = await client.post(None, "/public/sessions/refresh", {"refresh_token": tablet["refresh_token"]})
    assert kept.status_code == 200


async def test_a_refresh_token_expires(client: Client) -> None:
    session = await sign_in(client, "resident")
    client.clock.advance(days=30)
    form = {"refresh_token": session["refresh_token"]}
    refused(await client.post(None, "/public/sessions/refresh", form), 401, "REFRESH_INVALID")


@pytest.mark.parametrize("token", ["unknown", "\u00e9", "\x00", "x" * 100])
async def test_a_made_up_refresh_token(client: Client, token: str) -> None:
    async with nothing_written(client):
        answer = await client.post(None, "/public/sessions/refresh", {"refresh_token": token})
        refused(answer, 401, "REFRESH_INVALID")


@pytest.mark.parametrize(
    ("js_code", "status", "code"),
    [
        ("invalid", 401, "LOGIN_CODE_INVALID"),
        ("blocked", 401, "LOGIN_BLOCKED"),
        ("busy", 503, "WECHAT_UNAVAILABLE"),
        ("\x00", 401, "LOGIN_CODE_INVALID"),
        ("", 422, "VALIDATION_FAILED"),
        ("x" * 129, 422, "VALIDATION_FAILED"),
    ],
)
async def test_a_js_code_that_wechat_does_not_take(
    client: Client, js_code: str, status: int, code: str
) -> None:
    async with nothing_written(client):
        refused(await client.post(None, "/public/sessions/wechat", {"js_code": js_code}), status, code)


async def test_somebody_elses_appointment(client: Client) -> None:
    theirs = str(client.world.people["station_head"].appointment_id)
    async with nothing_written(client):
        switched = await client.post("liaison", "/citizen/session", {"appointment_id": theirs})
        refused(switched, 403, "APPOINTMENT_ENDED")
        form = {"js_code": "liaison", "appointment_id": theirs}
        refused(await client.post(None, "/public/sessions/wechat", form), 403, "APPOINTMENT_ENDED")


async def test_an_invitation_works_once(client: Client) -> None:
    async with unit_of_work(client.house.sessions) as session:
        row = Appointment(
            id=new_id(),
            county_code=HOME,
            role=Role.LIAISON,
            name="新联络员",
            station_id=client.world.stations["other"],
            invitation="7K3M9XQ2ABCDEF",
        )
        session.add(row)
    form = {"invitation": "7k3m 9xq2 abcd ef"}
    assert (await client.post("resident", "/citizen/appointments", form)).status_code == 201
    async with nothing_written(client):
        refused(await client.post("neighbour", "/citizen/appointments", form), 409, "INVITATION_INVALID")
        refused(await client.post("resident", "/citizen/appointments", form), 409, "INVITATION_INVALID")


async def test_an_invitation_that_was_never_given(client: Client) -> None:
    async with nothing_written(client):
        for invitation, status, code in (
            ("7K3M9XQ2ABCDEG", 409, "INVITATION_INVALID"),
            ("\x00", 422, "VALIDATION_FAILED"),
            ("' OR ''='", 409, "INVITATION_INVALID"),
        ):
            answer = await client.post("resident", "/citizen/appointments", {"invitation": invitation})
            refused(answer, status, code)


async def test_guessing_check_codes_is_slowed_down_whatever_the_guesser_says_of_himself(
    client: Client,
) -> None:
    number = (await submit(client))["number"]
    form = {"number": number, "check_code": "333333"}
    for tries in range(10):
        disguise = {"X-System": f"{tries:032x}", "X-Forwarded-For": f"203.0.113.{tries}"}
        answer = await client.http.post("/api/v1/public/receipts/follow", json=form, headers=disguise)
        refused(answer, 404, "RECEIPT_NOT_FOUND")
    for who in (None, "resident", "neighbour"):
        answer = await client.post(who, "/public/receipts/follow", form)
        refused(answer, 429, "RATE_LIMITED")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    client.clock.advance(seconds=int(answer.headers["retry-after"]))
    refused(await client.post(None, "/public/receipts/follow", form), 404, "RECEIPT_NOT_FOUND")


async def test_refused_submissions_count_too(client: Client) -> None:
    for _ in range(20):
        refused(await client.post("resident", "/citizen/cases", {}), 422, "VALIDATION_FAILED")
    async with nothing_written(client):
        answer = await client.post("resident", "/citizen/cases", matter(client))
        refused(answer, 429, "RATE_LIMITED")
        assert int(answer.headers["retry-after"]) >= 1
    assert (await client.post("neighbour", "/citizen/cases", matter(client))).status_code == 201


async def test_signing_in_without_end(client: Client) -> None:
    tries = 0
    while (
        answer := await client.post(None, "/public/sessions/wechat", {"js_code": "invalid"})
    ).status_code == 401:
        tries += 1
    refused(answer, 429, "RATE_LIMITED")
    assert answer.headers["retry-after"]
    assert 10 <= tries <= 1000
