"""Refusing, withdrawing, converting: the ways in which a matter ends without an answer."""

from tests.cases import (
    GOOD,
    RESOLVED,
    act,
    attempt,
    draft,
    handling,
    hidden,
    matter,
    refused,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client

PROPOSAL = {"kind": "suggestion", "title": "关于改造老街照明的建议", "ends_case": False}


async def test_a_refusal_names_the_right_door_and_is_final(client: Client) -> None:
    case_id = (await submit(client))["id"]
    form = {"reason": "court", "text": "请向县人民法院立案庭提出。"}
    await refused(client, "liaison", case_id, "refuse", "FORBIDDEN", **form)
    assert (await act(client, "station_head", case_id, "refuse", **form))["status"] == "refused"
    resident = await view(client, "resident", case_id)
    assert resident["timeline"][0]["data"]["text"] == "请向县人民法院立案庭提出。"
    assert "人民法院" in resident["timeline"][0]["data"]["reason"]
    assert resident["allowed_actions"] == []
    await refused(client, "station_head", case_id, "shortlist", "ILLEGAL_MOVE", decided_by="x")


async def test_a_citizen_withdraws_until_it_is_handed_over(client: Client) -> None:
    case_id = await shortlisted(client)
    assert await hidden(client, "neighbour", case_id)
    await refused(client, "neighbour", case_id, "withdraw", "CASE_NOT_FOUND", reason="捣乱")
    state = await act(client, "resident", case_id, "withdraw", reason="已自行解决")
    assert state["status"] == "withdrawn"
    under_way = await handling(client)
    await refused(client, "resident", under_way, "withdraw", "ILLEGAL_MOVE", reason="不想办了")


async def test_a_suggestion_is_withdrawn_when_all_who_signed_agree(client: Client) -> None:
    case_id = await draft(client, "colleague", "far_deputy")
    await act(client, "colleague", case_id, "cosign")
    await act(client, "deputy", case_id, "submit")
    assert (await act(client, "deputy", case_id, "withdraw", reason="重新调研"))["status"] == "submitted"
    await refused(client, "deputy", case_id, "withdraw", "ILLEGAL_MOVE", reason="再说一次")
    await refused(client, "far_deputy", case_id, "withdraw", "FORBIDDEN", reason="没有签过名")
    assert (await act(client, "colleague", case_id, "withdraw", reason="同意"))["status"] == "withdrawn"


async def test_a_matter_becomes_a_suggestion_and_goes_on_by_itself(client: Client) -> None:
    case_id = await handling(client)
    state = await act(client, "deputy", case_id, "convert", **PROPOSAL)
    assert state["status"] == "handling"
    (link,) = (await view(client, "town_office", case_id))["links"]
    assert (link["kind"], link["title"]) == ("suggestion", PROPOSAL["title"])
    drafted = await view(client, "deputy", link["target_case_id"])
    assert (drafted["status"], drafted["kind"], drafted["title"]) == ("draft", "suggestion", link["title"])
    assert drafted["text"] == "第二盏路灯三天没亮了，晚上孩子放学看不清路。"
    assert drafted["contact"] is None
    assert await hidden(client, "town_office", link["target_case_id"])
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)


async def test_an_office_leaves_a_link_and_ends_the_case_if_it_says_so(client: Client) -> None:
    case_id = await shortlisted(client)
    form = {"kind": "micro_project", "title": "老街照明微实事", "ends_case": False}
    await refused(client, "colleague", case_id, "convert", "FORBIDDEN", **form)
    await refused(client, "liaison", case_id, "convert", "FORBIDDEN", **form)
    assert (await act(client, "town_office", case_id, "convert", **form))["status"] == "pending_dispatch"
    state = await act(client, "town_office", case_id, "convert", **form | {"ends_case": True})
    assert (state["status"], state["step"]) == ("converted", "converted")
    links = (await view(client, "town_office", case_id))["links"]
    assert [link["target_case_id"] for link in links] == [None, None]
    assert (await view(client, "resident", case_id))["timeline"][0]["data"]["title"] == form["title"]


async def test_a_case_is_not_ended_over_a_unit_that_is_still_handling_it(client: Client) -> None:
    case_id = await handling(client)
    await refused(
        client, "town_office", case_id, "convert", "ASSIGNMENT_OPEN", **PROPOSAL | {"ends_case": True}
    )
    done = await replied(client)
    await act(client, "resident", done, "evaluate", **GOOD)
    state = await act(client, "town_office", done, "convert", **PROPOSAL | {"ends_case": True})
    assert state["status"] == "converted"


async def test_what_a_station_never_takes_is_refused_at_the_door(client: Client) -> None:
    answer = await client.post("resident", "/citizen/cases", matter(client, category_code="lawsuit"))
    assert (answer.status_code, answer.json()["code"]) == (409, "CATEGORY_REFUSED")
    assert answer.json()["detail"] == "请向人民法院提出"


async def test_an_action_that_does_not_exist_is_not_found(client: Client) -> None:
    case_id = (await submit(client))["id"]
    answer = await attempt(client, "town_office", case_id, "abolish")
    assert (answer.status_code, answer.json()["code"]) == (404, "ROUTE_NOT_FOUND")
