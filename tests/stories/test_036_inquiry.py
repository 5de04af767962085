"""评议询问: twenty problems asked at a meeting, answered there, put right by their units, and rated on the spot."""

from tests.cases import day
from tests.conftest import Client
from tests.stories.inquiring import UNIT_OF, meeting, put_right, rated, to_be_put_right
from tests.stories.play import Json, read, send

PROBLEMS = 20


async def asked(client: Client, event: Json, unit: str, text: str) -> Json:
    body = {"unit_id": str(client.world.units[unit]), "text": text}
    return await send(client, "deputy", f"/desk/events/{event['id']}/questions", body)


async def test_what_is_asked_is_answered_put_right_and_rated(client: Client) -> None:
    event = await meeting(client, "inquiry", "校园食品安全评议询问会")
    units = list(UNIT_OF)
    questions = [
        await asked(client, event, units[number % 2], f"第{number}问：整改到什么程度？")
        for number in range(PROBLEMS)
    ]
    path = f"/desk/events/{event['id']}/questions"
    said = {"answer": "下月起每周公示采购清单", "answered_by": "周平"}
    for number, question in enumerate(questions):
        who = f"{units[number % 2]}_head" if number % 4 < 2 else "county_office"
        await send(client, who, f"{path}/{question['id']}/answer", said, 200)
    again = await client.post("county_a_head", f"{path}/{questions[0]['id']}/answer", said)
    assert (again.status_code, again.json()["code"]) == (409, "QUESTION_ANSWERED")
    strange = await client.post("county_b_head", f"{path}/{questions[0]['id']}/answer", said)
    assert strange.status_code == 403
    listed = (await read(client, "deputy", path, limit=100))["items"]
    assert len(listed) == PROBLEMS and all(item["answered_at"] for item in listed)
    assert {item["asked_by"] for item in listed} == {"deputy代表"}

    items = {unit: await to_be_put_right(client, event, unit, f"{unit}的整改事项") for unit in units}
    for unit, case in items.items():
        await put_right(case, unit)
    today = day(client, 0)
    early = await read(client, "county_a_head", f"/desk/events/{event['id']}/ballots")
    assert early["items"] == []
    await rated(client, event, items["county_a"], (20, 3, 1), today)
    found = await rated(client, event, items["county_b"], (9, 8, 7), today)
    assert {item["title"]: item["outcome"] for item in found["items"]} == {
        "county_a的整改事项": "satisfied",
        "county_b的整改事项": "basically",
    }
    strict, broad = found["satisfaction_strict"], found["satisfaction_broad"]
    assert ((strict["numerator"], strict["denominator"]), broad["rate"]) == ((1, 2), 1.0)
    seen = await items["county_a"].seen_by("county_a_head")
    assert (seen["status"], seen["evaluations"][0]["rater"]) == ("closed", "panel")
    assert "满意 20 票" in seen["evaluations"][0]["reason"]
    archive = await read(client, "county_office", f"/desk/events/{event['id']}")
    assert {case["status"] for case in archive["cases"]} == {"closed"}


async def test_what_is_not_put_right_is_done_again(client: Client) -> None:
    event = await meeting(client, "inquiry", "文旅融合发展评议询问会")
    case = await to_be_put_right(client, event, "county_a", "景区停车难")
    await put_right(case, "county_a")
    await rated(client, event, case, (1, 5, 18), day(client, 0))
    unit = await read(client, "county_a_head", f"/desk/events/{event['id']}/ballots")
    assert unit["items"] == [], "not before the tally is closed"
    case.version += 1
    assert (await case.do("county_office", "redo", reason="过半不满意"))["round"] == 2
    unit = await read(client, "county_a_head", f"/desk/events/{event['id']}/ballots")
    assert [item["outcome"] for item in unit["items"]] == ["dissatisfied"]
    await case.reply("county_a")
    await rated(client, event, case, (22, 2, 0), day(client, 0))
    assert (await case.seen_by("county_office"))["status"] == "closed"


async def test_only_the_countys_office_counts_and_only_what_is_of_the_meeting(client: Client) -> None:
    event = await meeting(client, "inquiry", "评议询问会")
    other = await meeting(client, "inquiry", "另一次评议询问会")
    case = await to_be_put_right(client, event, "county_a", "食堂采购不公开")
    await put_right(case, "county_a")
    body = {"case_id": case.id, "version": case.version, "satisfied": 1, "basically": 0, "dissatisfied": 0}
    body |= {"held_on": day(client, 0)}
    for who in ("deputy", "committee", "county_a_head"):
        assert (await client.post(who, f"/desk/events/{event['id']}/ballots", body)).status_code == 403
    wrong = await client.post("county_office", f"/desk/events/{other['id']}/ballots", body)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "CASE_NOT_OF_EVENT")
    ahead = await client.post(
        "county_office", f"/desk/events/{event['id']}/ballots", body | {"held_on": day(client, 1)}
    )
    assert (ahead.status_code, ahead.json()["code"]) == (409, "DATE_OUT_OF_RANGE")
    assert (await case.seen_by("county_office"))["status"] == "replied"
