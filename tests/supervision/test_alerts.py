"""Figures that are watched: an alarm becomes a case, or is dismissed with a reason."""

from typing import Any

import pytest

from tests.cases import Json, act, view
from tests.conftest import Client


def form(client: Client, **more: Any) -> Json:
    return {
        "name": "乡村振兴项目资金使用率",
        "measure": "%",
        "direction": "below",
        "threshold": "60",
        "unit_id": str(client.world.units["county_a"]),
        "category_code": "lighting",
        "source": "县预算联网监督系统",
    } | more


async def watched(client: Client, who: str = "committee", **more: Any) -> Json:
    answer = await client.post(who, "/desk/indicators", form(client, **more))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def reading(value: str, subject: str = "某乡村振兴项目", read_on: str = "2026-11-20") -> Json:
    return {"subject": subject, "value": value, "read_on": read_on}


async def read(client: Client, indicator: Json, *readings: Json, who: str = "committee") -> Json:
    path = f"/desk/indicators/{indicator['id']}/readings"
    answer = await client.post(who, path, {"readings": list(readings)})
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


async def decide(client: Client, alert: Json, what: str, who: str = "committee", **fields: Any) -> Json:
    body = {"version": alert["version"]} | fields
    answer = await client.post(who, f"/desk/alerts/{alert['id']}/{what}", body)
    assert answer.status_code in (200, 201), f"{what}: {answer.text}"
    found: Json = answer.json()
    return found


async def refused(
    client: Client, alert: Json, what: str, code: str, who: str = "committee", **fields: Any
) -> None:
    body = {"version": alert["version"]} | fields
    answer = await client.post(who, f"/desk/alerts/{alert['id']}/{what}", body)
    assert answer.json().get("code") == code, f"{what}: {answer.text}"


def opening(client: Client) -> Json:
    return {
        "station_id": str(client.world.stations["town"]),
        "title": "资金使用率不足六成",
        "text": "请视察询问",
    }


async def test_a_low_figure_becomes_a_case_and_money_comes_back(client: Client) -> None:
    indicator = await watched(client)
    found = await read(client, indicator, reading("58.5"), reading("60", "刚好"), reading("71", "正常"))
    assert found["added"] == 3
    (alert,) = found["alerts"]
    assert (alert["state"], alert["subject"], alert["value"], alert["threshold"]) == (
        "raised",
        "某乡村振兴项目",
        "58.5",
        "60",
    )
    await refused(client, alert, "outcome", "ALERT_NOT_OPENED", text="已收回")
    opened = await decide(client, alert, "case", **opening(client))
    assert (opened["state"], opened["decided_by"]) == ("opened", "committee")
    case = await view(client, "county_office", opened["case_id"])
    assert (case["kind"], case["channel"], case["status"]) == ("review_item", "external", "submitted")
    assert case["text"] == (
        "乡村振兴项目资金使用率：某乡村振兴项目为58.5%，低于60%（2026-11-20，县预算联网监督系统）。"
        "责任单位：county_a单位。\n请视察询问"
    )
    await act(client, "station_head", opened["case_id"], "register", category_code="lighting")
    await refused(client, opened, "dismiss", "ALERT_DECIDED", reason="不用管")
    settled = await decide(client, opened, "outcome", text="闲置资金已收回", amount_yuan="1800000.00")
    assert (settled["state"], settled["amount_yuan"]) == ("settled", "1800000.00")
    await refused(client, settled, "outcome", "ALERT_SETTLED", text="再收回")


async def test_one_alarm_at_a_time_for_one_subject(client: Client) -> None:
    indicator = await watched(client)
    (first,) = (await read(client, indicator, reading("40", read_on="2026-11-18")))["alerts"]
    assert (await read(client, indicator, reading("41", read_on="2026-11-19")))["alerts"] == []
    await decide(client, first, "dismiss", reason="质保金，未到支付期")
    latest = (reading("45", "乙", "2026-11-20"), reading("90", "乙", "2026-11-19"))
    found = await read(client, indicator, reading("42"), *latest)
    assert [(one["subject"], one["value"]) for one in found["alerts"]] == [
        ("某乡村振兴项目", "42"),
        ("乙", "45"),
    ]
    items = (await client.get("deputy", "/desk/alerts", state="raised")).json()["items"]
    assert len(items) == 2
    dismissed = (await client.get("deputy", f"/desk/alerts/{first['id']}")).json()
    assert (dismissed["state"], dismissed["dismissed"]) == ("dismissed", "质保金，未到支付期")


async def test_the_latest_day_of_a_table_counts(client: Client) -> None:
    indicator = await watched(client)
    days = [reading("40", read_on="2026-11-18"), reading("80", read_on="2026-11-20")]
    assert (await read(client, indicator, *days))["alerts"] == []
    listed = (await client.get("committee", f"/desk/indicators/{indicator['id']}/readings")).json()["items"]
    assert {one["value"] for one in listed} == {"40", "80"}


async def test_above_is_the_other_side(client: Client) -> None:
    indicator = await watched(client, name="欠薪户数", measure="户", direction="above", threshold="10")
    found = await read(client, indicator, reading("10", "甲"), reading("10.5", "乙"))
    assert [one["subject"] for one in found["alerts"]] == ["乙"]


async def test_a_changed_threshold_is_for_readings_to_come(client: Client) -> None:
    indicator = await watched(client)
    (alert,) = (await read(client, indicator, reading("50")))["alerts"]
    edit = form(client, threshold="30") | {"version": indicator["version"], "active": True}
    path = f"/desk/indicators/{indicator['id']}"
    changed = await client.put("committee", path, edit)
    assert (changed.status_code, changed.json()["threshold"]) == (200, "30")
    assert (await client.get("committee", f"/desk/alerts/{alert['id']}")).json()["threshold"] == "60"
    assert (await read(client, indicator, reading("40", "丙")))["alerts"] == []
    assert (await client.put("committee", path, edit)).json()["code"] == "STALE_VERSION"
    off = edit | {"version": changed.json()["version"], "active": False}
    assert (await client.put("committee", path, off)).json()["active"] is False
    answer = await client.post("committee", f"{path}/readings", {"readings": [reading("1", "丁")]})
    assert answer.json()["code"] == "INDICATOR_OFF"


WRONG: list[tuple[list[Json], int, str]] = [
    ([reading("五十")], 422, "VALIDATION_FAILED"),
    ([reading("50.12345")], 422, "VALIDATION_FAILED"),
    ([reading("50"), reading("51")], 422, "VALIDATION_FAILED"),
    ([reading("50", read_on="2026-11-21")], 409, "DATE_OUT_OF_RANGE"),
    ([], 422, "VALIDATION_FAILED"),
]


@pytest.mark.parametrize(("readings", "status", "code"), WRONG)
async def test_what_is_no_reading_is_refused(
    client: Client, readings: list[Json], status: int, code: str
) -> None:
    indicator = await watched(client)
    path = f"/desk/indicators/{indicator['id']}/readings"
    answer = await client.post("committee", path, {"readings": readings})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_day_has_one_reading(client: Client) -> None:
    indicator = await watched(client)
    await read(client, indicator, reading("70"))
    path = f"/desk/indicators/{indicator['id']}/readings"
    answer = await client.post("committee", path, {"readings": [reading("71"), reading("40", "乙")]})
    assert (answer.status_code, answer.json()["code"]) == (409, "ALREADY_EXISTS")
    assert (await client.get("committee", "/desk/alerts")).json()["items"] == []


async def test_those_who_are_watched_see_nothing_of_it(client: Client) -> None:
    indicator = await watched(client)
    (alert,) = (await read(client, indicator, reading("50")))["alerts"]
    for who in ("unit_handler", "county_a_head", "liaison", "mediator"):
        for path in ("/desk/indicators", "/desk/alerts", f"/desk/alerts/{alert['id']}"):
            assert (await client.get(who, path)).json().get("code") == "FORBIDDEN", who
    for who in ("deputy", "county_office"):
        assert (await client.get(who, f"/desk/alerts/{alert['id']}")).status_code == 200
    for who in ("town_office", "county_office_away"):
        assert (await client.get(who, f"/desk/alerts/{alert['id']}")).json()["code"] == "ALERT_NOT_FOUND"
    await refused(client, alert, "dismiss", "FORBIDDEN", who="deputy", reason="x")
    town = await watched(client, "town_office", name="镇级项目")
    assert town["area_code"] == "411122102"


async def test_a_case_needs_a_station_in_scope(client: Client) -> None:
    indicator = await watched(client, "town_office", name="镇级项目")
    (alert,) = (await read(client, indicator, reading("50"), who="town_office"))["alerts"]
    away = opening(client) | {"station_id": str(client.world.stations["other"])}
    await refused(client, alert, "case", "STATION_NOT_FOUND", who="town_office", **away)
    opened = await decide(client, alert, "case", who="town_office", **opening(client))
    await refused(client, alert, "case", "STALE_VERSION", who="town_office", **opening(client))
    await refused(client, opened, "case", "ALERT_DECIDED", who="town_office", **opening(client))
