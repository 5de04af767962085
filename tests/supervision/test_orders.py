"""Orders by hand: who gets them, who answers, and who closes them."""

import pytest

from tests.cases import (
    OWNERS,
    RESOLVED,
    Json,
    act,
    at_county,
    dispatched,
    handling,
    shares,
    split,
    submit,
    view,
)
from tests.cases import refused as no
from tests.conftest import Client, Deliver
from tests.supervision.orders import NOWHERE, do, listed, refused, shown

FINDING = {"fulfilled": True, "finding": "现场核实，已修复。"}


async def test_an_order_is_listed_answered_and_closed_by_somebody_else(client: Client) -> None:
    case_id = await handling(client)
    form = {"text": "三日内修复并答复", "due_on": "2026-11-25", "leader": "周主席"}
    await act(client, "town_office", case_id, "supervise", **form)
    (order,) = await listed(client, "unit_handler")
    assert order == (await listed(client, "town_office"))[0]
    assert (order["kind"], order["state"], order["addressee"]) == ("supervise", "waiting", "town_a单位")
    assert (order["issuer_body"], order["leader"], order["by_rule"]) == ("town_office机关", "周主席", False)
    assert order["case_title"] == "老街东口路灯不亮"
    (entry,) = [
        one for one in (await view(client, "deputy", case_id))["timeline"] if one["action"] == "supervise"
    ]
    assert entry["data"]["orders"] == [order["number"]]
    await refused(client, "town_office", order, "answer", "FORBIDDEN", text="不归我答")
    answered = await do(client, "unit_head", order, "answer", text="灯具已到，明日更换")
    assert (answered["state"], answered["answered_by"], answered["may_close"]) == (
        "answered",
        "unit_head",
        False,
    )
    await refused(client, "unit_handler", order, "answer", "ORDER_ANSWERED", text="再答一次")
    await refused(client, "unit_head", order, "close", "FORBIDDEN", **FINDING)
    closed = await do(client, "town_office", order, "close", **FINDING)
    assert (closed["state"], closed["fulfilled"], closed["closed_by"]) == ("closed", True, "town_office")
    await refused(client, "county_office", order, "close", "ORDER_CLOSED", **FINDING)
    assert await listed(client, "unit_handler", state="waiting") == []
    assert [one["id"] for one in await listed(client, "unit_handler", state="closed")] == [order["id"]]


async def test_whoever_has_nothing_to_do_with_it_sees_no_order(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "town_office", case_id, "supervise", text="请抓紧")
    (order,) = await listed(client, "town_office")
    for who in (
        "town_b_handler",
        "far_town_office",
        "far_liaison",
        "county_office_away",
        "unit_handler_away",
    ):
        assert await listed(client, who) == []
        answer = await client.get(who, f"/desk/supervision/{order['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_FOUND")
        await refused(client, who, order, "answer", "ORDER_NOT_FOUND", text="x")
    for who in ("deputy", "liaison", "station_head", "county_office"):
        assert [one["id"] for one in await listed(client, who)] == [order["id"]]


async def test_a_stale_answer_is_refused(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "town_office", case_id, "supervise", text="请抓紧")
    (order,) = await listed(client, "unit_handler")
    await do(client, "unit_handler", order, "answer", text="正在修")
    stale = {"version": order["version"]} | FINDING
    answer = await client.post("town_office", f"/desk/supervision/{order['id']}/close", stale)
    assert (answer.status_code, answer.json()["code"]) == (409, "STALE_VERSION")


async def test_every_unit_of_a_split_is_urged_for_its_own_part(client: Client) -> None:
    case_id = await split(client)
    await act(client, "station_head", case_id, "urge", text="请报进展")
    orders = await listed(client, "county_office", kind="urge")
    held = await shares(client, case_id)
    assert {order["unit_id"]: order["assignment_id"] for order in orders} == {
        share["unit_id"]: share["id"] for share in held.values()
    }
    assert [order["addressee"] for order in await listed(client, "town_b_handler")] == ["town_b单位"]


async def test_an_urge_is_met_when_the_unit_has_answered(client: Client, deliver: Deliver) -> None:
    case_id = await split(client)
    await act(client, "station_head", case_id, "urge", text="请报进展")
    await act(client, "town_office", case_id, "supervise", text="主席督办")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    await deliver()
    urges = {one["addressee"]: one for one in await listed(client, "county_office", kind="urge")}
    assert {name: one["state"] for name, one in urges.items()} == {
        "town_a单位": "closed",
        "town_b单位": "waiting",
    }
    met = await shown(client, "county_office", urges["town_a单位"]["id"])
    assert (met["fulfilled"], met["closed_by"], met["finding"]) == (True, "系统", "所催之事已办，自动了结")
    assert {one["state"] for one in await listed(client, "county_office", kind="supervise")} == {"waiting"}


async def test_who_sorts_is_urged_while_nobody_handles(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "town_office", case_id, "urge", text="请尽快梳理")
    (order,) = await listed(client, "liaison", mine=True)
    assert (order["addressee"], order["station_id"]) == ("town联络站", str(client.world.stations["town"]))
    await do(client, "liaison", order, "answer", text="今天上会")
    await refused(client, "station_head", order, "close", "FORBIDDEN", **FINDING)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await deliver()
    assert (await shown(client, "liaison", order["id"]))["state"] == "closed"


async def test_the_office_does_not_order_itself(client: Client) -> None:
    case_id = await at_county(client)
    await act(client, "county_office", case_id, "urge", text="请尽快交办")
    assert await listed(client, "county_office") == []
    await act(client, "station_head", case_id, "urge", text="请尽快交办")
    (order,) = await listed(client, "county_office", mine=True)
    await refused(client, "county_office", order, "close", "ORDER_TO_ONESELF", **FINDING)
    await do(client, "station_head", order, "close", **FINDING)


async def test_what_is_withdrawn_is_supervised_no_more(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "county_office", case_id, "supervise", text="请抓紧梳理")
    await act(client, "resident", case_id, "withdraw", reason="已解决")
    await deliver()
    (order,) = await listed(client, "county_office")
    ended = await shown(client, "county_office", order["id"])
    assert (ended["state"], ended["fulfilled"], ended["finding"]) == ("closed", None, "事项已撤回，督办终止")


async def test_a_talk_keeps_cause_and_remedy_and_whether_it_was_done(client: Client) -> None:
    case_id = await handling(client)
    talk: Json = {
        "person": "周平",
        "cause": "超期无进展",
        "remedy": "三日内修复",
        "leader": "副主任",
        "due_on": "2026-11-25",
    }
    await no(client, "county_office", case_id, "interview", "UNIT_NOT_FOUND", unit_id=NOWHERE, **talk)
    await no(client, "county_office", case_id, "interview", "DATE_OUT_OF_RANGE", held_on="2026-11-21", **talk)
    await act(client, "county_office", case_id, "interview", **talk)
    (order,) = await listed(client, "unit_head", kind="interview")
    await do(client, "unit_head", order, "answer", text="已换灯")
    seen = await do(client, "county_office", order, "close", fulfilled=False, finding="只换了一盏")
    assert {
        name: seen[name] for name in ("person", "cause", "text", "held_on", "due_on", "answer", "fulfilled")
    } == {
        "person": "周平",
        "cause": "超期无进展",
        "text": "三日内修复",
        "held_on": "2026-11-20",
        "due_on": "2026-11-25",
        "answer": "已换灯",
        "fulfilled": False,
    }


async def test_an_order_is_late_after_its_day(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "town_office", case_id, "supervise", text="请抓紧", due_on="2026-11-25")
    client.clock.advance(days=5)
    assert await listed(client, "town_office", overdue=True) == []
    client.clock.advance(days=1)
    (order,) = await listed(client, "town_office", overdue=True)
    assert (order["overdue"], await listed(client, "town_office", overdue=False)) == (True, [])


async def test_a_key_case_has_a_leader_and_milestones_to_be_reached(client: Client) -> None:
    case_id = (await submit(client))["id"]
    steps = [{"title": "立项", "due_on": "2026-12-10"}, {"title": "竣工", "due_on": "2027-06-30"}]
    key: Json = {"key": True, "reason": "主任会议选定", "leader": "李副主任"}
    await act(client, "county_office", case_id, "mark_key", milestones=steps, **key)
    assert await listed(client, "unit_handler") == []
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await dispatch(client, case_id)
    (order,) = await listed(client, "unit_handler", kind="key")
    assert (order["leader"], order["milestones_done"], order["milestones_total"]) == ("李副主任", 0, 2)
    done = {"title": "立项", "done_on": "2026-11-20", "proof": "立项批复"}
    await refused(
        client, "unit_handler", order, "milestones", "REFERENCE_NOT_FOUND", **done | {"title": "没有"}
    )
    await refused(
        client, "unit_handler", order, "milestones", "DATE_OUT_OF_RANGE", **done | {"done_on": "2026-11-21"}
    )
    reached = await do(client, "unit_handler", order, "milestones", **done)
    assert (reached["milestones_done"], reached["milestones"][0]["proof"]) == (1, "立项批复")
    await refused(client, "unit_handler", order, "milestones", "NOTHING_CHANGED", **done)
    later = [{"title": "立项", "due_on": "2026-12-10"}, {"title": "分段验收", "due_on": "2027-07-30"}]
    await act(client, "county_office", case_id, "mark_key", milestones=later, **key)
    (planned,) = await listed(client, "county_office", kind="key")
    assert (planned["id"], planned["milestones_done"], planned["milestones_total"]) == (order["id"], 1, 2)
    assert (await view(client, "deputy", case_id))["key"] is True
    await do(client, "county_office", order, "close", fulfilled=True, finding="已建成")
    await act(client, "county_office", case_id, "mark_key", key=False, reason="已办成")
    assert (await shown(client, "deputy", order["id"]))["fulfilled"] is True


async def dispatch(client: Client, case_id: str) -> None:
    unit = str(client.world.units["town_a"])
    await act(client, "town_office", case_id, "dispatch", route="government", main_unit_id=unit)
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)


async def test_unmarked_a_key_order_ends_with_the_reason(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "county_office", case_id, "mark_key", key=True, reason="群众反映集中")
    await act(client, "county_office", case_id, "mark_key", key=False, reason="已移交专班")
    (order,) = await listed(client, "county_office", kind="key")
    ended = await shown(client, "county_office", order["id"])
    assert (ended["state"], ended["finding"], ended["fulfilled"]) == ("closed", "已移交专班", None)


async def test_units_called_together_each_take_on_a_part(client: Client) -> None:
    case_id = await dispatched(client)
    units = client.world.units
    form: Json = {
        "held_on": "2026-11-20",
        "place": "镇政府",
        "conclusion": "先修灯，再换线",
        "units": [
            {"unit_id": str(units["town_a"]), "task": "修灯", "due_on": "2026-11-24"},
            {"unit_id": str(units["county_a"]), "task": "换线"},
        ],
    }
    late = [form["units"][0] | {"due_on": "2026-11-19"}, form["units"][1]]
    await no(client, "town_office", case_id, "consult", "DATE_OUT_OF_RANGE", **form | {"units": late})
    await no(client, "unit_handler", case_id, "consult", "FORBIDDEN", **form)
    await act(client, "town_office", case_id, "consult", **form)
    (own,) = await listed(client, "unit_handler", kind="consultation")
    (other,) = await listed(client, "county_a_handler", kind="consultation")
    assert (own["text"], own["due_on"], other["text"], other["due_on"]) == (
        "修灯",
        "2026-11-24",
        "换线",
        None,
    )
    assert (own["case_title"], other["case_title"]) == ("老街东口路灯不亮", None)
    seen = await do(client, "county_a_handler", other, "answer", text="线已换")
    assert (seen["cause"], seen["held_on"]) == ("先修灯，再换线", "2026-11-20")


async def test_nobody_is_called_to_consult_about_himself(client: Client) -> None:
    case_id = (await submit(client, code=client.world.codes["town"], category_code="conduct"))["id"]
    units = client.world.units
    accused = await submit(
        client, code=client.world.codes["town"], category_code="conduct", accused_unit_id=str(units["town_a"])
    )
    called = [{"unit_id": str(units[name]), "task": "核查"} for name in ("town_a", "county_a")]
    form: Json = {"held_on": "2026-11-20", "conclusion": "共同核查", "units": called}
    await no(client, "town_office", accused["id"], "consult", "UNIT_ACCUSED", **form)
    await act(client, "town_office", case_id, "consult", **form)


@pytest.mark.parametrize("what", ["answer", "close", "milestones"])
async def test_an_order_that_is_not_there(client: Client, what: str) -> None:
    body: Json = {
        "answer": {"text": "x"},
        "close": FINDING,
        "milestones": {"title": "x", "done_on": "2026-11-20", "proof": "x"},
    }
    await refused(client, "county_office", {"id": NOWHERE}, what, "ORDER_NOT_FOUND", **body[what])
