"""A dispute in the hands of who mediates it: who quarrels, how far it is, and what they agreed on."""

from typing import Any

import pytest

from tests.cases import BAD, Json, act, attempt, dispatch_form, offered, refused, shortlisted, submit, view
from tests.conftest import Client

WORKER: Json = {"name": "司徒工友", "capacity": "务工人员", "phone": "19900000061"}
BOSS: Json = {"name": "上官老板", "capacity": "装修队负责人", "phone": None}
SIDES = [WORKER, BOSS]
AGREEMENT: Json = {
    "text": "欠薪分两次付清，由司徒工友出具收条。",
    "signed_on": "2026-11-20",
    "signed_by": [WORKER["name"], BOSS["name"]],
    "perform_by": "2026-12-15",
}
DONE: Json = {"public_text": "双方已达成协议。"}


async def in_hands(client: Client, who: str = "mediator", **more: Any) -> str:
    """Claimed, and waiting for a word of how it goes."""
    case_id = await shortlisted(client, kind="dispute", **more)
    await act(client, who, case_id, "claim")
    return case_id


async def settled(client: Client, **more: Any) -> str:
    case_id = await in_hands(client, **more)
    await act(client, "mediator", case_id, "set_disputants", disputants=SIDES)
    await act(client, "mediator", case_id, "complete", **DONE, agreement=AGREEMENT)
    return case_id


@pytest.mark.parametrize("who", ["mediator", "deputy"])
async def test_who_mediates_records_the_sides_how_it_goes_and_the_agreement(client: Client, who: str) -> None:
    case_id = await in_hands(client, who)
    await act(client, who, case_id, "set_disputants", disputants=[WORKER, BOSS | {"name": "司徒掌柜"}])
    await act(client, who, case_id, "set_disputants", disputants=SIDES)
    state = await act(client, who, case_id, "progress", text="已分别听取双方意见")
    assert state["status"] == "handling"
    await act(client, who, case_id, "complete", **DONE, agreement=AGREEMENT)
    case = await view(client, who, case_id)
    assert case["disputants"] == SIDES
    assert case["replies"][0]["agreement"] == AGREEMENT
    entries = {entry["action"]: entry["data"] for entry in reversed(case["timeline"])}
    assert entries["set_disputants"] == {"capacities": [WORKER["capacity"], BOSS["capacity"]]}
    assert entries["progress"]["text"] == "已分别听取双方意见"
    assert entries["complete"].items() >= {"signed_on": "2026-11-20", "perform_by": "2026-12-15"}.items()
    mine = await view(client, "resident", case_id)
    assert mine["replies"][0]["agreement"] == AGREEMENT
    told = next(entry for entry in mine["timeline"] if entry["action"] == "progress")
    assert set(told["data"]) == {"claimer", "text"}


@pytest.mark.parametrize("visibility", ["units", "station"])
async def test_the_sides_are_known_like_a_contact_and_to_who_mediates(
    client: Client, visibility: str
) -> None:
    case_id = await settled(client, visibility=visibility)
    knows = {"liaison", "station_head", "mediator"}
    if visibility == "units":
        knows |= {"deputy", "town_office", "county_office"}
    for who in (*knows, "deputy", "colleague", "town_office", "county_office"):
        case = await view(client, who, case_id)
        for hidden in (WORKER["name"], WORKER["phone"], BOSS["name"], AGREEMENT["text"]):
            assert (hidden in str(case)) == (who in knows), who
        assert [side["capacity"] for side in case["disputants"]] == [WORKER["capacity"], BOSS["capacity"]]
        assert (case["replies"][0]["agreement"] is None) == (who not in knows)
    page = (await client.get("colleague", f"/desk/cases/{case_id}/timeline")).text
    assert WORKER["name"] not in page and WORKER["phone"] not in page


async def test_the_other_side_of_a_merged_quarrel_reads_no_names(client: Client) -> None:
    master = await shortlisted(client, kind="dispute")
    other = (await submit(client, "neighbour", kind="dispute"))["id"]
    await act(client, "station_head", other, "merge", master_case_id=master)
    await act(client, "mediator", master, "claim")
    await act(client, "mediator", master, "set_disputants", disputants=SIDES)
    await act(client, "mediator", master, "complete", **DONE, agreement=AGREEMENT)
    theirs = await view(client, "neighbour", other)
    assert theirs["replies"][0]["public_text"] == DONE["public_text"]
    assert theirs["replies"][0]["agreement"] is None and WORKER["name"] not in str(theirs)


async def test_nobody_else_records_anything_and_nobody_before_he_has_it_in_hand(client: Client) -> None:
    case_id = await shortlisted(client, kind="dispute")
    moves: dict[str, Json] = {"progress": {"text": "到场"}, "set_disputants": {"disputants": SIDES}}
    for action, fields in moves.items():
        await refused(client, "mediator", case_id, action, "FORBIDDEN", **fields)
    await act(client, "mediator", case_id, "claim")
    for action, fields in moves.items():
        for who in ("deputy", "colleague", "station_head", "liaison"):
            await refused(client, who, case_id, action, "FORBIDDEN", **fields)
    assert {"progress", "set_disputants"} <= await offered(client, "mediator", case_id)
    await act(client, "mediator", case_id, "give_back", reason="请另派")
    for action, fields in moves.items():
        await refused(client, "mediator", case_id, action, "FORBIDDEN", **fields)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    for action, fields in moves.items():
        await refused(client, "mediator", case_id, action, "FORBIDDEN", **fields)


@pytest.mark.parametrize(
    "sides",
    [
        [],
        [WORKER],
        [WORKER, BOSS | {"name": ""}],
        [WORKER, BOSS | {"phone": "没有"}],
        [WORKER, BOSS | {"id_card": "1"}],
        [WORKER] * 21,
        [WORKER, WORKER],
    ],
)
async def test_sides_that_are_none(client: Client, sides: list[Json]) -> None:
    case_id = await in_hands(client)
    wrong = await attempt(client, "mediator", case_id, "set_disputants", disputants=sides)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "VALIDATION_FAILED")
    assert (await view(client, "mediator", case_id))["disputants"] == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"signed_by": [WORKER["name"]]}, "VALIDATION_FAILED"),
        ({"signed_by": [WORKER["name"]] * 2}, "VALIDATION_FAILED"),
        ({"signed_on": "2026-11-01", "perform_by": None}, "DATE_OUT_OF_RANGE"),
        ({"perform_by": "2026-11-19"}, "VALIDATION_FAILED"),
        ({"text": " "}, "VALIDATION_FAILED"),
        ({"signed_on": "2026-11-21"}, "DATE_OUT_OF_RANGE"),
    ],
)
async def test_an_agreement_that_cannot_be(client: Client, changed: Json, code: str) -> None:
    case_id = await in_hands(client)
    await act(client, "mediator", case_id, "set_disputants", disputants=SIDES)
    form = DONE | {"agreement": AGREEMENT | changed}
    await refused(client, "mediator", case_id, "complete", code, **form)
    assert (await view(client, "mediator", case_id))["status"] == "handling"


async def test_an_agreement_is_between_sides_that_are_known_and_of_a_dispute(client: Client) -> None:
    case_id = await in_hands(client)
    form = DONE | {"agreement": AGREEMENT | {"perform_by": None}}
    await refused(client, "mediator", case_id, "complete", "DISPUTANTS_MISSING", **form)
    wish = await shortlisted(client, kind="wish", visibility="public")
    await act(client, "neighbour", wish, "claim")
    await refused(client, "neighbour", wish, "complete", "AGREEMENT_OF_DISPUTE", **form)
    await act(client, "mediator", case_id, "complete", **DONE)
    assert (await view(client, "mediator", case_id))["replies"][0]["agreement"] is None


async def test_only_for_a_dispute_an_agreement_is_asked_for(client: Client) -> None:
    wish = await shortlisted(client, kind="wish", visibility="public")
    await act(client, "neighbour", wish, "claim")
    assert await asked_for(client, "neighbour", wish, "complete") == {"version", "public_text", "upload_ids"}
    assert "assignment_id" not in await asked_for(client, "liaison", wish, "ask_outsider"), "nor handed over"
    quarrel = await in_hands(client)
    assert "agreement" in await asked_for(client, "mediator", quarrel, "complete")
    assert "assignment_id" in await asked_for(client, "liaison", quarrel, "ask_outsider")


async def asked_for(client: Client, who: str, case_id: str, action: str) -> set[str]:
    """The fields of an action that is offered."""
    offers = (await view(client, who, case_id))["allowed_actions"]
    (fields,) = [{*each["required"], *each["optional"]} for each in offers if each["action"] == action]
    return fields


async def test_what_was_agreed_first_stays_when_it_is_mediated_again(client: Client) -> None:
    case_id = await settled(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    await act(client, "town_office", case_id, "redo", reason="未按协议付款")
    second = AGREEMENT | {"text": "本月底一次付清。", "perform_by": "2026-11-30"}
    await act(client, "mediator", case_id, "progress", text="约双方重新商谈")
    await act(client, "mediator", case_id, "complete", **DONE, agreement=second)
    replies = (await view(client, "mediator", case_id))["replies"]
    assert [reply["agreement"] for reply in replies] == [second, AGREEMENT]
