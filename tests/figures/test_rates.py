"""Rates over HTTP: from what was done to the figure that somebody reads, by way of the worker."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.db import unit_of_work
from app.domain.vocabulary import PromiseSource, PromiseState
from app.models import Promise, Reply
from app.services import rollups
from tests.cases import (
    BAD,
    GOOD,
    act,
    answer,
    day,
    dispatch_form,
    dispatched,
    handling,
    promise,
    replied,
    split,
    submit,
)
from tests.conftest import Client, Deliver
from tests.figures.reading import RATES, groups, rate, sheet, short, told

FAIR = {"result": "basically", "attitude": "satisfied"}


async def rated(client: Client, rating: dict[str, Any], **more: Any) -> str:
    case_id = await replied(client, **more)
    await act(client, "resident", case_id, "evaluate", **rating)
    return case_id


async def test_an_empty_county_has_no_rates(client: Client) -> None:
    found = await sheet(client)
    assert (found["since"], found["until"], found["scope"], found["by"]) == (
        "2026-01-01",
        "2026-11-20",
        "示例县",
        None,
    )
    assert found["total"]["received"] == 0 and found["groups"] == []
    for name in RATES:
        assert found["total"][name] == {"numerator": 0, "denominator": 0, "rate": None, "left_out": []}


async def test_sixteen_heads_of_whom_thirteen_were_content(client: Client, deliver: Deliver) -> None:
    """新华区: 13 满意 and 3 基本满意 of 16 are 81.25 % strict and 100 % broad."""
    for number in range(16):
        await rated(client, GOOD if number < 13 else FAIR)
    await replied(client)
    await submit(client)
    total = (await told(client, deliver))["total"]
    assert total["satisfaction_strict"]["rate"] == 0.8125
    assert total["satisfaction_broad"]["rate"] == 1.0
    assert short(total["satisfaction_strict"]) == rate(13, 16, unrated=1)
    assert short(total["rating_coverage"]) == rate(16, 17, unanswered=1)
    assert short(total["closing"]) == rate(16, 18)
    assert short(total["resolved"]) == rate(17, 17, unanswered=1)


async def test_on_time_is_of_those_answered_and_those_overdue(client: Client, deliver: Deliver) -> None:
    await replied(client)
    late, overdue, paused = [await handling(client) for _ in range(3)]
    await act(client, "town_office", paused, "suspend", reason="等雨停", review_on=day(client, 30))
    client.clock.advance(days=12)
    await answer(client, late)
    await dispatched(client, co=("town_b",))
    await submit(client)
    found = await told(client, deliver, by="unit")
    expected = rate(1, 3, not_due=2)
    assert short(found["total"]["on_time"]) == expected
    assert short(groups(found)[str(client.world.units["town_a"])]["on_time"]) == expected
    assert str(client.world.units["town_b"]) not in groups(found)
    assert short((await sheet(client, "unit_handler"))["total"]["on_time"]) == expected
    await answer(client, overdue)
    assert short((await told(client, deliver))["total"]["on_time"]) == rate(1, 3, not_due=2)


async def test_what_was_given_back_is_no_more_the_units_to_answer(client: Client, deliver: Deliver) -> None:
    case_id = await dispatched(client)
    form = {"reason": "不属本单位职责", "legal_basis": "三定方案", "proposed_unit_id": None}
    await act(client, "unit_handler", case_id, "request_return", **form)
    await act(client, "town_office", case_id, "decide_return", upheld=True, reason="属实")
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client, main="town_b"))
    found = await told(client, deliver, by="unit")
    own, other = (groups(found)[str(client.world.units[name])] for name in ("town_a", "town_b"))
    assert short(found["total"]["returned"]) == rate(1, 2)
    assert short(own["returned"]) == rate(1, 1)
    assert short(own["closing"]) == rate(0, 0, ended=1)
    assert short(other["returned"]) == rate(0, 1)
    assert short(found["total"]["on_time"]) == rate(0, 0, returned=1, not_due=1)


async def test_a_redo_counts_and_only_the_last_round_is_rated(client: Client, deliver: Deliver) -> None:
    case_id = await rated(client, BAD)
    await act(client, "town_office", case_id, "redo", reason="属实")
    total = (await told(client, deliver))["total"]
    assert short(total["redone"]) == rate(1, 1)
    assert short(total["rating_coverage"]) == rate(0, 0, unanswered=1)
    await answer(client, case_id)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await replied(client)
    total = (await told(client, deliver))["total"]
    assert short(total["redone"]) == rate(1, 2)
    assert short(total["satisfaction_strict"]) == rate(1, 1, unrated=1)


async def test_parts_count_for_their_units_and_the_matter_once(client: Client, deliver: Deliver) -> None:
    case_id = await split(client)
    await answer(client, case_id)
    await answer(client, case_id, "town_b", **promise(client))
    found = await told(client, deliver, by="unit")
    own, other = (groups(found)[str(client.world.units[name])] for name in ("town_a", "town_b"))
    assert found["total"]["received"] == 1
    assert short(found["total"]["resolved"]) == rate(0, 1)
    assert (short(own["resolved"]), short(other["resolved"])) == (rate(1, 1), rate(0, 1))
    assert short(found["total"]["on_time"]) == rate(2, 2)


async def test_a_unit_learns_nothing_of_a_tally_that_is_open(client: Client, deliver: Deliver) -> None:
    case_id = await replied(client)
    await act(client, "deputy", case_id, "evaluate", **GOOD)
    total = (await told(client, deliver, "unit_handler"))["total"]
    assert short(total["rating_coverage"]) == rate(0, 0, tally_open=1)
    assert short(total["satisfaction_strict"]) == rate(0, 0, tally_open=1)
    assert short((await sheet(client, "town_office"))["total"]["satisfaction_strict"]) == rate(1, 1)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    assert short((await told(client, deliver, "unit_handler"))["total"]["satisfaction_strict"]) == rate(1, 1)


async def test_everybody_counts_what_is_his(client: Client, deliver: Deliver) -> None:
    await replied(client)
    await submit(client, sensitive=True, code=client.world.codes["town"])
    await submit(client, code=None, station_id=str(client.world.stations["other"]))
    await deliver()
    seen = {"county_office": 3, "town_office": 2, "station_head": 2, "liaison": 1, "deputy": 1}
    seen |= {"unit_handler": 1, "town_b_handler": 0, "far_liaison": 1, "committee": 0, "mediator": 0}
    seen |= {"county_office_away": 0, "colleague": 0}
    for who, count in seen.items():
        assert (await sheet(client, who))["total"]["received"] == count, who
        if who != "unit_handler":
            assert (
                sum(each["received"] for each in (await sheet(client, who, by="station"))["groups"]) == count
            )


async def test_every_dimension_adds_up_and_names_its_places(client: Client, deliver: Deliver) -> None:
    await replied(client)
    await submit(client, category_code="lighting")
    await submit(client, code=None, station_id=str(client.world.stations["other"]), category_code=None)
    await deliver()
    world = client.world
    expected: dict[str, dict[str, tuple[str, int]]] = {
        "station": {
            str(world.stations["town"]): ("town联络站", 2),
            str(world.stations["other"]): ("other联络站", 1),
        },
        "town": {"411122102": ("甲镇", 2), "411122103": ("乙镇", 1)},
        "deputy": {str(world.deputies["deputy"]): ("deputy代表", 2)},
        "category": {"": ("未分类", 1), "lighting": ("照明", 2), "lighting.street_lamp": ("路灯", 1)},
        "unit": {str(world.units["town_a"]): ("town_a单位", 1)},
        "committee": {},
        "county": {},
    }
    for by, places in expected.items():
        found = groups(await sheet(client, by=by))
        assert {key: (each["name"], each["received"]) for key, each in found.items()} == places, by
    narrowed: list[tuple[dict[str, str], int]] = [
        ({"category_code": "lighting"}, 2),
        ({"category_code": "lighting.street_lamp", "by": "town"}, 1),
        ({"station_id": str(world.stations["other"])}, 1),
        ({"area_code": "411122102"}, 2),
        ({"area_code": "411122"}, 3),
        ({"area_code": "411121"}, 0),
        ({"unit_id": str(world.units["town_a"]), "deputy_id": str(world.deputies["deputy"])}, 1),
        ({"deputy_id": str(world.deputies["deputy"])}, 2),
    ]
    for asked, count in narrowed:
        assert (await sheet(client, **asked))["total"]["received"] == count, asked


async def test_of_a_deputy_no_rate_is_told_of_fewer_than_five(client: Client, deliver: Deliver) -> None:
    for _ in range(4):
        await rated(client, GOOD)
    key = str(client.world.deputies["deputy"])
    few = groups(await told(client, deliver, by="deputy"))[key]["closing"]
    assert (few["rate"], few["numerator"], few["denominator"]) == (None, 4, 4)
    assert few["left_out"] == [{"reason": "too_few", "label": "少于 5 件，不列比率", "count": 4}]
    await rated(client, GOOD)
    assert groups(await told(client, deliver, by="deputy"))[key]["closing"]["rate"] == 1.0


async def test_a_promise_is_kept_by_the_day_first_named(client: Client, deliver: Deliver) -> None:
    kept, late, owed, redone = [await _promised(client, 10) for _ in range(4)]
    total = (await told(client, deliver))["total"]
    assert short(total["promises_kept"]) == rate(0, 0, promise_not_due=4)
    await _strike_off(client, kept)
    await act(client, "resident", redone, "request_redo", reason="等不了")
    await act(client, "town_office", redone, "redo", reason="属实")
    client.clock.advance(days=11)
    found = await told(client, deliver, by="unit")
    assert short(found["total"]["promises_kept"]) == rate(1, 3, superseded=1)
    await _strike_off(client, late)
    found = await told(client, deliver, by="unit")
    assert short(found["total"]["promises_kept"]) == rate(1, 3, superseded=1)
    own = groups(found)[str(client.world.units["town_a"])]
    assert short(own["promises_kept"]) == rate(1, 3, superseded=1)
    assert short((await sheet(client, "unit_handler"))["total"]["promises_kept"]) == rate(1, 3, superseded=1)
    assert owed


async def _promised(client: Client, ahead: int) -> str:
    """A case whose answer promises something, and the promise in the ledger."""
    case_id = await handling(client)
    await answer(client, case_id, **promise(client, ahead))
    async with unit_of_work(client.house.sessions) as session:
        reply = (await session.exec(select(Reply).where(Reply.case_id == UUID(case_id)))).one()
        ledger = select(Promise).where(Promise.reply_id == reply.id)
        if reply.finish_on is not None and (await session.exec(ledger)).first() is None:
            row = Promise(
                county_code=reply.county_code,
                source=PromiseSource.REPLY,
                unit_id=client.world.units["town_a"],
                text=reply.plan,
                due_on=reply.finish_on,
                first_due_on=reply.finish_on,
                case_id=reply.case_id,
                reply_id=reply.id,
                round=reply.round,
                area_code="411122102",
                created_at=client.clock(),
            )
            session.add(row)
            await rollups.mark(session, [reply.case_id])
    return case_id


async def _strike_off(client: Client, case_id: str) -> None:
    """In the ledger, today."""
    async with unit_of_work(client.house.sessions) as session:
        promised = (await session.exec(select(Promise).where(Promise.case_id == UUID(case_id)))).one()
        promised.state, promised.struck_off_at = PromiseState.KEPT, client.clock()
        await rollups.mark(session, [UUID(case_id)])


async def test_a_rating_under_pressure_is_left_out_for_who_may_know(client: Client, deliver: Deliver) -> None:
    case_id = await rated(client, GOOD)
    await rated(client, GOOD)
    report = f"/citizen/cases/{case_id}/evaluations/pressure"
    assert (await client.post("resident", report, {"text": "他们让我当面评"})).status_code == 201
    for by in (None, "unit", "station", "category"):
        asked = {"by": by} if by else {}
        found = await told(client, deliver, **asked)
        for each in (found["total"], *found["groups"]):
            assert short(each["satisfaction_strict"]) == rate(1, 1, pressure=1)
            assert short(each["rating_coverage"]) == rate(1, 1, pressure=1)
    for who in ("town_office", "station_head", "unit_handler"):
        found = await sheet(client, who)
        assert short(found["total"]["satisfaction_strict"]) == rate(2, 2), who


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"from": "2026-11-20", "to": "2026-11-19"}, "to", "ENDS_BEFORE_START"),
        ({"from": "2025-01-01", "to": "2026-01-02"}, "to", "PERIOD_TOO_LONG"),
        ({"by": "phone"}, "by", "ENUM"),
        ({"since": "2026-01-01"}, "since", "UNKNOWN_PARAMETER"),
    ],
)
async def test_a_period_or_dimension_that_makes_no_sense(
    client: Client, wrong: dict[str, str], field: str, code: str
) -> None:
    for path in ("rates", "waits"):
        answer = await client.get("county_office", f"/desk/figures/{path}", **wrong)
        assert answer.status_code == 422
        assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (field, code)
