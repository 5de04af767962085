"""答复办理四化: each opinion gets a unit, a measure, a date and an answer, and is done again if it falls short."""

from app.presets.practices import practices
from tests.cases import BAD, GOOD, day
from tests.conftest import Client
from tests.stories.play import Matter, enter, past, read

FIGURES = practices()[73].figures
PLAN = {"measures": "清淤两公里，重建三座涵管", "people": "王路"}
UPWARDS = {"reply_class": "escalated", "escalated_to": "县水利局", "escalated_on": "2026-11-20"}


async def opinion(client: Client, title: str) -> Matter:
    """What a deputy said at the talk in the station, written down and handed to an office of the town."""
    lead = str(client.world.deputies["deputy"])
    more = {"kind": "opinion", "channel": "event", "title": title, "deputy_id": lead}
    case = await enter(client, "liaison", **more)
    await case.do("town_office", "register")
    await case.do("town_office", "shortlist", decided_by="镇人大主席团")
    await case.dispatch("town_office")
    await case.accept("town_a")
    dates = {"starts_on": day(client, 1), "ends_on": day(client, 9)}
    await case.do("unit_handler", "plan", **PLAN, **dates)
    return case


async def test_an_opinion_gets_a_unit_a_measure_a_date_and_an_answer(client: Client) -> None:
    case = await opinion(client, "村后排水沟年年淹地")
    plan = (await case.done("deputy", "plan"))["data"]
    assert (plan["unit"], plan["measures"], plan["ends_on"]) == (
        "town_a单位",
        PLAN["measures"],
        day(client, 9),
    )
    await case.reply()
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "closed"


async def test_what_the_town_cannot_do_goes_up_as_a_report_and_the_deputy_is_told(client: Client) -> None:
    case = await opinion(client, "灌溉主渠需要延长")
    await case.reply(public_text="已写成专项报告报县。", **UPWARDS)
    (answer,) = (await case.seen_by("deputy"))["replies"]
    assert (answer["reply_class"], answer["escalated_to"]) == ("escalated", "县水利局")
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "closed"


async def test_a_result_that_falls_short_is_traced_to_its_unit_and_done_again(client: Client) -> None:
    case = await opinion(client, "养老院热水供应不上")
    await case.reply()
    assert (await case.do("deputy", "evaluate", **BAD))["status"] == "handling"
    seen = await case.seen_by("town_office")
    assert [(share["round"], share["unit_name"], share["status"]) for share in seen["assignments"]] == [
        (2, "town_a单位", "handling"),
        (1, "town_a单位", "replied"),
    ]
    assert seen["evaluations"][0]["reason"] == BAD["reason"]
    await case.reply(reply_class="resolved", public_text="换了大容量锅炉，已连续供水十天。")
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "closed"


async def test_the_town_knows_how_many_were_said_and_how_many_were_solved(client: Client) -> None:
    done = await opinion(client, "合作社缺技术员")
    await done.reply()
    await done.do("deputy", "evaluate", **GOOD)
    await opinion(client, "慢病随访不及时")
    played, solved = 2, 1
    more = {"kind": "opinion", "channel": "event"}
    await past(client, FIGURES["solved"] - solved, status="closed", **more)
    await past(client, FIGURES["opinions"] - FIGURES["solved"] - played + solved, status="tracking", **more)
    said = await read(client, "town_office", "/desk/cases", kind="opinion", with_total=True)
    closed = await read(
        client, "town_office", "/desk/cases", kind="opinion", status="closed", with_total=True
    )
    assert (said["total"], closed["total"]) == (FIGURES["opinions"], FIGURES["solved"])
