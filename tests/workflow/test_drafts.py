"""A suggestion while it is a draft: corrected, signed by more, and seen by the helper who wrote it."""

from typing import Any

import pytest

from tests.cases import act, attempt, draft, hidden, offered, refused, view
from tests.conftest import Client, Deliver
from tests.groups.steps import deputy, helper, made, seen


async def signed(client: Client, who: str, case_id: str) -> dict[str, bool]:
    """Who is on the list, and whether he signed."""
    signers = (await view(client, who, case_id))["signers"]
    assert [signer["lead"] for signer in signers] == [True, *[False] * (len(signers) - 1)]
    return {signer["name"].removesuffix("代表"): signer["signed_at"] is not None for signer in signers}


async def told(client: Client, deliver: Deliver, who: str) -> list[str]:
    await deliver()
    return [notice["action"] for notice in (await seen(client, who, "/desk/notices"))["items"]]


async def test_another_text_is_signed_anew_and_another_category_is_not(
    client: Client, deliver: Deliver
) -> None:
    case_id = await draft(client, "colleague", "far_deputy")
    await act(client, "colleague", case_id, "cosign")
    assert await signed(client, "far_deputy", case_id) == {
        "deputy": True,
        "colleague": True,
        "far_deputy": False,
    }
    await act(client, "deputy", case_id, "revise", category_code="lighting", visibility="units")
    assert (await signed(client, "deputy", case_id))["colleague"]
    await act(client, "deputy", case_id, "revise", text="建议分三期更换老街路灯。")
    case = await view(client, "colleague", case_id)
    assert (case["text"], case["category_code"]) == ("建议分三期更换老街路灯。", "lighting")
    assert [entry["data"] for entry in case["timeline"][:2]] == [
        {"changed": ["text"]},
        {"changed": ["category_code", "visibility"]},
    ]
    assert await signed(client, "deputy", case_id) == {
        "deputy": True,
        "colleague": False,
        "far_deputy": False,
    }
    assert (await told(client, deliver, "colleague")).count("revise") == 2
    assert "cosign" in await offered(client, "colleague", case_id)
    await act(client, "colleague", case_id, "cosign")
    await act(client, "deputy", case_id, "submit")
    assert await signed(client, "county_office", case_id) == {"deputy": True, "colleague": True}


async def test_who_agreed_to_withdraw_the_old_text_did_not_say_so_of_the_new_one(client: Client) -> None:
    case_id = await draft(client, "colleague", "far_deputy")
    for name in ("colleague", "far_deputy"):
        await act(client, name, case_id, "cosign")
    await act(client, "colleague", case_id, "withdraw", reason="数字不对")
    await act(client, "deputy", case_id, "revise", text="数字已经改过。")
    signers = (await view(client, "deputy", case_id))["signers"]
    assert [signer["withdrew_at"] for signer in signers] == [None, None, None]


async def test_more_are_invited_each_once_while_it_is_a_draft(client: Client, deliver: Deliver) -> None:
    case_id = await draft(client, "colleague")
    assert await hidden(client, "far_deputy", case_id)
    invited = [deputy(client, name) for name in ("far_deputy", "colleague", "deputy")]
    await act(client, "deputy", case_id, "invite", cosigner_ids=invited)
    await refused(client, "deputy", case_id, "invite", "NOTHING_CHANGED", cosigner_ids=invited)
    assert list(await signed(client, "deputy", case_id)) == ["deputy", "colleague", "far_deputy"]
    assert (await view(client, "far_deputy", case_id))["timeline"][0]["data"] == {}
    assert "invite" in await told(client, deliver, "far_deputy")
    await act(client, "far_deputy", case_id, "cosign")
    for name in ("ended_deputy", "deputy_away"):
        gone = {"cosigner_ids": [deputy(client, name)]}
        await refused(client, "deputy", case_id, "invite", "DEPUTY_NOT_FOUND", **gone)
    await act(client, "deputy", case_id, "submit")
    await refused(client, "deputy", case_id, "invite", "ILLEGAL_MOVE", cosigner_ids=invited)
    await refused(client, "deputy", case_id, "revise", "ILLEGAL_MOVE", title="新标题")


async def test_only_its_author_corrects_it(client: Client) -> None:
    case_id = await draft(client, "colleague")
    await act(client, "colleague", case_id, "cosign")
    await refused(client, "colleague", case_id, "revise", "FORBIDDEN", title="我的标题")
    await refused(client, "colleague", case_id, "invite", "FORBIDDEN", cosigner_ids=[deputy(client)])
    for who in ("far_deputy", "liaison"):
        await refused(client, who, case_id, "revise", "CASE_NOT_FOUND", title="别人的标题")
    late = await attempt(client, "deputy", case_id, "revise", title="新标题", version=1)
    assert (late.status_code, late.json()["code"]) == (409, "STALE_VERSION")


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({}, 422, "VALIDATION_FAILED"),
        ({"title": " "}, 422, "VALIDATION_FAILED"),
        ({"text": "新的正文", "category_code": "no.such"}, 404, "CATEGORY_NOT_FOUND"),
        ({"area_code": "411121"}, 404, "AREA_NOT_FOUND"),
        ({"preset": "no_such_practice"}, 404, "PRESET_NOT_FOUND"),
        ({"text": "新的正文", "preset": "resident_order"}, 409, "PRESET_NOT_FOR_KIND"),
    ],
)
async def test_a_correction_that_makes_no_sense_changes_nothing(
    client: Client, form: dict[str, Any], status: int, code: str
) -> None:
    case_id = await draft(client)
    before = await view(client, "deputy", case_id)
    answer = await attempt(client, "deputy", case_id, "revise", **form)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await view(client, "deputy", case_id) == before


async def drafted(client: Client, who: str = "liaison") -> str:
    """Written by the helper of `deputy`, who is the liaison of this station or of another one."""
    await helper(client, appointment_id=str(client.world.people[who].appointment_id))
    body = {
        "title": "关于修缮小桥的建议",
        "text": "桥面塌了一角。",
        "on_behalf_of_id": deputy(client),
        "consent": "本人口述，已复述核对",
    }
    case_id: str = (await made(client, who, "/desk/suggestions", body))["id"]
    return case_id


async def test_a_helper_finds_what_he_wrote_and_corrects_it(client: Client, deliver: Deliver) -> None:
    case_id = await drafted(client)
    (mine,) = (await seen(client, "liaison", "/desk/cases", tab="draft"))["items"]
    tabs = (await seen(client, "liaison", "/desk/cases/counters"))["tabs"]
    assert (mine["id"], {tab["tab"]: tab["count"] for tab in tabs}["draft"]) == (case_id, 1)
    assert await offered(client, "liaison", case_id) == {"revise", "invite"}
    await act(client, "liaison", case_id, "revise", version=1, text="桥面塌了一角，栏杆也断了。")
    await act(client, "liaison", case_id, "invite", version=2, cosigner_ids=[deputy(client, "colleague")])
    assert await signed(client, "liaison", case_id) == {"deputy": False, "colleague": False}
    assert await told(client, deliver, "deputy") == ["invite", "revise", "invite"]
    await act(client, "deputy", case_id, "revise", version=3, title="关于修缮村口小桥的建议")
    assert await told(client, deliver, "liaison") == ["revise"]
    case = await view(client, "liaison", case_id)
    assert (case["title"], case["text"]) == ("关于修缮村口小桥的建议", "桥面塌了一角，栏杆也断了。")
    for action, fields in (("submit", {}), ("withdraw", {"reason": "不要了"}), ("cosign", {})):
        await refused(client, "liaison", case_id, action, "FORBIDDEN", **fields)


async def test_nobody_else_at_the_station_sees_it_before_it_is_handed_in(client: Client) -> None:
    case_id = await drafted(client)
    for who in ("station_head", "far_liaison", "town_office", "county_office", "colleague"):
        assert await hidden(client, who, case_id), who
    await act(client, "deputy", case_id, "submit", version=1)
    assert not await hidden(client, "station_head", case_id)
    await act(client, "liaison", case_id, "register")


@pytest.mark.parametrize("who", ["liaison", "far_liaison"])
async def test_when_the_help_is_over_the_draft_is_the_deputy_s_alone(
    client: Client, deliver: Deliver, who: str
) -> None:
    case_id = await drafted(client, who)
    link = (await seen(client, "admin", "/admin/links"))["items"][0]
    ended = {"starts_on": link["starts_on"], "ends_on": "2026-11-20", "version": link["version"]}
    assert (await client.put("admin", f"/admin/links/{link['id']}", ended)).status_code == 200
    assert await offered(client, who, case_id) == {"revise", "invite"}, "to the end of its last day"
    client.clock.advance(days=1)
    assert await hidden(client, who, case_id)
    tries: dict[str, dict[str, Any]]
    tries = {"revise": {"text": "新的"}, "invite": {"cosigner_ids": [deputy(client, "colleague")]}}
    for action, fields in tries.items():
        await refused(client, who, case_id, action, "CASE_NOT_FOUND", version=1, **fields)
    assert (await seen(client, who, "/desk/cases"))["items"] == []
    tabs = (await seen(client, who, "/desk/cases/counters"))["tabs"]
    assert {tab["tab"]: tab["count"] for tab in tabs}["draft"] == 0
    await act(client, "deputy", case_id, "revise", version=1, text="新的")
    assert await told(client, deliver, who) == []
    await act(client, "deputy", case_id, "submit", version=2)
    assert (await view(client, who, case_id))["text"] == "新的", "handed in, he follows what he wrote"


async def test_to_see_a_draft_he_must_help_the_very_deputy_whose_it_is(client: Client) -> None:
    case_id = await drafted(client)
    link = (await seen(client, "admin", "/admin/links"))["items"][0]
    ended = {"starts_on": link["starts_on"], "ends_on": "2026-11-20", "version": link["version"]}
    await client.put("admin", f"/admin/links/{link['id']}", ended)
    client.clock.advance(days=1)
    await helper(client, "colleague")
    assert await hidden(client, "liaison", case_id)
    await helper(client, starts_on="2026-11-21")
    assert await offered(client, "liaison", case_id) == {"revise", "invite"}


async def test_a_helper_from_another_station_follows_it_and_does_nothing(
    client: Client, deliver: Deliver
) -> None:
    case_id = await drafted(client, "far_liaison")
    await act(client, "far_liaison", case_id, "revise", version=1, text="桥面塌了一角，请修。")
    await act(client, "deputy", case_id, "submit", version=2)
    assert await told(client, deliver, "far_liaison") == ["submit"]
    await act(client, "station_head", case_id, "register")
    await act(client, "station_head", case_id, "screen", note="内部核实")
    case = await view(client, "far_liaison", case_id)
    assert (case["status"], case["allowed_actions"]) == ("registered", [])
    assert [entry["action"] for entry in case["timeline"]] == ["register", "submit", "revise", "invite"]
    listed = (await seen(client, "far_liaison", "/desk/cases", kind="suggestion"))["items"]
    assert [item["id"] for item in listed] == [case_id]
    tries: dict[str, dict[str, Any]] = {
        "screen": {"note": "核实"},
        "note": {"text": "记一笔"},
        "follow": {},
        "supplement": {"text": "补充"},
        "ask_outsider": {"recipient": "物业", "task": "看看"},
        "revise": {"text": "再改"},
    }
    for action, fields in tries.items():
        code = "ILLEGAL_MOVE" if action == "revise" else "FORBIDDEN"
        await refused(client, "far_liaison", case_id, action, code, **fields)
