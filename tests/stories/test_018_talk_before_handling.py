"""办前沟通座谈: within a month of the hand-over a committee brings the units and the lead deputies to one table."""

from app.jobs import handlers
from tests.cases import day
from tests.conftest import Client
from tests.stories.play import Json, Matter, draft, held, planned, read

UNIT = "county_a_handler"


async def handed_over(client: Client, title: str) -> Matter:
    """A suggestion on the desk of the county's unit, which signed for it."""
    case = await draft(client, "deputy", title, "建议分两期办好，先易后难。")
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大代表工委")
    await case.dispatch("county_office", "county_a")
    await case.accept("county_a")
    return case


async def clock_of(case: Matter, who: str = "county_office", name: str = "pre_talk") -> Json:
    clocks = (await read(case.client, who, f"/desk/cases/{case.id}/clocks"))["items"]
    (found,) = (each for each in clocks if each["clock"] == name)
    return dict(found)


async def test_what_is_meant_and_what_is_hard_is_said_before_anything_is_done(client: Client) -> None:
    case = await handed_over(client, "关于整治背街小巷的建议")
    waiting = await clock_of(case)
    assert (waiting["number"], waiting["unit"], waiting["due_at"][:10]) == (1, "month", "2026-12-21")
    await case.refuses(UNIT, "draft_reply", "ILLEGAL_MOVE", reply_class="resolved", public_text="已办。")
    event = await planned(client, "committee", "talk", "城建口建议办前沟通座谈会", "deputy", "colleague")
    await case.do("deputy", "set_event", event_id=event["id"])
    client.clock.advance(days=1, hours=3)
    minutes = "十一件建议逐件过堂：本意、已有工作、难处和补充意见都记入会议记录。"
    await held(client, "committee", event, summary=minutes)
    record: Json = {
        "method": "meeting",
        "on": day(client, 0),
        "place": "县人大常委会会议室",
        "met": [{"deputy_id": str(client.world.deputies["deputy"])}],
        "record": "本意是先通排水再修路面；雨污管网已立项，难在两户临建。",
    }
    await case.do(UNIT, "communicate", **record)
    await case.do("deputy", "supplement", text="老粮库后墙一段最急。", upload_ids=[])
    talked = await clock_of(case)
    assert (talked["stopped_at"] is not None, talked["overdue"], talked["colour"]) == (True, False, "green")
    seen = await case.seen_by("committee")
    told = next(entry["data"] for entry in seen["timeline"] if entry["action"] == "communicate")
    assert told["met"] == [{"name": "deputy代表", "role": "人大代表"}] and "雨污管网" in told["record"]
    assert (await read(client, "deputy", f"/desk/events/{event['id']}"))["summary"] == minutes
    await case.reply("county_a")


async def test_whoever_was_not_at_the_table_within_a_month_is_seen_by_all(client: Client) -> None:
    case = await handed_over(client, "关于增设公厕的建议")
    client.clock.advance(days=32)
    await handlers.sweep(client.house.sessions, client.clock())
    late = await clock_of(case)
    assert (late["overdue"], late["colour"], late["holder"]) == (True, "red", "county_a单位")
    seen = await case.seen_by("committee")
    assert seen["colour"] == "red"
    turned = next(entry for entry in seen["timeline"] if entry["action"] == "turn_colour")
    assert (turned["data"]["clock"], turned["data"]["cause"]) == ("pre_talk", "time")
