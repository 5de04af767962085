"""A unit that gave its part back keeps what it knew then, and learns nothing more."""

from tests.cases import RESOLVED, act, refused, replied, split, split_form, submit, view
from tests.conftest import Client, Deliver

WHY = {"reason": "不属于本单位职责", "legal_basis": "职责规定第四条"}


async def left(client: Client) -> str:
    """Two parts; `town_b` gave its one back, `town_a` goes on."""
    case_id = await split(client)
    await act(client, "town_b_handler", case_id, "request_return", **WHY)
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="属实")
    client.clock.advance(minutes=1)
    await act(client, "unit_handler", case_id, "progress", text="后来的进展")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED, inner_note="内部说明")
    return case_id


async def test_it_reads_its_own_past_and_no_more(client: Client, deliver: Deliver) -> None:
    case_id = await left(client)
    await deliver()
    answer = await client.get("town_b_handler", f"/desk/cases/{case_id}")
    assert answer.status_code == 200
    for later in ("后来的进展", "内部说明", RESOLVED["public_text"]):
        assert later not in answer.text
    case = answer.json()
    assert [share["status"] for share in case["assignments"]] == ["returned"]
    assert (case["replies"], case["timeline"][0]["action"]) == ([], "decide_return")
    timeline = await client.get("town_b_handler", f"/desk/cases/{case_id}/timeline")
    assert "后来的进展" not in timeline.text
    told = [item["action"] for item in (await client.get("town_b_handler", "/desk/notices")).json()["items"]]
    assert told == ["decide_return"], (
        "delivered late: what came before is over, what came after is not its own"
    )


async def test_the_resident_no_longer_looks_to_it(client: Client) -> None:
    case_id = await left(client)
    assert (await view(client, "resident", case_id))["units"] == ["town_a单位"]


async def test_an_answered_merger_is_not_undone(client: Client) -> None:
    master = await replied(client)
    other = (await submit(client, "neighbour", title="老街路灯坏了"))["id"]
    await act(client, "station_head", other, "merge", master_case_id=master)
    await refused(client, "station_head", other, "unmerge", "MASTER_ANSWERED", reason="分开办理")


async def test_parts_may_lie_on_different_roads(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await act(client, "county_office", case_id, "shortlist", decided_by="主任会议")
    form = split_form(client, town_a="换灯", court="释法")
    assert (await act(client, "county_office", case_id, "dispatch", **form))["status"] == "dispatched"
    case = await view(client, "county_office", case_id)
    roads = {share["unit_name"]: share["route"] for share in case["assignments"]}
    assert roads == {"town_a单位": "government", "court单位": "supervisory_judicial"}
