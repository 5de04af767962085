"""The six of 六方联办, and what each did; visits that show whether a result holds."""

from tests.cases import GOOD, Json, act, handling, offered, refused, replied, view
from tests.conftest import Client
from tests.integrations.pictures import picture, saved


async def slots(client: Client, who: str, case_id: str) -> dict[str, Json]:
    answer = await client.get(who, f"/desk/cases/{case_id}/parties")
    assert answer.status_code == 200, answer.text
    return {slot["slot"]: slot for slot in answer.json()["slots"]}


async def test_each_of_the_six_signs_for_what_it_did(client: Client) -> None:
    case_id = await handling(client)
    unit = {"name": "甲局", "unit_id": str(client.world.units["town_a"])}
    six = {"leader": {"name": "李副主任"}, "unit": unit, "deputy": {"name": "周代表"}}
    await refused(
        client, "county_office", case_id, "record_party_act", "PARTY_SLOT_EMPTY", slot="leader", text="x"
    )
    await act(client, "county_office", case_id, "set_parties", **six)
    await act(client, "county_office", case_id, "record_party_act", slot="leader", text="召开协调会")
    await act(client, "unit_head", case_id, "record_party_act", slot="unit", text="抽调三人专班")
    await act(client, "deputy", case_id, "record_party_act", slot="deputy", text="现场看了两次")
    await act(client, "county_office", case_id, "record_party_act", slot="leader", text="再次调度")
    for who, slot in (("unit_handler", "leader"), ("deputy", "unit"), ("station_head", "leader")):
        await refused(client, who, case_id, "record_party_act", "FORBIDDEN", slot=slot, text="x")
    found = await slots(client, "unit_handler", case_id)
    assert list(found) == ["leader", "government", "committee", "centre", "unit", "deputy"]
    assert [one["text"] for one in found["leader"]["acts"]] == ["召开协调会", "再次调度"]
    assert [(one["by"], one["text"]) for one in found["unit"]["acts"]] == [("unit_head", "抽调三人专班")]
    assert (found["government"]["name"], found["government"]["acts"]) == (None, [])
    hidden = await client.get("town_b_handler", f"/desk/cases/{case_id}/parties")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "CASE_NOT_FOUND")


async def test_visits_carry_photos(client: Client) -> None:
    case_id = await replied(client)
    for who, action, fields in (
        ("liaison", "site_visit", {"visited_on": "2026-11-20"}),
        ("deputy", "revisit", {"holds": True}),
    ):
        photo = (await client.upload(who, saved(picture(), "JPEG"))).json()["upload_id"]
        await act(client, who, case_id, action, text="现场已看", upload_ids=[photo], **fields)
        timeline = (await view(client, "county_office", case_id))["timeline"]
        (entry,) = [one for one in timeline if one["action"] == action]
        assert [item["id"] for item in entry["attachments"]] == [photo]


async def test_a_result_that_does_not_hold_is_opened_again(client: Client) -> None:
    case_id = await replied(client)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await act(client, "liaison", case_id, "revisit", text="又灭了", holds=False)
    assert "reopen" in await offered(client, "town_office", case_id)
    state = await act(client, "town_office", case_id, "reopen", reason="回访发现又灭了")
    assert (state["status"], state["round"]) == ("handling", 2)
