"""A list is prepared: each matter is checked, nothing is handed over yet, and drafts can be changed."""

import re
from typing import Any

import pytest

from tests.bad_input.checks import counts, fields, refused
from tests.batches.lists import NOWHERE, drafted, entry, entry_list, seen, why_not
from tests.cases import act, at_county, dispatched, shortlisted, submit, view
from tests.conftest import Client


async def test_a_draft_says_of_each_matter_whether_it_could_be_handed_over(client: Client) -> None:
    ready, done = await shortlisted(client), await dispatched(client)
    unsorted, sent_up = (await submit(client))["id"], await at_county(client)
    wish = await shortlisted(client, kind="wish")
    away = (await submit(client, code=client.world.codes["deputy_away"]))["id"]
    before = await counts(client)
    batch = await drafted(client, ready, done, unsorted, sent_up, wish, away, NOWHERE)
    assert why_not(batch["items"]) == {
        ready: None,
        done: "BATCH_CASE_HANDED_OVER",
        unsorted: "ILLEGAL_MOVE",
        sent_up: "FORBIDDEN",
        wish: "FORBIDDEN",
        away: "CASE_NOT_FOUND",
        NOWHERE: "CASE_NOT_FOUND",
    }
    assert (batch["cases"], batch["not_ready"], batch["handed_over_at"]) == (7, 6, None)
    assert [item["position"] for item in batch["items"]] == [1, 2, 3, 4, 5, 6, 7]
    for item in batch["items"]:
        assert item["ready"] is (item["code"] is None)
        assert bool(item["reason"]) is not item["ready"]
        assert (item["number"] is None) == (item["title"] is None) == (item["code"] == "CASE_NOT_FOUND")
    after = await counts(client)
    assert after == before | {"repeated_call": after["repeated_call"]}
    assert (await view(client, "town_office", ready))["status"] == "pending_dispatch"


async def test_units_are_checked_too(client: Client) -> None:
    units = {name: str(identity) for name, identity in client.world.units.items()}
    accused = await shortlisted(client, accused_unit_id=units["town_a"])
    cases = [await shortlisted(client) for _ in range(5)]
    items = [
        entry(client, accused),
        entry(client, cases[0], main="county_a"),
        entry(client, cases[1], route="other"),
        entry(client, cases[2], co=("town_a",)),
        entry(client, cases[3], main_unit_id=NOWHERE),
        entry(client, cases[4], main="town_a_away"),
    ]
    batch = await drafted(client, items=items)
    assert [item["code"] for item in batch["items"]] == [
        "UNIT_ACCUSED",
        "UNIT_OUT_OF_SCOPE",
        "ROUTE_MISMATCH",
        "UNIT_REPEATED",
        "UNIT_NOT_FOUND",
        "UNIT_NOT_FOUND",
    ]


async def test_a_committee_hands_over_to_its_own_field(client: Client) -> None:
    own, foreign = await at_county(client), await at_county(client)
    items = [entry(client, own, main="county_a"), entry(client, foreign, main="county_b")]
    batch = await drafted(client, who="committee", items=items)
    assert why_not(batch["items"]) == {own: None, foreign: "UNIT_OUT_OF_SCOPE"}
    await act(client, "far_committee", own, "claim")
    assert why_not((await seen(client, "committee", batch))["items"])[own] == "CASE_NOT_FOUND"


async def test_what_is_intended_is_shown_with_names(client: Client) -> None:
    case_id = await shortlisted(client)
    batch = await drafted(client, items=[entry(client, case_id, co=("town_b",), instruction="请尽快修复")])
    [item] = batch["items"]
    assert [(share["unit_name"], share["part"]) for share in item["shares"]] == [
        ("town_a单位", "main"),
        ("town_b单位", "co"),
    ]
    for share in item["shares"]:
        assert share["task"] == "请尽快修复"
        assert (
            share["assignment_id"] is share["status"] is share["reply_due_at"] is share["accepted_at"] is None
        )
    assert (batch["states"], batch["unsigned"], batch["office_name"]) == ([], 0, "town_office机关")


async def test_a_draft_is_replaced_whole_at_the_version_that_was_seen(client: Client) -> None:
    first, second = await shortlisted(client), await shortlisted(client)
    batch = await drafted(client, first)
    path = f"/desk/batches/{batch['id']}"
    changed = entry_list(client, second, first, title="改过的清单", meeting="", met_on=None)
    answer = await client.put("town_office", path, changed | {"version": 1})
    assert answer.status_code == 200, answer.text
    assert [item["case_id"] for item in answer.json()["items"]] == [second, first]
    kept = {name: answer.json()[name] for name in ("number", "title", "meeting", "met_on", "version")}
    assert kept == {
        "number": batch["number"],
        "title": "改过的清单",
        "meeting": "",
        "met_on": None,
        "version": 2,
    }
    stale = refused(await client.put("town_office", path, changed | {"version": 1}), 409, "STALE_VERSION")
    assert stale["version"] == 2
    assert await seen(client, "town_office", batch) == answer.json()


async def test_a_deleted_draft_is_gone(client: Client) -> None:
    batch = await drafted(client, await shortlisted(client))
    path = f"/desk/batches/{batch['id']}"
    assert (await client.delete("town_office", path)).status_code == 204
    refused(await client.get("town_office", path), 404, "BATCH_NOT_FOUND")
    refused(await client.delete("town_office", path), 404, "BATCH_NOT_FOUND")


async def test_only_the_office_itself_changes_its_list(client: Client) -> None:
    batch = await drafted(client, await shortlisted(client))
    path, body = f"/desk/batches/{batch['id']}", entry_list(client, NOWHERE, version=1)
    for who, status, code in (
        ("county_office", 403, "FORBIDDEN"),
        ("far_town_office", 404, "BATCH_NOT_FOUND"),
        ("committee", 404, "BATCH_NOT_FOUND"),
        ("county_office_away", 404, "BATCH_NOT_FOUND"),
        ("station_head", 403, "FORBIDDEN"),
        ("unit_handler", 403, "FORBIDDEN"),
    ):
        refused(await client.put(who, path, body), status, code)
        refused(await client.post(who, f"{path}/hand-over", {"version": 1}), status, code)
        refused(await client.delete(who, path), status, code)
    assert await seen(client, "town_office", batch) == batch
    above = await seen(client, "county_office", batch)
    assert [(item["ready"], item["title"]) for item in above["items"]] == [(None, batch["items"][0]["title"])]


async def test_numbers_are_made_or_given_and_never_twice_in_a_county(client: Client) -> None:
    case_id = await shortlisted(client)
    made = [(await drafted(client, case_id))["number"] for _ in range(3)]
    assert len(set(made)) == 3
    assert all(re.fullmatch(r"交办〔2026〕[3-9A-Z]{6}号", number) for number in made)
    assert (await drafted(client, case_id, number="临人交〔2026〕1号"))["number"] == "临人交〔2026〕1号"
    again = entry_list(client, case_id, number="临人交〔2026〕1号")
    refused(await client.post("county_office", "/desk/batches", again), 409, "ALREADY_EXISTS")
    elsewhere = await client.post("county_office_away", "/desk/batches", again)
    assert elsewhere.status_code == 201


async def test_the_same_key_makes_one_list(client: Client) -> None:
    body = entry_list(client, await shortlisted(client))
    first, second = [
        await client.post("town_office", "/desk/batches", body, key="one-list-0001") for _ in range(2)
    ]
    assert first.json() == second.json()
    assert len((await client.get("town_office", "/desk/batches")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("items", "field", "code"),
    [
        ([], "items", "TOO_SHORT"),
        ([1, 1], "items", "CASE_REPEATED"),
        (list(range(501)), "items", "TOO_LONG"),
    ],
    ids=["nothing", "the same twice", "501"],
)
async def test_a_list_that_is_none(client: Client, items: list[int], field: str, code: str) -> None:
    cases = [f"0198c5a0-7c1e-7d2b-9a51-{number:012}" for number in items]
    before = await counts(client)
    answer = await client.post("town_office", "/desk/batches", entry_list(client, *cases))
    problem = refused(answer, 422, "VALIDATION_FAILED")
    assert [(item["field"], item["code"]) for item in problem["errors"]] == [(field, code)]
    assert await counts(client) == before


async def test_five_hundred_are_not_too_many(client: Client) -> None:
    cases = [f"0198c5a0-7c1e-7d2b-9a51-{number:012}" for number in range(500)]
    batch = await drafted(client, *cases)
    assert (batch["cases"], batch["not_ready"]) == (500, 500)


@pytest.mark.parametrize("wrong", [{"main_unit_id": None}, {"split": "x"}, {"profile": "soon"}, {"odd": 1}])
async def test_a_matter_that_is_malformed(client: Client, wrong: dict[str, Any]) -> None:
    body = entry_list(client, items=[entry(client, NOWHERE) | wrong])
    answer = await client.post("town_office", "/desk/batches", body)
    assert all(name.startswith("items.0.") for name in fields(refused(answer, 422, "VALIDATION_FAILED")))
