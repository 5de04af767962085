"""民情直通车: one complex matter, several bodies; each does its part and one of them answers."""

from tests.cases import GOOD, RESOLVED, day, handler
from tests.conftest import Client
from tests.stories.play import Json, submit

MAIN, CO = "county_a", ("county_b", "town_b")


async def test_several_bodies_solve_one_complex_matter_together(client: Client) -> None:
    case = await submit(client, title="雨后积水淹了三个小区", text="管网、泵站和路面都有问题，谁家也修不全。")
    await case.do("station_head", "shortlist", decided_by="民情直通车协调会")
    await case.do("town_office", "escalate", reason="涉及三家单位，超出本级职权")
    team: Json = {"leader": {"name": "常委会副主任"}, "deputy": {"name": "deputy代表"}}
    await case.do("county_office", "set_parties", **team)
    await case.dispatch("county_office", MAIN, *CO)
    await case.accept(MAIN, *CO)
    for unit, measures in zip((MAIN, *CO), ("疏通管网", "泵站检修", "路面找坡"), strict=True):
        dates = {"starts_on": day(client, 0), "ends_on": day(client, 5)}
        await case.do(handler(unit), "plan", measures=measures, people="王路", **dates)
    await case.do("deputy", "site_visit", text="与三家单位一起看了泵站", visited_on=day(client, 0))

    await case.refuses(handler("county_b"), "draft_reply", "FORBIDDEN", **RESOLVED)
    await case.do(handler("county_b"), "give_opinion", opinion="泵站已换电机，雨季有人值守")
    await case.do(
        handler(MAIN), "draft_reply", reply_class="resolved", public_text="三处均已完工，试雨未积水。"
    )
    await case.refuses("county_a_head", "sign_reply", "OPINIONS_MISSING", signer="周平")
    await case.do(handler("town_b"), "give_opinion", opinion="路面已找坡")
    assert (await case.do("county_a_head", "sign_reply", signer="周平"))["status"] == "replied"

    desk = await case.seen_by("county_office")
    assert {share["part"]: share["status"] for share in desk["assignments"]} == dict.fromkeys(
        ("main", "co"), "replied"
    )
    assert {share["opinion"] for share in desk["assignments"] if share["part"] == "co"} == {
        "泵站已换电机，雨季有人值守",
        "路面已找坡",
    }
    mine = await case.seen_by("resident")
    assert mine["units"] == ["county_a单位"]
    assert [reply["public_text"] for reply in mine["replies"]] == ["三处均已完工，试雨未积水。"]
    plans = [entry["data"]["measures"] for entry in mine["timeline"] if entry["action"] == "plan"]
    assert sorted(plans) == sorted(["疏通管网", "泵站检修", "路面找坡"])
    assert (await case.do("resident", "evaluate", **GOOD))["status"] == "closed"
