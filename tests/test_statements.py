"""How often the database is asked: of a case however long its history is, and for a move of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.db import unit_of_work
from app.services.crossings import bodies
from app.services.memory import MEMORY
from app.services.reckoning import reckoner
from tests.batches.lists import drafted, handed_over
from tests.cases import (
    GOOD,
    OWNERS,
    RESOLVED,
    act,
    current_version,
    day,
    dispatch_form,
    door,
    handling,
    replied,
    shortlisted,
    submit,
    view,
)
from tests.conftest import Client
from tests.routing.bodies import deactivate
from tests.world import HOME

DETAIL, MOVE, SCAN = 6, 10, 2


@pytest.fixture(autouse=True)
async def remembered(client: Client) -> None:
    """What a county keeps (its calendar, its rules, what its organs are called) is remembered by a running server."""
    client.house.memory.live = True
    async with unit_of_work(client.house.sessions) as session:
        session.info[MEMORY] = client.house.memory
        await reckoner(session, HOME)
        await bodies(session, HOME)


@contextmanager
def asked(client: Client) -> Iterator[list[str]]:
    """Every statement while the block lasts; opening and closing a transaction (in tests: a savepoint) is none."""
    connection: Any = client.house.sessions.kw["bind"].sync_connection
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *more: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)


async def asked_by(client: Client, who: str, case_id: str, action: str, form: dict[str, Any]) -> int:
    """Statements of one move that succeeds."""
    body = form | {"version": await current_version(client, case_id)}
    with asked(client) as statements:
        answer = await client.post(who, f"/{door(who)}/cases/{case_id}/actions/{action}", body)
    assert answer.status_code == 200, (action, answer.text)
    return len(statements)


@pytest.mark.parametrize(
    "who", ["county_office", "station_head", "deputy", "unit_handler", "committee", "liaison", "resident"]
)
async def test_a_case_is_read_in_few_statements_however_long_it_is(client: Client, who: str) -> None:
    case_id = await handling(client)
    path = f"/citizen/cases/{case_id}" if who == "resident" else f"/desk/cases/{case_id}"
    counts = []
    for _ in range(3):
        with asked(client) as statements:
            answer = await client.get(who, path)
        assert answer.status_code == (404 if who == "committee" else 200), answer.text
        counts.append(len(statements))
        for number in range(20):
            await act(client, "unit_handler", case_id, "progress", text=f"第 {number} 次进展")
    assert len(set(counts)) == 1 and counts[0] <= DETAIL, counts


async def test_a_move_asks_little(client: Client) -> None:
    """One way through the life of a case; the most that any of its moves takes is what counts."""
    case_id = (await submit(client))["id"]
    owners = {"chief": "周平", "leader": "李清", "handler": "王路"}
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("liaison", "screen", {"category_code": "lighting", "note": "属实"}),
        ("deputy", "propose_route", {"unit_id": str(client.world.units["town_a"]), "reason": "属其职责"}),
        ("station_head", "shortlist", {"decided_by": "联络站站务会"}),
        ("town_office", "dispatch", dispatch_form(client, co=("town_b",))),
        ("unit_handler", "accept", {"owners": owners}),
        ("town_b_handler", "accept", {"owners": owners}),
        ("town_b_handler", "give_opinion", {"opinion": "可以修枝"}),
        ("unit_handler", "progress", {"text": "已购灯具"}),
        ("unit_handler", "request_extension", {"reason": "等灯具", "until": day(client, 18)}),
        ("town_office", "decide_extension", {"granted": True, "reason": "同意"}),
        ("unit_handler", "draft_reply", RESOLVED),
        ("unit_head", "sign_reply", {"signer": "周平"}),
        ("liaison", "feedback", {"method": "phone", "told_on": day(client, 0), "text": "已电话告知"}),
    ]
    counts = {}
    for who, action, form in steps:
        counts[action] = await asked_by(client, who, case_id, action, form)
    assert max(counts.values()) <= MOVE, counts


@pytest.mark.parametrize("step", ["hand-over", "accept"])
async def test_a_list_asks_no_more_the_longer_it_is(client: Client, step: str) -> None:
    """Whoever waits for one of its cases waits until all of them are written."""
    counts = []
    for length in (3, 12):
        cases = [await shortlisted(client) for _ in range(length)]
        path, form = await listed(client, cases, step)
        with asked(client) as statements:
            answer = await client.post("town_office" if step == "hand-over" else "unit_handler", path, form)
        assert answer.status_code == 200, answer.text
        counts.append(len(statements))
        expected = "dispatched" if step == "hand-over" else "handling"
        for case_id in cases:
            assert (await view(client, "county_office", case_id))["status"] == expected
    assert counts[0] == counts[1], counts


async def listed(client: Client, cases: list[str], step: str) -> tuple[str, dict[str, Any]]:
    """A list that is ready for this step: where to send what."""
    if step == "hand-over":
        batch = await drafted(client, *cases)
        return f"/desk/batches/{batch['id']}/hand-over", {"version": batch["version"]}
    batch = await handed_over(client, *cases)
    return f"/desk/batches/{batch['id']}/accept", {"owners": OWNERS}


async def test_a_scan_asks_no_more_where_the_station_is_closed(client: Client) -> None:
    counts = []
    for _ in range(2):
        with asked(client) as statements:
            answer = await client.post(None, "/public/codes/resolve", {"code": client.world.codes["point"]})
        assert answer.status_code == 200, answer.text
        counts.append(len(statements))
        await deactivate(client, "stations", client.world.stations["point"])
        client.house.memory.forget()  # as the database announces
    assert counts[0] == counts[1] <= SCAN, counts


async def test_a_rating_asks_little(client: Client) -> None:
    case_id = await replied(client)
    assert await asked_by(client, "resident", case_id, "evaluate", GOOD) <= MOVE


async def test_a_page_of_the_inbox_does_not_ask_for_each_line(client: Client) -> None:
    counts = []
    for _ in range(2):
        await shortlisted(client)
        await shortlisted(client)
        with asked(client) as statements:
            answer = await client.get("station_head", "/desk/cases")
        assert answer.status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3, counts
