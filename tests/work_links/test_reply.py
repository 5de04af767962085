"""A case that was pushed to an outsider: his answer is its reply, unless the case moved on."""

from typing import Any

import pytest

from tests.cases import BAD, GOOD, RESOLVED, Json, accept, act, dispatch_form, handling, refused, split, view
from tests.conftest import Client, Deliver
from tests.work_links.links import (
    ASK,
    DONE,
    IMPOSSIBLE,
    asked,
    links,
    look,
    photo,
    pushed,
    replied,
    take_back,
)


async def test_his_answer_is_the_reply_and_the_submitter_rates_it(client: Client) -> None:
    case_id, link = await pushed(client)
    assert (await look(client, link)).json()["is_reply"]
    taken = await photo(client, link)
    assert not (await replied(client, link, **DONE, upload_ids=[taken], name="老张"))["late"]
    case = await view(client, "resident", case_id)
    assert case["status"] == "replied"
    (given,) = case["replies"]
    assert (given["reply_class"], given["public_text"], given["answered_by"]) == (
        "resolved",
        DONE["text"],
        "南街物业",
    )
    entry = case["timeline"][0]
    assert (entry["action"], entry["role"], entry["actor_name"]) == ("external_reply", "outsider", "南街物业")
    assert [item["id"] for item in entry["attachments"]] == [taken]
    assert "老张" not in str(case)
    assert (await act(client, "resident", case_id, "evaluate", **GOOD))["status"] == "closed"


async def test_what_he_cannot_do_is_answered_with_his_reason(client: Client) -> None:
    case_id, link = await pushed(client, "town_office")
    await replied(client, link, **IMPOSSIBLE)
    (given,) = (await view(client, "town_office", case_id))["replies"]
    assert (given["reply_class"], given["reason"]) == ("not_feasible", IMPOSSIBLE["text"])


async def accepted(client: Client, case_id: str) -> None:
    await act(client, "station_head", case_id, "external_accept", external_number="物业 7 号")


async def test_what_happens_meanwhile_without_moving_the_case_does_not_matter(client: Client) -> None:
    case_id, link = await pushed(client)
    await accepted(client, case_id)
    await act(client, "deputy", case_id, "urge", text="请抓紧")
    await replied(client, link)
    assert (await view(client, "town_office", case_id))["status"] == "replied"


async def returned(client: Client, case_id: str) -> None:
    await act(client, "station_head", case_id, "external_return", reason="物业不管")


async def withdrawn(client: Client, case_id: str) -> None:
    await returned(client, case_id)
    await act(client, "resident", case_id, "withdraw", reason="不反映了")


async def dispatched(client: Client, case_id: str) -> None:
    await returned(client, case_id)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))


async def answered_by_phone(client: Client, case_id: str) -> None:
    await act(client, "station_head", case_id, "external_reply", **RESOLVED)


async def pushed_again(client: Client, case_id: str) -> None:
    """To the very same one: what he was asked first is over all the same."""
    await returned(client, case_id)
    await asked(client, case_id, "station_head", "push_external", outsider=ASK)


async def pushed_elsewhere(client: Client, case_id: str) -> None:
    await returned(client, case_id)
    system_id = str(client.world.systems["hotline"])
    await act(client, "station_head", case_id, "push_external", system_id=system_id)


@pytest.mark.parametrize(
    "move", [returned, withdrawn, dispatched, answered_by_phone, pushed_again, pushed_elsewhere]
)
async def test_an_answer_after_the_case_moved_on_is_kept_and_moves_nothing(client: Client, move: Any) -> None:
    case_id, link = await pushed(client)
    await move(client, case_id)
    before = await view(client, "town_office", case_id)
    taken = await photo(client, link)
    assert (await replied(client, link, **DONE, upload_ids=[taken]))["late"]
    after = await view(client, "town_office", case_id)
    for name in ("status", "round", "replies", "assignments"):
        assert after[name] == before[name], name
    entry = after["timeline"][0]
    assert (entry["action"], entry["from_status"], entry["to_status"]) == (
        "outsider_answer",
        before["status"],
        before["status"],
    )
    assert (entry["data"]["late"], entry["data"]["text"]) == (True, DONE["text"])
    assert [item["id"] for item in entry["attachments"]] == [taken]
    kept = (await links(client, "town_office", case_id))[-1]
    assert (kept["id"], kept["state"], kept["is_reply"]) == (link["id"], "late", True)
    assert DONE["text"] not in (await client.get("resident", f"/citizen/cases/{case_id}")).text


async def test_help_asked_for_outside_is_no_reply(client: Client) -> None:
    case_id, link = await pushed(client)
    help_link = await asked(client, case_id, "liaison", recipient="电力公司")
    assert not (await look(client, help_link)).json()["is_reply"]
    assert not (await replied(client, help_link))["late"]
    assert (await view(client, "town_office", case_id))["status"] == "external"
    assert not (await replied(client, link))["late"]
    assert (await view(client, "town_office", case_id))["status"] == "replied"


async def test_help_for_a_unit_is_late_once_its_own_part_is_answered(client: Client) -> None:
    case_id = await split(client)
    own, other = await asked(client, case_id, "unit_handler"), await asked(client, case_id, "town_b_handler")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    assert (await replied(client, own))["late"]
    assert not (await replied(client, other))["late"], "the other unit is still at it"


async def test_help_for_a_unit_is_in_time_while_another_has_not_signed_for_its_part(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    link = await asked(client, case_id)
    await accept(client, case_id, "town_b")
    assert not (await replied(client, link))["late"]


async def test_help_asked_for_in_one_round_is_late_in_the_next(client: Client) -> None:
    case_id = await handling(client)
    of_unit, of_office = await asked(client, case_id), await asked(client, case_id, "town_office")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    await act(client, "resident", case_id, "evaluate", **BAD)
    await act(client, "town_office", case_id, "redo", reason="情况属实")
    assert (await view(client, "town_office", case_id))["status"] == "handling"
    for link in (of_unit, of_office):
        assert (await replied(client, link))["late"]


async def test_a_unit_uses_his_answer_in_its_own_reply(client: Client) -> None:
    case_id = await handling(client)
    await replied(client, await asked(client, case_id))
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    assert (await act(client, "unit_head", case_id, "sign_reply", signer="周平"))["status"] == "replied"


async def notified(client: Client, action: str) -> set[str]:
    people = (
        "unit_handler",
        "unit_head",
        "town_office",
        "county_office",
        "liaison",
        "station_head",
        "deputy",
    )
    found = set()
    for who in people:
        items: list[Json] = (await client.get(who, "/desk/notices", limit=100)).json()["items"]
        found |= {who for item in items if item["action"] == action}
    return found


@pytest.mark.parametrize("who", ["unit_handler", "town_office", "liaison"])
async def test_whoever_asked_is_told_of_the_answer(client: Client, deliver: Deliver, who: str) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id, who)
    await deliver()
    assert await notified(client, "ask_outsider") == set()
    await replied(client, link)
    await deliver()
    assert await notified(client, "outsider_answer") == {who}
    (notice, *_) = (await client.get(who, "/desk/notices")).json()["items"]
    assert notice["text"].startswith("南街物业已“外部人员答复”")


async def test_whoever_pushed_it_is_told_of_the_reply_with_those_concerned(
    client: Client, deliver: Deliver
) -> None:
    _, link = await pushed(client, "county_office")
    await replied(client, link)
    await deliver()
    assert await notified(client, "external_reply") == {"county_office", "deputy", "liaison", "station_head"}


async def test_a_link_is_taken_back_by_those_who_may_make_it(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await accept(client, case_id, "town_b")
    of_unit, of_office = await asked(client, case_id), await asked(client, case_id, "town_office")

    async def attempts(who: str, link: Json) -> tuple[int, str]:
        answer = await take_back(client, who, case_id, link)
        return answer.status_code, answer.json().get("code") or answer.json()["state"]

    for who in ("deputy", "unit_head", "town_b_handler"):
        assert await attempts(who, of_unit) == (403, "FORBIDDEN"), who
    assert await attempts("unit_handler", of_office) == (403, "FORBIDDEN"), "not its own"
    assert await attempts("far_liaison", of_office) == (404, "CASE_NOT_FOUND")
    assert await attempts("unit_handler", of_unit) == (200, "withdrawn")
    assert await attempts("unit_handler", of_unit) == (409, "WORK_LINK_OVER")
    assert await attempts("liaison", of_office) == (200, "withdrawn")
    taken = {item["id"]: item["withdrawn_by"] for item in await links(client, "liaison", case_id)}
    assert taken == {of_unit["id"]: "unit_handler", of_office["id"]: "liaison"}


async def test_a_link_is_taken_back_even_after_its_time(client: Client) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    assert (await take_back(client, "unit_handler", case_id, link)).json()["state"] == "withdrawn"


async def test_what_was_pushed_is_taken_back_by_those_who_may_push(client: Client) -> None:
    case_id, link = await pushed(client)
    assert (await take_back(client, "liaison", case_id, link)).json()["code"] == "FORBIDDEN"
    assert (await take_back(client, "town_office", case_id, link)).json()["state"] == "withdrawn"
    await act(client, "station_head", case_id, "external_return", reason="发错了人")


async def test_a_link_of_another_case_is_not_found_here(client: Client) -> None:
    case_id, other = await handling(client), await handling(client)
    link = await asked(client, other)
    answer = await take_back(client, "unit_handler", case_id, link)
    assert (answer.status_code, answer.json()["code"]) == (404, "WORK_LINK_UNKNOWN")
    assert await links(client, "unit_handler", case_id) == []


async def test_the_list_goes_page_by_page_newest_first(client: Client) -> None:
    case_id = await handling(client)
    made = [(await asked(client, case_id))["id"] for _ in range(3)]
    first = (await client.get("liaison", f"/desk/cases/{case_id}/work-links", limit=2)).json()
    more = {"limit": 2, "cursor": first["next_cursor"]}
    second = (await client.get("liaison", f"/desk/cases/{case_id}/work-links", **more)).json()
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    assert "url" not in first["items"][0]


async def test_a_unit_that_gave_its_part_back_learns_nothing_more(client: Client) -> None:
    case_id = await handling(client)
    link = await asked(client, case_id)
    client.clock.advance(minutes=1)
    why = {"reason": "不属本单位", "legal_basis": "三定规定"}
    await act(client, "unit_handler", case_id, "request_return", **why)
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="同意")
    client.clock.advance(minutes=1)
    assert [item["id"] for item in await links(client, "unit_handler", case_id)] == [link["id"]]
    await asked(client, case_id, "town_office")
    assert (await replied(client, link))["late"]
    assert await links(client, "unit_handler", case_id) == []
    assert len(await links(client, "town_office", case_id)) == 2
    refusal = await refused(client, "unit_handler", case_id, "ask_outsider", "ILLEGAL_MOVE", **ASK)
    assert refusal["case_status"] == "pending_dispatch"
