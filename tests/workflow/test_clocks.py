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
    suggested,
    view,
)
from tests.conftest import Client

WHY = {"reason": "灯具需定制"}


async def test_granted_it_moves_the_date_once(client: Client) -> None:
    case_id = await handling(client)
    until = day(client, 15)
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
    again = day(client, 16)
    await refused(client, "unit_handler", case_id, "request_extension", "ILLEGAL_MOVE", **WHY, until=again)


async def test_denied_it_leaves_the_date_and_cannot_be_asked_again(client: Client) -> None:
    case_id = await handling(client)
    before = (await shares(client, case_id))["town_a"]["reply_due_at"]
    until = day(client, 12)
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=until)
    await act(client, "town_office", case_id, "decide_extension", granted=False, reason="可以按期完成")
    share = (await shares(client, case_id))["town_a"]
    assert (share["reply_due_at"], share["extension_granted"]) == (before, False)
    await refused(client, "unit_handler", case_id, "request_extension", "ILLEGAL_MOVE", **WHY, until=until)
    await refused(
        client, "town_office", case_id, "decide_extension", "ILLEGAL_MOVE", granted=True, reason="改主意"
    )


async def test_it_is_asked_before_the_date_for_later_and_not_too_late(client: Client) -> None:
    case_id = await handling(client)
    for ahead in (9, 8, 19):
        problem = await refused(
            client,
            "unit_handler",
            case_id,
            "request_extension",
            "DATE_OUT_OF_RANGE",
            **WHY,
            until=day(client, ahead),
        )
        assert day(client, 18) in problem["detail"]
    client.clock.advance(days=10)
    await refused(
        client, "unit_handler", case_id, "request_extension", "DATE_OUT_OF_RANGE", **WHY, until=day(client, 5)
    )


async def test_the_longest_extension_of_an_appeal_is_its_own_length_again(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=day(client, 18))


async def test_a_suggestion_may_be_extended_by_three_months(client: Client) -> None:
    case_id = await suggested(client)
    assert day(client, 90) == "2027-02-18"
    late = {**WHY, "until": "2027-05-19"}
    await refused(client, "county_a_handler", case_id, "request_extension", "DATE_OUT_OF_RANGE", **late)
    await act(client, "county_a_handler", case_id, "request_extension", **WHY, until="2027-05-18")


async def test_a_case_is_due_when_its_earliest_open_part_is(client: Client) -> None:
    case_id = await split(client)
    wanted = (await shares(client, case_id))["town_a"]
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=day(client, 15))
    await act(client, "town_office", case_id, "decide_extension", granted=True, reason="属实")
    case = await view(client, "town_office", case_id)
    assert case["reply_due_at"] == wanted["reply_due_at"]
    await act(client, "unit_handler", case_id, "request_return", reason="不属职责", legal_basis="三定规定")
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="属实")
    part = {"unit_id": str(client.world.units["town_a"]), "task": "换灯"}
    form = dispatch_form(client, reply_due_on=day(client, 30)) | {"main_unit_id": None, "split": [part]}
    await act(client, "town_office", case_id, "dispatch", **form)
    assert (await view(client, "town_office", case_id))["reply_due_at"] == wanted["reply_due_at"]


async def test_a_hand_over_cannot_be_due_in_the_past(client: Client) -> None:
    case_id = await shortlisted(client)
    past = dispatch_form(client, reply_due_on=day(client, -1))
    await refused(client, "town_office", case_id, "dispatch", "DATE_OUT_OF_RANGE", **past)
    today = dispatch_form(client, reply_due_on=day(client, 0))
    await act(client, "town_office", case_id, "dispatch", **today)


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
