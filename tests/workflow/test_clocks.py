"""Extensions and suspension."""

from tests.cases import (
    RESOLVED,
    accept,
    act,
    attempt,
    day,
    dispatch_form,
    handling,
    offered,
    refused,
    shares,
    shortlisted,
    split,
    split_form,
    suggested,
    view,
)
from tests.conftest import Client

WHY = {"reason": "灯具需定制"}


async def test_granted_it_moves_the_date_once(client: Client) -> None:
    case_id = await handling(client)
    until = day(client, 14)
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=until)
    await refused(
        client, "unit_handler", case_id, "decide_extension", "FORBIDDEN", granted=True, reason="自批"
    )
    await refused(
        client, "county_office", case_id, "decide_extension", "FORBIDDEN", granted=True, reason="越级"
    )
    await act(client, "town_office", case_id, "decide_extension", granted=True, reason="属实")
    share = (await shares(client, case_id))["town_a"]
    assert share["reply_due_at"] == f"{until}T23:59:59+08:00"
    assert share["extension_granted"] is True
    resident = await view(client, "resident", case_id)
    assert resident["reply_due_at"] == share["reply_due_at"]
    told = next(entry for entry in resident["timeline"] if entry["action"] == "decide_extension")
    assert told["data"] == {"granted": True, "until": until, "reason": "属实"}
    assert {"request_extension", "decide_extension"}.isdisjoint(
        await offered(client, "unit_handler", case_id)
    )
    again = day(client, 17)
    await refused(
        client, "unit_handler", case_id, "request_extension", "SECOND_EXTENSION", **WHY, until=again
    )


async def test_denied_it_leaves_the_date_and_cannot_be_asked_again(client: Client) -> None:
    case_id = await handling(client)
    before = (await shares(client, case_id))["town_a"]["reply_due_at"]
    until = day(client, 14)
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=until)
    await act(client, "town_office", case_id, "decide_extension", granted=False, reason="可以按期完成")
    share = (await shares(client, case_id))["town_a"]
    assert (share["reply_due_at"], share["extension_granted"]) == (before, False)
    await refused(
        client, "unit_handler", case_id, "request_extension", "SECOND_EXTENSION", **WHY, until=until
    )
    await refused(
        client, "town_office", case_id, "decide_extension", "ILLEGAL_MOVE", granted=True, reason="改主意"
    )


async def not_extended(client: Client, case_id: str, code: str, until: str) -> str:
    """What the unit is told that asks for it."""
    problem = await refused(client, "unit_handler", case_id, "request_extension", code, **WHY, until=until)
    return str(problem["detail"])


async def test_it_is_asked_before_the_date_for_later_and_not_too_late(client: Client) -> None:
    """Due on Tuesday the 1st of December, and at the longest extended by seven working days."""
    case_id = await handling(client)
    for until in ("2026-11-30", "2026-12-01"):
        assert "2026-12-01" in await not_extended(client, case_id, "EXTENSION_NOT_LATER", until)
    assert "2026-12-10" in await not_extended(client, case_id, "EXTENSION_TOO_LONG", "2026-12-11")
    await not_extended(client, case_id, "DATE_OUT_OF_RANGE", day(client, 0))
    client.clock.advance(days=12)
    assert "2026-12-01" in await not_extended(client, case_id, "EXTENSION_TOO_LATE", "2026-12-04")


async def test_the_longest_extension_of_an_appeal_is_its_own_length_again(client: Client) -> None:
    case_id = await handling(client)
    client.clock.advance(days=11, hours=14, minutes=59, seconds=59)  # the last second of the due day
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until="2026-12-10")


async def test_a_suggestion_may_be_extended_by_three_months(client: Client) -> None:
    """Three months from the 20th of November 2026 is a Saturday, and so are three months from the Monday after it."""
    case_id = await suggested(client)
    assert (await shares(client, case_id))["county_a"]["reply_due_at"] == "2027-02-22T23:59:59+08:00"
    late = {**WHY, "until": "2027-05-25"}
    await refused(client, "county_a_handler", case_id, "request_extension", "EXTENSION_TOO_LONG", **late)
    await act(client, "county_a_handler", case_id, "request_extension", **WHY, until="2027-05-24")


async def test_a_case_is_due_when_its_earliest_open_part_is(client: Client) -> None:
    case_id = await split(client)
    wanted = (await shares(client, case_id))["town_a"]
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=day(client, 14))
    await act(client, "town_office", case_id, "decide_extension", granted=True, reason="属实")
    case = await view(client, "town_office", case_id)
    assert case["reply_due_at"] == wanted["reply_due_at"]
    await act(client, "unit_handler", case_id, "request_return", reason="不属职责", legal_basis="三定规定")
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="属实")
    client.clock.advance(days=5)
    await act(client, "town_office", case_id, "dispatch", **split_form(client, town_a="换灯"))
    parts = await shares(client, case_id)
    assert parts["town_a"]["reply_due_at"] > parts["town_b"]["reply_due_at"] == wanted["reply_due_at"]
    assert (await view(client, "town_office", case_id))["reply_due_at"] == wanted["reply_due_at"]


async def test_nobody_sets_the_date_by_hand(client: Client) -> None:
    case_id = await shortlisted(client)
    for field, value in (("reply_due_on", day(client, 90)), ("deadline_rule", "三个月")):
        form = dispatch_form(client) | {field: value}
        answer = await attempt(client, "town_office", case_id, "dispatch", **form)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert (await view(client, "town_office", case_id))["status"] == "pending_dispatch"


async def test_a_suspended_case_is_grey_and_is_not_answered(client: Client) -> None:
    case_id = await handling(client)
    await refused(
        client, "unit_handler", case_id, "suspend", "FORBIDDEN", reason="缺钱", review_on=day(client, 60)
    )
    await refused(
        client,
        "town_office",
        case_id,
        "suspend",
        "DATE_OUT_OF_RANGE",
        reason="缺钱",
        review_on=day(client, 0),
    )
    await act(client, "town_office", case_id, "suspend", reason="资金未落实", review_on=day(client, 60))
    case = await view(client, "town_office", case_id)
    assert (case["status"], case["colour"], case["suspended_until"]) == ("handling", "grey", day(client, 60))
    assert "draft_reply" not in await offered(client, "unit_handler", case_id)
    await refused(client, "unit_handler", case_id, "draft_reply", "ILLEGAL_MOVE", **RESOLVED)
    await act(client, "unit_handler", case_id, "progress", text="仍在争取资金")
    await refused(
        client, "town_office", case_id, "suspend", "ILLEGAL_MOVE", reason="再挂", review_on=day(client, 90)
    )
    await act(client, "town_office", case_id, "resume", reason="资金已到位")
    case = await view(client, "town_office", case_id)
    assert (case["colour"], case["suspended_until"]) == ("green", None)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)


async def test_a_claimed_wish_that_is_suspended_waits_too(client: Client) -> None:
    case_id = await shortlisted(client, kind="wish", visibility="public")
    await act(client, "neighbour", case_id, "claim")
    await act(client, "town_office", case_id, "suspend", reason="老人住院", review_on=day(client, 20))
    done = {"public_text": "轮椅已送到。"}
    await refused(client, "neighbour", case_id, "complete", "ILLEGAL_MOVE", **done)
    await act(client, "town_office", case_id, "resume", reason="已出院")
    assert (await act(client, "neighbour", case_id, "complete", **done))["status"] == "replied"


async def test_who_holds_the_matter_is_three_people_by_name(client: Client) -> None:
    case_id = await shortlisted(client)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    missing = await attempt(client, "unit_handler", case_id, "accept", owners={"chief": "周平"})
    assert missing.status_code == 422
    assert {error["field"] for error in missing.json()["errors"]} == {"owners.leader", "owners.handler"}
    await accept(client, case_id, "town_a")
    deputy = await view(client, "deputy", case_id)
    assert deputy["assignments"][0]["owners"] == {"chief": "周平", "leader": "李清", "handler": "王路"}
