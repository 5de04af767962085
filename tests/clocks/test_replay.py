"""The colour of any past moment: what was shown then, what was noted, and what the engine says are the same."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain import colours as mixing
from app.domain.clocks import Clock as DomainClock
from app.domain.clocks import Extension, Pause, Rule, Unit
from app.domain.due_dates import deadline
from app.domain.lines import colour_of, moments
from app.domain.vocabulary import Colour
from tests.cases import BAD, GOOD, RESOLVED, act, answer, day, dispatched, handling, promise, suggested, view
from tests.clocks.bodies import day as special
from tests.clocks.crossing import at, lapsed, noted, swept
from tests.clocks.running import Json, clocks, correct, now
from tests.conftest import Client, Deliver
from tests.domain.almanac import CHINA_2026, SOURCE
from tests.domain.test_lines import DEFAULT

LINES = ("2026-11-26T00:00:00", "2026-11-30T14:24:00", "2026-12-02T00:00:00", "2026-12-09T00:00:00")
"""Of an appeal handed over at the beginning."""


@dataclass
class Diary:
    """What was shown at each moment, written down as it was."""

    client: Client
    case_id: str
    pages: dict[str, Json] = field(default_factory=dict)

    async def write(self, moment: str = "") -> None:
        """At this moment or now, after the worker has done what was due."""
        await swept(self.client, moment)
        await lapsed(self.client)
        self.pages[now(self.client)] = await clocks(self.client, self.case_id)

    async def days(self, number: int) -> None:
        """Twice a day, and a minute after the last time."""
        for _ in range(number * 2):
            self.client.clock.advance(hours=12)
            await self.write()
        self.client.clock.advance(minutes=1)

    async def reads_the_same_now(self) -> None:
        for moment, page in self.pages.items():
            assert await clocks(self.client, self.case_id, as_of=moment) == page, moment

    async def agrees_with_the_timeline(self) -> None:
        """The colour is that of the last entry before it that says one."""
        said = await coloured(self.client, self.case_id)
        for moment, page in self.pages.items():
            before = [colour for each, colour in said if each <= datetime.fromisoformat(moment)]
            assert page["colour"] == (before[-1] if before else "green"), moment

    def agrees_with_the_engine(self, *facts: tuple[DomainClock, datetime | None]) -> None:
        """These clocks, until they stopped, are all that ran."""
        for moment, page in self.pages.items():
            then = datetime.fromisoformat(moment)
            running = [clock for clock, end in facts if clock.start <= then and (end is None or then < end)]
            assert page["time_colour"] == mixing.worst(
                Colour.GREEN, *(engine(each, then) for each in running)
            ), moment


def engine(clock: DomainClock, then: datetime) -> Colour:
    """What a clock showed at a moment, from its facts alone."""
    known = clock.as_of(then)
    found = deadline(known, CHINA_2026)
    reached = found.stopped_at or then
    return colour_of(line for moment, line in moments(known, CHINA_2026, found, DEFAULT) if moment <= reached)


async def coloured(client: Client, case_id: str) -> list[tuple[datetime, str]]:
    """What the timeline says of colours, in order of time."""
    entries = [
        entry for entry in (await view(client, "county_office", case_id))["timeline"] if entry["colour"]
    ]
    said = [(datetime.fromisoformat(entry["at"]), entry["colour"]) for entry in reversed(entries)]
    return sorted(said, key=lambda each: each[0])


def clock(
    number: int, unit: Unit, start: str, *pauses: Pause, extension: Extension | None = None
) -> DomainClock:
    return DomainClock(Rule(number, unit, SOURCE), at(start), pauses, extension)


async def test_a_late_answer_as_it_was_seen_from_day_to_day(client: Client) -> None:
    case_id = await handling(client)
    diary = Diary(client, case_id)
    for moment in LINES:
        await diary.write((at(moment) - timedelta(seconds=1)).isoformat()[:19])
        await diary.write(moment)
    await diary.days(3)
    await answer(client, case_id)
    answered = client.clock()
    await diary.days(12)
    await diary.reads_the_same_now()
    await diary.agrees_with_the_timeline()
    assert [page["colour"] for page in diary.pages.values()][:8] == [
        *("green", "green", "green", "yellow"),
        *("yellow", "red", "red", "red"),
    ]
    hand_over = clock(7, Unit.WORKING_DAY, "2026-11-20T09:00")
    feedback = DomainClock(Rule(3, Unit.WORKING_DAY, SOURCE), answered)
    closed = at("2026-12-22T00:00:00")  # nobody rated it, and nobody told the resident
    diary.agrees_with_the_engine((hand_over, answered), (feedback, closed))


async def test_looked_at_only_in_the_end_it_reads_as_if_somebody_had_always_looked(client: Client) -> None:
    """The worker stood still for weeks."""
    watched, forgotten = await handling(client), await handling(client)
    diary = Diary(client, watched)
    for moment in LINES:
        await diary.write(moment)
    await diary.days(3)
    for then, page in diary.pages.items():
        late = await clocks(client, forgotten, as_of=then)
        assert (late["colour"], late["time_colour"]) == (page["colour"], page["time_colour"]), then


async def test_suspended_and_extended_as_it_was_seen_from_day_to_day(client: Client) -> None:
    case_id = await handling(client)
    diary = Diary(client, case_id)
    await diary.days(4)
    await act(client, "town_office", case_id, "suspend", reason="等待鉴定", review_on=day(client, 30))
    stopped = client.clock()
    await diary.days(3)
    await act(client, "town_office", case_id, "resume", reason="鉴定完毕")
    pause = Pause(stopped, client.clock())
    await diary.days(7)
    await act(client, "unit_handler", case_id, "request_extension", reason="灯具需定制", until="2026-12-10")
    asked = client.clock()
    await diary.days(1)
    await act(client, "town_office", case_id, "decide_extension", granted=True, reason="属实")
    extension = Extension(at("2026-12-10T00:00").date(), asked, client.clock())
    await diary.days(10)
    await diary.reads_the_same_now()
    await diary.agrees_with_the_timeline()
    assert {"green", "grey", "yellow", "red"} == {page["colour"] for page in diary.pages.values()}
    diary.agrees_with_the_engine(
        (clock(7, Unit.WORKING_DAY, "2026-11-20T09:00", pause, extension=extension), None)
    )


async def test_a_line_that_would_lie_within_a_pause_was_not_crossed_in_it(client: Client) -> None:
    """A suggestion stood still over the day on which three working days were left, and was not due later for it."""
    case_id = await suggested(client)
    diary = Diary(client, case_id)
    await act(
        client, "county_a_handler", case_id, "communicate", method="visit", on=day(client, 0), record="已沟通"
    )
    await diary.write("2027-02-16T08:00:00")
    client.clock.advance(hours=1)
    await act(client, "county_office", case_id, "suspend", reason="等待规划", review_on="2027-03-31")
    await diary.days(2)
    await act(client, "county_office", case_id, "resume", reason="规划已批")
    await diary.days(1)
    await diary.reads_the_same_now()
    await diary.agrees_with_the_timeline()


async def test_flagged_unsigned_answered_and_done_again_as_it_was_seen(client: Client) -> None:
    case_id = await dispatched(client, co=("town_b",))
    diary = Diary(client, case_id)
    await diary.days(5)
    await act(client, "station_head", case_id, "flag_quality", quality="low", reason="只换了灯泡")
    await diary.days(2)
    await act(client, "town_b_handler", case_id, "give_opinion", opinion="同意")
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await diary.days(2)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    await diary.days(2)
    await act(client, "resident", case_id, "evaluate", **BAD)
    await diary.days(2)
    await act(client, "town_office", case_id, "redo", reason="属实")
    await diary.days(2)
    await answer(client, case_id, **promise(client, 5))
    await act(client, "resident", case_id, "evaluate", **GOOD)
    await diary.days(8)
    await diary.reads_the_same_now()
    await diary.agrees_with_the_timeline()
    assert {"green", "yellow", "red"} <= {page["colour"] for page in diary.pages.values()}


async def test_a_new_calendar_does_not_change_what_was_shown(client: Client, deliver: Deliver) -> None:
    """What was counted by the calendar that was known then stays as it was noted."""
    case_id = await handling(client)
    shown = {}
    for moment in LINES[:3]:
        await swept(client, moment)
        shown[now(client)] = (await clocks(client, case_id))["colour"]
    await correct(client, special("2026-12-03", name="县庆"))
    await deliver()
    assert list(shown.values()) == ["green", "yellow", "red"]
    for moment, colour in shown.items():
        assert (await clocks(client, case_id, as_of=moment))["colour"] == colour
    before = len(await noted(client, case_id, "turn_colour"))
    assert before == 2
