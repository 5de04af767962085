"""Figures over HTTP: of what the reader sees, by the filters of his inbox, with what each was made of."""

from typing import Any

import pytest

from tests.cases import (
    BAD,
    CONTACT,
    GOOD,
    OWNERS,
    Json,
    act,
    answer,
    day,
    dispatch_form,
    dispatched,
    draft,
    handling,
    replied,
    shortlisted,
    submit,
)
from tests.conftest import Client
from tests.workflow.test_entries import entered

FAIR = {"result": "basically", "attitude": "satisfied"}
NOTHING = {"numerator": 0, "denominator": 0, "rate": None, "excluded": 0}


async def figures(client: Client, who: str = "county_office", **filters: Any) -> Json:
    answer = await client.get(who, "/desk/figures", **filters)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def figure(numerator: int, denominator: int, excluded: int = 0) -> Json:
    rate = round(numerator / denominator, 4) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "rate": rate, "excluded": excluded}


async def rated(client: Client, rating: Json, **more: Any) -> str:
    case_id = await replied(client, **more)
    await act(client, "resident", case_id, "evaluate", **rating)
    return case_id


async def test_an_empty_county_has_no_rates(client: Client) -> None:
    assert await figures(client) == {
        "since": "2026-01-01",
        "until": "2026-11-20",
        "received": 0,
        "by_status": [],
        "by_channel": [],
        "by_kind": [],
        "satisfaction_strict": NOTHING,
        "satisfaction_broad": NOTHING,
        "rating_coverage": NOTHING,
        "on_time": NOTHING,
        "reply_days": {"count": 0, "mean": None, "median": None, "by_unit": []},
        "dispute_success": NOTHING,
    }


async def test_what_came_in_is_counted_three_ways(client: Client) -> None:
    await submit(client)
    await submit(client, kind="opinion")
    await entered(client)
    await draft(client)
    found = await figures(client)
    assert found["received"] == 3
    assert [(row["status"], row["label"], row["count"]) for row in found["by_status"]] == [
        ("submitted", "已提交", 1),
        ("registered", "已登记", 2),
    ]
    assert [(row["channel"], row["count"]) for row in found["by_channel"]] == [("scan", 2), ("phone", 1)]
    assert [(row["kind"], row["count"]) for row in found["by_kind"]] == [("appeal", 2), ("opinion", 1)]


async def test_satisfaction_is_strict_and_broad_beside_its_coverage(client: Client) -> None:
    for rating in (GOOD, GOOD, FAIR):
        await rated(client, rating)
    await rated(client, BAD)
    await replied(client)
    await submit(client)
    found = await figures(client)
    assert found["satisfaction_strict"] == figure(2, 4, 1)
    assert found["satisfaction_broad"] == figure(3, 4, 1)
    assert found["rating_coverage"] == figure(4, 5, 1)


async def test_only_the_last_round_counts(client: Client) -> None:
    case_id = await rated(client, BAD)
    await act(client, "town_office", case_id, "redo", reason="属实")
    assert (await figures(client))["rating_coverage"] == figure(0, 0, 1)
    await answer(client, case_id)
    assert (await figures(client))["satisfaction_strict"] == figure(0, 0, 1)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    assert (await figures(client))["satisfaction_strict"] == figure(1, 1)


async def test_where_two_must_rate_the_worse_counts(client: Client) -> None:
    case_id = await shortlisted(client)
    other = (await submit(client))["id"]
    await act(client, "station_head", other, "screen", double_evaluation=True, note="双评价")
    await act(client, "station_head", other, "shortlist", decided_by="站务会")
    for one in (case_id, other):
        await act(client, "town_office", one, "dispatch", **dispatch_form(client))
        await act(client, "unit_handler", one, "accept", owners=OWNERS)
        await answer(client, one)
        await act(client, "deputy", one, "evaluate", **FAIR)
        await act(client, "resident", one, "evaluate", **GOOD)
    found = await figures(client)
    assert (found["satisfaction_strict"], found["satisfaction_broad"]) == (figure(1, 2), figure(2, 2))


async def test_a_unit_learns_nothing_of_a_tally_that_is_open(client: Client) -> None:
    await replied(client)
    before = await figures(client, "unit_handler")
    assert before["rating_coverage"] == figure(0, 0, 1)
    case_id = await replied(client)
    await act(client, "deputy", case_id, "evaluate", **GOOD)
    now = await figures(client, "unit_handler")
    assert (now["rating_coverage"], now["satisfaction_strict"]) == (figure(0, 0, 2), NOTHING)
    assert (await figures(client, "town_office"))["rating_coverage"] == figure(1, 2)
    await act(client, "resident", case_id, "evaluate", **GOOD)
    assert (await figures(client, "unit_handler"))["satisfaction_strict"] == figure(1, 1)


async def test_on_time_is_of_those_answered_and_those_overdue(client: Client) -> None:
    await replied(client)
    late, overdue, paused = [await handling(client) for _ in range(3)]
    await act(client, "town_office", paused, "suspend", reason="等雨停", review_on=day(client, 30))
    client.clock.advance(days=12)
    await answer(client, late)
    await dispatched(client, co=("town_b",))
    await submit(client)
    found = (await figures(client))["on_time"]
    assert found == figure(1, 3, 2)
    assert (await figures(client, "unit_handler"))["on_time"] == found
    await act(client, "unit_handler", overdue, "draft_reply", reply_class="resolved", public_text="好了")
    assert (await figures(client))["on_time"] == found


async def test_on_time_of_one_unit_is_its_own(client: Client) -> None:
    case_id = await shortlisted(client)
    parts = [
        {"unit_id": str(client.world.units[name]), "task": task}
        for name, task in (("town_a", "换灯"), ("town_b", "修枝"))
    ]
    form = dispatch_form(client) | {"main_unit_id": None, "split": parts}
    await act(client, "town_office", case_id, "dispatch", **form)
    await act(client, "unit_handler", case_id, "accept", owners=OWNERS)
    await answer(client, case_id)
    client.clock.advance(days=12)
    assert (await figures(client))["on_time"] == figure(1, 2)
    by_unit = {name: str(client.world.units[name]) for name in ("town_a", "town_b")}
    assert (await figures(client, unit_id=by_unit["town_a"]))["on_time"] == figure(1, 1)
    assert (await figures(client, unit_id=by_unit["town_b"]))["on_time"] == figure(0, 1)
    assert (await figures(client, "unit_handler"))["on_time"] == figure(1, 1)
    assert (await figures(client, "unit_handler", unit_id=by_unit["town_b"]))["on_time"] == figure(1, 1)


async def test_days_run_from_hand_over_to_reply_for_all_and_for_each_unit(client: Client) -> None:
    """Calendar days of China: handed over before midnight and answered after it is a day."""
    client.clock.advance(hours=14, minutes=30)  # half past eleven at night
    overnight, longer = await handling(client), await handling(client, co=("town_b",))
    await dispatched(client)
    client.clock.advance(hours=1)
    await answer(client, overnight)
    client.clock.advance(days=5)
    await act(client, "town_b_handler", longer, "accept", owners=OWNERS)
    await act(client, "town_b_handler", longer, "give_opinion", opinion="可以")
    await answer(client, longer)
    other = await shortlisted(client)
    await act(client, "town_office", other, "dispatch", **dispatch_form(client, main="town_b"))
    await act(client, "town_b_handler", other, "accept", owners=OWNERS)
    await answer(client, other, "town_b")
    found = (await figures(client))["reply_days"]
    assert (found["count"], found["mean"], found["median"]) == (3, 2.33, 1.0)
    assert [(row["unit_name"], row["count"], row["mean"], row["median"]) for row in found["by_unit"]] == [
        ("town_a单位", 2, 3.5, 3.5),
        ("town_b单位", 1, 0.0, 0.0),
    ]
    own = (await figures(client, "town_b_handler"))["reply_days"]
    assert [row["unit_id"] for row in own["by_unit"]] == [str(client.world.units["town_b"])]
    assert own["count"] == 1
    of_one = await figures(client, unit_id=str(client.world.units["town_a"]))
    assert (of_one["reply_days"]["count"], of_one["reply_days"]["median"]) == (2, 3.5)


async def test_a_dispute_is_a_success_when_its_mediator_settled_it(client: Client) -> None:
    agreed, failed, going_on = [await shortlisted(client, kind="dispute") for _ in range(3)]
    for case_id in (agreed, failed, going_on):
        await act(client, "mediator", case_id, "claim")
    await act(client, "mediator", agreed, "complete", public_text="双方签了协议。")
    await act(client, "mediator", failed, "give_back", reason="谈不拢")
    assert (await figures(client))["dispute_success"] == figure(0, 0, 3)
    await act(client, "town_office", failed, "dispatch", **dispatch_form(client))
    await act(client, "unit_handler", failed, "accept", owners=OWNERS)
    await answer(client, failed)
    for case_id in (agreed, failed):
        await act(client, "resident", case_id, "evaluate", **GOOD)
    assert (await figures(client))["dispute_success"] == figure(1, 2, 1)


async def test_everybody_counts_what_he_sees(client: Client) -> None:
    await replied(client)
    await submit(client, sensitive=True, code=client.world.codes["town"])
    await submit(client, code=None, station_id=str(client.world.stations["other"]))
    seen = {"county_office": 3, "town_office": 2, "station_head": 2, "liaison": 1, "deputy": 1}
    seen |= {
        "unit_handler": 1,
        "town_b_handler": 0,
        "far_liaison": 1,
        "committee": 0,
        "county_office_away": 0,
    }
    for who, count in seen.items():
        assert (await figures(client, who))["received"] == count, who


async def test_the_filters_of_the_inbox_narrow_the_figures(client: Client) -> None:
    await replied(client)
    await submit(client, kind="opinion")
    await entered(client, contact=CONTACT)
    expected: list[tuple[Json, int]] = [
        ({}, 3),
        ({"channel": "phone"}, 1),
        ({"kind": "opinion,wish"}, 1),
        ({"status": "replied"}, 1),
        ({"tab": "replied"}, 1),
        ({"category_code": "lighting"}, 2),
        ({"area_code": "411122103"}, 0),
        ({"q": "放学"}, 2),
        ({"key": "true"}, 0),
        ({"from": "2026-11-20", "to": "2026-11-20"}, 3),
        ({"to": "2026-11-19"}, 0),
        ({"from": "2026-11-21", "to": "2026-11-21"}, 0),
    ]
    for filters, received in expected:
        assert (await figures(client, **filters))["received"] == received, filters


async def test_a_day_ends_at_midnight_in_china(client: Client) -> None:
    client.clock.advance(hours=14, minutes=59, seconds=59)
    await submit(client)
    client.clock.advance(seconds=1)
    await submit(client)
    assert (await figures(client, **{"from": "2026-11-20", "to": "2026-11-20"}))["received"] == 1
    assert (await figures(client, **{"from": "2026-11-21"}))["received"] == 1


async def test_a_unit_narrowed_by_its_own_tab_is_counted_by_it(client: Client) -> None:
    await dispatched(client)
    await handling(client)
    found = await figures(client, "unit_handler", tab="to_accept")
    assert (found["received"], found["on_time"]["excluded"]) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"from": "2026-11-20", "to": "2026-11-19"}, "to", "ENDS_BEFORE_START"),
        ({"from": "2025-01-01", "to": "2026-01-02"}, "to", "PERIOD_TOO_LONG"),
        ({"from": "2026-02-30"}, "from", "DATE_FROM_DATETIME_PARSING"),
        ({"tab": "nowhere"}, "tab", "UNKNOWN_TAB"),
        ({"q": "灯"}, "q", "WORD_TOO_SHORT"),
        ({"since": "2026-01-01"}, "since", "UNKNOWN_PARAMETER"),
    ],
)
async def test_a_period_or_filter_that_makes_no_sense(
    client: Client, wrong: dict[str, str], field: str, code: str
) -> None:
    answer = await client.get("county_office", "/desk/figures", **wrong)
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (field, code)


async def test_a_year_may_be_a_leap_year(client: Client) -> None:
    await figures(client, **{"from": "2024-01-01", "to": "2024-12-31"})
