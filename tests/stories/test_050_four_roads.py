"""四路交办: what a suggestion is about decides its road; jointly one unit leads, separately each has its part."""

from app.domain.vocabulary import Route
from tests.cases import day, dispatch_form, handler, split_form
from tests.conftest import Client
from tests.stories.play import Matter, building, draft, planned, read
from tests.world import HOME

ROADS = {
    "congress": ("law_committee", "关于改进代表视察组织的建议"),
    "government": ("county_a", "关于老街路灯改造的建议"),
    "supervisory_judicial": ("court", "关于巡回审判进乡镇的建议"),
    "other": ("trade_union", "关于户外劳动者驿站的建议"),
}


async def registered(client: Client, title: str) -> Matter:
    """A suggestion made while the congress does not sit: the deputies' office receives it."""
    case = await draft(client, "deputy", title, "具体理由和做法见附件。")
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大代表工委")
    return case


async def more_units(client: Client) -> None:
    """Units at the end of the two roads on which the world has none."""
    async with building(client) as builder:
        await builder.unit("law_committee", HOME, Route.CONGRESS)
        await builder.unit("trade_union", HOME, Route.OTHER)


async def test_each_suggestion_takes_the_road_of_its_matter(client: Client) -> None:
    await more_units(client)
    for road, (unit, title) in ROADS.items():
        case = await registered(client, title)
        for wrong in ROADS.keys() - {road}:
            form = dispatch_form(client, main=unit, route=wrong)
            await case.refuses("county_office", "dispatch", "ROUTE_MISMATCH", **form)
        assert (await case.dispatch("county_office", unit, route=road))["status"] == "dispatched"
        (share,) = (await case.seen_by("deputy"))["assignments"]
        assert (share["route"], share["part"], share["unit_name"]) == (road, "main", f"{unit}单位")


async def test_what_is_raised_in_session_is_told_from_what_is_raised_between_two(client: Client) -> None:
    """From the opening to the close; by that mark the office finds them for the hand-over after the session."""
    between = await registered(client, "关于闭会期间督办的建议")
    days = {"starts_at": f"{day(client, 1)}T08:30:00+08:00", "ends_at": f"{day(client, 3)}T18:00:00+08:00"}
    await planned(client, "county_office", "session", "县十六届人大六次会议", **days)
    client.clock.advance(days=2)
    raised = [await registered(client, title) for _, title in ROADS.values()]
    client.clock.advance(days=2)
    late = await registered(client, "关于会后补提的建议")
    for wanted, cases in ((True, raised), (False, [between, late])):
        found = await read(client, "county_office", "/desk/cases", kind="suggestion", in_session=wanted)
        assert {item["id"] for item in found["items"]} == {case.id for case in cases}
    assert (await raised[0].seen_by("deputy"))["in_session"]


async def test_a_joint_matter_names_who_leads_and_who_joins(client: Client) -> None:
    case = await registered(client, "关于校园周边交通的建议")
    await case.refuses(
        "county_office",
        "dispatch",
        "UNIT_REPEATED",
        **dispatch_form(client, main="county_a", co=("county_a",)),
    )
    await case.dispatch("county_office", "county_a", "county_b", "court")
    parts = {share["unit_name"]: share["part"] for share in (await case.seen_by("deputy"))["assignments"]}
    assert parts == {"county_a单位": "main", "county_b单位": "co", "court单位": "co"}


async def test_separate_matters_in_one_suggestion_go_to_each_unit_by_itself(client: Client) -> None:
    case = await registered(client, "关于农村养老和道路的建议")
    tasks = {"county_a": "完善养老设施", "county_b": "修复通村道路"}
    await case.do("county_office", "dispatch", **split_form(client, **tasks))
    for unit, task in tasks.items():
        mine = [
            share for share in (await case.seen_by(handler(unit)))["assignments"] if share["task"] == task
        ]
        assert [(share["part"], share["status"]) for share in mine] == [("split", "dispatched")]
    await case.accept(*tasks)
