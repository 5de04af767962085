"""Scanning: any form of a code finds whoever is responsible today, and every scan is counted."""

from urllib.parse import quote

import pytest

from app.domain import tokens
from tests.bad_input.checks import nothing_written, refused
from tests.cases import matter
from tests.conftest import Client
from tests.routing.bodies import deactivate


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


async def close(client: Client, *names: str) -> None:
    for name in names:
        await deactivate(client, "stations", client.world.stations[name])


async def hung_under(client: Client, name: str, above: str) -> None:
    path = f"/admin/stations/{client.world.stations[name]}"
    row = (await client.get("admin", path)).json()
    body = {key: value for key, value in row.items() if key != "id"}
    answer = await client.put("admin", path, body | {"parent_id": str(client.world.stations[above])})
    assert answer.status_code == 200, answer.text


async def test_the_paper_of_a_closed_point_is_answered_by_its_station(client: Client) -> None:
    token, town = client.world.codes["point"], str(client.world.stations["town"])
    await close(client, "point")
    card = (await client.post(None, "/public/codes/resolve", {"code": token})).json()
    assert (card["token"], card["target"], card["former_station"]) == (token, "point", "point联络站")
    assert card["station"]["id"] == town
    page = await client.http.get(f"/q/{token}")
    assert page.status_code == 200
    assert "“point联络站”已停用，由town联络站受理。" in page.text
    receipt = await client.post("resident", "/citizen/cases", matter(client, code=token))
    assert (receipt.status_code, receipt.json()["station_name"]) == (201, "town联络站")


async def test_a_deputy_whose_station_closed_receives_at_the_one_above(client: Client) -> None:
    """However far above: the first that is open."""
    await hung_under(client, "town", "other")
    await close(client, "town", "point")
    for name, closed in (("deputy", "town联络站"), ("point", "point联络站")):
        card = (await client.post(None, "/public/codes/resolve", {"code": client.world.codes[name]})).json()
        assert (card["former_station"], card["station"]["name"]) == (closed, "other联络站")
    card = (await client.post(None, "/public/codes/resolve", {"code": client.world.codes["deputy"]})).json()
    assert card["deputy"]["name"] == "deputy代表"
    receipt = await client.post("resident", "/citizen/cases", matter(client))
    assert (receipt.status_code, receipt.json()["station_name"]) == (201, "other联络站")


@pytest.mark.parametrize("name", ["town", "point", "deputy"])
async def test_where_nothing_above_is_open_it_says_so_and_where_else_to_go(client: Client, name: str) -> None:
    token = client.world.codes[name]
    await close(client, "town", "point")
    async with nothing_written(client):
        resolved = await client.post(None, "/public/codes/resolve", {"code": token})
        submitted = await client.post("resident", "/citizen/cases", matter(client, code=token))
        for answer in (resolved, submitted):
            body = refused(answer, 410, "CODE_STATION_CLOSED")
            assert [station["name"] for station in body["stations"]] == ["other联络站"], "of the same county"
    page = await client.http.get(f"/q/{token}")
    assert page.status_code == 410
    assert "已停用" in page.text and "other联络站" in page.text


async def test_a_code_that_is_no_more_never_leads_to_a_closed_station(client: Client) -> None:
    await close(client, "town", "point")
    ended = await client.post(None, "/public/codes/resolve", {"code": client.world.codes["ended_deputy"]})
    assert [station["name"] for station in refused(ended, 410, "CODE_ENDED")["stations"]] == ["other联络站"]
