"""主任带队督办: the director and his deputies each chair a talk with the departments, and push item by item."""

from tests.cases import day
from tests.conftest import Client
from tests.stories.play import Json, Matter, appoint, handed_in, on_order, order_of, read

LEADERS = {"director": "neighbour", "deputy_director": "firm"}
UNITS = {"director": "county_a", "deputy_director": "county_b"}


async def in_office(client: Client) -> None:
    for post, account in LEADERS.items():
        await appoint(
            client, post, account, "county_office", str(client.world.offices["county_office"]), post=post
        )


async def led(client: Client, leader: str) -> Matter:
    """A talk of the departments about one item, chaired by a leader, and an order in his name."""
    case = await handed_in(client, f"关于{leader}所抓一事的建议", "建议尽快落实。", UNITS[leader])
    meeting: Json = {
        "held_on": day(client, 0),
        "place": "县人大常委会会议室",
        "conclusion": "能办的本月办结，其余列出时间表",
        "units": [
            {
                "unit_id": str(client.world.units[UNITS[leader]]),
                "task": "本月办结",
                "due_on": day(client, 30),
            },
            {"unit_id": str(client.world.units["court"]), "task": "提供法律意见"},
        ],
    }
    await case.do(leader, "consult", **meeting)
    await case.do(leader, "supervise", text="每周报一次进展", leader=leader, due_on=day(client, 30))
    return case


async def test_every_leader_pushes_his_own_items(client: Client) -> None:
    await in_office(client)
    for leader, unit in UNITS.items():
        case = await led(client, leader)
        order = await order_of(case, f"{unit}_head", "supervise")
        assert (order["leader"], order["issuer_name"], order["addressee"]) == (leader, leader, f"{unit}单位")
        task = await order_of(case, f"{unit}_handler", "consultation")
        assert (task["cause"], task["held_on"]) == ("能办的本月办结，其余列出时间表", day(client, 0))
        (other,) = (
            await read(client, "court_head", "/desk/supervision", kind="consultation", case_id=case.id)
        )["items"]
        assert (other["text"], other["case_title"]) == ("提供法律意见", None)
        await on_order(case, f"{unit}_head", order, "answer", text="已办结")
        await on_order(case, leader, order, "close", fulfilled=True, finding="现场看过，已办结")
        entry = await case.done("deputy", "consult")
        assert [one["unit"] for one in entry["data"]["units"]] == [f"{unit}单位", "court单位"]


async def test_a_unit_does_not_see_what_another_was_ordered(client: Client) -> None:
    await in_office(client)
    case = await led(client, "director")
    order = await order_of(case, "county_a_head", "supervise")
    assert (await client.get("county_b_head", f"/desk/supervision/{order['id']}")).status_code == 404
    answer = {"version": order["version"], "text": "代答"}
    refused = await client.post("county_b_head", f"/desk/supervision/{order['id']}/answer", answer)
    assert refused.json()["code"] == "ORDER_NOT_FOUND"
