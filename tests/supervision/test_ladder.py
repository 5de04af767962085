"""Lines that are crossed: orders by rule, once, and the people of the ladder who are told."""

from typing import Any

import pytest

from app.jobs import handlers
from tests.cases import OWNERS, act, dispatched, handling, shares, submit
from tests.conftest import Client, Deliver
from tests.stories.play import appoint
from tests.supervision.orders import crossed, do, listed, shown, told


async def notices(client: Client, who: str, action: str) -> list[str]:
    person = client.world.people[who]
    place = "desk" if person.appointment_id else "citizen"
    answer = await client.get(who, f"/{place}/notices")
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json()["items"] if item["action"] == action]


@pytest.mark.parametrize(
    ("line", "supervisor", "kind"),
    [
        ("yellow", "secretary", "urge"),
        ("red", "chair", "supervise"),
        ("deputy_director", "deputy_director", "interview"),
        ("director", "director", "interview"),
    ],
)
async def test_a_line_brings_one_order_to_the_unit_that_could_have_acted(
    client: Client, line: str, supervisor: str, kind: str
) -> None:
    case_id = await handling(client, co=("town_b",))
    share = (await shares(client, case_id))["town_a"]
    event = await crossed(client, case_id, line, assignment_id=share["id"], supervisor=supervisor)
    assert [await told(client, event), await told(client, event)] == [1, 0]
    (order,) = await listed(client, "unit_handler", mine=True)
    assert (order["kind"], order["supervisor"], order["by_rule"], order["issuer_name"]) == (
        kind,
        supervisor,
        True,
        "系统",
    )
    office = "town_office" if supervisor in ("secretary", "chair") else "county_office"
    assert order["issuer_body"] == f"{office}机关"
    seen = await shown(client, "county_office", order["id"])
    assert (seen["event_id"], seen["assignment_id"], seen["held_on"]) == (str(event), share["id"], None)
    assert seen["cause"] == "超期或临近超期：“答复”应于 2026-11-30 前完成"
    assert await listed(client, "town_b_handler") == []


async def test_the_worker_issues_the_order_and_tells_those_concerned(
    client: Client, deliver: Deliver
) -> None:
    case_id = await handling(client)
    await act(client, "town_office", case_id, "flag_quality", quality="low", reason="标准不高")
    await deliver()
    (order,) = await listed(client, "unit_handler", mine=True)
    assert (order["kind"], order["supervisor"]) == ("urge", "secretary")
    assert (await shown(client, "unit_handler", order["id"]))["cause"] == "办理标准不高或质量低下"
    for who in ("town_office", "unit_handler", "unit_head", "deputy"):
        assert len(await notices(client, who, "turn_colour")) == 1, who
    for who in ("resident", "liaison", "county_office", "town_b_handler", "colleague"):
        assert await notices(client, who, "turn_colour") == [], who


async def test_the_post_is_told_and_only_without_one_the_whole_office(
    client: Client, deliver: Deliver
) -> None:
    town, county = (str(client.world.offices[name]) for name in ("town_office", "county_office"))
    await appoint(client, "chair", "neighbour", "town_office", town, post="chair")
    await appoint(client, "director", "firm", "county_office", county, post="director")
    case_id = await handling(client)
    await act(client, "town_office", case_id, "flag_quality", quality="poor", reason="敷衍")
    await deliver()
    assert len(await notices(client, "chair", "turn_colour")) == 1
    assert await notices(client, "town_office", "turn_colour") == []
    (order,) = await listed(client, "chair", supervisor="chair")
    assert order["leader"] == "chair"
    await do(client, "chair", order, "close", fulfilled=True, finding="已重新办理")


async def test_what_a_rule_ordered_to_be_held_is_recorded_by_the_talk(client: Client) -> None:
    case_id = await handling(client)
    share = (await shares(client, case_id))["town_a"]
    await told(
        client, await crossed(client, case_id, "director", assignment_id=share["id"], supervisor="director")
    )
    (planned,) = await listed(client, "county_office", kind="interview")
    talk = {"person": "周平", "cause": "无人负责", "remedy": "三日内办结", "leader": "王主任"}
    await act(client, "county_office", case_id, "interview", **talk)
    (held,) = await listed(client, "county_office", kind="interview")
    seen = await shown(client, "county_office", held["id"])
    assert (held["id"], seen["held_on"], seen["leader"], seen["text"]) == (
        planned["id"],
        "2026-11-20",
        "王主任",
        "三日内办结",
    )
    await act(client, "county_office", case_id, "interview", **talk | {"cause": "又拖"})
    assert len(await listed(client, "county_office", kind="interview")) == 2


WAITING: list[tuple[str, str | None, str, str]] = [
    ("register", "liaison", "town联络站", "submitted"),
    ("hand_over", "town_office", "town_office机关", "registered"),
    ("expert_review", "county_office", "county_office机关", "registered"),
    ("rating", None, "", "registered"),
]


@pytest.mark.parametrize(("timed", "who", "addressee", "status"), WAITING)
async def test_a_clock_of_the_case_is_its_holders(
    client: Client, timed: str, who: str | None, addressee: str, status: str
) -> None:
    if status == "submitted":
        consent = {"consent": "本人口述", "channel": "station", "text": "路灯不亮", "visibility": "units"}
        entered = await client.post("liaison", "/desk/cases", consent | {"anonymous": True})
        case_id = entered.json()["id"]
    else:
        case_id = (await submit(client))["id"]
    event = await crossed(client, case_id, "red", clock=timed, supervisor="chair")
    assert await told(client, event) == (1 if who else 0)
    if who:
        (order,) = await listed(client, who, mine=True)
        assert (order["addressee"], order["kind"]) == (addressee, "supervise")


async def test_who_has_acted_meanwhile_is_not_urged(client: Client) -> None:
    case_id = await handling(client)
    share = (await shares(client, case_id))["town_a"]
    late: dict[str, Any] = {"assignment_id": share["id"], "supervisor": "secretary"}
    yellow = await crossed(client, case_id, "yellow", **late)
    red = await crossed(client, case_id, "red", **late | {"supervisor": "chair"})
    reply = {"reply_class": "resolved", "public_text": "已修复。"}
    await act(client, "unit_handler", case_id, "draft_reply", **reply)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    assert [await told(client, yellow), await told(client, red)] == [0, 1]


async def test_a_station_and_an_organ_are_told_of_what_they_were_ordered(
    client: Client, deliver: Deliver
) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "county_office", case_id, "urge", text="请尽快梳理")
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "county_office", case_id, "supervise", text="请尽快交办")
    await deliver()
    for who, actions in (
        ("liaison", {"urge": 1, "supervise": 0}),
        ("town_office", {"urge": 0, "supervise": 1}),
        ("unit_handler", {"urge": 0, "supervise": 0}),
    ):
        assert {name: len(await notices(client, who, name)) for name in actions} == actions, who


async def test_nothing_is_ordered_of_what_is_gone(client: Client) -> None:
    case_id = (await submit(client))["id"]
    event = await crossed(client, case_id, "red", clock="hand_over", supervisor="chair")
    await act(client, "resident", case_id, "withdraw", reason="已解决")
    assert await told(client, event) == 0


async def test_a_reminder_goes_to_who_can_act_and_orders_nothing(client: Client, deliver: Deliver) -> None:
    case_id = await dispatched(client)
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    await deliver()
    share = (await shares(client, case_id))["town_a"]
    event = await crossed(client, case_id, "remind", assignment_id=share["id"])
    await notify(client, event)
    assert len(await notices(client, "unit_handler", "remind")) == 1
    for who in ("unit_head", "town_office", "deputy", "resident", "liaison"):
        assert await notices(client, who, "remind") == [], who
    assert await listed(client, "county_office") == []


@pytest.mark.parametrize(
    ("timed", "who", "not_who"),
    [("hand_over", "town_office", "liaison"), ("feedback", "liaison", "town_office")],
)
async def test_a_desk_and_a_station_are_reminded_of_theirs(
    client: Client, timed: str, who: str, not_who: str
) -> None:
    case_id = (await submit(client))["id"]
    await notify(client, await crossed(client, case_id, "remind", clock=timed))
    assert len(await notices(client, who, "remind")) == 1
    assert await notices(client, not_who, "remind") == []


async def notify(client: Client, event: object) -> None:
    payload = f'{{"event_id": "{event}"}}'.encode()
    await handlers.notify(client.house.sessions, payload, client.clock())
    await handlers.notify(client.house.sessions, payload, client.clock())


@pytest.mark.parametrize(
    ("role", "office", "post", "code"),
    [
        ("town_office", "town_office", "secretary", None),
        ("county_office", "county_office", "deputy_director", None),
        ("county_office", "county_office", "chair", "POST_OF_ROLE"),
        ("committee", "committee", "director", "POST_OF_ROLE"),
        ("town_office", "town_office", "head", "POST_OF_ROLE"),
    ],
)
async def test_the_ladder_is_made_of_posts_of_the_offices(
    client: Client, role: str, office: str, post: str, code: str | None
) -> None:
    form = {"role": role, "name": "李清", "scope_id": str(client.world.offices[office]), "post": post}
    answer = await client.post("admin", "/admin/appointments", form)
    if code is None:
        assert (answer.status_code, answer.json()["post"]) == (201, post), answer.text
    else:
        assert [error["code"] for error in answer.json()["errors"]] == [code]
