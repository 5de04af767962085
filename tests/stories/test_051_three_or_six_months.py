"""三六个月四类答复: answered within three months, at most six, in one of four classes that each say what they must."""

import pytest

from app.domain.deadlines import add_months, day_of
from app.domain.working_days import Calendar
from app.presets.practices import practices
from tests.cases import GOOD, OWNERS, day, promise
from tests.conftest import Client
from tests.stories.play import Json, Matter, draft, read

FIGURES = practices()[50].figures
CLASSES: dict[str, Json] = {
    "resolved": {"public_text": "已全部更换为节能灯具。"},
    "in_progress": {"public_text": "已列入计划。", "plan": "三月招标，五月完工", "finish_on": "2027-05-31"},
    "not_feasible": {"public_text": "暂不具备条件。", "reason": "该路段明年整体下地改造"},
    "escalated": {"public_text": "已向上反映。", "escalated_to": "市住建局", "escalated_on": "2026-11-20"},
}
MUST_SAY = {
    "resolved": "public_text",
    "in_progress": "finish_on",
    "not_feasible": "reason",
    "escalated": "escalated_to",
}


def months(client: Client, number: int) -> str:
    """So many months from today, or the Monday after that."""
    return Calendar().next_working(add_months(day_of(client.clock()), number)).isoformat()


async def handed_over(client: Client, profile: str = "") -> Matter:
    """A suggestion on the desk of its unit, talked over with its deputy."""
    case = await draft(client, "deputy", "关于改造老街照明的建议", "建议分两期更换老街路灯。")
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大代表工委")
    await case.dispatch("county_office", "county_a", profile=profile)
    await case.do("county_a_handler", "accept", owners=OWNERS)
    talk = {"method": "meeting", "on": day(client, 0), "record": "与代表谈清了范围和先后。"}
    await case.do("county_a_handler", "communicate", **talk)
    return case


async def test_a_hard_suggestion_has_six_months_from_the_beginning(client: Client) -> None:
    for profile, number in (("", FIGURES["months"]), ("hard", FIGURES["most_months"])):
        case = await handed_over(client, profile)
        assert (await case.seen_by("deputy"))["reply_due_at"][:10] == months(client, number)
        clocks = (await read(client, "deputy", f"/desk/cases/{case.id}/clocks"))["items"]
        reply = next(clock for clock in clocks if clock["clock"] == "reply")
        assert (reply["number"], reply["unit"]) == (number, "month")
        assert "代表法" in reply["source"]


async def test_or_it_moves_once_from_three_months_to_six_and_no_further(client: Client) -> None:
    case = await handed_over(client)
    last = months(client, FIGURES["most_months"])
    assert (await case.seen_by("deputy"))["reply_due_at"][:10] == months(client, FIGURES["months"])
    beyond = add_months(day_of(client.clock()), FIGURES["most_months"] + 1).isoformat()
    ask = {"reason": "涉及面广，需与三家单位会商"}
    unit = "county_a_handler"
    await case.refuses(unit, "request_extension", "EXTENSION_TOO_LONG", until=beyond, **ask)
    await case.do(unit, "request_extension", until=last, **ask)
    await case.do("county_office", "decide_extension", granted=True, reason="情况属实")
    assert (await case.seen_by("deputy"))["reply_due_at"][:10] == last
    await case.refuses(unit, "request_extension", "SECOND_EXTENSION", until=last, **ask)


@pytest.mark.parametrize("reply_class", CLASSES)
async def test_each_class_of_answer_says_what_it_must_and_is_signed(client: Client, reply_class: str) -> None:
    assert len(CLASSES) == FIGURES["classes"]
    case, reply = await handed_over(client), {"reply_class": reply_class, **CLASSES[reply_class]}
    silent = {key: value for key, value in reply.items() if key != MUST_SAY[reply_class]}
    await case.refuses("county_a_handler", "draft_reply", "VALIDATION_FAILED", **silent)
    client.clock.advance(days=60)
    await case.do("county_a_handler", "draft_reply", **reply)
    await case.refuses("county_a_handler", "sign_reply", "FORBIDDEN", signer="王路")
    await case.do("county_a_head", "sign_reply", signer="周平")
    seen = await case.seen_by("deputy")
    (answer,) = seen["replies"]
    assert {key: answer[key] for key in reply} == reply
    assert (answer["signer"], answer["signed_at"][:10]) == ("周平", day(client, 0))
    assert seen["assignments"][0]["owners"] == OWNERS
    rated = await case.do("deputy", "evaluate", **GOOD)
    assert rated["status"] == ("tracking" if reply_class == "in_progress" else "closed")


async def test_a_unit_may_not_answer_before_it_has_talked_with_the_deputy(client: Client) -> None:
    case = await draft(client, "deputy", "关于公交末班车的建议", "建议末班车延到九点。")
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大代表工委")
    await case.dispatch("county_office", "county_a")
    await case.accept("county_a")
    await case.refuses("county_a_handler", "draft_reply", "ILLEGAL_MOVE", **promise(client))
