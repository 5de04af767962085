"""The ledger: whose promises one sees, what it is narrowed by, and its figures."""

from typing import Any

from app.models.base import new_id
from tests.cases import day
from tests.conftest import Client
from tests.groups.steps import planned, seen, wrong
from tests.promises.steps import LEDGER, Json, at_visit, checked, do, given, ledger, votes, yearly


async def figures(client: Client, who: str = "county_office", **filters: Any) -> Json:
    return await seen(client, who, f"{LEDGER}/figures", **filters)


def share(figure: Json) -> tuple[int, int, int]:
    return figure["numerator"], figure["denominator"], figure["excluded"]


async def test_who_sees_what_was_promised_for_a_year(client: Client) -> None:
    made = await given(client)
    sees = {"deputy", "liaison", "station_head", "town_office", "county_office", "unit_handler", "unit_head"}
    others = {"far_deputy", "far_town_office", "far_committee", "committee", "town_b_head", "mediator_away"}
    for who in sees | others:
        there = made["id"] in {item["id"] for item in await ledger(client, who)}
        one = (await client.get(who, f"{LEDGER}/{made['id']}")).status_code
        assert (there, one) == ((True, 200) if who in sees else (False, 404)), who


async def test_a_committee_sees_what_the_units_of_its_field_promised(client: Client) -> None:
    unit = str(client.world.units["county_a"])
    made = await given(client, "county_office", unit_id=unit, station_id=None)
    assert [item["id"] for item in await ledger(client, "committee")] == [made["id"]]
    assert await ledger(client, "far_committee") == []


async def test_the_head_of_a_unit_promises_for_his_own_alone(client: Client) -> None:
    made = await given(client, "unit_head", person="周平")
    assert (made["can_prove"], made["can_check"], made["can_decide"]) == (True, False, False)
    other = yearly(client, unit_id=str(client.world.units["town_b"]))
    for who in ("unit_head", "unit_handler", "deputy", "mediator", "far_liaison"):
        assert (await client.post(who, LEDGER, other)).status_code == 403, who


async def test_what_is_wrong_with_a_promise(client: Client) -> None:
    async def told(**more: Any) -> tuple[int, str]:
        answer = await client.post("town_office", LEDGER, yearly(client, **more))
        return answer.status_code, answer.json()["code"]

    assert await told(due_on=day(client, -1)) == (409, "PROMISE_DATE_PAST")
    assert await told(unit_id=str(new_id())) == (404, "UNIT_NOT_FOUND")
    assert await told(station_id=str(new_id())) == (404, "STATION_NOT_FOUND")
    assert await told(case_id=str(new_id())) == (404, "CASE_NOT_FOUND")
    assert await told(source="event", year=None, event_id=str(new_id())) == (404, "EVENT_NOT_FOUND")
    for more, field in (
        ({"source": "reply"}, "source"),
        ({"year": None}, "year"),
        ({"source": "event", "year": None}, "event_id"),
        ({"milestones": [{"name": "招标", "due_on": day(client, 400)}]}, "milestones"),
    ):
        answer = await client.post("town_office", LEDGER, yearly(client, **more))
        assert {name for name, _ in wrong(answer)} == {field}
    visit = await planned(client, "deputy")
    await client.post("liaison", f"/desk/events/{visit['id']}/cancel", {"version": 1, "reason": "改期"})
    assert await told(source="event", year=None, event_id=visit["id"]) == (409, "EVENT_CANCELLED")
    assert await ledger(client, "county_office") == []


async def test_it_is_narrowed(client: Client) -> None:
    plan, visit = await given(client), await at_visit(client, due_on=day(client, 20))
    every: dict[str, Json] = {
        "source": {"source": "plan"},
        "year": {"year": 2026},
        "to": {"from": day(client, 30)},
    }
    for filters in every.values():
        assert [item["id"] for item in await ledger(client, "county_office", **filters)] == [plan["id"]]
    assert [item["id"] for item in await ledger(client, "liaison", event_id=visit["event_id"])] == [
        visit["id"]
    ]
    assert [item["id"] for item in await ledger(client, "liaison")] == [visit["id"], plan["id"]]
    first = await seen(client, "liaison", LEDGER, limit=1)
    rest = await seen(client, "liaison", LEDGER, limit=1, cursor=first["next_cursor"])
    assert [item["id"] for item in rest["items"]] == [plan["id"]] and rest["next_cursor"] is None
    client.clock.advance(days=21)
    assert [item["id"] for item in await ledger(client, "liaison", overdue="true")] == [visit["id"]]
    assert [item["id"] for item in await ledger(client, "liaison", overdue="false")] == [plan["id"]]


async def test_without_promises_there_are_no_rates(client: Client) -> None:
    empty = await figures(client)
    assert empty["total"] == 0
    assert {empty[name]["rate"] for name in empty if name not in ("on", "total")} == {None}


async def test_figures_of_due_kept_late_carried_over_and_revived(client: Client) -> None:
    kept, late, carried, revived, waiting = [await given(client, due_on=day(client, 10)) for _ in range(5)]
    await do(client, "town_office", carried, "carry-over", due_on=day(client, 200), reason="资金未到")
    for made in (kept, revived):
        await do(client, "town_office", made, "strike-off", proof="现场已完成", **checked(client))
    await do(client, "town_office", revived, "revive", finding="又坏了", due_on=day(client, 100))
    await do(client, "town_office", waiting, "carry-over", due_on=day(client, 15), reason="雨季")
    client.clock.advance(days=12)
    await do(client, "town_office", waiting, "strike-off", proof="现场已完成", **checked(client))
    await do(client, "town_office", kept, "rating", **votes(client, 13, 3, 0))
    await do(client, "town_office", late, "rating", **votes(client, 1, 9, 5))
    found = await figures(client)
    assert {name: share(found[name]) for name in found if name not in ("on", "total")} == {
        "due": (3, 5, 0),
        "kept": (2, 3, 2),
        "kept_in_time": (1, 3, 2),
        "late": (1, 3, 2),
        "carried_over": (2, 5, 0),
        "revived": (1, 3, 2),
        "rated_strict": (1, 2, 3),
        "rated_broad": (2, 2, 3),
    }
    assert [item["id"] for item in await ledger(client, "county_office", overdue="true")] == [late["id"]]
    assert (await figures(client, "far_town_office"))["total"] == 0
    assert share((await figures(client, state="kept"))["kept"]) == (2, 2, 0)
