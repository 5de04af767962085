"""预算联网监督: a figure below its line, deputies who go and ask, and idle money that comes back."""

from app.presets.practices import practices
from tests.cases import OWNERS, day
from tests.conftest import Client
from tests.stories.play import Json, Matter, read, send

FIGURES = practices()[34].figures


async def watched(client: Client) -> Json:
    indicator = {
        "name": "乡村振兴项目资金使用率",
        "measure": "%",
        "direction": "below",
        "threshold": str(FIGURES["percent"]),
        "unit_id": str(client.world.units["county_a"]),
        "source": "县预算联网监督系统",
    }
    return await send(client, "committee", "/desk/indicators", indicator)


async def table(client: Client, indicator: Json, **used: str) -> Json:
    rows = [{"subject": name, "value": value, "read_on": day(client, 0)} for name, value in used.items()]
    return await send(client, "committee", f"/desk/indicators/{indicator['id']}/readings", {"readings": rows})


async def test_idle_money_is_called_back(client: Client) -> None:
    found = await table(client, await watched(client), 甲项目="59.9", 乙项目="60", 丙项目="88")
    assert [one["subject"] for one in found["alerts"]] == ["甲项目"]
    (alarm,) = (await read(client, "deputy", "/desk/alerts", state="raised"))["items"]
    path = f"/desk/alerts/{alarm['id']}"
    opening = {
        "version": 1,
        "station_id": str(client.world.stations["town"]),
        "title": "甲项目资金使用率不足六成",
    }
    assert (await client.post("deputy", f"{path}/case", opening)).json()["code"] == "FORBIDDEN"
    opened = await send(client, "committee", f"{path}/case", opening)
    seen = await read(client, "county_office", f"/desk/cases/{opened['case_id']}")
    case = Matter(client, seen["id"], seen["number"], seen["version"], seen["status"])
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="财政经济工委")
    await case.do("colleague", "site_visit", text="项目停工三个月", visited_on=day(client, 0))
    await case.dispatch("county_office", "county_a")
    await case.do("county_a_handler", "accept", owners=OWNERS)
    await case.do("county_office", "interview", person="周平", cause="项目未动工", remedy="收回闲置资金")
    returned = "已收回闲置资金，重新分配至急需项目。"
    await case.reply("county_a", reply_class="resolved", public_text=returned)
    outcome = {"version": opened["version"], "text": returned, "amount_yuan": f"{FIGURES['yuan']}.00"}
    settled = await send(client, "committee", f"{path}/outcome", outcome, 200)
    assert (settled["state"], settled["amount_yuan"]) == ("settled", "1800000.00")
    shown = await read(client, "deputy", path)
    assert (shown["case_id"], shown["outcome"]) == (case.id, returned)


async def test_a_false_alarm_is_dismissed_with_its_reason(client: Client) -> None:
    indicator = await watched(client)
    (alarm,) = (await table(client, indicator, 甲项目="12"))["alerts"]
    gone = {"version": alarm["version"], "reason": "质保金，合同未到支付期"}
    await send(client, "committee", f"/desk/alerts/{alarm['id']}/dismiss", gone, 200)
    (kept,) = (await read(client, "deputy", "/desk/alerts", state="dismissed"))["items"]
    assert (kept["dismissed"], kept["case_id"], kept["decided_by"]) == (gone["reason"], None, "committee")
