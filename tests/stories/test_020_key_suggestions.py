"""重点督办建议: chosen by the directors' meeting, led by one of them, followed by milestones to a result to be seen."""

from tests.cases import GOOD, day
from tests.conftest import Client
from tests.stories.play import Json, handed_in, on_order, order_of


def steps(client: Client) -> list[Json]:
    return [
        {"title": "列入年度计划", "due_on": day(client, 20)},
        {"title": "流转土地到位", "due_on": day(client, 60)},
        {"title": "基地建成投产", "due_on": day(client, 120)},
    ]


async def test_a_suggestion_becomes_a_base_that_can_be_seen(client: Client) -> None:
    case = await handed_in(client, "关于建设洋葱土豆基地的建议", "建议连片种植，统一销售。")
    chosen: Json = {"key": True, "reason": "主任会议选定", "leader": "李副主任", "milestones": steps(client)}
    await case.refuses("deputy", "mark_key", "FORBIDDEN", **chosen)
    await case.do("county_office", "mark_key", **chosen)
    order = await order_of(case, "county_a_handler", "key")
    assert (order["leader"], order["milestones_total"], order["may_answer"]) == ("李副主任", 3, True)
    for number, step in enumerate(steps(client)):
        client.clock.advance(days=20)
        done = {"title": step["title"], "done_on": day(client, 0), "proof": "照片与验收单"}
        reached = await on_order(case, "county_a_handler", order, "milestones", **done)
        assert reached["milestones_done"] == number + 1
    await on_order(case, "county_a_head", order, "answer", text="基地已建成，带动三个村。")
    await case.do("county_office", "site_visit", text="基地已投产", visited_on=day(client, 0))
    await case.reply("county_a", reply_class="resolved", public_text="基地已建成投产。")
    await case.do("deputy", "evaluate", **GOOD)
    built = {"fulfilled": True, "finding": "建议清单成了幸福账单"}
    ended = await on_order(case, "county_office", order, "close", **built)
    assert (ended["state"], ended["fulfilled"]) == ("closed", True)
    seen = await case.seen_by("deputy")
    assert (seen["key"], seen["status"]) == (True, "closed")
    assert all(
        step["done_on"] and step["proof"] for step in (await order_of(case, "deputy", "key"))["milestones"]
    )


async def test_a_key_suggestion_that_stalls_shows_at_once(client: Client) -> None:
    case = await handed_in(client, "关于建设停车场的建议", "老城区无处停车。")
    plan: Json = {
        "key": True,
        "reason": "主任会议选定",
        "milestones": steps(client),
        "due_on": day(client, 30),
    }
    await case.do("county_office", "mark_key", **plan)
    client.clock.advance(days=31)
    late = await order_of(case, "county_office", "key")
    assert (late["overdue"], late["milestones_done"]) == (True, 0)
