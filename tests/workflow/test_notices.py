"""Who is told of what: those concerned, once, and only what they may know."""

import json

import pytest

from app.domain.notices import RECIPIENTS, Party
from app.domain.vocabulary import Action
from app.jobs import handlers
from tests.cases import (
    BAD,
    GOOD,
    OWNERS,
    RESOLVED,
    Json,
    act,
    dispatch_form,
    draft,
    handling,
    hidden,
    shortlisted,
    split,
    submit,
    suggested,
    view,
)
from tests.conftest import Client, Deliver

PEOPLE: dict[Party, set[str]] = {
    Party.SUBMITTER: {"resident"},
    Party.LEAD: {"deputy"},
    Party.STATION: {"liaison", "station_head"},
    Party.DESK: {"town_office"},
    Party.DISPATCHER: {"town_office"},
    Party.MAIN: {"unit_handler"},
    Party.CO: {"town_b_handler"},
    Party.HEAD: {"unit_head"},
    Party.FOLLOWERS: {"colleague"},
    Party.COSIGNERS: set(),
    Party.DRAFTER: set(),
    Party.CLAIMER: set(),
    Party.ORDERED: set(),
}
"""Who each party is in the story below."""
EVERYBODY = set[str]().union(*PEOPLE.values()) | {"neighbour", "county_office", "far_liaison", "town_b_head"}


def door(who: str) -> str:
    return "citizen" if who in ("resident", "neighbour") else "desk"


async def notices(client: Client, who: str, at: str = "") -> list[Json]:
    items: list[Json] = (await client.get(who, f"/{at or door(who)}/notices", limit=100)).json()["items"]
    return items


async def told(client: Client, action: str) -> set[str]:
    return {who for who in EVERYBODY if action in {notice["action"] for notice in await notices(client, who)}}


def expected(action: Action, by: str) -> set[str]:
    return set[str]().union(*(PEOPLE[party] for party in RECIPIENTS[action])) - {by}


async def test_each_move_tells_those_concerned_and_nobody_else(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "colleague", case_id, "follow")
    story: list[tuple[Action, str, Json]] = [
        (Action.SCREEN, "liaison", {"note": "已核实"}),
        (Action.PROPOSE_ROUTE, "deputy", {"unit_id": str(client.world.units["town_a"]), "reason": "职责"}),
        (Action.SHORTLIST, "station_head", {"decided_by": "站务会"}),
        (Action.DISPATCH, "town_office", dispatch_form(client, co=("town_b",))),
        (Action.ACCEPT, "unit_handler", {"owners": OWNERS}),
        (Action.URGE, "deputy", {"text": "请抓紧"}),
        (Action.PROGRESS, "unit_handler", {"text": "已到场"}),
        (Action.NOTE, "liaison", {"text": "内部"}),
        (Action.DRAFT_REPLY, "unit_handler", RESOLVED),
        (Action.SEND_BACK, "town_office", {"reason": "写明日期"}),
    ]
    for action, who, fields in story:
        await act(client, who, case_id, action, **fields)
        await deliver()
        assert await told(client, action) == expected(action, who), action
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    signed = {"signer": "周平", "missing_opinions_reason": "逾期未复"}
    await act(client, "unit_head", case_id, "sign_reply", **signed)
    await deliver()
    assert await told(client, "sign_reply") == expected(Action.SIGN_REPLY, "unit_head")
    assert await told(client, "sign_reply") >= {"resident", "deputy", "colleague", "town_office"}
    await act(client, "resident", case_id, "evaluate", **BAD)
    await deliver()
    assert await told(client, "evaluate") == {"deputy", "liaison", "station_head", "town_office"}
    await act(client, "town_office", case_id, "redo", reason="属实")
    await deliver()
    assert await told(client, "redo") == {"resident", "deputy", "colleague", "unit_handler"}


async def test_a_notice_says_which_case_and_where_it_stands(client: Client, deliver: Deliver) -> None:
    receipt = await submit(client)
    await deliver()
    (notice,) = await notices(client, "resident")
    assert (notice["action"], notice["case_id"]) == ("register", receipt["id"])
    assert notice["title"] == "登记受理：老街东口路灯不亮"
    assert notice["text"] == f"系统已“登记受理”，事项 {receipt['number']} 当前：已登记"
    assert notice["read_at"] is None


async def test_a_resident_learns_which_body_did_it_and_the_desk_who(client: Client, deliver: Deliver) -> None:
    await split(client)
    await deliver()

    async def accepted(who: str) -> list[str]:
        found = await notices(client, who)
        return sorted(item["text"].split("，")[0] for item in found if item["action"] == "accept")

    assert await accepted("resident") == ["town_a单位已“签收”", "town_b单位已“签收”"]
    assert await accepted("deputy") == [
        "town_b_handler（town_b单位）已“签收”",
        "unit_handler（town_a单位）已“签收”",
    ]


async def test_what_is_hidden_later_is_hidden_in_the_notices_too(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client, title="张三家门口路灯不亮")
    await deliver()
    await act(client, "station_head", case_id, "redact", redacted_text="路灯不亮", reason="含他人信息")

    async def titles(who: str) -> set[str]:
        return {item["title"].split("：")[1] for item in await notices(client, who)}

    for who in ("deputy", "unit_handler", "liaison"):
        assert await titles(who) == {"路灯不亮"}, who
    for who in ("resident", "station_head"):
        assert await titles(who) == {"张三家门口路灯不亮"}, who


async def test_notices_of_a_case_sealed_meanwhile_are_gone_until_it_is_open_again(
    client: Client, deliver: Deliver
) -> None:
    case_id = (await submit(client))["id"]
    await deliver()
    (notice,) = await notices(client, "liaison")
    await act(client, "town_office", case_id, "screen", note="涉及个人", sensitive=True)
    assert await hidden(client, "liaison", case_id)
    assert (await notices(client, "liaison"), await unread(client, "liaison")) == ([], 0)
    for body in ({}, {"notice_ids": [notice["id"]]}):
        assert (await client.post("liaison", "/desk/notices/read", body)).json() == {"unread": 0}
    await act(client, "town_office", case_id, "screen", note="不涉及个人", sensitive=False)
    assert await unread(client, "liaison") == 1


async def test_told_twice_is_told_once(client: Client, deliver: Deliver) -> None:
    case_id = await shortlisted(client)
    assert await deliver() > 0
    assert await deliver() == 0
    for entry in (await view(client, "county_office", case_id))["timeline"]:
        payload = json.dumps({"event_id": entry["id"]}).encode()
        assert await handlers.notify(client.house.sessions, payload, client.clock()) == 0
    assert len(await notices(client, "resident")) == 2


async def test_a_message_about_nothing_tells_nobody(client: Client) -> None:
    payload = json.dumps({"event_id": client.world.people["resident"].account_id.hex}).encode()
    assert await handlers.notify(client.house.sessions, payload, client.clock()) == 0


async def unread(client: Client, who: str) -> int:
    count: int = (await client.get(who, f"/{door(who)}/notices/unread")).json()["unread"]
    return count


async def test_what_is_unread_is_counted_until_it_is_read(client: Client, deliver: Deliver) -> None:
    await handling(client)
    await deliver()
    mine = await notices(client, "resident")
    assert await unread(client, "resident") == len(mine) == 4
    others = (await notices(client, "deputy"))[0]["id"]
    body = {"notice_ids": [mine[0]["id"], others]}
    answer = await client.post("resident", "/citizen/notices/read", body)
    assert answer.json() == {"unread": 3}
    assert await unread(client, "deputy") == len(await notices(client, "deputy"))
    left = (await client.get("resident", "/citizen/notices", unread="true")).json()["items"]
    assert [item["id"] for item in left] == [item["id"] for item in mine[1:]]


@pytest.mark.parametrize(("body", "left"), [({"notice_ids": []}, 2), ({"notice_ids": None}, 0), ({}, 0)])
async def test_naming_none_marks_none_and_not_naming_any_marks_all(
    client: Client, deliver: Deliver, body: Json, left: int
) -> None:
    await shortlisted(client)
    await deliver()
    assert await unread(client, "resident") == 2
    assert (await client.post("resident", "/citizen/notices/read", body)).json() == {"unread": left}


async def test_a_scan_tells_the_deputy_once(client: Client, deliver: Deliver) -> None:
    await submit(client)
    await deliver()
    assert [item["action"] for item in await notices(client, "deputy")] == ["submit"]


async def test_invited_deputies_are_told_and_the_author_is_not(client: Client, deliver: Deliver) -> None:
    case_id = await draft(client, "colleague")
    await deliver()
    (notice,) = await notices(client, "colleague")
    assert (notice["action"], notice["case_id"]) == ("cosign", case_id)
    assert await notices(client, "deputy") == []
    (entry,) = (await view(client, "colleague", case_id))["timeline"]
    assert [entry[name] for name in ("from_status", "to_status", "version")] == [None, "draft", 1]
    await act(client, "colleague", case_id, "cosign")
    await deliver()
    assert [item["action"] for item in await notices(client, "deputy")] == ["cosign"]


async def test_a_deputy_is_told_that_his_suggestion_was_registered(client: Client, deliver: Deliver) -> None:
    await suggested(client)
    await deliver()
    assert "register" in {item["action"] for item in await notices(client, "deputy")}
    assert await notices(client, "deputy", "citizen") == []


async def test_somebody_who_may_no_longer_see_the_case_is_not_told(client: Client, deliver: Deliver) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "colleague", case_id, "follow")
    await act(client, "town_office", case_id, "screen", note="涉及个人", sensitive=True)
    accused = {"accused_deputy_id": str(client.world.deputies["colleague"])}
    await act(client, "town_office", case_id, "screen", note="反映该代表", **accused)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await deliver()
    assert await told(client, "dispatch") == {"resident", "deputy", "station_head", "unit_handler"}
    assert "colleague" not in await told(client, "shortlist")


async def test_units_are_not_told_how_they_were_rated(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    await act(client, "resident", case_id, "request_redo", reason="又灭了")
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await deliver()
    for who in ("unit_handler", "unit_head"):
        assert {"evaluate", "request_redo"}.isdisjoint(
            notice["action"] for notice in await notices(client, who)
        )


async def test_everybody_whose_case_was_merged_is_told_of_the_answer(
    client: Client, deliver: Deliver
) -> None:
    master = await shortlisted(client)
    other = (await submit(client, "neighbour"))["id"]
    await act(client, "station_head", other, "merge", master_case_id=master)
    await deliver()
    assert "merge" in {notice["action"] for notice in await notices(client, "neighbour")}
    await act(client, "station_head", master, "answer_on_spot", public_text="已修好。", basis="规定")
    await deliver()
    assert await told(client, "answer_on_spot") >= {"resident", "neighbour"}


async def test_whoever_claimed_a_wish_is_urged(client: Client, deliver: Deliver) -> None:
    case_id = await shortlisted(client, kind="wish", visibility="public")
    await act(client, "neighbour", case_id, "claim")
    await act(client, "town_office", case_id, "urge", text="老人等着用")
    await deliver()
    assert await told(client, "urge") == {"neighbour"}


async def test_a_submitter_is_told_when_his_words_are_hidden_or_published(
    client: Client, deliver: Deliver
) -> None:
    case_id = (await submit(client, visibility="public"))["id"]
    await act(client, "station_head", case_id, "answer_on_spot", public_text="已修好。", basis="规定")
    await act(client, "station_head", case_id, "redact", redacted_text="路灯不亮", reason="含他人信息")
    await act(client, "station_head", case_id, "publish")
    await deliver()
    assert {"redact", "publish"} <= {notice["action"] for notice in await notices(client, "resident")}
    entry = next(
        item for item in (await view(client, "resident", case_id))["timeline"] if item["action"] == "redact"
    )
    assert entry["data"] == {}


async def test_a_unit_that_was_let_go_is_not_told_what_comes_after(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client)
    why = {"reason": "不属于职责", "legal_basis": "三定规定"}
    await act(client, "unit_handler", case_id, "request_return", **why)
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="属实")
    await deliver()
    assert "decide_return" in {notice["action"] for notice in await notices(client, "unit_handler")}
    before = len(await notices(client, "unit_handler"))
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main="town_b"))
    await act(client, "town_office", case_id, "urge", text="请抓紧")
    await deliver()
    assert len(await notices(client, "unit_handler")) == before
    assert {"dispatch", "urge"} <= {notice["action"] for notice in await notices(client, "town_b_handler")}
