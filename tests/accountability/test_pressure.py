"""A rating reported as given under pressure: who reads that, who does not, and what becomes of it."""

import asyncio
from typing import Any

from tests.access.test_masks import read
from tests.accountability.steps import MATTERS, REPORTS, WORDS, decision, done, rated, reported
from tests.cases import BAD, GOOD, act, answer, replied, talked_over, view
from tests.conftest import Client
from tests.groups.steps import seen

DESK = (
    "deputy",
    "liaison",
    "station_head",
    "town_office",
    "county_office",
    "unit_handler",
    "unit_head",
)


async def satisfied(client: Client, who: str) -> tuple[int, int]:
    figure = (await seen(client, who, "/desk/figures"))["satisfaction_strict"]
    return figure["numerator"], figure["denominator"]


async def test_nobody_but_the_countys_office_learns_of_it(client: Client, deliver: Any) -> None:
    case_id = await rated(client)
    before = {who: (await view(client, who, case_id), await satisfied(client, who)) for who in DESK}
    receipt = await reported(client, case_id)
    assert (receipt.status_code, set(receipt.json())) == (201, {"id", "created_at"})
    await deliver()
    for who in DESK:
        now = (await view(client, who, case_id), await satisfied(client, who))
        listed = await client.get(who, REPORTS)
        if who == "county_office":
            assert [rating["under_pressure"] for rating in now[0]["evaluations"]] == [True]
            assert (before[who][1], now[1]) == ((1, 1), (0, 0))
            (item,) = listed.json()["items"]
            assert (item["text"], item["result"], item["case_id"]) == (WORDS, "satisfied", case_id)
        else:
            assert now == before[who], who
            assert (listed.status_code, listed.json()["code"]) == (403, "FORBIDDEN"), who
    for who in ("resident", *DESK):
        if who != "county_office":
            assert WORDS not in await read(client, who, case_id), who


async def test_the_rating_stands(client: Client) -> None:
    case_id = await rated(client)
    await reported(client, case_id)
    (rating,) = (await view(client, "resident", case_id))["evaluations"]
    assert (rating["result"], rating["under_pressure"]) == ("satisfied", False)
    assert (await view(client, "county_office", case_id))["status"] == "closed"


async def test_only_ones_own_rating_and_once(client: Client) -> None:
    case_id = await replied(client)
    early = await reported(client, case_id)
    assert (early.status_code, early.json()["code"]) == (404, "EVALUATION_NOT_FOUND")
    await act(client, "resident", case_id, "evaluate", **GOOD)
    assert (await reported(client, case_id, "neighbour")).json()["code"] == "CASE_NOT_FOUND"
    assert (await reported(client, case_id, "deputy")).json()["code"] == "EVALUATION_NOT_FOUND"
    for who in ("liaison", "county_office", "unit_head"):
        assert (await reported(client, case_id, who)).status_code == 403
    assert (await reported(client, case_id, round=2)).json()["code"] == "EVALUATION_NOT_FOUND"
    assert (await reported(client, case_id, round=1)).status_code == 201
    again = await reported(client, case_id)
    assert (again.status_code, again.json()["code"]) == (409, "PRESSURE_REPORTED")


async def test_a_deputy_reports_it_too(client: Client) -> None:
    case_id = await talked_over(client)
    await answer(client, case_id, "county_a")
    await act(client, "deputy", case_id, "evaluate", **GOOD)
    assert (await reported(client, case_id, "deputy")).status_code == 201
    (item,) = (await seen(client, "county_office", REPORTS))["items"]
    assert item["rater"] == "deputy"
    assert (await seen(client, "county_office_away", REPORTS))["items"] == []


async def test_it_becomes_a_matter_in_one_step(client: Client) -> None:
    case_id = await rated(client)
    report = (await reported(client, case_id)).json()
    path, body = f"{REPORTS}/{report['id']}/accountability", {"unit_id": str(client.world.units["town_a"])}
    assert (await client.post("town_office", path, body)).status_code == 403
    assert (await client.post("county_office_away", path, body)).json()["code"] == "PRESSURE_REPORT_NOT_FOUND"
    made = (await client.post("county_office", path, body)).json()
    assert (made["cause"], made["case_id"], made["evidence"][0]["text"]) == ("pressure", case_id, WORDS)
    again = await client.post("county_office", path, body)
    assert (again.status_code, again.json()["code"]) == (409, "PRESSURE_TAKEN_UP")
    assert (await seen(client, "county_office", REPORTS))["items"][0]["accountability_id"] == made["id"]
    assert (await seen(client, "unit_head", MATTERS))["items"] == []
    assert await satisfied(client, "unit_head") == (1, 1), "figures that change would tell of the report"
    await done(client, "county_office", made, "decide", decision())
    assert await satisfied(client, "unit_head") == (0, 0)
    assert WORDS not in (await client.get("unit_head", f"{MATTERS}/{made['id']}")).text


async def test_other_ratings_still_count(client: Client) -> None:
    await rated(client)
    case_id = await rated(client)
    await reported(client, case_id)
    assert await satisfied(client, "county_office") == (1, 1)
    bad = await replied(client)
    await act(client, "resident", bad, "evaluate", **BAD)
    assert await satisfied(client, "county_office") == (1, 2)


async def test_two_reports_at_once(committed: Client) -> None:
    case_id = await rated(committed)
    answers = await asyncio.gather(*(reported(committed, case_id) for _ in range(2)))
    assert sorted(each.status_code for each in answers) == [201, 409]
