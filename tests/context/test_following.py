"""“我也遇到”: followed privately, counted once a person, and told only how far it is."""

import asyncio
from typing import Any

import pytest
from sqlmodel import func, select

from app.db import unit_of_work
from app.models import Follower
from tests.cases import GOOD, OWNERS, act, answer, dispatch_form, hidden, replied, shortlisted, submit, view
from tests.conftest import Client, Deliver
from tests.context.hints import ask, followed, me_too, notices, try_me_too

PUBLIC_REPLY = "路灯已修复，昨晚已亮。"


async def count(client: Client, case_id: str) -> int:
    return int((await view(client, "liaison", case_id))["me_too"])


async def refused_me_too(client: Client, who: str, case_id: str, hint: str | None, code: str) -> None:
    problem = await try_me_too(client, who, case_id, hint)
    assert problem.json()["code"] == code, problem.text
    assert await count_followers(client, who) == 0


async def count_followers(client: Client, who: str) -> int:
    query = select(func.count()).where(Follower.account_id == client.world.people[who].account_id)
    async with unit_of_work(client.house.sessions) as session:
        return int((await session.exec(query)).one())


async def test_it_is_followed_counted_and_nobody_learns_who(client: Client) -> None:
    case_id = (await submit(client))["id"]
    item = await me_too(client, "neighbour", case_id)
    assert item == {
        "case_id": case_id,
        "number": None,
        "kind": "appeal",
        "status": "registered",
        "step": "sort",
        "title": None,
        "category_code": "lighting.street_lamp",
        "category_name": "路灯",
        "area_name": "甲镇",
        "handed_in_on": "2026-11-20",
        "me_too": 1,
        "merged": False,
        "replies": [],
    }
    assert await followed(client, "neighbour") == [item]
    (hint,) = await ask(client)
    assert (hint["me_too"], hint["followed"]) == (1, True)
    (listed,) = (await client.get("liaison", "/desk/cases")).json()["items"]
    assert listed["me_too"] == await count(client, case_id) == 1
    account = str(client.world.people["neighbour"].account_id)
    for who in ("liaison", "county_office"):
        assert account not in str(await view(client, who, case_id)), who
    assert account not in str(await view(client, "resident", case_id))


async def test_following_shows_nothing_but_the_line(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await me_too(client, "neighbour", case_id)
    assert await hidden(client, "neighbour", case_id)
    answer = await client.post(
        "neighbour", f"/citizen/cases/{case_id}/actions/supplement", {"version": 2, "text": "还有一盏"}
    )
    assert answer.status_code == 404


async def test_once_a_person_however_often(client: Client) -> None:
    case_id = (await submit(client))["id"]
    (item,) = await ask(client)
    path, body = f"/citizen/cases/{case_id}/me-too", {"hint": item["hint"]}
    first = await client.post("neighbour", path, body, key="the-same-key")
    again = await client.post("neighbour", path, body, key="the-same-key")
    anew = await client.post("neighbour", path, body)
    assert first.json() == again.json() == anew.json()
    assert await count(client, case_id) == 1
    await me_too(client, "firm", case_id)
    assert await count(client, case_id) == 2


async def test_a_deputy_follows_at_the_desk_and_as_a_neighbour(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "colleague", case_id, "follow")
    assert await count(client, case_id) == 0
    await me_too(client, "colleague", case_id)
    assert await count(client, case_id) == 1
    assert await count_followers(client, "colleague") == 2
    assert (await client.delete("colleague", f"/citizen/cases/{case_id}/me-too")).status_code == 204
    assert await count_followers(client, "colleague") == 1


async def test_who_stops_following_is_no_longer_counted_nor_told(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client))["id"]
    await me_too(client, "neighbour", case_id)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await deliver()
    assert len(await notices(client, "neighbour")) == 1
    path = f"/citizen/cases/{case_id}/me-too"
    assert (await client.delete("neighbour", path)).status_code == 204
    gone = await client.delete("neighbour", path)
    assert (gone.status_code, gone.json()["code"]) == (404, "CASE_NOT_FOUND")
    assert (await count(client, case_id), await followed(client, "neighbour")) == (0, [])
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await deliver()
    assert await notices(client, "neighbour") == []


async def test_ones_own_is_not_met_too(client: Client) -> None:
    master, merged = (await submit(client, "neighbour"))["id"], (await submit(client))["id"]
    hint = next(item["hint"] for item in await ask(client, "resident") if item["case_id"] == master)
    await act(client, "station_head", merged, "merge", master_case_id=master)
    await refused_me_too(client, "resident", merged, None, "ME_TOO_OWN")
    await refused_me_too(client, "resident", master, hint, "ME_TOO_OWN")
    sealed = (await submit(client, sensitive=True))["id"]
    await refused_me_too(client, "resident", sealed, None, "ME_TOO_OWN")


async def test_what_nobody_showed_him_he_cannot_follow(client: Client) -> None:
    case_id = (await submit(client))["id"]
    (item,) = await ask(client)
    (others,) = await ask(client, "firm")
    forged = item["hint"][:-2] + ("A" if item["hint"][-2] != "A" else "B") + item["hint"][-1]
    for hint in (None, "", others["hint"], forged, item["hint"][:-4], "灯", "=" * 64):
        await refused_me_too(client, "neighbour", case_id, hint, "CASE_NOT_FOUND")
    other = (await submit(client, place="卫生院门前"))["id"]
    await refused_me_too(client, "neighbour", other, item["hint"], "CASE_NOT_FOUND")
    nowhere = await try_me_too(client, "neighbour", "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10", item["hint"])
    assert nowhere.json()["code"] == "CASE_NOT_FOUND"
    assert await count(client, case_id) == 0


async def test_a_hint_is_good_for_an_hour(client: Client) -> None:
    case_id = (await submit(client))["id"]
    (item,) = await ask(client)
    client.clock.advance(minutes=59)
    assert (await try_me_too(client, "neighbour", case_id, item["hint"])).status_code == 200
    (late,) = await ask(client, "firm")
    client.clock.advance(minutes=60)
    problem = await try_me_too(client, "firm", case_id, late["hint"])
    assert (problem.status_code, problem.json()["code"]) == (410, "HINT_EXPIRED")


@pytest.mark.parametrize("secret", [{"sensitive": True}, {"kind": "wish"}, {"kind": "dispute"}])
async def test_public_words_need_no_hint_and_secrets_take_none(client: Client, secret: Any) -> None:
    case_id = (await submit(client, visibility="public"))["id"]
    assert (await try_me_too(client, "neighbour", case_id)).status_code == 200
    hidden_one = (await submit(client, visibility="public", **secret))["id"]
    await refused_me_too(client, "firm", hidden_one, None, "CASE_NOT_FOUND")


async def test_what_was_sealed_since_is_gone_for_its_followers(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client, visibility="public"))["id"]
    await me_too(client, "neighbour", case_id)
    (item,) = await ask(client, "firm")
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await deliver()
    assert len(await notices(client, "neighbour")) == 1
    later = (await submit(client, visibility="public"))["id"]
    await me_too(client, "neighbour", later)
    await act(client, "station_head", later, "screen", sensitive=True, note="涉及个人")
    await act(client, "station_head", later, "shortlist", decided_by="站务会")
    await deliver()
    assert [line["case_id"] for line in await followed(client, "neighbour")] == [case_id]
    assert {notice["case_id"] for notice in await notices(client, "neighbour")} == {case_id}
    problem = await try_me_too(client, "firm", later, item["hint"])
    assert problem.json()["code"] == "CASE_NOT_FOUND"
    assert (await client.delete("neighbour", f"/citizen/cases/{later}/me-too")).status_code == 204


async def test_what_ended_long_ago_is_over(client: Client) -> None:
    case_id = await replied(client, visibility="public")
    await act(client, "resident", case_id, "evaluate", **GOOD)
    client.clock.advance(days=29)
    assert (await try_me_too(client, "neighbour", case_id)).status_code == 200
    client.clock.advance(days=2)
    await refused_me_too(client, "firm", case_id, None, "ME_TOO_OVER")
    assert (await try_me_too(client, "neighbour", case_id)).status_code == 200
    assert await count(client, case_id) == 1
    withdrawn = (await submit(client, visibility="public"))["id"]
    await act(client, "resident", withdrawn, "withdraw", reason="亮了")
    await refused_me_too(client, "firm", withdrawn, None, "ME_TOO_OVER")


@pytest.mark.parametrize(
    ("visibility", "title", "replies"), [("public", "老街东口路灯不亮", [PUBLIC_REPLY]), ("units", None, [])]
)
async def test_the_answer_is_for_followers_only_where_it_is_for_everybody(
    client: Client, visibility: str, title: str | None, replies: list[str]
) -> None:
    receipt = await submit(client, visibility=visibility)
    await me_too(client, "neighbour", receipt["id"])
    await act(client, "station_head", receipt["id"], "shortlist", decided_by="站务会")
    await act(client, "town_office", receipt["id"], "dispatch", **dispatch_form(client))
    await act(client, "unit_handler", receipt["id"], "accept", owners=OWNERS)
    await act(
        client, "unit_handler", receipt["id"], "draft_reply",
        reply_class="resolved", public_text=PUBLIC_REPLY, inner_note="电工老李去的",
    )  # fmt: skip
    (waiting,) = await followed(client, "neighbour")
    assert (waiting["status"], waiting["replies"]) == ("reply_review", [])
    await act(client, "unit_head", receipt["id"], "sign_reply", signer="周平")
    (item,) = await followed(client, "neighbour")
    assert (item["status"], item["title"], item["replies"]) == ("replied", title, replies)
    assert item["number"] == (receipt["number"] if title else None)
    told = str(item)
    for secret in ("孩子放学", "王女士", "19900000002", "老李", receipt["check_code"]):
        assert secret not in told, secret


async def test_followers_are_told_that_it_moves_and_nothing_else(client: Client, deliver: Deliver) -> None:
    receipt = await submit(client)
    case_id = receipt["id"]
    await deliver()
    await me_too(client, "neighbour", case_id)
    await act(client, "liaison", case_id, "screen", note="属实")
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await act(client, "deputy", case_id, "urge", text="请抓紧")
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    await act(client, "unit_handler", case_id, "progress", text="已到场")
    await answer(client, case_id)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await deliver()
    told = await notices(client, "neighbour")
    assert [notice["action"] for notice in reversed(told)] == [
        "shortlist",
        "dispatch",
        "accept",
        "sign_reply",
    ]
    assert all(notice["followed"] and notice["case_id"] == case_id for notice in told)
    assert (told[0]["title"], told[0]["text"]) == (
        "已答复（待评价）：您也遇到的事项",
        "您也遇到的事项当前：已答复（待评价）",
    )
    for secret in ("老街东口路灯不亮", receipt["number"], "周平", "town_a", "联络站"):
        assert secret not in str(told), secret
    unread = await client.get("neighbour", "/citizen/notices/unread")
    assert unread.json() == {"unread": 4}
    assert (await client.post("neighbour", "/citizen/notices/read", {})).json() == {"unread": 0}


async def test_a_public_title_stands_in_the_notice(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client, visibility="public"))["id"]
    await me_too(client, "neighbour", case_id)
    await act(client, "resident", case_id, "withdraw", reason="亮了")
    await deliver()
    (notice,) = await notices(client, "neighbour")
    assert (notice["action"], notice["title"]) == ("withdraw", "已撤回：老街东口路灯不亮")
    assert not any(notice["followed"] for notice in await notices(client, "resident"))


async def test_a_follower_of_a_merged_matter_follows_it_where_it_went(
    client: Client, deliver: Deliver
) -> None:
    merged, master = (await submit(client, visibility="public"))["id"], await shortlisted(client)
    await me_too(client, "neighbour", merged)
    await act(client, "station_head", merged, "merge", master_case_id=master)
    await deliver()
    await act(client, "town_office", master, "dispatch", **dispatch_form(client))
    await deliver()
    told = [(notice["action"], notice["case_id"]) for notice in await notices(client, "neighbour")]
    assert told == [("dispatch", merged), ("merge", merged)]
    (item,) = await followed(client, "neighbour")
    assert (item["case_id"], item["merged"], item["status"]) == (merged, True, "dispatched")
    await act(client, "unit_handler", master, "accept", owners=OWNERS)
    await answer(client, master)
    (item,) = await followed(client, "neighbour")
    assert (item["title"], item["status"], item["replies"]) == ("老街东口路灯不亮", "replied", [])


async def test_the_list_is_paged(client: Client) -> None:
    cases = [(await submit(client, visibility="public"))["id"] for _ in range(3)]
    for case_id in cases:
        assert (await try_me_too(client, "neighbour", case_id)).status_code == 200
    first = (await client.get("neighbour", "/citizen/followed", limit=2)).json()
    rest = await client.get("neighbour", "/citizen/followed", limit=2, cursor=first["next_cursor"])
    shown = [item["case_id"] for item in (*first["items"], *rest.json()["items"])]
    assert (shown, rest.json()["next_cursor"]) == (cases[::-1], None)
    assert await followed(client, "firm") == []


async def test_many_at_once_are_all_counted_and_one_person_once(committed: Client) -> None:
    case_id = (await submit(committed, visibility="public"))["id"]
    calls = [("neighbour", 4), ("firm", 4), ("colleague", 1), ("liaison", 1)]
    answers = await asyncio.gather(
        *(try_me_too(committed, who, case_id) for who, times in calls for _ in range(times))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert await count(committed, case_id) == len(calls)
    await act(committed, "station_head", case_id, "shortlist", decided_by="站务会")
    gone = await asyncio.gather(
        *(committed.delete("neighbour", f"/citizen/cases/{case_id}/me-too") for _ in range(3))
    )
    assert sorted(answer.status_code for answer in gone) == [204, 404, 404]
    assert await count(committed, case_id) == len(calls) - 1


async def test_it_moves_nothing_that_somebody_looks_at(client: Client) -> None:
    case_id = (await submit(client))["id"]
    before = await view(client, "liaison", case_id)
    await me_too(client, "neighbour", case_id)
    after = await view(client, "liaison", case_id)
    assert after | {"me_too": 0} == before


async def test_nobody_follows_without_end(client: Client) -> None:
    case_id = (await submit(client, visibility="public"))["id"]
    codes = {(await try_me_too(client, "neighbour", case_id)).status_code for _ in range(20)}
    assert codes == {200}
    assert (await try_me_too(client, "neighbour", case_id)).json()["code"] == "RATE_LIMITED"


async def test_a_master_counts_for_those_merged_into_it(client: Client) -> None:
    merged, master = [(await submit(client, visibility="public"))["id"] for _ in range(2)]
    await me_too(client, "neighbour", merged)
    await act(client, "station_head", merged, "merge", master_case_id=master)
    assert (await count(client, merged), await count(client, master)) == (1, 1)
    await act(client, "station_head", merged, "unmerge", reason="不是同一处")
    assert (await count(client, merged), await count(client, master)) == (1, 0)
