"""One matter raised by several people: the master is handled, everybody is answered and rates."""

from tests.cases import (
    BAD,
    GOOD,
    accept,
    act,
    answer,
    dispatch_form,
    matter,
    offered,
    refused,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client


async def merged(client: Client) -> tuple[str, str]:
    """The neighbour's case, merged into the resident's that waits to be handed over."""
    master = await shortlisted(client)
    other = (await submit(client, "neighbour", title="老街路灯坏了"))["id"]
    state = await act(client, "station_head", other, "merge", master_case_id=master)
    assert (state["status"], state["step"]) == ("merged", "merged")
    return master, other


async def handle(client: Client, case_id: str) -> None:
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    await accept(client, case_id, "town_a")
    await answer(client, case_id)


async def test_every_submitter_reads_the_masters_reply_and_rates_it(client: Client) -> None:
    master, other = await merged(client)
    await handle(client, master)
    neighbour = await view(client, "neighbour", other)
    assert neighbour["merged"] is True
    assert neighbour["units"] == ["town_a单位"]
    assert [reply["public_text"] for reply in neighbour["replies"]] == ["路灯已修复，昨晚已亮。"]
    assert (await view(client, "resident", master))["replies"] == neighbour["replies"]
    assert await offered(client, "neighbour", other) == {"evaluate", "request_redo"}
    state = await act(client, "neighbour", other, "evaluate", **GOOD)
    assert state["status"] == "merged"
    assert "evaluate" not in await offered(client, "neighbour", other)
    await refused(client, "neighbour", other, "evaluate", "ILLEGAL_MOVE", **GOOD)
    assert [item["result"] for item in (await view(client, "neighbour", other))["evaluations"]] == [
        "satisfied"
    ]
    assert (await view(client, "resident", master))["evaluations"] == []
    assert (await view(client, "town_office", master))["status"] == "replied"
    assert (await act(client, "resident", master, "evaluate", **GOOD))["status"] == "closed"


async def test_one_merged_submitter_who_is_not_satisfied_is_enough(client: Client) -> None:
    master, other = await merged(client)
    await handle(client, master)
    await act(client, "resident", master, "evaluate", **BAD)
    await act(client, "town_office", master, "redo", reason="属实")
    await answer(client, master)
    await act(client, "neighbour", other, "evaluate", **BAD)
    assert (await view(client, "county_office", master))["status"] == "expert_review"


async def test_a_merged_submitters_bad_rating_asks_for_a_redo_of_the_master(client: Client) -> None:
    master, other = await merged(client)
    await handle(client, master)
    await act(client, "neighbour", other, "evaluate", **BAD)
    assert (await act(client, "resident", master, "evaluate", **GOOD))["status"] == "replied"
    office = await view(client, "town_office", master)
    assert office["redo_asked"] is True
    state = await act(client, "town_office", master, "redo", reason="邻居家门口仍不亮")
    assert (state["status"], state["round"]) == ("handling", 2)


async def test_somebody_who_handed_it_in_twice_rates_once(client: Client) -> None:
    master = await shortlisted(client)
    again = (await submit(client))["id"]
    await act(client, "station_head", again, "merge", master_case_id=master)
    await handle(client, master)
    await act(client, "resident", again, "evaluate", **GOOD)
    assert (await view(client, "town_office", master))["status"] == "closed"


async def test_what_was_merged_follows_its_master_into_the_next(client: Client) -> None:
    middle, first = await merged(client)
    last = await shortlisted(client, who="firm")
    await act(client, "station_head", middle, "merge", master_case_id=last)
    for case_id in (first, middle):
        assert (await view(client, "town_office", case_id))["master_case_id"] == last
    assert set((await view(client, "town_office", last))["merged_case_ids"]) == {first, middle}
    await handle(client, last)
    assert len((await view(client, "neighbour", first))["replies"]) == 1


async def test_unmerged_it_is_back_where_it_was(client: Client) -> None:
    _, registered = await merged(client)
    await refused(client, "liaison", registered, "unmerge", "FORBIDDEN", reason="不是同一处")
    state = await act(client, "station_head", registered, "unmerge", reason="不是同一处")
    assert state["status"] == "registered"
    assert (await view(client, "town_office", registered))["master_case_id"] is None
    await act(client, "station_head", registered, "shortlist", decided_by="站务会")
    other = await shortlisted(client, who="firm")
    await act(client, "station_head", registered, "merge", master_case_id=other)
    state = await act(client, "station_head", registered, "unmerge", reason="还是不对")
    assert state["status"] == "pending_dispatch"


async def test_what_cannot_be_merged(client: Client) -> None:
    case_id = await shortlisted(client)
    await refused(client, "station_head", case_id, "merge", "MERGE_SELF", master_case_id=case_id)
    foreign = matter(client, code=client.world.codes["deputy_away"])
    away = (await client.post("neighbour", "/citizen/cases", foreign)).json()["id"]
    await refused(client, "station_head", case_id, "merge", "CASE_NOT_FOUND", master_case_id=away)
    closed = await replied(client, who="neighbour")
    await act(client, "neighbour", closed, "evaluate", **GOOD)
    await refused(client, "station_head", case_id, "merge", "MERGE_TARGET_INVALID", master_case_id=closed)
    await act(client, "resident", case_id, "withdraw", reason="已自行解决")
    open_case = await shortlisted(client, who="firm")
    await refused(client, "station_head", open_case, "merge", "MERGE_TARGET_INVALID", master_case_id=case_id)


async def test_a_sealed_matter_is_not_handled_inside_an_open_one(client: Client) -> None:
    open_case = await shortlisted(client)
    accused = str(client.world.units["town_a"])
    sealed = (await submit(client, "neighbour", accused_unit_id=accused))["id"]
    await refused(client, "town_office", sealed, "merge", "MERGE_TARGET_INVALID", master_case_id=open_case)
    await refused(client, "town_office", open_case, "merge", "MERGE_TARGET_INVALID", master_case_id=sealed)
    same = (await submit(client, "firm", accused_unit_id=accused))["id"]
    assert (await act(client, "town_office", same, "merge", master_case_id=sealed))["status"] == "merged"


async def test_the_master_does_not_end_from_under_the_others(client: Client) -> None:
    master, other = await merged(client)
    await refused(client, "resident", master, "withdraw", "CASES_MERGED_IN", reason="不用了")
    ends = {"kind": "suggestion", "title": "关于老街照明的建议", "ends_case": True}
    await refused(client, "station_head", master, "convert", "CASES_MERGED_IN", **ends)
    await act(client, "station_head", other, "unmerge", reason="分开办理")
    assert (await act(client, "resident", master, "withdraw", reason="不用了"))["status"] == "withdrawn"


async def test_until_the_master_is_answered_a_merged_submitter_has_nothing_to_rate(client: Client) -> None:
    _, other = await merged(client)
    await refused(client, "neighbour", other, "evaluate", "ILLEGAL_MOVE", **GOOD)
    assert "evaluate" not in await offered(client, "neighbour", other)


async def test_the_master_is_not_refused_from_under_the_others(client: Client) -> None:
    master = (await submit(client))["id"]
    other = (await submit(client, "neighbour", title="老街路灯坏了"))["id"]
    await act(client, "station_head", other, "merge", master_case_id=master)
    why = {"reason": "unclear", "text": "请补充地点"}
    await refused(client, "town_office", master, "refuse", "CASES_MERGED_IN", **why)
