"""What each may read of a case that he sees: looked for in the whole answer, not only in the field where it belongs."""

from typing import Any

import pytest

from app.domain.privacy import CITIZEN_FIELDS
from app.domain.vocabulary import Action
from tests.access.situations import appeal
from tests.cases import OWNERS, RESOLVED, act, day, dispatch_form, handling, matter, replied, submit
from tests.conftest import Client

NAME, PHONE = "欧阳不愿透露", "19900000777"
CONTACT = {"name": NAME, "phone": PHONE}
STATION = {"resident", "liaison", "station_head"}
HANDLERS = STATION | {"deputy", "town_office", "committee", "county_office", "unit_handler", "unit_head"}
KNOWS = {"public": HANDLERS, "units": HANDLERS, "station": STATION}
READERS = (*sorted(HANDLERS), "colleague", "county_a_handler", "county_a_head")
SECRET = "院墙后面藏着的那句话"


async def read(client: Client, who: str, case_id: str) -> str:
    """Everything that this reader can get to know of one case, as text."""
    door = "citizen" if who in ("resident", "neighbour") else "desk"
    paths = [f"/{door}/cases/{case_id}", f"/{door}/cases", f"/{door}/notices"]
    if door == "desk":
        paths.append(f"/desk/cases/{case_id}/timeline")
    answers = [await client.get(who, path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths), f"{who}: {answers[0].text}"
    return "\n".join(answer.text for answer in answers)


@pytest.mark.parametrize("visibility", KNOWS)
async def test_the_contact_is_where_its_owner_allowed_it(client: Client, visibility: str) -> None:
    case_id = await appeal(client, contact=CONTACT, visibility=visibility)
    for who in READERS:
        text = await read(client, who, case_id)
        assert (PHONE in text, NAME in text) == (who in KNOWS[visibility],) * 2, who


async def test_an_anonymous_matter_has_no_contact_for_anybody(client: Client) -> None:
    case_id = await appeal(client, contact=None, anonymous=True, visibility="public")
    for who in READERS:
        door = "citizen" if who == "resident" else "desk"
        assert (await client.get(who, f"/{door}/cases/{case_id}")).json()["contact"] is None, who


@pytest.mark.parametrize("visibility", ["units", "station"])
async def test_the_one_spoken_for_is_masked_like_a_submitter(client: Client, visibility: str) -> None:
    form = matter(client, contact=CONTACT, visibility=visibility, channel="phone", consent="来电核对并同意")
    form |= {"deputy_id": str(client.world.deputies["deputy"])}
    del form["code"]
    entered = await client.post("liaison", "/desk/cases", form)
    assert entered.status_code == 201, entered.text
    case_id = entered.json()["id"]
    await act(client, "liaison", case_id, "register")
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "county_office", case_id, "dispatch", **dispatch_form(client, co=("county_a",)))
    for who in READERS[:]:
        if who != "resident":
            assert (NAME in await read(client, who, case_id)) == (who in KNOWS[visibility]), who


async def test_a_unit_that_gave_the_matter_back_forgets_the_contact(client: Client) -> None:
    case_id = await handling(client, contact=CONTACT)
    assert PHONE in await read(client, "unit_handler", case_id)
    await act(
        client, "unit_handler", case_id, "request_return", reason="不属本单位", legal_basis="三定规定第四条"
    )
    await act(client, "town_office", case_id, "decide_return", reason="情况属实", upheld=True)
    assert PHONE not in await read(client, "unit_handler", case_id)


async def test_ratings_are_sealed_from_the_unit_until_the_round_is_closed(
    client: Client, deliver: Any
) -> None:
    case_id = await replied(client)
    why = "灯又灭了三回"
    await act(
        client, "resident", case_id, "evaluate", result="dissatisfied", attitude="satisfied", reason=why
    )
    await deliver()
    for who in ("unit_handler", "unit_head"):
        text = await read(client, who, case_id)
        assert why not in text and "dissatisfied" not in text, who
        seen = (await client.get(who, f"/desk/cases/{case_id}")).json()
        assert (seen["redo_asked"], seen["evaluations"], seen["needs_check"]) == (None, [], False)
    for who in ("resident", "deputy", "station_head", "town_office"):
        assert why in await read(client, who, case_id), who
    await act(client, "town_office", case_id, "redo", reason="情况属实")
    assert why in await read(client, "unit_handler", case_id)


async def test_a_resident_rates_without_having_read_the_deputys_rating(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "liaison", case_id, "screen", note="属实", double_evaluation=True)
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    why = "代表到场看过"
    await act(client, "deputy", case_id, "evaluate", result="basically", attitude="satisfied", reason=why)
    text = await read(client, "resident", case_id)
    assert why not in text and "basically" not in text
    assert why in await read(client, "liaison", case_id)


async def test_inner_notes_stay_inside(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await act(client, "station_head", case_id, "note", text="人大机关内部的话")
    await act(client, "unit_handler", case_id, "note", text="承办单位内部的话")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED, inner_note="答复的内部说明")
    inside = {
        "人大机关内部的话": {"liaison", "station_head", "town_office", "county_office"},
        "承办单位内部的话": {"unit_handler", "unit_head"},
        "答复的内部说明": {"unit_handler", "unit_head", "town_b_handler", "town_office", "county_office"},
    }
    readers = set().union(*inside.values(), {"resident", "deputy", "colleague"})
    for note, insiders in inside.items():
        assert {who for who in readers if note in await read(client, who, case_id)} == insiders, note


async def test_a_redacted_text_is_gone_for_those_who_may_not_read_the_original(
    client: Client, deliver: Any
) -> None:
    case_id = await appeal(client, title="", text=f"{SECRET}，还有路灯不亮。")
    await deliver()
    await act(client, "station_head", case_id, "redact", reason="涉及隐私", redacted_text="路灯不亮。")
    insiders = {"resident", "station_head", "town_office", "county_office"}
    for who in READERS:
        seen = (await client.get(who, f"/{'citizen' if who == 'resident' else 'desk'}/cases/{case_id}")).text
        assert (SECRET in seen) == (who in insiders), who
    found = await client.get("deputy", "/desk/cases", q=SECRET[:6])
    assert found.json()["items"] == []
    assert (await client.get("deputy", "/desk/cases", q="路灯")).json()["items"][0]["title"] == "路灯不亮。"


async def test_a_redacted_wish_is_shown_to_others_as_what_is_left_of_it(client: Client) -> None:
    case_id = await shared_wish(client, title="", text=f"{SECRET}，想要一个书包。")
    await act(client, "station_head", case_id, "redact", reason="涉及隐私", redacted_text="想要一个书包。")
    for path in (f"/citizen/cases/{case_id}", "/citizen/wishes"):
        seen = await client.get("neighbour", path)
        assert "想要一个书包。" in seen.text and SECRET not in seen.text


async def test_sealed_cases_are_in_no_list_of_those_who_may_not_know(client: Client) -> None:
    case_id = (await submit(client, sensitive=True))["id"]
    for who, knows in {"liaison": False, "colleague": False, "station_head": True, "deputy": True}.items():
        listed = (await client.get(who, "/desk/cases", with_total="true")).json()
        assert ([item["id"] for item in listed["items"]], listed["total"]) == (
            ([case_id], 1) if knows else ([], 0)
        )
        counted = (await client.get(who, "/desk/cases/counters")).json()["tabs"]
        assert sum(tab["count"] for tab in counted) == int(knows), who


async def test_sealing_shuts_out_a_colleague_who_followed(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "colleague", case_id, "follow")
    await act(client, "station_head", case_id, "screen", note="反映个人问题", sensitive=True)
    assert (await client.get("colleague", f"/desk/cases/{case_id}")).json()["code"] == "CASE_NOT_FOUND"


async def test_a_complaint_hides_from_the_deputy_who_heads_the_accused_unit(client: Client) -> None:
    """`deputy` heads the court and is the one whose code was scanned."""
    case_id = (await submit(client, accused_unit_id=str(client.world.units["court"])))["id"]
    assert (await client.get("deputy", f"/desk/cases/{case_id}")).json()["code"] == "CASE_NOT_FOUND"
    assert (await client.get("station_head", f"/desk/cases/{case_id}")).status_code == 200


async def test_a_submitter_reads_of_the_desks_work_only_what_is_meant_for_him(client: Client) -> None:
    """Every word that the desk writes for itself is marked."""
    case_id = (await submit(client))["id"]
    inner = "内部记载"
    await act(client, "liaison", case_id, "screen", note=inner)
    await act(client, "station_head", case_id, "shortlist", decided_by=inner, meeting=inner)
    await act(
        client, "deputy", case_id, "propose_route", unit_id=str(client.world.units["town_a"]), reason=inner
    )
    form = dispatch_form(client, instruction=inner)
    await act(client, "town_office", case_id, "dispatch", **form)
    await act(client, "town_office", case_id, "urge", text=inner)
    await act(client, "town_office", case_id, "supervise", text=inner)
    await act(client, "town_office", case_id, "interview", person=inner, cause=inner, remedy=inner)
    await act(client, "town_office", case_id, "flag_quality", reason=inner, quality="low")
    await act(client, "county_office", case_id, "site_visit", text=inner, visited_on=day(client, 0))
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED, inner_note=inner)
    await act(client, "unit_head", case_id, "send_back", reason=inner)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    await act(client, "station_head", case_id, "redact", reason=inner, redacted_text="路灯不亮。")
    answer = await client.get("resident", f"/citizen/cases/{case_id}")
    assert inner not in answer.text
    timeline = answer.json()["timeline"]
    assert {"submit", "register", "dispatch", "accept", "sign_reply"} <= {
        event["action"] for event in timeline
    }
    for event in timeline:
        assert set(event["data"]) <= CITIZEN_FIELDS.get(Action(event["action"]), frozenset()), event["action"]


async def follow(client: Client, receipt: Any) -> Any:
    form = {"number": receipt["number"], "check_code": receipt["check_code"]}
    return await client.post(None, "/public/receipts/follow", form)


@pytest.mark.parametrize("visibility", KNOWS)
async def test_a_receipt_tells_how_far_it_is_and_no_more_than_was_allowed(
    client: Client, visibility: str
) -> None:
    receipt = await submit(client, contact=CONTACT, visibility=visibility, title="标题原话", text="正文原话")
    case_id = receipt["id"]
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED, inner_note="内部说明")
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    shown = await follow(client, receipt)
    assert (shown.status_code, shown.json()["status"]) == (200, "replied")
    for hidden in (NAME, PHONE, "正文原话", "内部说明", case_id):
        assert hidden not in shown.text
    is_public = visibility == "public"
    assert ("标题原话" in shown.text, RESOLVED["public_text"] in shown.text) == (is_public, is_public)


async def test_the_receipt_of_a_sealed_case_names_nobody(client: Client) -> None:
    receipt = await submit(client, sensitive=True, visibility="public", title="标题原话")
    shown = (await follow(client, receipt)).json()
    assert (shown["title"], shown["units"], shown["replies"]) == (None, [], [])


async def shared_wish(client: Client, **more: Any) -> str:
    receipt = await submit(client, kind="wish", visibility="public", contact=CONTACT, **more)
    await act(client, "station_head", receipt["id"], "shortlist", decided_by="站务会")
    return str(receipt["id"])


async def test_a_wish_is_open_and_the_one_who_wishes_is_not(client: Client) -> None:
    receipt = await submit(client, kind="wish", visibility="public", contact=CONTACT)
    await act(client, "station_head", receipt["id"], "shortlist", decided_by="站务会")
    seen = await client.get("neighbour", f"/citizen/cases/{receipt['id']}")
    assert (seen.json()["contact"], seen.json()["check_code"]) == (None, None)
    listed = await client.get("neighbour", "/citizen/wishes")
    assert [item["id"] for item in listed.json()["items"]] == [receipt["id"]]
    for hidden in (NAME, PHONE, receipt["check_code"]):
        assert hidden not in seen.text + listed.text
    await act(client, "neighbour", receipt["id"], "claim")
    claimed = await client.get("neighbour", f"/citizen/cases/{receipt['id']}")
    assert claimed.status_code == 200
    assert PHONE not in claimed.text and receipt["check_code"] not in claimed.text


async def test_merged_submitters_learn_the_answer_and_nothing_of_each_other(client: Client) -> None:
    master = await submit(client, contact=CONTACT, visibility="station", title="南巷路灯", text="南巷的原话")
    other = await submit(
        client,
        "neighbour",
        contact={"name": "司马", "phone": "19900000888"},
        visibility="public",
        title="北巷路灯",
        text="北巷的原话",
    )
    await act(client, "station_head", other["id"], "merge", master_case_id=master["id"])
    await act(client, "station_head", master["id"], "shortlist", decided_by="站务会")
    await act(client, "town_office", master["id"], "dispatch", **dispatch_form(client))
    await act(client, "unit_handler", master["id"], "accept", owners=OWNERS)
    await act(client, "unit_handler", master["id"], "draft_reply", **RESOLVED)
    await act(client, "unit_head", master["id"], "sign_reply", signer="周平")
    theirs = await read(client, "neighbour", other["id"])
    assert RESOLVED["public_text"] in theirs
    for hidden in (NAME, PHONE, "南巷", master["number"], master["check_code"], master["id"]):
        assert hidden not in theirs
    why = "北巷还是不亮"
    rating = {"result": "dissatisfied", "attitude": "satisfied", "reason": why}
    await act(client, "neighbour", other["id"], "evaluate", **rating)
    mine = await read(client, "resident", master["id"])
    for hidden in ("司马", "19900000888", "北巷", other["number"], other["check_code"], other["id"], why):
        assert hidden not in mine
    slip = await follow(client, other)
    assert slip.json()["replies"] == []
    assert "南巷" not in slip.text
