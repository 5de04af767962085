"""专题调研—整改—现场测评: eight fields are looked into, reported, put right, and rated where the reports are heard."""

from tests.cases import day
from tests.conftest import Client
from tests.stories.inquiring import meeting, put_right, rated, to_be_put_right
from tests.stories.play import read, send

FIELDS = (
    "物业服务管理",
    "养老服务产业",
    "现代农业产业园",
    "校园周边交通",
    "乡村医生队伍",
    "农村生活污水",
    "集贸市场改造",
    "灵活就业服务",
)
VOTES = ((30, 2, 0), (28, 4, 0), (25, 5, 2), (20, 9, 3), (18, 10, 4), (17, 9, 6), (12, 15, 5), (10, 18, 4))


async def surveyed(client: Client, field: str) -> str:
    """A survey group went there, and its report went to the committee of the party and to the government."""
    topic = await send(client, "county_office", "/desk/topics", {"title": field, "reason": "代表反映集中"})
    found = {"kind": "open_visit", "held_on": day(client, 0), "text": "走访三处，情况属实", "deputies": 6}
    await send(client, "county_office", f"/desk/topics/{topic['id']}/evidence", found)
    report = {
        "version": (await read(client, "county_office", f"/desk/topics/{topic['id']}"))["version"],
        "title": f"关于{field}的调研报告",
        "text": "现状、成因与建议",
        "delivered_to": "区委、区人民政府",
        "reported_on": day(client, 0),
    }
    shown = await client.post("county_office", f"/desk/topics/{topic['id']}/report", report)
    assert shown.status_code in (200, 201), shown.text
    return str(topic["id"])


async def test_eight_fields_from_the_survey_to_the_rating(client: Client) -> None:
    topics = [await surveyed(client, field) for field in FIELDS]
    hearing = await meeting(client, "meeting", "常委会听取整改落实情况")
    today = day(client, 0)
    for number, (topic, field) in enumerate(zip(topics, FIELDS, strict=True)):
        unit = ("county_a", "county_b")[number % 2]
        case = await to_be_put_right(client, hearing, unit, field)
        body = {"case_ids": [case.id]}
        taken = await client.post("county_office", f"/desk/topics/{topic}/cases", body)
        assert taken.status_code == 200, taken.text
        await put_right(case, unit)
        await rated(client, hearing, case, VOTES[number], today)
    found = await read(client, "county_office", f"/desk/events/{hearing['id']}/ballots")
    assert [item["title"] for item in found["items"]] == list(FIELDS)
    strict, broad = found["satisfaction_strict"], found["satisfaction_broad"]
    assert (strict["numerator"], strict["denominator"], strict["rate"]) == (6, 8, 0.75)
    assert broad["rate"] == 1.0
    one = await read(client, "county_office", f"/desk/topics/{topics[0]}")
    assert (one["report"]["delivered_to"], one["cases"][0]["status"]) == ("区委、区人民政府", "closed")
