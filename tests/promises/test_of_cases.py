"""What answers promise: in the ledger when signed, superseded by the next answer, struck off with the case."""

from datetime import date
from uuid import UUID

from app.db import unit_of_work
from app.models import Case
from tests.cases import BAD, GOOD, RESOLVED, Json, act, answer, day, promise, replied, split, view
from tests.cases import refused as not_done
from tests.conftest import Client
from tests.promises.steps import attempt, checked, do, given, of_case, promised, refused


async def due(client: Client, case_id: str) -> date | None:
    async with unit_of_work(client.house.sessions) as session:
        return (await session.get_one(Case, UUID(case_id))).promise_due_on


async def tracked(client: Client) -> str:
    case_id = await promised(client)
    state = await act(client, "resident", case_id, "evaluate", **GOOD)
    assert state["status"] == "tracking"
    return case_id


async def test_a_signed_promise_is_in_the_ledger_with_its_owner_and_day(client: Client) -> None:
    case_id = await promised(client)
    (made,) = await of_case(client, case_id)
    owner = {"source": "reply", "state": "open", "owner_name": "town_a单位", "person": "周平"}
    assert made | owner == made
    assert (made["text"], made["due_on"], made["first_due_on"]) == (
        "本月招标，下月施工。",
        day(client, 30),
        day(client, 30),
    )
    assert await due(client, case_id) == date.fromisoformat(day(client, 30))


async def test_an_answer_that_promises_nothing_is_not(client: Client) -> None:
    case_id = await split(client)
    await answer(client, case_id, "town_a", **RESOLVED)
    assert await of_case(client, case_id) == []
    await answer(client, case_id, "town_b", **promise(client, 10))
    (made,) = await of_case(client, case_id)
    assert made["owner_name"] == "town_b单位"
    assert await of_case(client, case_id, "unit_handler") == [], "another unit's promise"
    assert await of_case(client, case_id, "town_b_handler") == [made]


async def test_the_next_answer_takes_its_place(client: Client) -> None:
    case_id = await promised(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    await act(client, "town_office", case_id, "redo", reason="情况属实")
    (old,) = await of_case(client, case_id)
    assert (old["state"], await due(client, case_id)) == ("superseded", None)
    assert await refused(client, "town_office", old, "strike-off", **checked(client)) == "PROMISE_SUPERSEDED"
    await answer(client, case_id, "town_a", **promise(client, 60))
    new, old = await of_case(client, case_id)
    assert (new["state"], old["state"], new["due_on"]) == ("open", "superseded", day(client, 60))
    assert await due(client, case_id) == date.fromisoformat(day(client, 60))


async def test_a_redo_of_one_part_leaves_what_the_other_promised(client: Client) -> None:
    case_id = await split(client)
    await answer(client, case_id, "town_a", **promise(client, 30))
    await answer(client, case_id, "town_b", **promise(client, 20))
    await act(client, "resident", case_id, "evaluate", **BAD)
    shares = (await view(client, "county_office", case_id))["assignments"]
    (own,) = [item["id"] for item in shares if item["unit_id"] == str(client.world.units["town_b"])]
    await act(client, "town_office", case_id, "redo", reason="情况属实", assignment_ids=[own])
    await answer(client, case_id, "town_b", **RESOLVED)
    assert {item["owner_name"]: item["state"] for item in await of_case(client, case_id)} == {
        "town_a单位": "open",
        "town_b单位": "superseded",
    }
    assert await due(client, case_id) == date.fromisoformat(day(client, 30))


async def test_the_case_is_struck_off_with_its_promise_and_never_by_the_unit(client: Client) -> None:
    case_id = await tracked(client)
    (made,) = await of_case(client, case_id)
    proof = {"proof": "现场已亮灯", "checker": "刘岚"}
    answer = await client.post(
        "unit_head", f"/desk/cases/{case_id}/actions/strike_off", {"version": 1, **proof}
    )
    assert answer.status_code == 403
    assert (
        await refused(client, "town_office", made, "strike-off", **checked(client)) == "STRIKE_OFF_WITH_CASE"
    )
    assert (await act(client, "town_office", case_id, "strike_off", **proof))["status"] == "closed"
    (kept,) = await of_case(client, case_id)
    assert kept["state"] == "kept" and kept["struck_off_at"]
    assert await due(client, case_id) is None
    await not_done(client, "town_office", case_id, "strike_off", "ILLEGAL_MOVE", **proof)
    last = (await client.get("deputy", f"/desk/promises/{made['id']}")).json()["entries"][-1]
    assert (last["step"], last["text"], last["person"]) == ("strike_off", "现场已亮灯", "刘岚")


async def test_a_closed_case_is_dated_while_something_promised_for_it_is_open(client: Client) -> None:
    case_id = await tracked(client)
    later = await given(client, case_id=case_id, due_on=day(client, 90))
    assert await due(client, case_id) == date.fromisoformat(day(client, 30))
    await act(client, "town_office", case_id, "strike_off", proof="现场已亮灯", checker="刘岚")
    assert await due(client, case_id) == date.fromisoformat(day(client, 90))
    await do(client, "town_office", later, "carry-over", due_on=day(client, 120), reason="资金列入下年")
    assert await due(client, case_id) == date.fromisoformat(day(client, 120))
    await do(client, "town_office", later, "strike-off", proof="两期均已完成", **checked(client))
    assert await due(client, case_id) is None
    (first, _) = reversed(await of_case(client, case_id))
    await do(client, "town_office", first, "revive", finding="灯又灭了", due_on=day(client, 40))
    assert await due(client, case_id) == date.fromisoformat(day(client, 40))
    again = await attempt(client, "town_office", first, "strike-off", proof="复查已亮", **checked(client))
    assert (again.status_code, await due(client, case_id)) == (200, None)


async def test_the_clock_of_a_closed_case_goes_by_the_ledger(client: Client) -> None:
    """A promise past its day turns the case red; carried over it is green again, struck off it has no clock."""

    async def clock(case_id: str) -> Json:
        found = (await client.get("town_office", f"/desk/cases/{case_id}/clocks")).json()
        (promise,) = [each for each in found["items"] if each["clock"] == "promise"]
        return {"colour": found["colour"], "due": promise["due_at"][:10], "stopped": promise["stopped_at"]}

    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    made = await given(client, case_id=case_id, due_on=day(client, 20))
    assert await clock(case_id) == {"colour": "green", "due": day(client, 20), "stopped": None}
    client.clock.advance(days=30)
    later = {"due_on": day(client, 60), "reason": "资金列入下年"}
    moved = await do(client, "town_office", made, "carry-over", **later)
    assert (await clock(case_id))["due"] == day(client, 60) == moved["due_on"]
    timeline = (await view(client, "resident", case_id))["timeline"]
    assert timeline[0]["action"] == "move_due"
    crossed = (await view(client, "town_office", case_id))["timeline"]
    assert "red" in {each["colour"] for each in crossed}
    assert (await view(client, "town_office", case_id))["colour"] == "green"
    await do(client, "town_office", made, "strike-off", proof="两期均已完成", **checked(client))
    assert (await clock(case_id))["stopped"] is not None
