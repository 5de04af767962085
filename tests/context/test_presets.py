"""By which practice a case goes: chosen by whoever enters, drafts or sorts it, and written on the case."""

import pytest

from tests.cases import Json, act, attempt, matter, refused, shortlisted, submit, view
from tests.conftest import Client
from tests.workflow.test_entries import entered, entry


def labels(case: Json) -> list[str]:
    return [step["label"] for step in case["steps"]]


async def test_the_desk_is_told_what_there_is_to_choose(client: Client) -> None:
    everything = (await client.get("liaison", "/desk/presets")).json()["items"]
    assert everything[0]["key"] == "six_steps"
    assert all(item["kinds"] and item["steps"] for item in everything)
    assert "weekly_reception" not in {item["key"] for item in everything}
    of_wishes = (await client.get("liaison", "/desk/presets", kind="wish")).json()["items"]
    assert {item["key"] for item in of_wishes} == {"six_steps", "mashangban", "wish_pool"}
    order = next(item for item in everything if item["key"] == "four_party_order")
    assert order == {
        "key": "four_party_order",
        "label": "四方联单",
        "kinds": ["appeal", "opinion"],
        "steps": ["居民点单", "委室派单", "局长接单", "代表评单"],
        "double_evaluation": True,
        "talk_required": False,
        "talk_with": [],
    }


async def test_what_is_entered_may_go_by_a_practice(client: Client) -> None:
    firm = {"kind": "enterprise", "firm_name": "某茶业公司", "preset": "business_link"}
    case = await view(client, "liaison", await entered(client, **firm))
    assert (case["preset"], case["talk_required"], case["double_evaluation"]) == (
        "business_link",
        True,
        False,
    )
    assert (case["preset_label"], case["talk_with"]) == ("营商环境双联", ["citizen", "deputy"])
    assert labels(case)[0] == "联系企业"


async def test_a_suggestion_may_go_by_a_practice(client: Client) -> None:
    form = {"title": "关于立法的建议", "text": "建议制定条例。", "preset": "double_rating"}
    made = await client.post("deputy", "/desk/suggestions", form)
    assert made.status_code == 201, made.text
    case = await view(client, "deputy", made.json()["id"])
    assert (case["preset"], case["double_evaluation"]) == ("double_rating", True)


async def test_what_a_resident_hands_in_is_plain_until_somebody_sorts_it(client: Client) -> None:
    chosen = await client.post("resident", "/citizen/cases", matter(client, preset="four_party_order"))
    assert (chosen.status_code, chosen.json()["errors"][0]["field"]) == (422, "preset")
    case_id = (await submit(client))["id"]
    before = await view(client, "liaison", case_id)
    assert (before["preset"], before["preset_label"]) == ("", "六步闭环")
    assert labels(before) == ["登记", "梳理", "处办", "反馈", "督办", "评议"]
    await act(client, "liaison", case_id, "screen", note="属实", preset="four_party_order")
    after = await view(client, "liaison", case_id)
    assert (after["preset"], after["double_evaluation"]) == ("four_party_order", True)
    assert labels(after) == ["居民点单", "委室派单", "局长接单", "代表评单"]
    mine = await view(client, "resident", case_id)
    assert (mine["preset_label"], labels(mine)) == ("四方联单", labels(after))
    await act(client, "liaison", case_id, "screen", note="再看一遍")
    assert (await view(client, "liaison", case_id))["preset"] == "four_party_order"
    await act(client, "liaison", case_id, "screen", note="按一般流程", preset="")
    plain = await view(client, "liaison", case_id)
    assert (plain["preset"], plain["double_evaluation"]) == ("", False)


async def test_what_the_same_form_says_of_ratings_goes_before_the_practice(client: Client) -> None:
    case_id = (await submit(client))["id"]
    form = {"note": "属实", "preset": "four_party_order", "double_evaluation": False}
    await act(client, "liaison", case_id, "screen", **form)
    assert not (await view(client, "liaison", case_id))["double_evaluation"]


async def test_once_it_waits_to_be_handed_over_its_practice_stands(client: Client) -> None:
    case_id = await shortlisted(client)
    await refused(
        client, "station_head", case_id, "screen", "ILLEGAL_MOVE", note="改", preset="four_party_order"
    )


@pytest.mark.parametrize(
    ("preset", "status", "code"),
    [
        ("no_such_practice", 404, "PRESET_NOT_FOUND"),
        ("业务", 404, "PRESET_NOT_FOUND"),
        ("wish_pool", 409, "PRESET_NOT_FOR_KIND"),
        ("weekly_reception", 409, "PRESET_NOT_FOR_KIND"),
        ("industry_station", 409, "PRESET_NOT_FOR_KIND"),
        ("x" * 41, 422, "VALIDATION_FAILED"),
    ],
)
async def test_a_practice_that_is_not_there_or_not_for_this(
    client: Client, preset: str, status: int, code: str
) -> None:
    made = await client.post("liaison", "/desk/cases", entry(preset=preset))
    assert (made.status_code, made.json()["code"]) == (status, code)
    form = {"title": "关于照明的建议", "text": "建议更换。", "preset": preset}
    drafted = await client.post("deputy", "/desk/suggestions", form)
    assert (drafted.status_code, drafted.json()["code"]) == (status, code)
    case_id = (await submit(client))["id"]
    screened = await attempt(client, "liaison", case_id, "screen", note="属实", preset=preset)
    assert (screened.status_code, screened.json()["code"]) == (status, code)
    listed = (await client.get("county_office", "/desk/cases")).json()["items"]
    assert [item["id"] for item in listed] == [case_id]
    case = await view(client, "liaison", case_id)
    assert (case["preset"], case["version"]) == ("", 2)
