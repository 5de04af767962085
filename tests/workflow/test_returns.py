"""Returning a case: overruled, upheld, decided for good."""

from tests.cases import (
    GOOD,
    accept,
    act,
    answer,
    attempt,
    dispatch_form,
    dispatched,
    handling,
    offered,
    refused,
    shares,
    split,
    split_form,
    view,
)
from tests.conftest import Client

WHY = {"reason": "不属于本单位职责", "legal_basis": "本单位三定规定第四条"}
UPHELD = {"upheld": True, "reason": "情况属实"}
OVERRULED = {"upheld": False, "reason": "属于本单位职责"}


async def test_overruled_it_goes_back_to_be_signed_for_and_may_be_asked_once_more(client: Client) -> None:
    case_id = await handling(client)
    state = await act(client, "unit_handler", case_id, "request_return", **WHY)
    assert state["status"] == "return_review"
    await refused(client, "county_office", case_id, "decide_return", "FORBIDDEN", **UPHELD)
    assert (await act(client, "town_office", case_id, "decide_return", **OVERRULED))["status"] == "dispatched"
    await accept(client, case_id, "town_a")
    await act(client, "unit_handler", case_id, "request_return", **WHY)
    assert (await act(client, "town_office", case_id, "decide_return", **OVERRULED))["status"] == "dispatched"
    assert "request_return" not in await offered(client, "unit_handler", case_id)
    await refused(client, "unit_handler", case_id, "request_return", "RETURN_CLOSED", **WHY)
    await accept(client, case_id, "town_a")
    assert (await answer(client, case_id))["status"] == "replied"


async def test_upheld_another_unit_gets_it_with_a_clock_of_its_own(client: Client) -> None:
    case_id = await dispatched(client)
    proposal = str(client.world.units["town_b"])
    await act(client, "unit_handler", case_id, "request_return", **WHY, proposed_unit_id=proposal)
    assert (await act(client, "town_office", case_id, "decide_return", **UPHELD))[
        "status"
    ] == "pending_dispatch"
    await refused(client, "unit_handler", case_id, "progress", "ILLEGAL_MOVE", text="仍在办")
    client.clock.advance(days=3)
    form = dispatch_form(client, main="town_b")
    assert (await act(client, "town_office", case_id, "dispatch", **form))["status"] == "dispatched"
    parts = await shares(client, case_id)
    assert (parts["town_a"]["status"], parts["town_b"]["status"]) == ("replaced", "dispatched")
    office = await view(client, "town_office", case_id)
    assert parts["town_a"]["reply_due_at"] == "2026-12-01T23:59:59+08:00"
    assert office["reply_due_at"] == parts["town_b"]["reply_due_at"] == "2026-12-02T23:59:59+08:00"
    assert office["round"] == 1
    assert not await offered(client, "unit_handler", case_id) - {"note"}
    await accept(client, case_id, "town_b")
    assert (await answer(client, case_id, "town_b"))["status"] == "replied"
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_after_two_returns_nobody_passes_the_case_on(client: Client) -> None:
    case_id = await dispatched(client)
    for unit, next_unit in (("unit_handler", "town_b"), ("town_b_handler", "town_a")):
        await act(client, unit, case_id, "request_return", **WHY)
        await act(client, "town_office", case_id, "decide_return", **UPHELD)
        await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main=next_unit))
    await refused(client, "unit_handler", case_id, "request_return", "RETURN_CLOSED", **WHY)
    await accept(client, case_id, "town_a")
    await refused(client, "unit_handler", case_id, "request_return", "RETURN_CLOSED", **WHY)


async def test_one_part_is_returned_while_the_other_goes_on(client: Client) -> None:
    case_id = await split(client)
    parts = await shares(client, case_id)
    await act(client, "unit_handler", case_id, "request_return", **WHY)
    assert (await view(client, "resident", case_id))["status"] == "return_review"
    await act(client, "town_b_handler", case_id, "progress", text="已修剪一半")
    await act(client, "town_office", case_id, "decide_return", **UPHELD)
    assert (await view(client, "resident", case_id))["status"] == "pending_dispatch"
    assert (await answer(client, case_id, "town_b"))["status"] == "pending_dispatch"
    main = dispatch_form(client, main="town_b")
    assert (await attempt(client, "town_office", case_id, "dispatch", **main)).status_code == 200
    assert (await shares(client, case_id))["town_a"]["id"] == parts["town_a"]["id"]


async def test_while_a_part_is_open_the_rest_is_handed_over_as_parts(client: Client) -> None:
    case_id = await split(client)
    await act(client, "unit_handler", case_id, "request_return", **WHY)
    await act(client, "town_office", case_id, "decide_return", **UPHELD)
    to_main = dispatch_form(client, main="town_a")
    await refused(client, "town_office", case_id, "dispatch", "ASSIGNMENT_OPEN", **to_main)
    again = split_form(client, town_b="修枝")
    await refused(client, "town_office", case_id, "dispatch", "UNIT_REPEATED", **again)
    on_spot = {"public_text": "已当场换好。", "basis": "管理规定"}
    await refused(client, "station_head", case_id, "answer_on_spot", "ILLEGAL_MOVE", **on_spot)
    await refused(client, "resident", case_id, "withdraw", "ILLEGAL_MOVE", reason="不用了")
    assert "withdraw" not in await offered(client, "resident", case_id)
    state = await act(client, "town_office", case_id, "dispatch", **split_form(client, town_a="换灯"))
    assert state["status"] == "dispatched"
    await accept(client, case_id, "town_a")
    await answer(client, case_id, "town_a")
    assert (await answer(client, case_id, "town_b"))["status"] == "replied"


async def test_a_co_unit_that_is_let_go_just_drops_out(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await act(client, "town_b_handler", case_id, "request_return", **WHY)
    assert (await view(client, "resident", case_id))["status"] == "handling"
    assert (await act(client, "town_office", case_id, "decide_return", **UPHELD))["status"] == "handling"
    assert (await answer(client, case_id))["status"] == "replied"


async def test_only_a_written_reason_with_its_legal_basis_will_do(client: Client) -> None:
    case_id = await dispatched(client)
    answer_ = await attempt(client, "unit_handler", case_id, "request_return", reason="不想办")
    assert answer_.status_code == 422
    assert [error["field"] for error in answer_.json()["errors"]] == ["legal_basis"]
