"""Who may know a rating before the tally of its round is closed: every role, and every way in which it can be read.

The same matter is rated once well and once badly, by the resident, while the deputy has yet to rate. Whoever may not
know gets the same answers everywhere, to the letter.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from app.openapi.walk import operations
from tests.batches.lists import drafted, entry
from tests.cases import BAD, GOOD, OWNERS, RESOLVED, act, submit
from tests.conftest import Client, Deliver
from tests.groups.steps import planned
from tests.promises.steps import given
from tests.work_links.links import asked, token

WHY = "灯又灭了三回"
UNITS = ("unit_handler", "unit_head", "county_a_handler", "county_a_head")
HIDDEN = (*UNITS, "mediator", "admin", "neighbour", "anonymous")
KNOWING = ("resident", "deputy", "liaison", "station_head", "town_office", "committee", "county_office")
DOORS = {"admin": ("admin", "public"), "neighbour": ("citizen", "public"), "anonymous": ("public",)}
RATINGS = {"well": GOOD, "badly": BAD | {"reason": WHY}}


@dataclass
class Stage:
    """A dispute that the mediator sees, in a list, at an event, promised for, with a work link; answered, not rated."""

    case_id: str
    receipt: dict[str, Any]
    paths: list[str]
    print_urls: dict[str, str]


@pytest.fixture
async def stage(client: Client, app: FastAPI) -> Stage:
    receipt = await submit(client, kind="dispute")
    case_id = str(receipt["id"])
    event = await planned(client, "deputy")
    await act(client, "liaison", case_id, "screen", note="属实", double_evaluation=True)
    await act(client, "liaison", case_id, "set_event", event_id=event["id"])
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    items = [entry(client, case_id, co=("county_a",))]
    batch = await drafted(client, case_id, who="county_office", items=items)
    body = {"version": batch["version"]}
    assert (
        await client.post("county_office", f"/desk/batches/{batch['id']}/hand-over", body)
    ).status_code == 200
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    link = await asked(client, case_id)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    signed = {"signer": "周平", "missing_opinions_reason": "协办单位无意见"}
    await act(client, "unit_head", case_id, "sign_reply", **signed)
    promise = await given(client, case_id=case_id)
    own = {
        "cases": case_id,
        "batches": batch["id"],
        "events": event["id"],
        "promises": promise["id"],
        "stations": str(client.world.stations["town"]),
        "deputies": str(client.world.deputies["deputy"]),
        "work-links": token(link),
    }
    urls = {}
    for who in UNITS:
        urls[who] = (await client.get(who, f"/desk/batches/{batch['id']}")).json()["print_url"]
    return Stage(case_id, receipt, sorted(readable(app, own)), urls)


def readable(app: FastAPI, own: dict[str, str]) -> set[str]:
    """Everything that can be got of this matter and what it belongs to, lists and figures too."""
    found = {
        "/desk/cases?redo_asked=true",
        "/desk/cases?status=replied&with_total=true",
        "/desk/figures?kind=dispute",
    }
    for path, method, operation in operations(app.openapi()):
        short = path.removeprefix("/api/v1")
        if method != "get" or short == path:
            continue
        needed = [
            each for each in operation.get("parameters", ()) if each["in"] == "query" and each["required"]
        ]
        if needed:
            short += "?" + "&".join(f"{each['name']}={each['example']}" for each in needed)
        filled = re.sub(
            r"(?<=/)([a-z-]+)/\{\w+\}", lambda part: f"{part[1]}/{own.get(part[1], part[0])}", short
        )
        if "{" not in filled:
            found.add(filled)
    return found


async def known_to(client: Client, who: str, stage: Stage) -> dict[str, str]:
    """All that this one gets to read."""
    doors = DOORS.get(who, ("desk", "public"))
    name = None if who == "anonymous" else who
    found = {}
    for path in stage.paths:
        if path.split("/")[1] in doors:
            answer = await client.http.get(f"/api/v1{path}", headers=client.headers(name))
            found[path] = f"{answer.status_code} {re.sub(r'request_id.{36}', '', answer.text)}"
    if who == "anonymous":
        form = {"number": stage.receipt["number"], "check_code": stage.receipt["check_code"]}
        found["receipt"] = (await client.post(None, "/public/receipts/follow", form)).text
    if who in stage.print_urls:
        found["printed"] = (await client.http.get(stage.print_urls[who])).text
    return found


@asynccontextmanager
async def rated(
    client: Client, deliver: Deliver, stage: Stage, rating: dict[str, Any]
) -> AsyncIterator[None]:
    """As long as the block lasts."""
    undo = await client.house.sessions.kw["bind"].begin_nested()
    await act(client, "resident", stage.case_id, "evaluate", **rating)
    await deliver()
    yield
    await undo.rollback()


async def test_whoever_may_not_know_reads_the_same_whatever_the_rating(
    client: Client, deliver: Deliver, stage: Stage
) -> None:
    await deliver()
    read: dict[str, dict[str, dict[str, str]]] = {}
    for how, rating in RATINGS.items():
        async with rated(client, deliver, stage, rating):
            read[how] = {who: await known_to(client, who, stage) for who in HIDDEN}
    for who in HIDDEN:
        for path, text in read["well"][who].items():
            assert read["badly"][who][path] == text, f"{who} {path}"
            assert WHY not in text
    seen = {
        who for who in HIDDEN if read["well"][who].get(f"/desk/cases/{stage.case_id}", "").startswith("200")
    }
    assert seen == {*UNITS, "mediator"}, "of those who see the matter"
    assert len(stage.paths) > 60


@pytest.mark.parametrize("how", RATINGS)
async def test_those_who_may_know_do(client: Client, deliver: Deliver, stage: Stage, how: str) -> None:
    async with rated(client, deliver, stage, RATINGS[how]):
        for who in KNOWING:
            door = "citizen" if who == "resident" else "desk"
            seen = (await client.get(who, f"/{door}/cases/{stage.case_id}")).json()
            (rating,) = seen["evaluations"]
            assert rating["result"] == RATINGS[how]["result"], who
            entry = next(each for each in seen["timeline"] if each["action"] == "evaluate")
            assert entry["data"]["result"] == rating["result"], who


async def test_those_whose_work_was_rated_read_it_once_the_tally_is_closed(
    client: Client, stage: Stage
) -> None:
    await act(client, "resident", stage.case_id, "evaluate", **RATINGS["badly"])
    await act(client, "town_office", stage.case_id, "redo", reason="情况属实")
    for who in (*UNITS, "mediator"):
        seen = (await client.get(who, f"/desk/cases/{stage.case_id}")).json()
        assert [each["reason"] for each in seen["evaluations"]] == [WHY], who
        assert WHY in (await client.get(who, f"/desk/cases/{stage.case_id}/timeline")).text, who
