"""Topics: evidence, a report, orders to units, and a result."""

from typing import Any

from tests.cases import Json, submit
from tests.conftest import Client
from tests.supervision.orders import do as on_order
from tests.supervision.orders import listed

TOPIC = {"title": "城区学校大班额", "reason": "群众反映集中", "leader": "李副主任"}
REPORT = {
    "title": "关于优化城区教育资源配置的报告",
    "text": "现状、成因与建议",
    "delivered_to": "县人民政府",
    "reported_on": "2026-11-20",
}
VISIT = {
    "kind": "secret_visit",
    "held_on": "2026-11-19",
    "place": "第二小学",
    "deputies": 5,
    "text": "每班六十五人",
}


async def begun(client: Client, who: str = "committee", **more: Any) -> Json:
    answer = await client.post(who, "/desk/topics", TOPIC | more)
    assert answer.status_code == 201, answer.text
    topic: Json = answer.json()
    return topic


async def post(client: Client, who: str, topic: Json, what: str, form: Json, status: int = 200) -> Json:
    answer = await client.post(who, f"/desk/topics/{topic['id']}/{what}", form)
    assert answer.status_code == status, f"{what}: {answer.text}"
    found: Json = answer.json()
    return found


async def refused(client: Client, who: str, topic: Json, what: str, form: Json, code: str) -> None:
    answer = await client.post(who, f"/desk/topics/{topic['id']}/{what}", form)
    assert answer.json().get("code") == code, f"{who} {what}: {answer.text}"


async def test_from_visits_to_a_report_to_a_result(client: Client) -> None:
    topic = await begun(client)
    assert (topic["state"], topic["office_name"], topic["area_code"]) == (
        "gathering",
        "committee机关",
        "411122",
    )
    version = {"version": topic["version"]}
    await refused(client, "committee", topic, "report", REPORT | version, "TOPIC_WITHOUT_EVIDENCE")
    await post(client, "deputy", topic, "evidence", VISIT, 201)
    await refused(
        client, "committee", topic, "evidence", VISIT | {"held_on": "2026-11-21"}, "DATE_OUT_OF_RANGE"
    )
    talk = {"kind": "talk", "held_on": "2026-11-20", "text": "家长要求就近入学"}
    seen = await post(client, "committee", topic, "evidence", talk, 201)
    assert [(one["kind"], one["entered_by"]) for one in seen["evidence"]] == [
        ("secret_visit", "deputy"),
        ("talk", "committee"),
    ]
    order = {"unit_id": str(client.world.units["county_a"]), "text": "新建学校", "due_on": "2027-06-30"}
    await refused(client, "committee", topic, "orders", order, "TOPIC_NOT_REPORTED")
    result = {
        "text": "新建六所学校",
        "amount_yuan": "1110000000.00",
        "figures": [{"label": "学位", "number": 12000}],
    }
    await refused(client, "committee", topic, "result", result | version, "TOPIC_NOT_REPORTED")
    await refused(
        client,
        "committee",
        topic,
        "report",
        REPORT | version | {"reported_on": "2026-11-21"},
        "DATE_OUT_OF_RANGE",
    )
    reported = await post(client, "committee", topic, "report", REPORT | version)
    assert (reported["state"], reported["report"]["delivered_to"]) == ("reported", "县人民政府")
    await refused(client, "committee", topic, "report", REPORT | version, "STALE_VERSION")
    version = {"version": reported["version"]}
    await refused(client, "committee", topic, "report", REPORT | version, "ALREADY_EXISTS")
    sent = await post(client, "committee", topic, "orders", order, 201)
    assert (sent["kind"], sent["case_id"], sent["cause"], sent["addressee"]) == (
        "topic",
        None,
        "城区学校大班额",
        "county_a单位",
    )
    (own,) = await listed(client, "county_a_handler", topic_id=topic["id"])
    await on_order(client, "county_a_head", own, "answer", text="已立项")
    await on_order(client, "committee", own, "close", fulfilled=True, finding="已开工")
    ended = await post(client, "committee", topic, "result", result | version)
    assert (ended["state"], ended["result"]["amount_yuan"], ended["orders"]) == ("closed", "1110000000.00", 1)
    assert ended["result"]["figures"] == [{"label": "学位", "number": 12000, "measure": ""}]
    await refused(client, "committee", topic, "evidence", VISIT, "TOPIC_CLOSED")


async def test_cases_that_belong_to_it_are_seen_by_those_who_see_the_case(client: Client) -> None:
    topic = await begun(client, "county_office")
    case = await submit(client)
    await post(client, "county_office", topic, "cases", {"case_ids": [case["id"]]})
    seen = await post(client, "county_office", topic, "cases", {"case_ids": [case["id"]]})
    assert [one["number"] for one in seen["cases"]] == [case["number"]]
    other = await client.get("committee", f"/desk/topics/{topic['id']}")
    assert (other.status_code, other.json()["cases"], other.json()["may_lead"]) == (200, [], False)
    mine = await begun(client, "committee")
    await refused(client, "committee", mine, "cases", {"case_ids": [case["id"]]}, "CASE_NOT_FOUND")
    await refused(client, "far_committee", mine, "cases", {"case_ids": [case["id"]]}, "FORBIDDEN")


async def test_those_who_are_supervised_do_not_see_what_is_being_found_out(client: Client) -> None:
    topic = await begun(client, "town_office")
    assert topic["area_code"] == "411122102"
    for who in ("unit_handler", "unit_head", "liaison", "mediator"):
        for path in ("/desk/topics", f"/desk/topics/{topic['id']}"):
            answer = await client.get(who, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN"), who
    for who in ("far_town_office", "county_office_away", "deputy_away"):
        answer = await client.get(who, f"/desk/topics/{topic['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "TOPIC_NOT_FOUND"), who
    for who in ("deputy", "committee", "county_office"):
        assert (await client.get(who, f"/desk/topics/{topic['id']}")).status_code == 200, who


async def test_who_may_begin_one_and_where(client: Client) -> None:
    for who in ("deputy", "unit_handler", "station_head"):
        answer = await client.post(who, "/desk/topics", TOPIC)
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    for wrong, code in (
        ({"area_code": "411122103"}, "AREA_NOT_FOUND"),
        ({"category_code": "none"}, "CATEGORY_NOT_FOUND"),
    ):
        answer = await client.post("town_office", "/desk/topics", TOPIC | wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, code)
    topic = await begun(client)
    for state, found in (("gathering", [topic["id"]]), ("reported", []), ("closed", [])):
        items = (await client.get("county_office", "/desk/topics", state=state)).json()["items"]
        assert [one["id"] for one in items] == found
