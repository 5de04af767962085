"""闭环加约谈: from collecting to supervising without a gap; who handles badly is called in, with cause and remedy."""

from tests.cases import GOOD, day
from tests.conftest import Client, Deliver
from tests.stories.play import Matter, on_order, order_of, read, submit

TALK = {"person": "甲局局长 周平", "cause": "两次答复都没有措施", "remedy": "五日内换人重办"}


async def handled_badly(client: Client) -> Matter:
    """Collected, handed over, and put off."""
    case = await submit(client)
    await case.do("station_head", "shortlist", decided_by="站务会")
    await case.dispatch("town_office", "town_a")
    await case.accept("town_a")
    await case.do("county_office", "flag_quality", quality="poor", reason="没有一条措施")
    return case


async def test_the_unit_is_called_in_and_mends_it(client: Client, deliver: Deliver) -> None:
    case = await handled_badly(client)
    await deliver()
    assert (await order_of(case, "unit_head", "supervise"))["supervisor"] == "chair"
    await case.refuses("station_head", "interview", "FORBIDDEN", **TALK)
    await case.do("county_office", "interview", **TALK, due_on=day(client, 5))
    order = await order_of(case, "unit_head", "interview")
    assert {name: order[name] for name in ("person", "cause", "text")} == {
        "person": TALK["person"],
        "cause": TALK["cause"],
        "text": TALK["remedy"],
    }
    await on_order(case, "unit_head", order, "answer", text="已换专人，昨晚修复")
    await case.do("county_office", "flag_quality", quality=None, reason="已整改")
    await case.reply("town_a")
    await case.do("resident", "evaluate", **GOOD)
    mended = {"fulfilled": True, "finding": "整改到位，群众满意"}
    ended = await on_order(case, "county_office", order, "close", **mended)
    assert (ended["state"], ended["fulfilled"], case.status) == ("closed", True, "closed")


async def test_a_remedy_that_was_not_done_stays_on_record(client: Client) -> None:
    case = await handled_badly(client)
    await case.do("county_office", "interview", **TALK, due_on=day(client, 5))
    client.clock.advance(days=6)
    (late,) = (await read(client, "county_office", "/desk/supervision", overdue=True))["items"]
    failed = {"fulfilled": False, "finding": "到期未整改"}
    await on_order(case, "county_office", late, "close", **failed)
    await case.do("county_office", "interview", **TALK | {"cause": "约谈后仍未整改"})
    talks = (await read(client, "county_office", "/desk/supervision", kind="interview"))["items"]
    kept = [await read(client, "county_office", f"/desk/supervision/{one['id']}") for one in talks]
    assert [(one["cause"], one["fulfilled"]) for one in kept] == [
        ("约谈后仍未整改", None),
        (TALK["cause"], False),
    ]
