"""What somebody whose case was merged learns: of his own case, and only what came after."""

from tests.cases import (
    BAD,
    GOOD,
    Json,
    act,
    answer,
    handling,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client, Deliver
from tests.integrations.pictures import picture, saved


async def told(client: Client, who: str) -> list[Json]:
    """Oldest first."""
    items: list[Json] = (await client.get(who, "/citizen/notices", limit=100)).json()["items"]
    return items[::-1]


async def merged_into(client: Client, master: str, who: str = "neighbour") -> Json:
    receipt = await submit(client, who, title="北巷路灯坏了")
    await act(client, "station_head", receipt["id"], "merge", master_case_id=master)
    return receipt


async def test_a_merged_resident_is_told_of_his_own_case(client: Client, deliver: Deliver) -> None:
    master = (await submit(client))["id"]
    own = await merged_into(client, master)
    await act(client, "station_head", master, "shortlist", decided_by="站务会")
    await act(client, "station_head", master, "answer_on_spot", public_text="已修好。", basis="规定")
    await deliver()
    found = await told(client, "neighbour")
    assert [item["action"] for item in found] == ["register", "merge", "shortlist", "answer_on_spot"]
    for item in found:
        assert item["case_id"] == own["id"]
        assert item["title"].endswith("：北巷路灯坏了")
        assert own["number"] in item["text"]
        assert (await client.get("neighbour", f"/citizen/cases/{item['case_id']}")).status_code == 200
    assert found[-1]["text"].endswith("当前：已答复（待评价）")
    assert {item["case_id"] for item in await told(client, "resident")} == {master}


async def test_nobody_learns_what_happened_before_his_case_was_merged(
    client: Client, deliver: Deliver
) -> None:
    """Delivered after the merge, as by a worker that was late."""
    master = await shortlisted(client)
    await merged_into(client, master)
    await deliver()
    assert [item["action"] for item in await told(client, "neighbour")] == ["register", "merge"]


async def test_taken_along_to_another_master_he_learns_what_comes_after(
    client: Client, deliver: Deliver
) -> None:
    middle = (await submit(client))["id"]
    own = await merged_into(client, middle)
    last = await shortlisted(client, who="firm")
    await act(client, "station_head", middle, "merge", master_case_id=last)
    await act(client, "station_head", last, "answer_on_spot", public_text="已修好。", basis="规定")
    await deliver()
    for who, case_id in (("neighbour", own["id"]), ("resident", middle)):
        found = await told(client, who)
        assert [item["action"] for item in found] == ["register", "merge", "answer_on_spot"], who
        assert {item["case_id"] for item in found} == {case_id}, who


async def test_somebody_merged_with_himself_is_told_once(client: Client, deliver: Deliver) -> None:
    master = await shortlisted(client)
    await merged_into(client, master, "resident")
    await act(client, "station_head", master, "answer_on_spot", public_text="已修好。", basis="规定")
    await deliver()
    (answered,) = [item for item in await told(client, "resident") if item["action"] == "answer_on_spot"]
    assert answered["case_id"] == master


async def test_what_is_done_to_the_masters_words_is_not_done_to_his(client: Client, deliver: Deliver) -> None:
    master = await shortlisted(client)
    await merged_into(client, master)
    await act(client, "station_head", master, "redact", redacted_text="路灯不亮", reason="含他人信息")
    await deliver()
    assert "redact" in {item["action"] for item in await told(client, "resident")}
    assert "redact" not in {item["action"] for item in await told(client, "neighbour")}


async def test_terms_are_those_of_the_case_that_is_handled(client: Client) -> None:
    master = await handling(client)
    own = (await merged_into(client, master))["id"]
    terms = ("reply_due_at", "rating_until")
    theirs, mine = await view(client, "resident", master), await view(client, "neighbour", own)
    assert mine["reply_due_at"] is not None
    assert [mine[name] for name in terms] == [theirs[name] for name in terms]
    await answer(client, master)
    theirs, mine = await view(client, "resident", master), await view(client, "neighbour", own)
    assert mine["rating_until"] is not None
    assert [mine[name] for name in terms] == [theirs[name] for name in terms]


async def test_after_an_action_a_merged_resident_is_offered_what_his_view_offers(client: Client) -> None:
    master = await replied(client)
    own = (await merged_into(client, master))["id"]
    state = await act(client, "neighbour", own, "evaluate", **GOOD)
    offered = (await view(client, "neighbour", own))["allowed_actions"]
    assert {item["action"] for item in offered} == {"request_redo"}
    assert state["allowed_actions"] == offered
    assert (await act(client, "resident", master, "evaluate", **BAD))["status"] == "replied"


async def wish_with_picture(client: Client, visibility: str) -> str:
    upload = (await client.upload("resident", saved(picture(), "JPEG"))).json()["upload_id"]
    return await shortlisted(client, kind="wish", visibility=visibility, upload_ids=[upload])


async def test_the_pictures_of_a_wish_are_for_whom_it_is_open_to(client: Client) -> None:
    """A deputy who claimed it at the desk reads it as a resident like any other resident."""
    shared = await wish_with_picture(client, "public")
    assert len((await view(client, "neighbour", shared))["attachments"]) == 1
    private = await wish_with_picture(client, "units")
    await act(client, "deputy", private, "claim")
    assert len((await view(client, "resident", private))["attachments"]) == 1
    assert len((await view(client, "deputy", private))["attachments"]) == 1
    seen = await view(client, "deputy", private, at="citizen")
    assert (seen["attachments"], [entry["attachments"] for entry in seen["timeline"]]) == (
        [],
        [[], [], [], []],
    )
