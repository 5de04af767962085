"""专项监督: open and secret visits about crowded classes, a report, and schools that the government builds."""

from app.presets.practices import practices
from tests.cases import day
from tests.conftest import Client
from tests.stories.play import Json, read, send, submit

FIGURES = practices()[33].figures
SEEN = (
    ("open_visit", "随校长看了六个班"),
    ("secret_visit", "不打招呼，数了三个班"),
    ("talk", "家长、教师座谈"),
)


async def looked_into(client: Client) -> Json:
    topic = {"title": "城区学校大班额", "reason": "家长反映集中", "leader": "李副主任"}
    begun = await send(client, "county_office", "/desk/topics", topic)
    for kind, text in SEEN:
        entry = {"kind": kind, "held_on": day(client, 0), "place": "城区小学", "deputies": 5, "text": text}
        who = "deputy" if kind == "secret_visit" else "county_office"
        begun = await send(client, who, f"/desk/topics/{begun['id']}/evidence", entry)
    return begun


async def test_from_crowded_classes_to_new_schools(client: Client) -> None:
    case = await submit(client, title="孩子班里坐了七十人", category_code=None)
    topic = await looked_into(client)
    path = f"/desk/topics/{topic['id']}"
    assert [(one["kind"], one["entered_by"]) for one in topic["evidence"]] == [
        ("open_visit", "county_office"),
        ("secret_visit", "deputy"),
        ("talk", "county_office"),
    ]
    linked = await send(client, "county_office", f"{path}/cases", {"case_ids": [case.id]}, 200)
    assert [one["number"] for one in linked["cases"]] == [case.number]
    paper = {
        "title": "关于优化城区教育资源配置的报告",
        "text": "现状、成因、建议",
        "delivered_to": "县人民政府",
        "reported_on": day(client, 0),
    }
    reported = await send(
        client, "county_office", f"{path}/report", paper | {"version": topic["version"]}, 200
    )
    unit = str(client.world.units["county_a"])
    opinion = {"unit_id": unit, "text": "三年内消除大班额", "due_on": day(client, 300)}
    order = await send(client, "county_office", f"{path}/orders", opinion)
    assert (await client.get("county_a_head", path)).status_code == 403
    (own,) = (await read(client, "county_a_head", "/desk/supervision", kind="topic"))["items"]
    answer = {"version": own["version"], "text": "已立项，新建六所"}
    await send(client, "county_a_head", f"/desk/supervision/{own['id']}/answer", answer, 200)
    client.clock.advance(days=290)
    built = {"version": 2, "fulfilled": True, "finding": "六所学校开学"}
    await send(client, "county_office", f"/desk/supervision/{order['id']}/close", built, 200)
    result = {
        "version": reported["version"],
        "text": "县政府投入建设资金，新建城区学校",
        "amount_yuan": f"{FIGURES['yuan']}.00",
        "figures": [
            {"label": "新建学校", "number": FIGURES["schools"], "measure": "所"},
            {"label": "新增学位", "number": FIGURES["places"], "measure": "个"},
        ],
    }
    ended = await send(client, "county_office", f"{path}/result", result, 200)
    assert (ended["state"], ended["result"]["amount_yuan"]) == ("closed", "1110000000.00")
    assert [one["number"] for one in ended["result"]["figures"]] == [FIGURES["schools"], FIGURES["places"]]
    assert (await read(client, "deputy", path))["result"] == ended["result"]


async def test_no_report_without_anybody_having_looked(client: Client) -> None:
    topic = await send(
        client, "county_office", "/desk/topics", {"title": "校园食品安全", "reason": "家长反映"}
    )
    paper = {"title": "报告", "text": "略", "delivered_to": "县人民政府", "reported_on": day(client, 0)}
    answer = await client.post("county_office", f"/desk/topics/{topic['id']}/report", paper | {"version": 1})
    assert answer.json()["code"] == "TOPIC_WITHOUT_EVIDENCE"
