"""Lines are crossed: each is noted once, at its own moment, however often or late somebody looks."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.db import unit_of_work
from app.jobs import handlers
from tests.cases import (
    RESOLVED,
    accept,
    act,
    answer,
    at_county,
    day,
    dispatch_form,
    handling,
    replied,
    shares,
    shortlisted,
    view,
)
from tests.clocks.bodies import day as special
from tests.clocks.crossing import at, colours, lapsed, noted, swept, told
from tests.clocks.running import correct, due
from tests.conftest import Client, Deliver

LINES = [
    ("remind", "2026-11-26T00:00:00", "green"),
    ("yellow", "2026-11-30T14:24:00", "yellow"),
    ("red", "2026-12-02T00:00:00", "red"),
    ("deputy_director", "2026-12-09T00:00:00", "red"),
    ("director", "2026-12-16T00:00:00", "red"),
]
"""Of an appeal handed over on Friday the 20th of November 2026, due on Tuesday the 1st of December."""
SUPERVISORS = {
    "yellow": "secretary",
    "red": "chair",
    "deputy_director": "deputy_director",
    "director": "director",
}
REPLY = [(line, "reply", moment) for line, moment, _ in LINES]


async def test_each_line_is_crossed_at_its_moment_and_noted_once(client: Client) -> None:
    case_id = await handling(client)
    version = (await view(client, "town_office", case_id))["version"]
    for number, (line, moment, colour) in enumerate(LINES):
        client.clock.now = at(moment) - timedelta(seconds=1)
        assert await swept(client) == 0, line
        assert await swept(client, moment) == 1, line
        assert await swept(client) == 0, line
        entries = await noted(client, case_id)
        assert told(entries) == REPLY[: number + 1]
        newest = entries[-1]
        assert (newest["version"], newest["role"], newest["actor_name"]) == (None, "system", "系统")
        assert newest["data"]["due_at"] == "2026-12-01T23:59:59+08:00"
        assert (newest["data"]["cause"], newest["data"]["holder"]) == ("time", "town_a单位")
        assert newest["data"].get("supervisor") == SUPERVISORS.get(line)
        assert await colours(client, case_id) == (colour, colour)
        assert (await view(client, "town_office", case_id))["colour"] == colour
    assert [entry["colour"] for entry in await noted(client, case_id)] == [None, "yellow", "red", None, None]
    assert (await view(client, "town_office", case_id))["version"] == version, "nobody's form went stale"


async def test_skipped_for_weeks_it_catches_up_in_order_with_the_moments_of_the_lines(client: Client) -> None:
    case_id = await handling(client)
    assert await swept(client, "2026-12-20T10:00:00") == len(LINES)
    assert await swept(client) == 0
    entries = await noted(client, case_id)
    assert told(entries) == REPLY
    assert [entry["colour"] for entry in entries] == [None, "yellow", "red", None, None]
    assert await colours(client, case_id) == ("red", "red")


async def test_lines_of_several_clocks_are_noted_in_order_of_time(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    await act(
        client, "town_b_handler", case_id, "accept", owners={"chief": "甲", "leader": "乙", "handler": "丙"}
    )
    assert await swept(client, "2026-12-03T09:00:00") == 6
    assert told(await noted(client, case_id)) == [
        ("remind", "co_opinion", "2026-11-23T00:00:00"),
        ("remind", "reply", "2026-11-26T00:00:00"),
        ("yellow", "co_opinion", "2026-11-26T04:48:00"),
        ("red", "co_opinion", "2026-11-27T00:00:00"),
        ("yellow", "reply", "2026-11-30T14:24:00"),
        ("red", "reply", "2026-12-02T00:00:00"),
    ]
    assert [entry["colour"] for entry in await noted(client, case_id)] == [
        None,
        None,
        "yellow",
        "red",
        None,
        None,
    ]
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="同意")
    assert await colours(client, case_id) == ("red", "red"), "the reply itself is late too"


async def test_who_could_have_acted_is_named(client: Client) -> None:
    waiting, county, done = await shortlisted(client), await at_county(client), await replied(client)
    client.clock.advance(days=90)
    await swept(client)
    for case_id, clock, holder, red in (
        (waiting, "hand_over", "town_office机关", "chair"),
        (county, "hand_over", "county_office机关", "deputy_director"),
        (done, "feedback", "town联络站", "chair"),
    ):
        entry = next(each for each in await noted(client, case_id) if each["data"]["line"] == "red")
        assert entry["data"]["clock"] == clock
        assert (entry["data"]["holder"], entry["data"]["supervisor"]) == (holder, red)


@pytest.mark.parametrize(
    ("action", "fields"), [("progress", {"text": "灯具已到货"}), ("draft_reply", RESOLVED)]
)
async def test_a_move_after_a_line_notes_it_before_itself_without_the_sweep(
    client: Client, action: str, fields: dict[str, str]
) -> None:
    case_id = await handling(client)
    client.clock.advance(days=12)
    await act(client, "unit_handler", case_id, action, **fields)
    timeline = (await view(client, "county_office", case_id))["timeline"]
    assert [entry["action"] for entry in timeline[:4]] == [action, "turn_colour", "turn_colour", "remind"]
    assert told(await noted(client, case_id)) == REPLY[:3]
    assert await colours(client, case_id) == ("red", "red")
    assert await swept(client) == 0


async def test_an_answer_given_late_turns_the_case_green_again_and_it_stays_on_record(client: Client) -> None:
    case_id = await handling(client)
    await swept(client, "2026-12-03T09:00:00")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    assert await colours(client, case_id) == ("red", "red"), "a draft is no answer"
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    assert await colours(client, case_id) == ("green", "green")
    newest = (await view(client, "county_office", case_id))["timeline"][0]
    assert (newest["action"], newest["colour"]) == ("sign_reply", "green")
    assert await colours(client, case_id, as_of="2026-12-02T12:00:00+08:00") == ("red", "red")
    assert await colours(client, case_id, as_of="2026-12-01T12:00:00+08:00") == ("yellow", "yellow")
    assert await swept(client) == 0


async def test_answered_before_anybody_looked_what_was_crossed_is_still_noted(client: Client) -> None:
    case_id = await handling(client)
    client.clock.advance(days=13)
    await answer(client, case_id)
    assert told(await noted(client, case_id)) == REPLY[:3]
    assert await colours(client, case_id) == ("green", "green")
    assert await colours(client, case_id, as_of="2026-12-02T12:00:00+08:00") == ("red", "red")


async def test_what_stands_still_crosses_nothing(client: Client) -> None:
    case_id = await handling(client)
    client.clock.advance(days=3)
    await act(client, "town_office", case_id, "suspend", reason="等待鉴定", review_on=day(client, 60))
    assert await colours(client, case_id) == ("grey", "green")
    client.clock.advance(days=60)
    assert await swept(client) == 0
    assert await lapsed(client) == 0
    await act(client, "town_office", case_id, "resume", reason="鉴定完毕")
    assert await noted(client, case_id) == []
    assert await colours(client, case_id) == ("green", "green")
    assert (await due(client, case_id))["reply@town_a"] == "2027-02-01"


async def test_suspended_after_a_line_it_is_grey_and_shows_it_again_afterwards(client: Client) -> None:
    case_id = await handling(client)
    await swept(client, "2026-12-01T09:00:00")
    await act(client, "town_office", case_id, "suspend", reason="等待鉴定", review_on=day(client, 60))
    assert await colours(client, case_id) == ("grey", "yellow")
    client.clock.advance(days=1)
    await act(client, "town_office", case_id, "resume", reason="鉴定完毕")
    assert await colours(client, case_id) == ("yellow", "yellow")
    assert await swept(client, "2026-12-03T09:00:00") == 1
    assert told(await noted(client, case_id, "turn_colour")) == [
        ("yellow", "reply", "2026-11-30T14:24:00"),
        ("red", "reply", "2026-12-03T00:00:00"),
    ]


async def test_an_extension_takes_the_colour_back(client: Client) -> None:
    case_id = await handling(client)
    await swept(client, "2026-12-01T09:00:00")
    await act(client, "unit_handler", case_id, "request_extension", reason="灯具需定制", until="2026-12-10")
    assert await colours(client, case_id) == ("yellow", "yellow")
    await act(client, "town_office", case_id, "decide_extension", granted=True, reason="属实")
    assert await colours(client, case_id) == ("green", "green")
    assert await swept(client) == 0
    assert await swept(client, "2026-12-11T00:00:00") == 3


async def test_the_clock_of_the_machine_is_moved_back_and_nothing_is_doubled(
    client: Client, deliver: Deliver
) -> None:
    case_id = await handling(client)
    assert await swept(client, "2026-11-30T14:30:00") == 2
    client.clock.advance(hours=-1)
    assert await swept(client) == 0
    await act(client, "unit_handler", case_id, "progress", text="灯具已到货")
    await correct(client, special("2026-12-31", name="试验"))
    await deliver()
    client.clock.advance(hours=1)
    assert await swept(client) == 0
    assert told(await noted(client, case_id)) == REPLY[:2]
    assert await colours(client, case_id) == ("yellow", "yellow")


async def test_moved_back_while_somebody_suspends_and_resumes_nothing_is_doubled(client: Client) -> None:
    case_id = await handling(client)
    assert await swept(client, "2026-11-30T14:30:00") == 2
    client.clock.advance(hours=-1)
    await act(client, "town_office", case_id, "suspend", reason="停工", review_on=day(client, 9))
    await act(client, "town_office", case_id, "resume", reason="复工")
    client.clock.advance(hours=1)
    assert await swept(client) == 0
    assert told(await noted(client, case_id)) == REPLY[:2]
    assert await colours(client, case_id) == ("yellow", "yellow")


async def test_the_sweep_passes_over_what_somebody_is_at_work_on(committed: Client) -> None:
    client = committed
    held, free = await handling(client), await handling(client)
    client.clock.advance(days=12)
    async with unit_of_work(client.house.sessions) as session:
        await session.exec(text(f"SELECT id FROM \"case\" WHERE id = '{held}' FOR UPDATE"))  # type: ignore[call-overload]
        assert await swept(client) == 3
        assert await noted(client, held) == []
    assert told(await noted(client, free)) == REPLY[:3]
    assert await swept(client) == 3
    assert told(await noted(client, held)) == REPLY[:3]


async def test_two_sweeps_at_once_and_a_move_among_them(committed: Client) -> None:
    client = committed
    cases = [await handling(client) for _ in range(3)]
    client.clock.advance(days=12)
    await asyncio.gather(
        *(handlers.sweep(client.house.sessions, client.clock()) for _ in range(2)),
        act(client, "unit_handler", cases[0], "progress", text="灯具已到货"),
    )
    await swept(client)
    for case_id in cases:
        assert told(await noted(client, case_id)) == REPLY[:3]
        assert await colours(client, case_id) == ("red", "red")


async def test_a_part_that_is_done_is_no_longer_late(client: Client) -> None:
    case_id = await shortlisted(client)
    form = dispatch_form(client) | {
        "main_unit_id": None,
        "split": [{"unit_id": str(client.world.units[unit]), "task": "修"} for unit in ("town_a", "town_b")],
    }
    await act(client, "town_office", case_id, "dispatch", **form)
    await accept(client, case_id, "town_a", "town_b")
    await swept(client, "2026-12-02T09:00:00")
    await answer(client, case_id, "town_a")
    assert await colours(client, case_id) == ("red", "red")
    lines = [entry["data"]["holder"] for entry in await noted(client, case_id)]
    assert sorted(lines) == ["town_a单位"] * 3 + ["town_b单位"] * 3
    assert (await shares(client, case_id))["town_a"]["status"] == "replied"
    await answer(client, case_id, "town_b")
    assert await colours(client, case_id) == ("green", "green")
