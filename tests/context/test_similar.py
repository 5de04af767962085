"""Before handing in: what may be the same is found, and of other people's matters almost nothing is told."""

from typing import Any

import pytest

from tests.cases import GOOD, Json, act, draft, replied, shortlisted, submit
from tests.conftest import Client
from tests.context.hints import ask, asked_ids, question

TOLD = {
    "case_id", "hint", "kind", "status", "step", "title", "category_code", "category_name", "area_name",
    "handed_in_on", "me_too", "own", "followed",
}  # fmt: skip
SQUARE = {"lat": 33.587711, "lng": 114.016536, "datum": "gcj02"}


async def test_the_same_lamp_is_known(client: Client) -> None:
    case_id = (await submit(client))["id"]
    (item,) = await ask(client)
    assert item.keys() == TOLD
    assert (item["case_id"], item["status"], item["step"]) == (case_id, "registered", "sort")
    assert (item["category_name"], item["area_name"], item["handed_in_on"]) == ("路灯", "甲镇", "2026-11-20")
    assert (item["title"], item["me_too"], item["own"], item["followed"]) == (None, 0, False, False)


async def test_it_is_known_in_other_words_and_at_another_door(client: Client) -> None:
    case_id = (await submit(client))["id"]
    town = str(client.world.stations["town"])
    said: Json = {"title": "老街东口的路灯坏了好几天", "text": "", "place": "", "category_code": None}
    assert await asked_ids(client, code=None, station_id=town, **said) == [case_id]
    assert await asked_ids(client, code=client.world.codes["point"], **said) == [case_id]
    only_a_category = said | {"title": "", "category_code": "lighting.street_lamp"}
    assert await asked_ids(client, code=None, station_id=town, **only_a_category) == [case_id]


async def test_another_thing_or_another_place_is_not_the_same(client: Client) -> None:
    await submit(client)
    for other in (
        {"title": "井盖没有盖好", "text": "", "category_code": None},
        {"place": "卫生院门前"},
        {"code": None, "station_id": str(client.world.stations["other"])},
        {"area_code": "411122103", "code": None, "station_id": str(client.world.stations["other"])},
    ):
        assert await ask(client, **other) == [], other


async def test_positions_say_where_words_do_not(client: Client) -> None:
    case_id = (await submit(client, place="", position=SQUARE))["id"]
    near, far = SQUARE | {"lat": 33.5886}, SQUARE | {"lat": 33.6186}
    assert await asked_ids(client, place="", position=near) == [case_id]
    assert await asked_ids(client, place="", position=far) == []


async def test_the_likeliest_five_come_first(client: Client) -> None:
    vague = [(await submit(client, place="", text="太暗了", title="路灯"))["id"] for _ in range(5)]
    exact = (await submit(client))["id"]
    found = await asked_ids(client)
    assert (found[0], len(found)) == (exact, 5)
    assert set(found[1:]) < set(vague)


async def test_open_ones_and_those_just_closed(client: Client) -> None:
    closed = await replied(client)
    await act(client, "resident", closed, "evaluate", **GOOD)
    assert await asked_ids(client) == [closed]
    client.clock.advance(days=29)
    assert await asked_ids(client) == [closed]
    client.clock.advance(days=2)
    assert await asked_ids(client) == []
    old = (await submit(client))["id"]
    client.clock.advance(days=89)
    assert await asked_ids(client) == [old]
    client.clock.advance(days=2)
    assert await asked_ids(client) == []


@pytest.mark.parametrize("action", ["withdraw", "refuse", "merge"])
async def test_what_ended_otherwise_is_no_hint(client: Client, action: str) -> None:
    case_id = (await submit(client))["id"]
    if action == "withdraw":
        await act(client, "resident", case_id, "withdraw", reason="已经亮了")
    elif action == "refuse":
        await act(client, "station_head", case_id, "refuse", reason="hotline", text="请拨打 12345")
    else:
        master = (await submit(client, place="别处", category_code=None, title="别的", text="别的"))["id"]
        await act(client, "station_head", case_id, "merge", master_case_id=master)
    assert await ask(client) == []


@pytest.mark.parametrize(
    "secret",
    [
        {"sensitive": True},
        {"category_code": "conduct"},
        {"kind": "dispute"},
        {"kind": "wish"},
        {"kind": "wish", "visibility": "public"},
        {"accused_unit_id": "town_a"},
    ],
)
async def test_some_matters_never_appear(client: Client, secret: dict[str, Any]) -> None:
    if "accused_unit_id" in secret:
        secret = {"accused_unit_id": str(client.world.units["town_a"])}
    await submit(client, **secret)
    asked = {name: value for name, value in secret.items() if name in ("kind", "category_code")}
    assert await ask(client, **asked) == []
    assert await ask(client) == []


async def test_one_accused_stays_hidden_even_where_the_seal_was_lifted(client: Client) -> None:
    accused = str(client.world.units["town_a"])
    case_id = (await submit(client, accused_unit_id=accused))["id"]
    await act(client, "station_head", case_id, "screen", sensitive=False, note="只是等得久")
    assert await ask(client) == []


async def test_drafts_of_deputies_never_appear(client: Client) -> None:
    await draft(client)
    about: Json = {"title": "改造老街照明", "text": "分两期更换老街路灯", "place": "", "category_code": None}
    assert await ask(client, **about) == []
    assert await ask(client, **about, kind="suggestion") == []


async def test_a_title_is_told_only_where_the_words_are_public(client: Client) -> None:
    case_id = (await submit(client, visibility="public", title="老街东口路灯不亮，电话19900000001"))["id"]
    assert [item["title"] for item in await ask(client)] == ["老街东口路灯不亮，电话（号码已隐去）"]
    await act(client, "station_head", case_id, "redact", redacted_text="老街东口路灯不亮。", reason="有号码")
    assert [item["title"] for item in await ask(client)] == ["老街东口路灯不亮。"]
    await act(client, "station_head", case_id, "redact", redacted_text="", reason="全部隐去")
    assert [item["title"] for item in await ask(client)] == [None]


async def test_nothing_of_the_submitter_is_in_the_answer(client: Client) -> None:
    mine = {
        "title": "老街东口路灯不亮请找欧阳",
        "text": "我住老街东口三号院的独门小楼",
        "place": "老街东口三号院",
    }
    receipt = await submit(client, **mine)
    told = str(await ask(client, place="老街东口三号院"))
    for secret in (*mine.values(), "王女士", "19900000002", receipt["number"], receipt["check_code"]):
        assert secret not in told, secret


async def test_ones_own_is_told_as_ones_own(client: Client) -> None:
    await submit(client)
    (item,) = await ask(client, "resident")
    assert (item["own"], item["title"]) == (True, "老街东口路灯不亮")


@pytest.mark.parametrize(
    ("wrong", "status", "code", "field"),
    [
        ({"code": "3333333333333A"}, 404, "CODE_UNKNOWN", None),
        ({"code": None}, 422, "VALIDATION_FAILED", "code"),
        ({"station_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"}, 422, "VALIDATION_FAILED", "code"),
        (
            {"code": None, "station_id": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"},
            404,
            "STATION_NOT_FOUND",
            None,
        ),
        ({"area_code": "411122999"}, 404, "AREA_NOT_FOUND", None),
        ({"title": "", "text": "", "category_code": None}, 422, "VALIDATION_FAILED", "title"),
        ({"kind": "gossip"}, 422, "VALIDATION_FAILED", "kind"),
        ({"position": {"lat": 91, "lng": 0, "datum": "gcj02"}}, 422, "VALIDATION_FAILED", "position.lat"),
    ],
)
async def test_a_question_that_makes_no_sense(
    client: Client, wrong: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = await client.post("resident", "/citizen/cases/similar", question(client, **wrong))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    assert field is None or field in [error["field"] for error in problem["errors"]]


async def test_signs_that_mean_something_to_a_search_mean_nothing(client: Client) -> None:
    case_id = (await submit(client))["id"]
    for words in ("路灯' | '不亮", "路灯 & !不亮 <-> \\", "路灯:*不亮", "'''", "\\", "路灯\u0301不亮"):
        assert await asked_ids(client, title=words) == [case_id], words
    assert await ask(client, title="'", text="\\", category_code=None) == []


async def test_nobody_asks_without_end(client: Client) -> None:
    for _ in range(30):
        await ask(client)
    answer = await client.post("neighbour", "/citizen/cases/similar", question(client))
    assert (answer.status_code, answer.json()["code"]) == (429, "RATE_LIMITED")
    assert await ask(client, "firm") == []


async def test_what_waits_to_be_handed_over_is_still_worth_a_hint(client: Client) -> None:
    case_id = await shortlisted(client, kind="opinion")
    assert await asked_ids(client, kind="appeal") == [case_id]
