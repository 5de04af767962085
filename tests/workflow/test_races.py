"""Two people at once, in real transactions: one wins, the other learns what is there now."""

import asyncio

import httpx

from app.jobs.handlers import lapse
from tests.cases import (
    GOOD,
    RESOLVED,
    act,
    at_county,
    attempt,
    dispatch_form,
    dispatched,
    handling,
    matter,
    replied,
    reviewed,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client


def codes(*answers: httpx.Response) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def one_wins(client: Client, case_id: str, *answers: httpx.Response) -> httpx.Response:
    """Exactly one; the loser is told the version that is there now."""
    assert codes(*answers) in ([200, 404], [200, 409]), [answer.text for answer in answers]
    loser = next(answer for answer in answers if answer.status_code == 409)
    assert loser.json()["code"] in ("STALE_VERSION", "ILLEGAL_MOVE", "BUSY")
    winner = next(answer for answer in answers if answer.status_code == 200)
    now = await view(client, "county_office", case_id)
    assert now["version"] == winner.json()["version"]
    if loser.json()["code"] != "BUSY":
        assert loser.json()["version"] == now["version"]
        assert loser.json()["case_status"] == now["status"]
    return winner


async def test_two_different_moves_of_one_case(committed: Client) -> None:
    case_id = await shortlisted(committed)
    version = (await view(committed, "county_office", case_id))["version"]
    answers = await asyncio.gather(
        attempt(committed, "resident", case_id, "withdraw", reason="已解决", version=version),
        attempt(committed, "town_office", case_id, "dispatch", **dispatch_form(committed), version=version),
    )
    await one_wins(committed, case_id, *answers)


async def test_the_same_move_by_two_people_or_twice_by_one(committed: Client) -> None:
    case_id = (await submit(committed))["id"]
    decision = {"decided_by": "站务会", "version": 2}
    people = ("station_head", "town_office", "county_office", "town_office")
    answers = await asyncio.gather(
        *(attempt(committed, who, case_id, "shortlist", **decision) for who in people)
    )
    assert codes(*answers) == [200, 409, 409, 409]
    timeline = (await view(committed, "county_office", case_id))["timeline"]
    assert [entry["action"] for entry in timeline].count("shortlist") == 1


async def test_two_units_of_one_case_need_each_others_news(committed: Client) -> None:
    case_id = await dispatched(committed, co=("town_b",))
    owners = {"chief": "周平", "leader": "李清", "handler": "王路"}
    answers = await asyncio.gather(
        *(
            attempt(committed, who, case_id, "accept", owners=owners, version=4)
            for who in ("unit_handler", "town_b_handler")
        )
    )
    await one_wins(committed, case_id, *answers)


async def test_signing_and_sending_back(committed: Client) -> None:
    case_id = await reviewed(committed)
    version = (await view(committed, "county_office", case_id))["version"]
    answers = await asyncio.gather(
        attempt(committed, "unit_head", case_id, "sign_reply", signer="周平", version=version),
        attempt(committed, "county_office", case_id, "send_back", reason="再核实", version=version),
    )
    await one_wins(committed, case_id, *answers)


async def test_a_wish_finds_one_volunteer_and_a_matter_one_committee(committed: Client) -> None:
    """Whoever saw it and came second is told so; whoever looks later no longer sees it: it is not his any more."""
    wish = await shortlisted(committed, kind="wish", visibility="public")
    answers = await asyncio.gather(
        *(attempt(committed, who, wish, "claim", version=3) for who in ("neighbour", "firm", "colleague"))
    )
    assert codes(*answers)[0] == 200
    assert set(codes(*answers)[1:]) <= {404, 409}
    matter_ = await at_county(committed)
    version = (await view(committed, "county_office", matter_))["version"]
    answers = await asyncio.gather(
        *(
            attempt(committed, who, matter_, "claim", version=version)
            for who in ("committee", "far_committee")
        )
    )
    assert codes(*answers) in ([200, 404], [200, 409])


async def test_one_key_twice_at_once_is_one_case_and_one_answer(committed: Client) -> None:
    body = matter(committed)
    first, second = await asyncio.gather(
        *(committed.post("resident", "/citizen/cases", body, key="same-key-0001") for _ in range(2))
    )
    assert codes(first, second) == [201, 201]
    assert first.json() == second.json()
    mine = (await committed.get("resident", "/citizen/cases")).json()["items"]
    assert [item["id"] for item in mine] == [first.json()["id"]]
    other = await committed.post(
        "resident", "/citizen/cases", body | {"title": "别的事"}, key="same-key-0001"
    )
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    foreign = await committed.post("neighbour", "/citizen/cases", body, key="same-key-0001")
    assert foreign.status_code == 201
    assert foreign.json()["id"] != first.json()["id"]


async def test_one_key_twice_at_once_is_one_move(committed: Client) -> None:
    case_id = (await submit(committed))["id"]
    once = {"decided_by": "站务会", "version": 2, "idempotency_key": "same-key-0002"}
    first, second = await asyncio.gather(
        *(attempt(committed, "station_head", case_id, "shortlist", **once) for _ in range(2))
    )
    assert codes(first, second) == [200, 200]
    assert first.json() == second.json()
    assert (await view(committed, "county_office", case_id))["version"] == 3
    again = await attempt(
        committed, "station_head", case_id, "shortlist", **once | {"decided_by": "另一个会"}
    )
    assert (again.status_code, again.json()["code"]) == (422, "IDEMPOTENCY_MISMATCH")


async def test_what_failed_may_be_tried_again_under_its_key(committed: Client) -> None:
    case_id = await handling(committed)
    key = {"idempotency_key": "same-key-0003"}
    failed = await attempt(committed, "unit_handler", case_id, "draft_reply", **RESOLVED, version=1, **key)
    assert (failed.status_code, failed.json()["code"]) == (409, "STALE_VERSION")
    version = failed.json()["version"]
    tried = await attempt(
        committed, "unit_handler", case_id, "draft_reply", **RESOLVED, version=version, **key
    )
    assert tried.status_code == 200


async def test_two_cases_merged_into_each_other_at_once(committed: Client) -> None:
    for _ in range(3):
        one = await shortlisted(committed)
        other = await shortlisted(committed, who="neighbour")
        answers = await asyncio.gather(
            attempt(committed, "station_head", one, "merge", master_case_id=other, version=3),
            attempt(committed, "town_office", other, "merge", master_case_id=one, version=3),
        )
        assert codes(*answers) in ([200, 404], [200, 409]), [answer.text for answer in answers]
        cases = [await view(committed, "county_office", case_id) for case_id in (one, other)]
        assert sorted(case["status"] for case in cases) == ["merged", "pending_dispatch"]


async def test_two_submitters_of_one_matter_rate_at_once(committed: Client) -> None:
    master = await shortlisted(committed)
    other = (await submit(committed, "neighbour"))["id"]
    await act(committed, "station_head", other, "merge", master_case_id=master)
    await act(committed, "station_head", master, "answer_on_spot", public_text="已修好。", basis="规定")
    answers = await asyncio.gather(
        attempt(committed, "resident", master, "evaluate", **GOOD),
        attempt(committed, "neighbour", other, "evaluate", **GOOD),
    )
    assert codes(*answers) in ([200, 404], [200, 409])
    if (await view(committed, "county_office", master))["status"] == "replied":
        await act(committed, "resident", master, "evaluate", **GOOD)
    assert (await view(committed, "county_office", master))["status"] == "closed"


async def test_a_rating_and_the_end_of_its_window(committed: Client) -> None:
    case_id = await replied(committed)
    client = committed
    client.clock.advance(days=8)
    rated, closed = await asyncio.gather(
        attempt(client, "resident", case_id, "evaluate", **GOOD),
        lapse(client.house.sessions, client.clock()),
    )
    assert (rated.status_code == 200) is not (closed == 1)
    case = await view(client, "county_office", case_id)
    assert case["status"] == "closed"
    assert len(case["evaluations"]) == (0 if closed else 1)
