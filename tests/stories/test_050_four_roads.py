"""四路交办: what a suggestion is about decides its road; jointly one unit leads, separately each has its part."""

from app.domain.vocabulary import Route
from tests.cases import dispatch_form, handler, split_form
from tests.conftest import Client
from tests.stories.play import Matter, building, draft
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
