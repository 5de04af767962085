"""Real transactions: two people, two lists, one matter on both; one wins, and no half list is ever handed over."""

import asyncio
from collections import Counter

import httpx

from app.db import unit_of_work
from app.models import Case
from tests.batches.lists import attempt, decision, drafted, entry_list, handed_over, meeting
from tests.cases import OWNERS, act, dispatch_form, shortlisted, submit, view
from tests.cases import attempt as attempt_alone
from tests.conftest import Client


def outcomes(*answers: httpx.Response) -> Counter[str]:
    return Counter(str(answer.json().get("code", answer.status_code)) for answer in answers)


async def statuses(client: Client, cases: list[str]) -> list[str]:
    return [(await view(client, "county_office", case_id))["status"] for case_id in cases]


async def test_one_list_handed_over_by_two_people_at_once(committed: Client) -> None:
    cases = [await shortlisted(committed) for _ in range(4)]
    batch = await drafted(committed, *cases)
    answers = await asyncio.gather(*(attempt(committed, "town_office", batch) for _ in range(4)))
    assert outcomes(*answers) == {"200": 1, "BATCH_HANDED_OVER": 3}
    for case_id in cases:
        timeline = (await view(committed, "county_office", case_id))["timeline"]
        assert [entry["action"] for entry in timeline].count("dispatch") == 1


async def test_two_lists_with_the_same_matters_in_opposite_order(committed: Client) -> None:
    """Locked by id, whatever the order on paper: nobody deadlocks, and the loser is told of each matter."""
    cases = [await shortlisted(committed) for _ in range(6)]
    lists = [
        await drafted(committed, *cases),
        await drafted(committed, *reversed(cases), who="county_office"),
    ]
    answers = await asyncio.gather(
        attempt(committed, "town_office", lists[0]), attempt(committed, "county_office", lists[1])
    )
    assert outcomes(*answers) == {"200": 1, "BATCH_NOT_READY": 1}
    loser = next(answer.json() for answer in answers if answer.status_code == 409)
    assert {item["case_id"] for item in loser["items"]} == set(cases)
    assert {item["code"] for item in loser["items"]} == {"BATCH_CASE_HANDED_OVER"}
    assert set(await statuses(committed, cases)) == {"dispatched"}


async def test_lists_that_share_one_matter_are_handed_over_whole_or_not_at_all(committed: Client) -> None:
    shared, *own = [await shortlisted(committed) for _ in range(5)]
    lists = [await drafted(committed, *own[:2], shared), await drafted(committed, shared, *own[2:])]
    answers = await asyncio.gather(*(attempt(committed, "town_office", batch) for batch in lists))
    assert outcomes(*answers) == {"200": 1, "BATCH_NOT_READY": 1}
    won = answers[0].status_code == 200
    done, left = (own[:2], own[2:]) if won else (own[2:], own[:2])
    assert await statuses(committed, done) == ["dispatched"] * 2
    assert await statuses(committed, left) == ["pending_dispatch"] * 2


async def test_a_list_and_a_move_of_one_of_its_matters(committed: Client) -> None:
    cases = [await shortlisted(committed) for _ in range(3)]
    batch = await drafted(committed, *cases)
    listed, alone = await asyncio.gather(
        attempt(committed, "town_office", batch),
        attempt_alone(
            committed, "county_office", cases[1], "dispatch", **dispatch_form(committed), version=3
        ),
    )
    assert sorted((listed.status_code, alone.status_code)) == [200, 409]
    expected = "dispatched" if listed.status_code == 200 else "pending_dispatch"
    assert await statuses(committed, [cases[0], cases[2]]) == [expected] * 2


async def test_a_refused_list_leaves_nothing_in_the_database(committed: Client) -> None:
    cases = [await shortlisted(committed) for _ in range(3)]
    batch = await drafted(committed, *cases)
    await act(committed, "town_office", cases[2], "dispatch", **dispatch_form(committed))
    answer = await attempt(committed, "town_office", batch, key="retry-list-0001")
    assert outcomes(answer) == {"BATCH_NOT_READY": 1}
    assert await statuses(committed, cases) == ["pending_dispatch", "pending_dispatch", "dispatched"]
    repaired = entry_list(committed, *cases[:2], version=1)
    await committed.put("town_office", f"/desk/batches/{batch['id']}", repaired)
    again = await attempt(committed, "town_office", batch | {"version": 2}, key="other-list-0001")
    assert again.status_code == 200, again.text


async def test_one_key_twice_at_once_is_one_hand_over(committed: Client) -> None:
    batch = await drafted(committed, await shortlisted(committed))
    answers = await asyncio.gather(
        *(attempt(committed, "town_office", batch, key="same-list-0001") for _ in range(2))
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


async def test_edited_and_handed_over_at_once(committed: Client) -> None:
    first, second = await shortlisted(committed), await shortlisted(committed)
    batch = await drafted(committed, first)
    edited, handed = await asyncio.gather(
        committed.put(
            "town_office", f"/desk/batches/{batch['id']}", entry_list(committed, second, version=1)
        ),
        attempt(committed, "town_office", batch),
    )
    assert outcomes(edited, handed) in (
        {"200": 1, "BATCH_HANDED_OVER": 1},
        {"200": 1, "STALE_VERSION": 1},
    )
    expected = "dispatched" if handed.status_code == 200 else "pending_dispatch"
    assert await statuses(committed, [first, second]) == [expected, "pending_dispatch"]


async def test_one_list_received_twice_at_once_and_one_share_alone(committed: Client) -> None:
    cases = [await shortlisted(committed) for _ in range(3)]
    batch = await handed_over(committed, *cases)
    path, body = f"/desk/batches/{batch['id']}/accept", {"owners": OWNERS}
    first, second, alone = await asyncio.gather(
        committed.post("unit_handler", path, body),
        committed.post("unit_handler", path, body),
        attempt_alone(committed, "unit_handler", cases[1], "accept", owners=OWNERS, version=4),
    )
    assert (first.status_code, second.status_code) == (200, 200)
    signed = first.json()["accepted"] + second.json()["accepted"] + (alone.status_code == 200)
    assert signed == 3
    assert await statuses(committed, cases) == ["handling"] * 3


async def test_two_meetings_about_the_same_matters(committed: Client) -> None:
    cases = [(await submit(committed))["id"] for _ in range(4)]
    bodies = [
        meeting(committed, *(decision(case_id, "send") for case_id in order))
        for order in (cases, cases[::-1])
    ]
    answers = await asyncio.gather(
        committed.post("station_head", "/desk/shortlists", bodies[0]),
        committed.post("town_office", "/desk/shortlists", bodies[1]),
    )
    assert outcomes(*answers) == {"201": 1, "SHORTLIST_NOT_READY": 1}
    loser = next(answer.json() for answer in answers if answer.status_code == 409)
    assert {item["code"] for item in loser["items"]} == {"STALE_VERSION"}
    async with unit_of_work(committed.house.sessions) as session:
        versions = [(await session.get_one(Case, case_id)).version for case_id in cases]
    assert versions == [3] * 4


async def test_a_refused_meeting_decides_nothing(committed: Client) -> None:
    good, stale = [(await submit(committed))["id"] for _ in range(2)]
    body = meeting(committed, decision(good, "send"), decision(stale, "send", version=1))
    answer = await committed.post("station_head", "/desk/shortlists", body)
    assert outcomes(answer) == {"SHORTLIST_NOT_READY": 1}
    assert await statuses(committed, [good, stale]) == ["registered", "registered"]
    assert (await committed.get("station_head", "/desk/shortlists")).json()["items"] == []
