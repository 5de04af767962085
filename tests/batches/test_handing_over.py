"""The list is handed over: every matter by its ordinary move, or none at all."""

from tests.bad_input.checks import nothing_written, refused
from tests.batches.lists import attempt, drafted, entry, entry_list, handed_over, seen, why_not
from tests.cases import act, dispatch_form, handling, hidden, shares, shortlisted, split_form, view
from tests.conftest import Client, Deliver


async def test_every_matter_is_handed_over_as_if_one_by_one(client: Client, deliver: Deliver) -> None:
    alone, cases = await shortlisted(client), [await shortlisted(client) for _ in range(3)]
    await act(client, "town_office", alone, "dispatch", **dispatch_form(client))
    await deliver()
    batch = await handed_over(client, *cases)
    one = await view(client, "county_office", alone)
    for case_id in cases:
        case = await view(client, "county_office", case_id)
        same = ("status", "version", "reply_due_at", "level")
        assert [case[name] for name in same] == [one[name] for name in same]
        newest, expected = case["timeline"][0], one["timeline"][0]
        assert newest["data"] == expected["data"] | {"batch": batch["number"]}
        assert (newest["action"], newest["actor_name"]) == ("dispatch", expected["actor_name"])
        [share] = case["assignments"]
        assert {**share, "id": 0} == {**one["assignments"][0], "id": 0}
    assert (batch["version"], batch["unsigned"]) == (2, 3)
    assert batch["states"] == [{"status": "dispatched", "label": "待签收", "count": 3}]
    assert {item["case_status"] for item in batch["items"]} == {"dispatched"}
    assert {item["ready"] for item in batch["items"]} == {None}
    await deliver()
    told = (await client.get("unit_handler", "/desk/notices")).json()["items"]
    assert {item["case_id"] for item in told} >= set(cases)
    mine = (await client.get("resident", f"/citizen/cases/{cases[0]}")).text
    assert batch["number"] not in mine


async def test_main_co_and_split_each_to_its_own(client: Client) -> None:
    joint, parted = await shortlisted(client), await shortlisted(client)
    parts = {"case_id": parted, **split_form(client, town_a="换灯", town_b="修枝")}
    batch = await handed_over(client, items=[entry(client, joint, co=("town_b",)), parts])
    given = [[(s["unit_name"], s["part"], s["task"]) for s in item["shares"]] for item in batch["items"]]
    assert given == [
        [("town_a单位", "main", ""), ("town_b单位", "co", "")],
        [("town_a单位", "split", "换灯"), ("town_b单位", "split", "修枝")],
    ]
    ids = {share["assignment_id"] for item in batch["items"] for share in item["shares"]}
    assert ids == {
        share["id"] for case_id in (joint, parted) for share in (await shares(client, case_id)).values()
    }


async def test_one_that_cannot_be_handed_over_keeps_back_all(client: Client) -> None:
    good, done, unsorted = await shortlisted(client), await shortlisted(client), await shortlisted(client)
    batch = await drafted(client, good, done, unsorted)
    assert batch["not_ready"] == 0
    await act(client, "town_office", done, "dispatch", **dispatch_form(client))
    await act(client, "town_office", unsorted, "escalate", reason="超出本级职权")
    versions = {
        case_id: (await view(client, "county_office", case_id))["version"] for case_id in (good, done)
    }
    async with nothing_written(client):
        problem = refused(await attempt(client, "town_office", batch), 409, "BATCH_NOT_READY")
    assert [(item["case_id"], item["code"], item["title"]) for item in problem["items"]] == [
        (done, "BATCH_CASE_HANDED_OVER", "该事项已经交办"),
        (unsorted, "FORBIDDEN", "您没有权限进行此操作"),
    ]
    for case_id, version in versions.items():
        assert (await view(client, "county_office", case_id))["version"] == version
    still = await seen(client, "town_office", batch)
    assert (still["handed_over_at"], still["version"], still["not_ready"]) == (None, 1, 2)
    assert why_not(still["items"])[good] is None
    repaired = entry_list(client, good) | {"version": 1}
    await client.put("town_office", f"/desk/batches/{batch['id']}", repaired)
    assert (await attempt(client, "town_office", batch | {"version": 2})).status_code == 200


async def test_what_is_no_longer_seen_is_not_handed_over(client: Client) -> None:
    """Claimed by another committee after the draft was made: to this one there is no such case any more."""
    case_id = await shortlisted(client)
    await act(client, "town_office", case_id, "escalate", reason="超出本级职权")
    batch = await drafted(client, who="committee", items=[entry(client, case_id, main="county_a")])
    assert why_not(batch["items"]) == {case_id: None}
    await act(client, "far_committee", case_id, "claim")
    assert await hidden(client, "committee", case_id)
    [item] = (await seen(client, "committee", batch))["items"]
    assert (item["code"], item["number"], item["title"]) == ("CASE_NOT_FOUND", None, None)
    problem = refused(await attempt(client, "committee", batch), 409, "BATCH_NOT_READY")
    assert [(item["case_id"], item["code"]) for item in problem["items"]] == [(case_id, "CASE_NOT_FOUND")]


async def test_time_runs_from_the_handing_over_however_long_the_list_lay(client: Client) -> None:
    batch = await drafted(client, await shortlisted(client))
    client.clock.advance(days=10)
    handed = (await attempt(client, "town_office", batch)).json()
    assert [share["reply_due_at"] for item in handed["items"] for share in item["shares"]] == [
        "2026-12-09T23:59:59+08:00"
    ]


async def test_a_list_is_handed_over_once(client: Client) -> None:
    case_id = await shortlisted(client)
    draft = await drafted(client, case_id)
    first = await attempt(client, "town_office", draft, key="hand-over-0001")
    again = await attempt(client, "town_office", draft, key="hand-over-0001")
    assert (again.status_code, again.json()) == (200, first.json())
    batch, path = first.json(), f"/desk/batches/{draft['id']}"
    refused(await attempt(client, "town_office", draft), 409, "BATCH_HANDED_OVER")
    refused(await attempt(client, "town_office", batch), 409, "BATCH_HANDED_OVER")
    changed = entry_list(client, case_id, version=2)
    refused(await client.put("town_office", path, changed), 409, "BATCH_HANDED_OVER")
    refused(await client.delete("town_office", path), 409, "BATCH_HANDED_OVER")
    assert (await view(client, "town_office", case_id))["version"] == 4


async def test_somebody_changed_the_list_meanwhile(client: Client) -> None:
    case_id = await shortlisted(client)
    batch = await drafted(client, case_id)
    await client.put("town_office", f"/desk/batches/{batch['id']}", entry_list(client, case_id, version=1))
    assert refused(await attempt(client, "town_office", batch), 409, "STALE_VERSION")["version"] == 2
    assert (await view(client, "town_office", case_id))["status"] == "pending_dispatch"


async def test_a_returned_part_may_be_on_a_list_while_the_others_go_on(client: Client) -> None:
    case_id = await shortlisted(client)
    form = split_form(client, town_a="换灯", town_b="修枝")
    await act(client, "town_office", case_id, "dispatch", **form)
    await act(client, "unit_handler", case_id, "request_return", reason="不属我单位", legal_basis="三定规定")
    await act(client, "town_office", case_id, "decide_return", reason="同意", upheld=True)
    again = {"case_id": case_id, **split_form(client, town_a="换灯")}
    batch = await handed_over(client, items=[again])
    assert [share["status"] for share in batch["items"][0]["shares"]] == ["dispatched"]
    assert (await view(client, "town_office", case_id))["status"] == "dispatched"


async def test_the_county_and_the_committees_have_lists_of_their_own(client: Client) -> None:
    cases = [await shortlisted(client) for _ in range(2)]
    for case_id in cases:
        await act(client, "town_office", case_id, "escalate", reason="超出本级职权")
    by_county = await handed_over(
        client, who="county_office", items=[entry(client, cases[0], main="county_a")]
    )
    by_committee = await handed_over(
        client, who="committee", items=[entry(client, cases[1], main="county_a")]
    )
    assert by_county["items"][0]["case_status"] == by_committee["items"][0]["case_status"] == "dispatched"
    working = await handling(client)
    late = await drafted(client, working, who="county_office")
    assert why_not(late["items"]) == {working: "BATCH_CASE_HANDED_OVER"}
