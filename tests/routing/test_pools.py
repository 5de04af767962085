"""委室认领: what waits for which committee, and taking it (practices 1, 3, 60, 62)."""

import asyncio
from uuid import uuid4

import pytest

from app.services import pools
from tests.cases import act, at_county, current_version, hidden, offered, refused, submit, view
from tests.conftest import Client
from tests.routing.bodies import Json, added, code, deactivate, fields

OURS, THEIRS = "committee", "committee_2"
NOBODYS = "未分领域"


async def seen(client: Client, who: str) -> dict[str, Json]:
    """The pools that this person sees, by the name of the committee."""
    answer = await client.get(who, "/desk/pools")
    assert answer.status_code == 200, answer.text
    return {pool["name"].removesuffix("机关"): pool for pool in answer.json()["pools"]}


async def waiting(client: Client, who: str) -> dict[str, list[str]]:
    """Which cases wait where."""
    return {name: [item["id"] for item in pool["items"]] for name, pool in (await seen(client, who)).items()}


async def in_field(client: Client, office: str) -> str:
    """Screened by the county office, which names the committee; then sent up and decided to be handed over."""
    case_id: str = (await submit(client))["id"]
    field_id = str(client.world.offices[office])
    await act(client, "county_office", case_id, "screen", note="属实，可办", field_id=field_id)
    await act(client, "station_head", case_id, "escalate", reason="需县级统筹")
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    return case_id


async def proposed(client: Client, unit: str) -> str:
    """The deputy proposes a unit; nobody names a committee."""
    case_id = await at_county(client)
    await act(
        client, "deputy", case_id, "propose_route", unit_id=str(client.world.units[unit]), reason="属其职责"
    )
    return case_id


def claims(*wanted: tuple[str, int]) -> Json:
    return {"cases": [{"case_id": case_id, "version": version} for case_id, version in wanted]}


async def test_a_case_waits_in_the_pool_of_its_field(client: Client) -> None:
    named, by_unit, free = (
        await in_field(client, OURS),
        await proposed(client, "county_b"),
        await at_county(client),
    )
    outside = await proposed(client, "court")
    assert await waiting(client, "county_office") == {
        OURS: [named],
        THEIRS: [by_unit],
        NOBODYS: [free, outside],
    }
    assert await waiting(client, "committee") == {OURS: [named], NOBODYS: [free]}
    assert await waiting(client, "far_committee") == {THEIRS: [by_unit], NOBODYS: [free]}


async def test_a_pool_says_how_many_wait_and_since_when(client: Client) -> None:
    first = await in_field(client, OURS)
    client.clock.advance(days=2)
    second = await in_field(client, OURS)
    pool = (await seen(client, "committee"))[OURS]
    assert (pool["waiting"], pool["waiting_is_capped"], pool["active"]) == (2, False, True)
    assert pool["oldest_at"] == "2026-11-20T09:00:00+08:00"
    assert [item["id"] for item in pool["items"]] == [first, second]
    empty = (await seen(client, "committee"))[NOBODYS]
    assert (empty["office_id"], empty["waiting"], empty["oldest_at"], empty["items"]) == (None, 0, None, [])


async def test_counting_stops_at_a_cap(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "COUNT_CAP", 1)
    monkeypatch.setattr(pools, "SHOWN", 1)
    for _ in range(2):
        await at_county(client)
    pool = (await seen(client, "committee"))[NOBODYS]
    assert (pool["waiting"], pool["waiting_is_capped"], len(pool["items"])) == (1, True, 1)


async def test_only_what_a_committee_can_claim_waits(client: Client) -> None:
    at_town: str = (await submit(client))["id"]
    await act(client, "station_head", at_town, "shortlist", decided_by="站务会")
    registered: str = (await submit(client))["id"]
    await act(client, "station_head", registered, "escalate", reason="需县级统筹")
    wish = await at_county(client, kind="wish")
    sealed = await at_county(client, code=client.world.codes["town"], category_code="conduct")
    taken = await at_county(client)
    await act(client, "committee", taken, "claim")
    for who in ("committee", "county_office"):
        found = {case_id for ids in (await waiting(client, who)).values() for case_id in ids}
        assert not found & {at_town, registered, wish, sealed, taken}, who


@pytest.mark.parametrize("who", ["deputy", "liaison", "station_head", "town_office", "unit_handler"])
async def test_pools_are_for_committees_and_the_county_office(client: Client, who: str) -> None:
    assert code(await client.get(who, "/desk/pools")) == (403, "FORBIDDEN")
    body = claims((str(uuid4()), 1))
    assert code(await client.post(who, "/desk/pools/claims", body)) == (403, "FORBIDDEN")


async def test_the_county_office_claims_nothing(client: Client) -> None:
    body = claims((await at_county(client), 4))
    assert code(await client.post("county_office", "/desk/pools/claims", body)) == (403, "FORBIDDEN")


async def test_another_county_has_its_own_pools(client: Client) -> None:
    await at_county(client)
    assert await waiting(client, "county_office_away") == {OURS: [], THEIRS: [], NOBODYS: []}


async def test_several_are_claimed_at_once_each_with_its_result(client: Client) -> None:
    """One as seen, one that changed meanwhile, one that somebody else was faster with, one of another field."""
    one, stale, lost, theirs = (
        await in_field(client, OURS),
        await at_county(client),
        await at_county(client),
        await proposed(client, "county_b"),
    )
    unseen, nowhere = await in_field(client, THEIRS), str(uuid4())
    versions = {
        case_id: await current_version(client, case_id) for case_id in (one, stale, lost, theirs, unseen)
    }
    await act(client, "county_office", stale, "note", text="已联系")
    await act(client, "far_committee", lost, "claim")
    body = claims(*versions.items(), (nowhere, 1))
    answer = await client.post("committee", "/desk/pools/claims", body, key="claim-several")
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [item["case_id"] for item in items] == [*versions, nowhere]
    assert [(item["claimed"], item["code"]) for item in items] == [
        (True, None),
        (False, "STALE_VERSION"),
        (False, "CASE_NOT_FOUND"),
        (False, "CASE_NOT_FOUND"),
        (False, "CASE_NOT_FOUND"),
        (False, "CASE_NOT_FOUND"),
    ]
    assert (items[0]["version"], items[0]["message"]) == (versions[one] + 1, "")
    assert items[1]["message"] == "内容已被他人更新，请刷新后重试"
    case = await view(client, "committee", one)
    assert (case["committee_id"], case["version"]) == (str(client.world.offices[OURS]), items[0]["version"])
    assert case["timeline"][0]["action"] == "claim"
    assert (await view(client, "county_office", stale))["committee_id"] is None
    again = await client.post("committee", "/desk/pools/claims", body, key="claim-several")
    assert again.json() == answer.json()
    assert (await view(client, "committee", one))["version"] == case["version"]


async def test_a_malformed_list_claims_nothing(client: Client) -> None:
    case_id = await at_county(client)
    version = await current_version(client, case_id)
    twice = await client.post(
        "committee", "/desk/pools/claims", claims((case_id, version), (case_id, version))
    )
    assert code(twice) == (422, "VALIDATION_FAILED")
    assert fields(twice) == {("cases", "REPEATED")}
    none = await client.post("committee", "/desk/pools/claims", {"cases": []})
    assert fields(none) == {("cases", "TOO_SHORT")}
    many = await client.post(
        "committee", "/desk/pools/claims", claims(*((str(uuid4()), 1) for _ in range(51)))
    )
    assert fields(many) == {("cases", "TOO_LONG")}
    assert (await view(client, "county_office", case_id))["committee_id"] is None


async def test_two_committees_race_for_the_same_cases_in_opposite_order(committed: Client) -> None:
    """No deadlock, no error: each case has one taker."""
    cases = [await at_county(committed) for _ in range(4)]
    wanted = [(case_id, await current_version(committed, case_id)) for case_id in cases]
    answers = await asyncio.gather(
        committed.post("committee", "/desk/pools/claims", claims(*wanted)),
        committed.post("far_committee", "/desk/pools/claims", claims(*reversed(wanted))),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    won = [{item["case_id"] for item in answer.json()["items"] if item["claimed"]} for answer in answers]
    assert won[0] | won[1] == set(cases)
    assert not won[0] & won[1]
    lost = {item["code"] for answer in answers for item in answer.json()["items"] if not item["claimed"]}
    assert lost <= {"STALE_VERSION", "CASE_NOT_FOUND"}


async def test_a_field_is_named_by_the_county_office_alone(client: Client) -> None:
    case_id: str = (await submit(client))["id"]
    mine, theirs = (str(client.world.offices[name]) for name in (OURS, THEIRS))
    for who in ("liaison", "station_head", "town_office"):
        await refused(client, who, case_id, "screen", "FORBIDDEN", note="属实", field_id=mine)
    wrong = (client.world.offices["town_office"], client.world.offices["committee_away"], uuid4())
    for office_id in wrong:
        fields = {"note": "属实", "field_id": str(office_id)}
        await refused(client, "county_office", case_id, "screen", "REFERENCE_NOT_FOUND", **fields)
    await act(client, "county_office", case_id, "screen", note="属实", field_id=mine)
    await act(client, "county_office", case_id, "screen", note="再核实")
    assert (await view(client, "county_office", case_id))["field_id"] == mine
    await act(client, "county_office", case_id, "screen", note="改由另一委室", field_id=theirs)
    entry = (await view(client, "county_office", case_id))["timeline"][0]
    assert entry["data"]["field"] == "committee_2机关"


@pytest.mark.parametrize("by_unit", [False, True], ids=["named", "proposed"])
async def test_what_waits_for_another_committee_is_not_there(client: Client, by_unit: bool) -> None:
    case_id = await (proposed(client, "county_b") if by_unit else in_field(client, THEIRS))
    assert await hidden(client, "committee", case_id)
    await refused(client, "committee", case_id, "claim", "CASE_NOT_FOUND")
    assert case_id not in {
        item["id"] for item in (await client.get("committee", "/desk/cases")).json()["items"]
    }
    assert {"claim", "dispatch"} <= await offered(client, "far_committee", case_id)
    assert "dispatch" in await offered(client, "county_office", case_id)


async def test_what_is_proposed_for_no_field_waits_for_the_county_office(client: Client) -> None:
    case_id = await proposed(client, "court")
    for who in ("committee", "far_committee"):
        assert await hidden(client, who, case_id)
    assert "dispatch" in await offered(client, "county_office", case_id)


async def test_the_pool_of_a_closed_committee_is_seen_to_by_the_county_office(client: Client) -> None:
    await deactivate(client, "offices", client.world.offices[THEIRS])
    assert THEIRS not in await seen(client, "county_office")
    case_id = await proposed(client, "county_b")
    pool = (await seen(client, "county_office"))[THEIRS]
    assert (pool["active"], [item["id"] for item in pool["items"]]) == (False, [case_id])
    assert "dispatch" in await offered(client, "county_office", case_id)


async def test_a_rule_fills_a_pool(client: Client) -> None:
    await added(client, office_id=client.world.offices[OURS])
    case_id = await at_county(client)
    assert await waiting(client, "committee") == {OURS: [case_id], NOBODYS: []}
    item = (await seen(client, "committee"))[OURS]["items"][0]
    done = await client.post("committee", "/desk/pools/claims", claims((case_id, item["version"])))
    assert [result["claimed"] for result in done.json()["items"]] == [True]
    assert await waiting(client, "committee") == {OURS: [], NOBODYS: []}
