"""Joint handling: one main unit answers, the co units answer the main unit. Split: each part is answered."""

from tests.cases import (
    BAD,
    GOOD,
    RESOLVED,
    accept,
    act,
    answer,
    at_county,
    dispatch_form,
    handling,
    offered,
    promise,
    refused,
    shares,
    shortlisted,
    split,
    split_form,
    view,
)
from tests.conftest import Client


async def test_only_the_main_unit_answers_and_the_co_unit_answers_it(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await refused(client, "town_b_handler", case_id, "draft_reply", "FORBIDDEN", **RESOLVED)
    await accept(client, case_id, "town_b")
    assert "draft_reply" not in await offered(client, "town_b_handler", case_id)
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="线路已检修，可以换灯。")
    state = await answer(client, case_id)
    assert state["status"] == "replied"
    assert (await shares(client, case_id))["town_b"]["opinion"] == "线路已检修，可以换灯。"
    resident = await view(client, "resident", case_id)
    assert resident["units"] == ["town_a单位"]
    assert "give_opinion" not in {entry["action"] for entry in resident["timeline"]}


async def test_a_case_is_not_signed_over_a_missing_opinion_unless_the_signer_says_why(
    client: Client,
) -> None:
    case_id = await at_county(client)
    form = dispatch_form(client, main="county_a", co=("county_b", "town_b"))
    await act(client, "county_office", case_id, "dispatch", **form)
    await accept(client, case_id, "county_a", "town_b")
    await act(client, "county_a_handler", case_id, "draft_reply", **RESOLVED)
    signed = {"signer": "周平"}
    problem = await refused(client, "county_a_head", case_id, "sign_reply", "OPINIONS_MISSING", **signed)
    owing = await shares(client, case_id)
    assert set(problem["assignments"]) == {owing["county_b"]["id"], owing["town_b"]["id"]}
    assert (await view(client, "county_a_head", case_id))["status"] == "reply_review"
    signed["missing_opinions_reason"] = "协办单位逾期未复，情况已自行核实"
    assert (await act(client, "county_a_head", case_id, "sign_reply", **signed))["status"] == "replied"
    after = await shares(client, case_id)
    assert [after[name]["status"] for name in ("county_b", "town_b")] == ["lapsed", "lapsed"]
    await refused(client, "town_b_handler", case_id, "give_opinion", "ILLEGAL_MOVE", opinion="来晚了")


async def test_the_status_follows_the_least_advanced_part_and_the_last_reply_counts(client: Client) -> None:
    case_id = await shortlisted(client)
    form = split_form(client, town_a="换灯", town_b="修枝")
    assert (await act(client, "town_office", case_id, "dispatch", **form))["status"] == "dispatched"
    await accept(client, case_id, "town_a")
    assert (await view(client, "town_office", case_id))["status"] == "dispatched"
    state = await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    assert state["status"] == "dispatched"
    await accept(client, case_id, "town_b")
    assert (await view(client, "town_office", case_id))["status"] == "handling"
    state = await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    assert state["status"] == "handling"
    await refused(client, "resident", case_id, "evaluate", "ILLEGAL_MOVE", **GOOD)
    assert (await view(client, "resident", case_id))["rating_until"] is None
    assert (await answer(client, case_id, "town_b"))["status"] == "replied"
    resident = await view(client, "resident", case_id)
    assert resident["rating_until"] is not None
    assert sorted(resident["units"]) == ["town_a单位", "town_b单位"]
    assert len(resident["replies"]) == 2


async def test_each_part_is_acted_on_by_its_own_unit_only(client: Client) -> None:
    case_id = await split(client)
    other = (await shares(client, case_id))["town_b"]["id"]
    await refused(
        client,
        "unit_handler",
        case_id,
        "draft_reply",
        "REFERENCE_NOT_FOUND",
        assignment_id=other,
        **RESOLVED,
    )
    await refused(client, "county_a_handler", case_id, "progress", "CASE_NOT_FOUND", text="与我无关")


async def test_an_office_names_the_part_it_means_when_there_are_two(client: Client) -> None:
    case_id = await split(client)
    for unit in ("unit_handler", "town_b_handler"):
        await act(client, unit, case_id, "draft_reply", **RESOLVED)
    parts = await shares(client, case_id)
    problem = await refused(
        client, "town_office", case_id, "send_back", "ASSIGNMENT_REQUIRED", reason="不够具体"
    )
    assert set(problem["assignments"]) == {part["id"] for part in parts.values()}
    wanted = {"reason": "不够具体", "assignment_id": parts["town_b"]["id"]}
    assert (await act(client, "town_office", case_id, "send_back", **wanted))["status"] == "handling"
    after = await shares(client, case_id)
    assert (after["town_a"]["status"], after["town_b"]["status"]) == ("reply_review", "handling")


async def test_a_redo_may_name_one_part_and_the_next_redo_the_other(client: Client) -> None:
    case_id = await split(client)
    await answer(client, case_id, "town_a")
    await answer(client, case_id, "town_b")
    await act(client, "resident", case_id, "evaluate", **BAD)
    first = await shares(client, case_id)
    named = {"reason": "只重办修枝", "assignment_ids": [first["town_b"]["id"]]}
    assert (await act(client, "town_office", case_id, "redo", **named))["status"] == "handling"
    await refused(client, "unit_handler", case_id, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)
    assert (await answer(client, case_id, "town_b"))["status"] == "replied"
    second = await shares(client, case_id)
    assert (second["town_a"]["round"], second["town_b"]["round"]) == (1, 2)
    await act(client, "resident", case_id, "request_redo", reason="灯也不对")
    await refused(
        client,
        "town_office",
        case_id,
        "redo",
        "REFERENCE_NOT_FOUND",
        reason="已经重办过的交办单",
        assignment_ids=[first["town_b"]["id"]],
    )
    named = {"reason": "重办换灯", "assignment_ids": [second["town_a"]["id"]]}
    state = await act(client, "town_office", case_id, "redo", **named)
    assert (state["status"], state["round"]) == ("handling", 3)
    assert (await answer(client, case_id, "town_a"))["status"] == "replied"


async def test_what_one_part_promised_still_stands_after_the_other_was_redone(client: Client) -> None:
    case_id = await split(client)
    await answer(client, case_id, "town_a", **promise(client))
    await answer(client, case_id, "town_b")
    await act(client, "resident", case_id, "evaluate", **BAD)
    part = (await shares(client, case_id))["town_b"]["id"]
    await act(client, "town_office", case_id, "redo", reason="重修", assignment_ids=[part])
    await answer(client, case_id, "town_b")
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "tracking"
    assert (await view(client, "town_office", case_id))["promise_due_on"] == promise(client)["finish_on"]


async def test_a_redo_needs_somebody_who_answers(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await accept(client, case_id, "town_b")
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="可以换灯。")
    await answer(client, case_id)
    await act(client, "resident", case_id, "request_redo", reason="又灭了")
    parts = await shares(client, case_id)
    only_co = {"reason": "只请协办单位重办", "assignment_ids": [parts["town_b"]["id"]]}
    await refused(client, "town_office", case_id, "redo", "REFERENCE_NOT_FOUND", **only_co)
    both = {"reason": "一并重办", "assignment_ids": [part["id"] for part in parts.values()]}
    assert (await act(client, "town_office", case_id, "redo", **both))["status"] == "handling"
    assert {part["round"] for part in (await shares(client, case_id)).values()} == {2}


async def test_a_co_unit_that_is_not_heard_never_blocks_the_rating(client: Client) -> None:
    """A returned main unit may be replaced by parts; the co unit of before is still asked at the end."""
    case_id = await at_county(client)
    form = dispatch_form(client, main="county_a", co=("town_b",))
    await act(client, "county_office", case_id, "dispatch", **form)
    why = {"reason": "不属于职责", "legal_basis": "三定规定"}
    await act(client, "county_a_handler", case_id, "request_return", **why)
    await act(client, "county_office", case_id, "decide_return", upheld=True, reason="属实")
    await act(client, "county_office", case_id, "dispatch", **split_form(client, county_b="修枝"))
    await accept(client, case_id, "county_b", "town_b")
    await act(client, "county_b_handler", case_id, "draft_reply", **RESOLVED)
    await refused(client, "county_b_head", case_id, "sign_reply", "OPINIONS_MISSING", signer="周平")
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="无意见")
    await act(client, "county_b_head", case_id, "sign_reply", signer="周平")
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_a_unit_is_handed_a_case_once(client: Client) -> None:
    case_id = await shortlisted(client)
    twice = dispatch_form(client, main="town_a", co=("town_a",))
    await refused(client, "town_office", case_id, "dispatch", "UNIT_REPEATED", **twice)
    parts = split_form(client, town_a="换灯")
    parts["split"] *= 2
    await refused(client, "town_office", case_id, "dispatch", "UNIT_REPEATED", **parts)
