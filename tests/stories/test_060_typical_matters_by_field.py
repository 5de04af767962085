"""筛选与工委对口对接: the office picks the typical ones, committees talk to the departments of their field; what
can be done at once is, the rest is negotiated and followed until it is."""

from tests.cases import GOOD, day, promise
from tests.conftest import Client
from tests.stories.play import Json, Matter, enter, read, send

FIELDS = {"committee": "county_a", "far_committee": "county_b"}
OFFICES = {"committee": "committee", "far_committee": "committee_2"}
TYPICAL = {
    "校门口没有人行道": "committee",
    "乡镇卫生院缺药": "committee",
    "灌溉井供电不稳": "far_committee",
    "断头路通车无期": "far_committee",
}
LEFT = {"个别门面招牌歪斜": "属个别现象，由镇里处理", "广场舞声音大": "已有约定，继续观察"}


async def gathered(client: Client, title: str) -> Matter:
    """A deputy's opinion, as he told it at the station, sorted and passed up."""
    lead = str(client.world.deputies["deputy"])
    case = await enter(client, "liaison", kind="opinion", title=title, deputy_id=lead, category_code=None)
    await case.do("town_office", "register")
    await case.do("town_office", "escalate", reason="请县里筛选")
    return case


async def picked(client: Client) -> dict[str, Matter]:
    """Four of six go on, each to the committee of its field; why the others do not is on record."""
    cases = {title: await gathered(client, title) for title in (*TYPICAL, *LEFT)}
    for title, committee in TYPICAL.items():
        field = str(client.world.offices[OFFICES[committee]])
        await cases[title].do("county_office", "screen", note="有代表性", field_id=field)
    items = [_item(cases[title], decision="send") for title in TYPICAL]
    items += [_item(cases[title], decision="keep", reason=reason) for title, reason in LEFT.items()]
    people = [{"name": "周平", "capacity": "代表工委主任"}, {"name": "李清", "capacity": "代表"}]
    body = {"meeting": "第三季度筛选会", "held_on": day(client, 0), "deciders": people, "items": items}
    meeting = await send(client, "county_office", "/desk/shortlists", body)
    for item in meeting["items"]:
        cases[item["title"]].version, cases[item["title"]].status = item["version"], item["status"]
    assert {item["title"]: item["reason"] for item in meeting["items"] if item["decision"] == "keep"} == LEFT
    return cases


def _item(case: Matter, **decision: str) -> Json:
    return {"case_id": case.id, "version": case.version, **decision}


async def claimed(client: Client, cases: dict[str, Matter]) -> None:
    """Each committee finds what is of its field in its pool; of anything else it does not even know."""
    for committee in FIELDS:
        own = [title for title, field in TYPICAL.items() if field == committee]
        pools = (await read(client, committee, "/desk/pools"))["pools"]
        assert {item["title"] for pool in pools for item in pool["items"]} == set(own)
        for title in own:
            other = next(each for each in FIELDS if each != committee)
            await cases[title].refuses(other, "claim", "CASE_NOT_FOUND")
            await cases[title].do(committee, "claim")


async def test_four_of_six_go_to_their_fields_two_stay_with_a_reason(client: Client) -> None:
    cases = await picked(client)
    assert [cases[title].status for title in TYPICAL] == ["pending_dispatch"] * len(TYPICAL)
    assert [cases[title].status for title in LEFT] == ["registered"] * len(LEFT)
    await claimed(client, cases)
    entry = await cases["校门口没有人行道"].done("county_office", "shortlist")
    assert entry["data"]["deciders"] == ["周平（代表工委主任）", "李清（代表）"]


async def test_what_can_be_done_at_once_is_and_the_rest_is_negotiated(client: Client) -> None:
    cases = await picked(client)
    await claimed(client, cases)
    quick, slow = cases["校门口没有人行道"], cases["灌溉井供电不稳"]
    await quick.dispatch("committee", "county_a")
    await quick.accept("county_a")
    await quick.reply("county_a", reply_class="resolved", public_text="当天划线，已装护栏。")
    assert (await quick.do("deputy", "evaluate", **GOOD))["status"] == "closed"
    await negotiated(client, slow)
    replies = {case.id: (await case.seen_by("deputy"))["replies"][0] for case in (quick, slow)}
    assert replies[quick.id]["signed_at"] < replies[slow.id]["signed_at"]
    assert (replies[quick.id]["reply_class"], replies[slow.id]["reply_class"]) == ("resolved", "in_progress")


async def negotiated(client: Client, case: Matter) -> None:
    """What the committee and the department said to each other is on the case, and the department reads it too."""
    unit = str(client.world.units["county_b"])
    asked = {
        "unit_id": unit,
        "on": day(client, 0),
        "proposal": "先换线，再增容",
        "finish_on": day(client, 20),
    }
    await case.do("far_committee", "negotiate", **asked, answer="人手不够，二十天做不完", agreed=False)
    other = asked | {"unit_id": str(client.world.units["county_a"])}
    await case.refuses("far_committee", "negotiate", "UNIT_OUT_OF_SCOPE", **other, answer="行", agreed=True)
    await case.dispatch("far_committee", "county_b")
    await case.accept("county_b")
    talk = {"method": "meeting", "on": day(client, 0), "record": "与代表商定分两步走。"}
    await case.do("county_b_handler", "communicate", **talk)
    settled = asked | {"finish_on": day(client, 30), "answer": "年底前换线，增容列入明年计划"}
    await case.do("far_committee", "negotiate", **settled, agreed=True)
    await case.refuses("county_b_handler", "negotiate", "FORBIDDEN", **settled, agreed=True)
    client.clock.advance(days=5)
    await case.reply("county_b", **promise(client))
    assert (await case.do("deputy", "evaluate", **GOOD))["status"] == "tracking"
    for who in ("county_b_handler", "deputy", "county_office"):
        timeline = (await case.seen_by(who))["timeline"]
        talks = [entry["data"] for entry in timeline if entry["action"] == "negotiate"]
        assert [(talk["agreed"], talk["unit"]) for talk in talks] == [
            (True, "county_b单位"),
            (False, "county_b单位"),
        ]
        assert talks[0]["answer"] == settled["answer"]
    client.clock.advance(days=25)
    done = await case.do("far_committee", "strike_off", proof="井井通电", checker="刘岚")
    assert done["status"] == "closed"
