"""Ratings, the redo they ask for, the expert review, and what nobody rated."""

from app.db import unit_of_work
from app.jobs.handlers import lapse
from app.services import lapsing
from tests.cases import (
    BAD,
    GOOD,
    accept,
    act,
    answer,
    attempt,
    day,
    dispatch_form,
    draft,
    handling,
    offered,
    promise,
    refused,
    replied,
    submit,
    talked_over,
    view,
)
from tests.conftest import Client


async def twice_replied(client: Client) -> str:
    """The second answer to a matter whose first was not good enough."""
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    await act(client, "town_office", case_id, "redo", reason="属实")
    await answer(client, case_id)
    return case_id


async def test_a_content_submitter_closes_the_case(client: Client) -> None:
    case_id = await replied(client)
    basically = {"result": "basically", "attitude": "satisfied"}
    state = await act(client, "resident", case_id, "evaluate", **basically)
    assert (state["status"], state["step"]) == ("closed", "evaluated")
    await refused(client, "resident", case_id, "evaluate", "ILLEGAL_MOVE", **GOOD)


async def test_whoever_is_not_satisfied_says_why(client: Client) -> None:
    case_id = await replied(client)
    for field in ("result", "attitude"):
        answer_ = await attempt(client, "resident", case_id, "evaluate", **GOOD | {field: "dissatisfied"})
        assert answer_.status_code == 422
        assert [error["code"] for error in answer_.json()["errors"]] == ["REASON_REQUIRED"]


async def test_a_bad_attitude_alone_reopens_nothing(client: Client) -> None:
    case_id = await replied(client)
    rude = {"result": "satisfied", "attitude": "dissatisfied", "reason": "态度生硬"}
    assert (await act(client, "resident", case_id, "evaluate", **rude))["status"] == "closed"


async def test_only_those_who_may_rate_do_and_each_once(client: Client) -> None:
    case_id = await replied(client)
    for who in ("unit_handler", "unit_head", "town_office", "liaison", "colleague"):
        await refused(client, who, case_id, "evaluate", "FORBIDDEN", **GOOD)
    await act(client, "resident", case_id, "evaluate", **BAD)
    await refused(client, "resident", case_id, "evaluate", "ILLEGAL_MOVE", **GOOD)
    assert "evaluate" not in await offered(client, "resident", case_id)


async def test_a_redo_is_asked_for_and_an_office_decides(client: Client) -> None:
    case_id = await replied(client)
    await refused(client, "town_office", case_id, "redo", "ILLEGAL_MOVE", reason="没有人申请")
    await act(client, "resident", case_id, "request_redo", reason="又灭了")
    await refused(client, "resident", case_id, "request_redo", "ILLEGAL_MOVE", reason="再催一次")
    await refused(client, "unit_handler", case_id, "redo", "FORBIDDEN", reason="自己重办")
    state = await act(client, "town_office", case_id, "redo", reason="属实")
    assert (state["status"], state["round"]) == ("handling", 2)
    resident = await view(client, "resident", case_id)
    assert resident["rating_until"] is None
    assert resident["timeline"][0]["data"] == {"reason": "属实", "reply_due_on": "2026-12-01"}


async def test_a_redo_declined_closes_the_case_with_a_reason_that_the_citizen_reads(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **BAD)
    state = await act(client, "town_office", case_id, "decline_redo", reason="现场核实灯已常亮")
    assert state["status"] == "closed"
    entry = (await view(client, "resident", case_id))["timeline"][0]
    assert (entry["action"], entry["data"]) == ("decline_redo", {"reason": "现场核实灯已常亮"})
    assert (await view(client, "town_office", case_id))["redo_asked"] is False


async def test_a_promise_outlives_a_redo_declined(client: Client) -> None:
    case_id = await handling(client)
    await answer(client, case_id, **promise(client))
    await act(client, "resident", case_id, "evaluate", **BAD)
    assert (await act(client, "town_office", case_id, "decline_redo", reason="已有计划"))[
        "status"
    ] == "tracking"


async def test_a_redo_that_was_asked_is_decided_even_if_the_rating_is_good(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "request_redo", reason="灯罩没装")
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "replied"
    assert (await act(client, "town_office", case_id, "decline_redo", reason="已补装"))["status"] == "closed"


async def test_a_deputys_reasoned_dissatisfaction_redoes_by_itself(client: Client) -> None:
    case_id = await talked_over(client)
    await answer(client, case_id, "county_a")
    state = await act(client, "deputy", case_id, "evaluate", **BAD)
    assert (state["status"], state["round"]) == ("handling", 2)
    await answer(client, case_id, "county_a")
    assert (await act(client, "deputy", case_id, "evaluate", **BAD))["status"] == "expert_review"


async def test_a_second_dissatisfaction_goes_to_the_expert_review_which_may_close(client: Client) -> None:
    case_id = await twice_replied(client)
    state = await act(client, "resident", case_id, "evaluate", **BAD)
    assert (state["status"], state["step"]) == ("expert_review", "supervise")
    for who in ("town_office", "unit_head", "deputy"):
        await refused(client, who, case_id, "conclude_review", "FORBIDDEN", finding="已尽责", redo=False)
    state = await act(
        client, "county_office", case_id, "conclude_review", finding="已尽责，不再重办", redo=False
    )
    assert state["status"] == "closed"
    assert (await view(client, "resident", case_id))["timeline"][0]["data"] == {"finding": "已尽责，不再重办"}


async def test_the_expert_review_may_have_it_handled_once_more(client: Client) -> None:
    case_id = await twice_replied(client)
    await act(client, "resident", case_id, "request_redo", reason="还是不亮")
    await act(client, "resident", case_id, "evaluate", **BAD)
    assert (await view(client, "county_office", case_id))["redo_asked"] is False
    finding = {"finding": "线路老化，须整体更换", "redo": True}
    state = await act(client, "county_office", case_id, "conclude_review", **finding)
    assert (state["status"], state["round"]) == ("handling", 3)
    await answer(client, case_id)
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_double_evaluation_waits_for_both_and_marks_their_disagreement(client: Client) -> None:
    case_id = await replied_for_both(client)
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "replied"
    assert (await view(client, "county_office", case_id))["needs_check"] is False
    assert (await act(client, "deputy", case_id, "evaluate", **GOOD))["status"] == "closed"
    other = await replied_for_both(client)
    await act(client, "resident", other, "evaluate", **BAD)
    assert (await act(client, "deputy", other, "evaluate", **GOOD))["status"] == "replied"
    office = await view(client, "county_office", other)
    assert office["needs_check"] is True
    assert {item["rater"]: item["result"] for item in office["evaluations"]} == {
        "citizen": "dissatisfied",
        "deputy": "satisfied",
    }
    assert (await view(client, "unit_handler", other))["needs_check"] is False


async def replied_for_both(client: Client) -> str:
    case_id: str = (await submit(client))["id"]
    await act(client, "town_office", case_id, "screen", note="已核实", double_evaluation=True)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await accept(client, case_id, "town_a")
    await answer(client, case_id)
    return case_id


async def test_a_suggestion_is_rated_by_its_deputy_not_by_his_account_as_a_resident(client: Client) -> None:
    case_id = await talked_over(client)
    await answer(client, case_id, "county_a")
    for action, fields in (
        ("evaluate", GOOD),
        ("request_redo", {"reason": "x"}),
        ("withdraw", {"reason": "x"}),
    ):
        answer_ = await attempt(client, "deputy", case_id, action, door="citizen", **fields)
        assert answer_.status_code in (403, 404), action
    assert (await act(client, "deputy", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_a_doubly_evaluated_suggestion_waits_for_what_the_office_found_by_asking_residents(
    client: Client,
) -> None:
    case_id = await draft(client)
    await act(client, "deputy", case_id, "submit")
    await act(client, "county_office", case_id, "register")
    await act(client, "county_office", case_id, "screen", note="双评价", double_evaluation=True)
    await act(client, "county_office", case_id, "shortlist", decided_by="代表工委")
    await act(client, "county_office", case_id, "dispatch", **dispatch_form(client, main="county_a"))
    await accept(client, case_id, "county_a")
    talk = {"method": "visit", "on": day(client, 0), "record": "已沟通"}
    await act(client, "county_a_handler", case_id, "communicate", **talk)
    await answer(client, case_id, "county_a")
    assert (await act(client, "deputy", case_id, "evaluate", **GOOD))["status"] == "replied"
    assert (await act(client, "county_office", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_what_nobody_rated_is_closed_as_unrated_and_counts_for_nothing(client: Client) -> None:
    case_id = await replied(client)
    assert await lapse(client.house.sessions, client.clock()) == 0
    client.clock.advance(days=7, hours=14, minutes=59, seconds=59)  # the last second of the seventh day
    assert await lapse(client.house.sessions, client.clock()) == 0
    client.clock.advance(seconds=1)
    assert await lapse(client.house.sessions, client.clock()) == 1
    assert await lapse(client.house.sessions, client.clock()) == 0
    case = await view(client, "town_office", case_id)
    assert (case["status"], case["evaluations"]) == ("closed", [])
    entry = case["timeline"][0]
    assert (entry["action"], entry["role"], entry["from_status"]) == ("close_unrated", "system", "replied")
    await refused(client, "resident", case_id, "evaluate", "ILLEGAL_MOVE", **GOOD)


async def test_an_unrated_promise_is_still_tracked_and_a_redo_asked_still_waits(client: Client) -> None:
    promised = await handling(client)
    await answer(client, promised, **promise(client))
    asked = await replied(client, who="neighbour")
    await act(client, "neighbour", asked, "request_redo", reason="又灭了")
    client.clock.advance(days=8)
    assert await lapse(client.house.sessions, client.clock()) == 1
    assert (await view(client, "town_office", promised))["status"] == "tracking"
    assert (await view(client, "town_office", asked))["status"] == "replied"
    assert (await act(client, "town_office", asked, "redo", reason="属实"))["status"] == "handling"


async def test_what_was_answered_anew_since_it_was_found_due_gets_its_whole_window(client: Client) -> None:
    case_id = await replied(client)
    client.clock.advance(days=8)
    async with unit_of_work(client.house.sessions) as session:
        (found,) = await lapsing.due(session, client.clock())
    await act(client, "resident", case_id, "request_redo", reason="又灭了")
    await act(client, "town_office", case_id, "redo", reason="属实")
    await answer(client, case_id)
    async with unit_of_work(client.house.sessions) as session:
        assert not await lapsing.lapse(session, found, client.clock())
    assert (await view(client, "town_office", case_id))["status"] == "replied"


async def test_nobody_can_close_a_case_as_unrated_by_hand(client: Client) -> None:
    case_id = await replied(client)
    for who in ("county_office", "resident"):
        answer_ = await attempt(client, who, case_id, "close_unrated")
        assert answer_.status_code == 404
        assert answer_.json()["code"] == "ROUTE_NOT_FOUND"


async def test_a_closed_case_is_reopened_as_a_new_round(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    assert (await view(client, "town_office", case_id))["closed_at"] is not None
    await refused(client, "station_head", case_id, "reopen", "FORBIDDEN", reason="回头看未保持")
    state = await act(client, "town_office", case_id, "reopen", reason="回头看未保持")
    assert (state["status"], state["round"]) == ("handling", 2)
    case = await view(client, "town_office", case_id)
    assert case["closed_at"] is None
    assert [item["round"] for item in case["assignments"]] == [2, 1]
    await answer(client, case_id)
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"
