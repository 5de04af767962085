"""Scanning: any form of a code finds whoever is responsible today, and every scan is counted."""

from urllib.parse import quote

import pytest

from app.domain import tokens
from tests.conftest import Client


async def scans(client: Client, name: str) -> int:
    await client.settle()
    row = (await client.get("admin", f"/admin/codes/{client.world.code_ids[name]}")).json()
    return int(row["scans"])


def forms(token: str) -> list[str]:
    """What a scanner, the mini program or a person makes of it."""
    address = f"https://rd.example.invalid/q/{token}"
    typed = " ".join(token[i : i + 4] for i in range(0, len(token), 4)).lower()
    return [
        token,
        address,
        quote(address, safe=""),
        f"c={token}",
        quote(f"c={token}"),
        typed,
        f" {token[:7]}-{token[7:]} ",
    ]


async def test_every_form_finds_the_same_deputy_and_counts(client: Client) -> None:
    token = client.world.codes["deputy"]
    for number, form in enumerate(forms(token), start=1):
        card = (await client.post(None, "/public/codes/resolve", {"code": form})).json()
        assert (card["token"], card["deputy"]["id"]) == (token, str(client.world.deputies["deputy"])), form
        assert await scans(client, "deputy") == number
    assert card["station"]["id"] == str(client.world.stations["town"])
    assert card["deputy"]["mandates"][0]["level"] == "county"
    assert (card["deputy"]["reception"], card["place"]) == ("每周三上午", "公告栏")
    assert "匿名" in card["privacy_notice"]
    assert "appeal" in card["kinds"]


async def test_scans_of_several_days_add_up(client: Client) -> None:
    for _ in range(3):
        await client.post(None, "/public/codes/resolve", {"code": client.world.codes["town"]})
        client.clock.advance(days=1)
    assert await scans(client, "town") == 3


@pytest.mark.parametrize(("name", "target"), [("town", "station"), ("point", "point")])
async def test_a_station_and_a_point_answer_for_themselves(client: Client, name: str, target: str) -> None:
    card = (await client.post(None, "/public/codes/resolve", {"code": client.world.codes[name]})).json()
    assert (card["target"], card["deputy"]) == (target, None)
    assert card["station"]["id"] == str(client.world.stations[name])


async def test_the_page_behind_a_code_says_whose_it_is(client: Client) -> None:
    token = client.world.codes["deputy"]
    page = await client.http.get(f"/q/{token}")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for words in ("deputy代表", "示例县", "每周三上午", "town联络站", tokens.display(token), "微信扫一扫"):
        assert words in page.text
    assert "http" not in page.text.replace("http-equiv", "")
    assert await scans(client, "deputy") == 1


@pytest.mark.parametrize("token", ["33333333333333", "no-such-code", "%3Cscript%3E"])
async def test_an_unknown_code_still_leads_to_a_station(client: Client, token: str) -> None:
    page = await client.http.get(f"/q/{token}")
    assert page.status_code == 404
    assert "town联络站" in page.text
    assert "<script" not in page.text


async def test_what_is_submitted_goes_to_whoever_is_responsible_today(client: Client) -> None:
    """The paper stays; the deputy has moved to another station since."""
    deputy = (await client.get("admin", f"/admin/deputies/{client.world.deputies['deputy']}")).json()
    moved = {
        key: deputy[key] for key in ("name", "gender", "area_code", "status", "reception", "intro", "version")
    }
    moved |= {"station_id": str(client.world.stations["other"])}
    answer = await client.put("admin", f"/admin/deputies/{deputy['id']}", moved)
    assert answer.status_code == 200, answer.text
    card = (await client.post(None, "/public/codes/resolve", {"code": client.world.codes["deputy"]})).json()
    assert card["station"]["id"] == str(client.world.stations["other"])


async def test_a_replacement_that_was_revoked_is_not_offered(client: Client) -> None:
    world, reason = client.world, {"reason": "海报更换"}
    first = world.codes["town"]
    newer = (await client.post("admin", f"/admin/codes/{world.code_ids['town']}/replace", reason)).json()
    replaced = (await client.post(None, "/public/codes/resolve", {"code": first})).json()
    assert (replaced["code"], replaced["replaced_by"]) == ("CODE_REPLACED", newer["token"])
    await client.post("admin", f"/admin/codes/{newer['id']}/revoke", reason)
    revoked = (await client.post(None, "/public/codes/resolve", {"code": first})).json()
    assert (revoked["code"], revoked["stations"][0]["name"]) == ("CODE_REVOKED", "town联络站")
