"""What changes a case without moving it, and who reads what was written."""

from typing import Any

import pytest

from tests.cases import (
    GOOD,
    act,
    attempt,
    day,
    dispatched,
    handling,
    hidden,
    offered,
    refused,
    replied,
    submit,
    view,
)
from tests.conftest import Client
from tests.integrations.pictures import picture, saved


def entries(case: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [entry for entry in case["timeline"] if entry["action"] == action]


OVERLAYS: list[tuple[str, str, dict[str, Any], str]] = [
    ("urge", "deputy", {"text": "请抓紧办理"}, "colleague"),
    ("supervise", "town_office", {"text": "人大主席督办", "due_on": "2026-11-25"}, "station_head"),
    ("interview", "county_office", {"person": "周平", "cause": "逾期", "remedy": "三日内办结"}, "deputy"),
    ("site_visit", "liaison", {"text": "现场已看", "visited_on": "2026-11-20"}, "unit_handler"),
    ("revisit", "colleague", {"text": "灯还亮着", "holds": True}, "unit_head"),
    ("follow", "colleague", {}, "unit_handler"),
    ("mark_key", "county_office", {"key": True, "reason": "群众反映集中"}, "station_head"),
    ("flag_quality", "deputy", {"quality": "low", "reason": "标准不高"}, "liaison"),
    ("set_parties", "town_office", {"leader": {"name": "主任"}}, "station_head"),
    ("note", "liaison", {"text": "已电话核实"}, "deputy"),
    ("redact", "station_head", {"redacted_text": "路灯不亮", "reason": "含他人信息"}, "liaison"),
    ("supplement", "resident", {"text": "路口那盏也灭了"}, "town_office"),
]


@pytest.mark.parametrize(("action", "who", "fields", "not_his"), OVERLAYS)
async def test_an_overlay_leaves_the_status_alone_and_its_trace_behind(
    client: Client, action: str, who: str, fields: dict[str, Any], not_his: str
) -> None:
    case_id = await handling(client)
    before = await view(client, "county_office", case_id)
    await refused(client, not_his, case_id, action, "FORBIDDEN", **fields)
    state = await act(client, who, case_id, action, **fields)
    assert (state["status"], state["version"]) == ("handling", before["version"] + 1)
    (entry,) = entries(await view(client, "station_head", case_id), action)
    assert (entry["role"], entry["from_status"], entry["to_status"]) == (
        client.world.people[who].role,
        "handling",
        "handling",
    )
    assert entry["data"].items() >= {key: value for key, value in fields.items() if value}.items()


async def test_supervision_quality_and_key_are_seen_on_the_case(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "town_office", case_id, "supervise", text="主席督办")
    assert (await view(client, "unit_head", case_id))["colour"] == "green"
    await act(client, "town_office", case_id, "flag_quality", quality="poor", reason="敷衍")
    await act(client, "county_office", case_id, "mark_key", key=True, reason="集中", leader="副主任")
    case = await view(client, "unit_head", case_id)
    assert (case["colour"], case["quality"], case["key"]) == ("red", "poor", True)
    await act(client, "town_office", case_id, "flag_quality", quality=None, reason="已改进")
    await act(client, "county_office", case_id, "mark_key", key=False, reason="已解决")
    case = await view(client, "unit_head", case_id)
    assert (case["quality"], case["key"]) == (None, False)


async def test_the_six_parties_are_named_and_their_unit_sees_the_case(client: Client) -> None:
    case_id = await handling(client)
    unit = {"name": "县住建局", "unit_id": str(client.world.units["county_a"])}
    slots = {"leader": {"name": "常委会副主任"}, "government": {"name": "副县长"}, "unit": unit}
    await act(client, "county_office", case_id, "set_parties", **slots)
    case = await view(client, "county_a_head", case_id)
    assert {slot: party["name"] for slot, party in case["parties"].items()} == {
        "leader": "常委会副主任",
        "government": "副县长",
        "unit": "县住建局",
    }
    await act(client, "county_office", case_id, "set_parties", leader={"name": "常委会副主任"})
    assert await hidden(client, "county_a_head", case_id)


async def test_notes_stay_on_their_side_of_the_house(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await act(client, "liaison", case_id, "note", text="来访人情绪激动")
    await act(client, "unit_handler", case_id, "note", text="等灯具到货")

    async def read(who: str) -> set[str]:
        return {entry["data"]["text"] for entry in entries(await view(client, who, case_id), "note")}

    assert await read("town_office") == await read("station_head") == {"来访人情绪激动"}
    assert await read("unit_head") == {"等灯具到货"}
    for who in ("town_b_handler", "deputy"):
        assert await read(who) == set()
    assert entries(await view(client, "resident", case_id), "note") == []


async def test_the_submitter_adds_photos_each_once(client: Client) -> None:
    case_id = await handling(client)
    photo = (await client.upload("resident", saved(picture(), "JPEG"))).json()["upload_id"]
    more = {"text": "补一张照片", "upload_ids": [photo]}
    await refused(client, "liaison", case_id, "supplement", "UPLOAD_NOT_FOUND", **more)
    await act(client, "resident", case_id, "supplement", **more)
    (entry,) = entries(await view(client, "unit_handler", case_id), "supplement")
    assert [item["id"] for item in entry["attachments"]] == [photo]
    shown = await client.http.get(entry["attachments"][0]["url"])
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert (await view(client, "unit_handler", case_id))["attachments"] == []
    await refused(client, "resident", case_id, "supplement", "UPLOAD_USED", **more)


async def test_what_is_redacted_is_still_there_for_those_who_may_read_it(client: Client) -> None:
    case_id = await dispatched(client, text="张某某家门口路灯不亮，电话19900000009。")
    hidden_now = {"redacted_text": "某户门口路灯不亮。", "reason": "含他人信息"}
    await act(client, "station_head", case_id, "redact", **hidden_now)
    for who in ("liaison", "deputy", "unit_handler"):
        case = await view(client, who, case_id)
        assert (case["text"], case["redacted"]) == ("某户门口路灯不亮。", True)
    for who in ("station_head", "town_office", "county_office", "resident"):
        assert "19900000009" in (await view(client, who, case_id))["text"]
    found = (await client.get("liaison", "/desk/cases", q="19900000009")).json()["items"]
    assert found == []
    assert "19900000009" not in (await client.get("liaison", f"/desk/cases/{case_id}")).text


async def test_only_what_its_submitter_made_public_is_published(client: Client) -> None:
    private = await replied(client)
    await refused(client, "station_head", private, "publish", "ILLEGAL_MOVE")
    sealed = await replied(client, who="firm", visibility="public")
    await refused(client, "liaison", sealed, "publish", "FORBIDDEN")
    await act(client, "station_head", sealed, "publish")
    assert (await view(client, "station_head", sealed))["published"] is True
    assert entries(await view(client, "firm", sealed), "publish")


async def test_a_sealed_matter_is_never_published(client: Client) -> None:
    case_id = (await submit(client, visibility="public", sensitive=True))["id"]
    await refused(client, "town_office", case_id, "publish", "ILLEGAL_MOVE")
    said = {"public_text": "已谈话。", "basis": "纪律处分规定"}
    await act(client, "town_office", case_id, "answer_on_spot", **said)
    await refused(client, "town_office", case_id, "publish", "ILLEGAL_MOVE")


async def test_a_return_visit_after_the_end_is_read_by_the_unit_too(client: Client) -> None:
    case_id = await replied(client)
    visit = {"text": "群众说又暗了", "holds": False}
    await act(client, "liaison", case_id, "revisit", **visit)
    assert entries(await view(client, "deputy", case_id), "revisit")
    assert not entries(await view(client, "unit_head", case_id), "revisit")
    await act(client, "resident", case_id, "evaluate", **GOOD)
    assert entries(await view(client, "unit_head", case_id), "revisit")
    await act(client, "deputy", case_id, "revisit", **visit)
    assert {"reopen", "revisit"} <= await offered(client, "town_office", case_id)


async def test_once_over_it_is_left_alone(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    for who, action, fields in (
        ("deputy", "urge", {"text": "x"}),
        ("town_office", "supervise", {"text": "x"}),
        ("liaison", "site_visit", {"text": "x", "visited_on": day(client, 0)}),
        ("resident", "supplement", {"text": "x"}),
    ):
        await refused(client, who, case_id, action, "ILLEGAL_MOVE", **fields)


async def test_text_that_says_nothing_is_not_a_remark(client: Client) -> None:
    case_id = await handling(client)
    answer = await attempt(client, "deputy", case_id, "urge", text="   ")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text")
