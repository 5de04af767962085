"""Whoever can act is told of a line at working hours, once; a new calendar moves dates and says so on each case."""

from datetime import timedelta

import pytest

from app.jobs import handlers
from tests.cases import act, answer, dispatched, handling, replied, shortlisted, suggested, view
from tests.clocks.bodies import day as special
from tests.clocks.crossing import at, colours, noted, swept, told, waiting
from tests.clocks.running import Json, by_name, correct, due
from tests.conftest import Client, Deliver
from tests.world import HOME

REPLY = "reply@town_a"


async def notices(client: Client, who: str) -> list[str]:
    """What this person is told, the newest first."""
    found = await client.get(who, f"/{'citizen' if who == 'resident' else 'desk'}/notices")
    assert found.status_code == 200, found.text
    return [notice["action"] for notice in found.json()["items"]]


@pytest.mark.parametrize(
    ("looked", "opens"),
    [
        ("2026-11-26T00:00:00", "2026-11-26T08:30:00"),  # at midnight
        ("2026-11-26T08:29:59", "2026-11-26T08:30:00"),
        ("2026-11-26T08:30:00", "2026-11-26T08:30:00"),
        ("2026-11-26T12:00:00", "2026-11-26T14:30:00"),  # over lunch
        ("2026-11-26T17:59:59", "2026-11-26T17:59:59"),
        ("2026-11-26T18:00:00", "2026-11-27T08:30:00"),
        ("2026-11-27T20:00:00", "2026-11-30T08:30:00"),  # on a Friday evening
        ("2026-11-28T10:00:00", "2026-11-30T08:30:00"),  # on a Saturday
    ],
)
async def test_nobody_is_told_at_night_or_on_a_weekend(
    client: Client, deliver: Deliver, looked: str, opens: str
) -> None:
    await shortlisted(client)
    await deliver()
    assert await swept(client, looked) == 1
    ((event, after),) = await waiting(client)
    assert event
    assert after == at(opens) - at(looked)


async def test_a_move_is_told_of_at_once_and_what_was_noted_with_it_at_working_hours(
    client: Client, deliver: Deliver
) -> None:
    case_id = await handling(client)
    await deliver()
    client.clock.now = at("2026-12-02T22:00:00")
    await answer(client, case_id)
    noted_ids = {entry["id"] for entry in await noted(client, case_id)}
    assert len(noted_ids) == 3
    for event, after in await waiting(client):
        late = timedelta(hours=10, minutes=30) if event in noted_ids else timedelta()
        assert after == late, event


async def test_the_unit_is_reminded_then_its_head_the_supervisor_and_the_deputy_are_told(
    client: Client, deliver: Deliver
) -> None:
    await handling(client)
    people = (
        "unit_handler",
        "unit_head",
        "town_office",
        "deputy",
        "resident",
        "county_office",
        "town_b_handler",
    )
    await deliver()
    before = {who: await notices(client, who) for who in people}
    expected = {
        "2026-11-26T09:00:00": ("remind", {"unit_handler"}),
        "2026-11-30T15:00:00": ("turn_colour", {"unit_handler", "unit_head", "town_office", "deputy"}),
    }
    for moment, (action, concerned) in expected.items():
        assert await swept(client, moment) == 1
        await deliver()
        for who in people:
            news = await notices(client, who)
            new = news[: len(news) - len(before[who])]
            assert (action in new) is (who in concerned), (action, who)
            before[who] = news


async def test_told_once_however_often_the_worker_tries(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client)
    await swept(client, "2026-11-26T09:00:00")
    (entry,) = await noted(client, case_id)
    await deliver()
    before = await notices(client, "unit_handler")
    payload = f'{{"event_id": "{entry["id"]}"}}'.encode()
    assert await handlers.notify(client.house.sessions, payload, client.clock()) == 0
    assert await notices(client, "unit_handler") == before


def moved(entry: Json) -> tuple[str, str, str]:
    return entry["data"]["clock"], entry["data"]["from"], entry["data"]["to"]


async def reckoned(client: Client) -> int:
    payload = f'{{"county_code": "{HOME}", "why": "核对"}}'.encode()
    return await handlers.reckon(client.house.sessions, payload, client.clock())


async def test_a_holiday_that_is_announced_late_moves_what_it_concerns(
    client: Client, deliver: Deliver
) -> None:
    working, unsigned, done = await handling(client), await dispatched(client), await replied(client)
    waiting_ = await shortlisted(client)
    await deliver()
    versions = {
        case_id: (await view(client, "county_office", case_id))["version"] for case_id in (working, done)
    }
    await correct(client, special("2026-11-24", name="县庆"))
    assert len(await waiting(client)) == 1, "counted anew by the worker, not while the administrator waits"
    assert (await view(client, "resident", working))["reply_due_at"] == "2026-12-01T23:59:59+08:00"
    await deliver()
    assert await due(client, working) == {REPLY: "2026-12-02", "return@town_a": "2026-12-07"}
    assert await due(client, done) == {"feedback": "2026-11-26", "rating": "2026-11-27"}
    assert await due(client, waiting_) == {"hand_over": "2026-12-02"}
    assert (await due(client, unsigned))["sign_in@town_a"] == "2026-11-23"
    entries = {
        case_id: await noted(client, case_id, "move_due") for case_id in (working, unsigned, done, waiting_)
    }
    assert sorted(map(moved, entries[working])) == [
        ("reply", "2026-12-01", "2026-12-02"),
        ("return", "2026-12-04", "2026-12-07"),
    ]
    assert sorted(map(moved, entries[unsigned])) == sorted(map(moved, entries[working]))
    assert list(map(moved, entries[done])) == [("feedback", "2026-11-25", "2026-11-26")]
    assert list(map(moved, entries[waiting_])) == [("hand_over", "2026-12-01", "2026-12-02")]
    for case_id, version in versions.items():
        assert (await view(client, "county_office", case_id))["version"] == version
        assert {entry["version"] for entry in entries[case_id]} == {None}
    assert "工作日历调整" in entries[working][0]["data"]["reason"]
    assert (await view(client, "resident", working))["reply_due_at"] == "2026-12-02T23:59:59+08:00"


async def test_counted_twice_it_moves_nothing_more(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client)
    await correct(client, special("2026-11-24", name="县庆"))
    await deliver()
    entries, dates = await noted(client, case_id), await due(client, case_id)
    assert len(entries) == 2
    assert await reckoned(client) == 0
    assert (await noted(client, case_id), await due(client, case_id)) == (entries, dates)


async def test_taken_back_it_moves_back_and_both_are_on_record(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client)
    await correct(client, special("2026-11-24", name="县庆"))
    await deliver()
    await correct(client, without="2026-11-24")
    await deliver()
    assert await due(client, case_id) == {REPLY: "2026-12-01", "return@town_a": "2026-12-04"}
    assert [moved(entry) for entry in await noted(client, case_id) if entry["data"]["clock"] == "reply"] == [
        ("reply", "2026-12-01", "2026-12-02"),
        ("reply", "2026-12-02", "2026-12-01"),
    ]


async def test_a_day_that_touches_nothing_moves_nothing(client: Client, deliver: Deliver) -> None:
    case_id = await handling(client)
    before = await by_name(client, case_id)
    await correct(client, special("2026-12-31", name="试验"))
    await deliver()
    assert await noted(client, case_id) == []
    assert await by_name(client, case_id) == before


async def test_what_turned_yellow_too_early_is_green_again_and_turns_once_more(
    client: Client, deliver: Deliver
) -> None:
    case_id = await handling(client)
    await swept(client, "2026-11-30T15:00:00")
    await correct(client, *(special(f"2026-12-0{number}", name="县庆") for number in range(1, 5)))
    await deliver()
    assert (await due(client, case_id))[REPLY] == "2026-12-07"
    assert await colours(client, case_id) == ("yellow", "yellow"), "a fifth of the time is left all the same"
    assert await swept(client, "2026-12-01T12:00:00") == 0
    assert await swept(client, "2026-12-08T00:00:00") == 1
    assert [line for line, *_ in told(await noted(client, case_id, "remind", "turn_colour"))] == [
        *("remind", "yellow", "red")
    ]


async def test_a_day_that_is_worked_after_all_brings_lines_that_lie_behind(
    client: Client, deliver: Deliver
) -> None:
    """Saturday and Sunday were worked: it is due on Friday, and so late already. Until now nobody could know."""
    case_id = await handling(client)
    await swept(client, "2026-11-30T09:00:00")
    await correct(client, special("2026-11-21", "workday"), special("2026-11-22", "workday"))
    await deliver()
    assert (await due(client, case_id))[REPLY] == "2026-11-27"
    assert await swept(client) == 2
    assert await colours(client, case_id) == ("red", "red")
    assert told(await noted(client, case_id, "turn_colour")) == [
        ("yellow", "reply", "2026-11-30T09:00:00"),
        ("red", "reply", "2026-11-30T09:00:00"),
    ]
    shown, _ = await colours(client, case_id, as_of="2026-11-29T09:00:00+08:00")
    assert shown == "green", "so it was on Sunday"
    assert await swept(client) == 0


async def test_what_stands_still_and_what_was_extended_is_counted_anew_too(
    client: Client, deliver: Deliver
) -> None:
    still, longer, promised = await handling(client), await handling(client), await suggested(client)
    await act(client, "town_office", still, "suspend", reason="等待鉴定", review_on="2026-12-31")
    await act(client, "unit_handler", longer, "request_extension", reason="灯具需定制", until="2026-12-08")
    await act(client, "town_office", longer, "decide_extension", granted=True, reason="属实")
    await correct(client, special("2026-12-08", name="县庆"), special("2026-11-23", name="县庆"))
    await deliver()
    assert (await due(client, longer))[REPLY] == "2026-12-09", "the granted day is a holiday now"
    assert (await due(client, promised))["return@county_a"] == "2026-12-07"
    client.clock.advance(days=5)
    await act(client, "town_office", still, "resume", reason="鉴定完毕")
    assert (await due(client, still))[REPLY] == "2026-12-03", (
        "of the days only Tuesday would have been counted"
    )
