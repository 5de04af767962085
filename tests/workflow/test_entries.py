"""Taken for somebody else (代录), and a suggestion that several deputies sign."""

from typing import Any

import pytest

from app.jobs.handlers import lapse
from tests.cases import (
    BAD,
    CONTACT,
    GOOD,
    act,
    attempt,
    draft,
    hidden,
    offered,
    refused,
    view,
)
from tests.conftest import Client
from tests.groups.steps import helper, made, planned, wrong


def entry(**more: Any) -> dict[str, Any]:
    body = {
        "channel": "phone",
        "title": "路灯不亮",
        "text": "电话反映老街路灯三天没亮。",
        "contact": CONTACT,
        "visibility": "station",
        "consent": "本人电话口述，已复述核对并同意代录",
    }
    return body | more


async def entered(client: Client, who: str = "liaison", **more: Any) -> str:
    made = await client.post(who, "/desk/cases", entry(**more))
    assert made.status_code == 201, made.text
    assert made.json()["status"] == "submitted"
    case_id: str = made.json()["id"]
    return case_id


async def test_who_spoke_and_who_wrote_are_both_on_record(client: Client) -> None:
    case_id = await entered(client, deputy_id=str(client.world.deputies["deputy"]))
    case = await view(client, "liaison", case_id)
    assert case["proxy_consent"] == entry()["consent"]
    assert case["contact"] == CONTACT
    (first,) = case["timeline"]
    assert (first["role"], first["actor_name"]) == ("liaison", "liaison")
    assert first["on_behalf_of"] == CONTACT["name"]
    assert first["data"] == {}
    office = await view(client, "town_office", case_id)
    assert (office["contact"], office["timeline"][0]["on_behalf_of"]) == (None, "")
    assert (await view(client, "deputy", case_id))["status"] == "submitted"


async def test_without_consent_or_without_a_station_of_ones_own_nothing_is_entered(client: Client) -> None:
    without = entry()
    del without["consent"]
    answer = await client.post("liaison", "/desk/cases", without)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "consent")
    elsewhere = entry(station_id=str(client.world.stations["other"]))
    answer = await client.post("liaison", "/desk/cases", elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (404, "STATION_NOT_FOUND")
    for who in ("deputy", "unit_handler"):
        answer = await client.post(who, "/desk/cases", entry())
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def own(client: Client, name: str = "deputy", **more: Any) -> dict[str, Any]:
    """What a deputy says himself, written down by his helper."""
    said = {"on_behalf_of_id": str(client.world.deputies[name]), "contact": None, "kind": "opinion"}
    return entry(**said, consent="代表口述，已复述核对") | more


async def test_a_deputy_s_own_words_are_entered_by_his_helper_alone(client: Client) -> None:
    for who in ("liaison", "station_head", "town_office", "county_office"):
        answer = await client.post(who, "/desk/cases", own(client))
        assert (answer.status_code, answer.json()["code"]) == (403, "HELPER_LINK_REQUIRED"), who
    await helper(client)
    other = await client.post("liaison", "/desk/cases", own(client, "colleague"))
    assert other.json()["code"] == "HELPER_LINK_REQUIRED"
    case_id = (await made(client, "liaison", "/desk/cases", own(client)))["id"]
    case = await view(client, "deputy", case_id)
    assert (case["deputy_name"], case["contact"]) == ("deputy代表", None)
    first = (await view(client, "liaison", case_id))["timeline"][0]
    assert (first["actor_name"], first["on_behalf_of"]) == ("liaison", "deputy代表")
    await act(client, "liaison", case_id, "register")
    await act(client, "station_head", case_id, "answer_on_spot", public_text="今晚修好。", basis="规定")
    await act(client, "deputy", case_id, "evaluate", **GOOD)


async def test_whom_a_resident_turns_to_needs_no_link(client: Client) -> None:
    case_id = await entered(client, deputy_id=str(client.world.deputies["deputy"]))
    (first,) = (await view(client, "liaison", case_id))["timeline"]
    assert first["on_behalf_of"] == CONTACT["name"]


@pytest.mark.parametrize(
    "more",
    [{"contact": CONTACT}, {"anonymous": True}, {"deputy_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"}],
)
async def test_a_deputy_s_own_words_are_nobody_else_s(client: Client, more: dict[str, Any]) -> None:
    await helper(client)
    answer = await client.post("liaison", "/desk/cases", own(client, **more))
    assert wrong(answer) == {("on_behalf_of_id", "OWN_NAME_ALONE")}
    silent = await client.post("liaison", "/desk/cases", own(client, consent=""))
    assert wrong(silent) == {("consent", "CONSENT_REQUIRED")}


async def test_for_a_deputy_who_does_not_serve_nobody_speaks(client: Client) -> None:
    await helper(client)
    path = f"/admin/deputies/{client.world.deputies['deputy']}"
    row = (await client.get("admin", path)).json()
    names = ("name", "station_id", "area_code", "heads_unit_id", "reception", "version")
    suspended = {name: row[name] for name in names} | {"status": "suspended"}
    changed = await client.put("admin", path, suspended)
    assert changed.status_code == 200, changed.text
    answer = await client.post("liaison", "/desk/cases", own(client))
    assert (answer.status_code, answer.json()["code"]) == (404, "DEPUTY_NOT_FOUND")


async def test_what_was_said_in_deliberation_is_no_anonymous_resident_s(client: Client) -> None:
    """A review item comes from a meeting, or from somebody who may stay anonymous and has consented like any other."""
    event = await planned(client, "deputy", kind="meeting", title="第三十次会议", who="county_office")
    said = {"kind": "review_item", "channel": "event", "event_id": event["id"], "contact": None}
    said |= {"station_id": str(client.world.stations["town"]), "visibility": "units"}
    of_meeting = await made(client, "county_office", "/desk/cases", entry(**said, consent=""))
    case = await view(client, "county_office", of_meeting["id"])
    assert (case["proxy_consent"], case["timeline"][0]["on_behalf_of"]) == (None, "第三十次会议")
    below = entry(**said | {"anonymous": True})
    case_id = (await made(client, "county_office", "/desk/cases", below))["id"]
    case = await view(client, "county_office", case_id)
    assert (case["proxy_consent"], case["timeline"][0]["on_behalf_of"]) == (entry()["consent"], "匿名群众")
    silent = await client.post("county_office", "/desk/cases", below | {"consent": ""})
    assert wrong(silent) == {("consent", "CONSENT_REQUIRED")}
    resident = await client.post("county_office", "/desk/cases", entry(**said | {"kind": "opinion"}))
    assert wrong(resident) == {("contact", "CONTACT_OR_ANONYMOUS"), ("anonymous", "CONTACT_OR_ANONYMOUS")}


async def test_it_waits_for_somebody_to_register_it(client: Client) -> None:
    case_id = await entered(client)
    await refused(client, "liaison", case_id, "shortlist", "FORBIDDEN", decided_by="站务会")
    await refused(client, "station_head", case_id, "shortlist", "ILLEGAL_MOVE", decided_by="站务会")
    registered = {"category_code": "lighting.street_lamp"}
    assert (await act(client, "liaison", case_id, "register", **registered))["status"] == "registered"
    assert (await view(client, "liaison", case_id))["category_code"] == "lighting.street_lamp"
    await refused(client, "liaison", case_id, "register", "ILLEGAL_MOVE")
    unknown = {"category_code": "nothing.like.it", "note": "已核实"}
    await refused(client, "liaison", case_id, "screen", "CATEGORY_NOT_FOUND", **unknown)


async def test_with_nobody_to_wait_for_whoever_rates_decides_or_the_window_does(client: Client) -> None:
    said = {"public_text": "今晚修好。", "basis": "管理规定"}
    deputy_id = str(client.world.deputies["deputy"])
    rated, bad, left = [await entered(client, deputy_id=deputy_id) for _ in range(3)]
    for case_id in (rated, bad, left):
        await act(client, "liaison", case_id, "register")
        await act(client, "station_head", case_id, "answer_on_spot", **said)
    assert (await act(client, "deputy", rated, "evaluate", **GOOD))["status"] == "closed"
    assert (await act(client, "county_office", bad, "evaluate", **BAD))["status"] == "replied"
    assert (await view(client, "town_office", bad))["redo_asked"] is True
    client.clock.advance(days=8)
    assert await lapse(client.house.sessions, client.clock()) == 1
    assert (await view(client, "town_office", left))["status"] == "closed"


async def test_invited_deputies_sign_and_then_it_is_handed_in(client: Client) -> None:
    case_id = await draft(client, "colleague")
    assert {"cosign"} <= await offered(client, "colleague", case_id)
    assert {"submit", "withdraw", "revise", "invite"} == await offered(client, "deputy", case_id)
    await act(client, "colleague", case_id, "cosign")
    await refused(client, "colleague", case_id, "cosign", "FORBIDDEN")
    await refused(client, "colleague", case_id, "submit", "FORBIDDEN")
    assert (await act(client, "deputy", case_id, "submit"))["status"] == "submitted"
    assert (await view(client, "county_office", case_id))["level"] == "county"
    await refused(client, "deputy", case_id, "submit", "ILLEGAL_MOVE")


async def test_a_draft_belongs_to_those_who_may_sign_it(client: Client) -> None:
    case_id = await draft(client, "far_deputy")
    assert (await view(client, "far_deputy", case_id))["status"] == "draft"
    for who in ("colleague", "liaison", "station_head", "town_office", "committee", "county_office"):
        assert await hidden(client, who, case_id), who
    await act(client, "deputy", case_id, "submit")
    assert not await hidden(client, "station_head", case_id)


async def test_only_deputies_who_serve_may_be_asked_to_sign(client: Client) -> None:
    for name in ("ended_deputy", "deputy_away"):
        body = {"title": "建议", "text": "正文", "cosigner_ids": [str(client.world.deputies[name])]}
        answer = await client.post("deputy", "/desk/suggestions", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "DEPUTY_NOT_FOUND")
    body = {"title": "建议", "text": "正文"}
    answer = await client.post("station_head", "/desk/suggestions", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


async def test_a_late_invitation_may_not_be_signed_any_more(client: Client) -> None:
    case_id = await draft(client, "colleague")
    await act(client, "deputy", case_id, "submit")
    answer = await attempt(client, "colleague", case_id, "cosign")
    assert (answer.status_code, answer.json()["code"]) == (409, "ILLEGAL_MOVE")
