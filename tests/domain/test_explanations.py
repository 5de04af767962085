"""Clocks in two announced years, worked out by hand on the printed calendars, and what is said about them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from app.domain.clocks import Clock, Extension, Mark, Pause, Rule, Unit, pauses_of
from app.domain.deadlines import day_of
from app.domain.due_dates import Timetable, allowance, deadline, extend, standing
from app.domain.explanations import Explanation, Told, explain
from app.domain.working_days import Calendar
from app.errors import AppError, Conflict, InvalidRequest
from tests.domain.almanac import CHINA_2026, NOTICES, SOURCE, SPECIAL, at, clock, clocks, timetables, untimed

DAY = timedelta(days=1)
WORKED_OUT = [
    # round the Spring Festival of 2026 (15 to 23 February; Saturdays 14 and 28 worked)
    (7, Unit.WORKING_DAY, "2026-02-12T15:00", "2026-02-28T23:59:59"),
    (1, Unit.WORKING_DAY, "2026-02-14T09:00", "2026-02-24T23:59:59"),
    (1, Unit.WORKING_DAY, "2026-02-18T09:00", "2026-02-24T23:59:59"),
    (8, Unit.WORKING_HOUR, "2026-02-13T16:00", "2026-02-14T17:00"),
    (9, Unit.WORKING_HOUR, "2026-02-13T16:00", "2026-02-14T18:00"),
    (10, Unit.WORKING_HOUR, "2026-02-13T16:00", "2026-02-24T09:30"),
    (1, Unit.WORKING_HOUR, "2026-02-13T12:00", "2026-02-13T15:30"),
    (1, Unit.WORKING_HOUR, "2026-02-13T18:00", "2026-02-14T09:30"),
    (24, Unit.HOUR, "2026-02-16T22:10", "2026-02-17T22:10"),
    (3, Unit.MONTH, "2025-11-15T10:00", "2026-02-24T23:59:59"),
    (
        3,
        Unit.MONTH,
        "2025-11-30T10:00",
        "2026-02-28T23:59:59",
    ),  # the end of the month is a Saturday, and worked
    (1, Unit.MONTH, "2026-01-31T10:00", "2026-02-28T23:59:59"),
    # round the Spring Festival of 2025 (28 January to 4 February; Sunday 26 January and Saturday 8 February worked)
    (10, Unit.WORKING_DAY, "2025-01-24T10:00", "2025-02-13T23:59:59"),
    (7, Unit.CALENDAR_DAY, "2025-01-24T10:00", "2025-02-05T23:59:59"),
    # round the National Day of 2025 (1 to 8 October; Sunday 28 September and Saturday 11 October worked)
    (10, Unit.WORKING_DAY, "2025-09-24T10:00", "2025-10-14T23:59:59"),
    (4, Unit.CALENDAR_DAY, "2025-09-24T10:00", "2025-09-28T23:59:59"),
    # round that of 2026 (1 to 7 October; Sunday 20 September and Saturday 10 October worked; 25 to 27 September off)
    (10, Unit.WORKING_DAY, "2026-09-18T10:00", "2026-10-09T23:59:59"),
    (15, Unit.CALENDAR_DAY, "2026-09-20T10:00", "2026-10-08T23:59:59"),
    (6, Unit.MONTH, "2026-04-03T10:00", "2026-10-08T23:59:59"),
]


@pytest.mark.parametrize(("number", "unit", "start", "due"), WORKED_OUT)
def test_worked_out_by_hand(number: int, unit: Unit, start: str, due: str) -> None:
    found = deadline(clock(number, unit, start), CHINA_2026)
    assert (found.due, found.provisional) == (at(due), False)


def test_a_year_that_was_not_announced_gives_a_provisional_date() -> None:
    late = clock(7, Unit.WORKING_DAY, "2026-12-28T10:00")
    found = deadline(late, CHINA_2026)
    assert (found.due, found.provisional) == (at("2027-01-06T23:59:59"), True)
    assert explain(late, CHINA_2026).unpublished == (2027,)
    assert "2027年放假安排尚未公布，日期暂定" in explain(late, CHINA_2026).sentence
    assert not deadline(clock(3, Unit.WORKING_DAY, "2026-12-28T10:00"), CHINA_2026).provisional
    assert not deadline(clock(96, Unit.HOUR, "2026-12-30T10:00"), CHINA_2026).provisional
    next_year = Timetable(Calendar(SPECIAL, {2026: NOTICES[2026]}))
    eve = "2025-12-31T10:00"
    assert not deadline(clock(3, Unit.WORKING_DAY, eve), next_year).provisional, (
        "the day of receipt is not counted"
    )
    assert deadline(clock(9, Unit.WORKING_HOUR, eve), next_year).provisional, "its hours are"
    assert not deadline(clock(5, Unit.CALENDAR_DAY, "2025-12-28T10:00"), next_year).provisional


def test_the_whole_explanation() -> None:
    told = explain(clock(7, Unit.WORKING_DAY, "2026-02-12T15:00"), CHINA_2026)
    assert [line.day.day for line in told.lines if line.told is Told.COUNTED] == [13, 14, 24, 25, 26, 27, 28]
    assert [(line.day.day, line.note) for line in told.skipped if line.told is Told.REST] == [
        (day, "春节") for day in range(15, 24)
    ]
    assert (told.lines[0].day, told.lines[0].told) == (date(2026, 2, 12), Told.RECEIPT)
    assert (told.notices, told.unpublished, told.left) == ((NOTICES[2026],), (), timedelta())
    assert told.sentence == (
        "依据示例县办理办法第九条，期限为7个工作日；2026年2月12日（周四）收到，当日不计；休息日9天不计（春节9天）；"
        "调休上班的2月14日、2月28日计入；2026年2月28日（周六）结束时到期。"
    )


SENTENCES = [
    (
        clock(10, Unit.WORKING_HOUR, "2026-02-13T16:00"),
        "期限为10个工作小时；自2026年2月13日（周五）16:00起算；休息日9天不计（春节9天）；调休上班的2月14日计入；"
        "2026年2月24日（周二）09:30到期。",
    ),
    (
        clock(15, Unit.CALENDAR_DAY, "2026-09-20T10:00"),
        "期限为15个自然日；2026年9月20日（周日）收到，当日不计；期满日10月5日为休息日（国庆节），顺延；"
        "2026年10月8日（周四）结束时到期。",
    ),
    (
        clock(5, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-04T10:00", "2026-03-10T09:00")),
        "期限为5个工作日；2026年3月2日（周一）收到，当日不计；休息日2天不计（周末2天）；"
        "暂停计时1次，扣除4个工作日；2026年3月13日（周五）结束时到期。",
    ),
    (
        clock(5, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-05T10:00", None)),
        "期限为5个工作日；2026年3月2日（周一）收到，当日不计；"
        "2026年3月5日（周四）10:00起暂停计时，已计2个工作日，尚余3个工作日，恢复后续算。",
    ),
    (
        clock(7, Unit.WORKING_HOUR, "2026-03-02T10:00", ("2026-03-02T11:00", None)),
        "期限为7个工作小时；自2026年3月2日（周一）10:00起算；"
        "2026年3月2日（周一）11:00起暂停计时，已计1个工作小时，尚余6个工作小时，恢复后续算。",
    ),
    (
        clock(1, Unit.MONTH, "2026-03-02T10:00", ("2026-03-04T10:00", "2026-03-10T09:00")),
        "期限为1个月；2026年3月2日（周一）收到，当日不计；暂停计时1次，扣除6天；2026年4月8日（周三）结束时到期。",
    ),
    (
        Clock(
            Rule(2, Unit.HOUR, SOURCE),
            at("2026-03-06T10:00"),
            (),
            Extension(date(2026, 3, 7), at("2026-03-06T11:00"), at("2026-03-06T11:30")),
        ),
        "期限为2个小时；自2026年3月6日（周五）10:00起算；经批准延期至2026年3月7日（周六）；"
        "2026年3月7日（周六）结束时到期。",
    ),
    (
        Clock(
            Rule(7, Unit.CALENDAR_DAY, SOURCE),
            at("2026-03-02T10:00"),
            (),
            Extension(date(2026, 3, 15), at("2026-03-06T11:00"), at("2026-03-06T11:30")),
        ),
        "期限为7个自然日；2026年3月2日（周一）收到，当日不计；经批准延期至2026年3月15日（周日）；"
        "期满日3月15日为休息日（周日），顺延；2026年3月16日（周一）结束时到期。",
    ),
]


@pytest.mark.parametrize(("told", "sentence"), SENTENCES)
def test_one_sentence_says_it_all(told: Clock, sentence: str) -> None:
    assert explain(told, CHINA_2026).sentence == f"依据{SOURCE}，{sentence}"


@untimed
@given(clocks(), timetables)
def test_the_explanation_adds_up_to_the_answer(clock: Clock, timetable: Timetable) -> None:
    told, found = explain(clock, timetable), deadline(clock, timetable)
    assert (told.due, told.stopped_at, told.provisional) == (found.due, found.stopped_at, found.provisional)
    assert sum((line.counted for line in told.lines), timedelta()) == told.counted + told.added_by_extension
    days = [line.day for line in told.lines]
    assert days == sorted(days)
    assert len(set(days)) == (days[-1] - days[0]).days + 1, "no day is left out"
    assert days[0] == clock.receipt
    if told.due is None:
        assert timedelta() <= told.left
        return
    assert days[-1] == day_of(told.due)
    assert (told.counted, told.left) == (allowance(clock), timedelta())
    assert told.sentence.endswith("到期。" if not told.provisional else "日期暂定。"), (
        "every clock that runs is told to its end"
    )
    if clock.extension is None:
        adds_up(told, clock, timetable)


def adds_up(told: Explanation, clock: Clock, timetable: Timetable) -> None:
    """From the start, by what was counted and what the pauses took, to the date."""
    assert told.due is not None
    taken = sum((pause.added for pause in told.pauses), timedelta())
    if clock.rule.unit.hourly:
        assert timetable.pace(clock.rule.unit).later(clock.start, told.allowance + taken) == told.due
        return
    skipped = [line for line in told.lines[1:] if not line.counted]
    assert len(told.lines) - 1 == (day_of(told.due) - told.receipt).days
    assert (len(told.lines) - 1 - len(skipped)) * DAY == told.allowance
    assert taken == DAY * sum(line.told is Told.PAUSED for line in skipped)
    if clock.rule.unit.working:
        assert all(line.note for line in skipped if line.told is Told.REST)
        assert not [line for line in skipped if line.told is Told.ROLLED]


def test_what_a_pause_on_the_last_day_gives_back() -> None:
    """It is due on Monday the 9th; stopped that morning, it still has that one day when it goes on."""
    before = standing(clock(5, Unit.WORKING_DAY, "2026-03-02T10:00"), CHINA_2026, at("2026-03-09T08:00"))
    assert (before.remaining, before.overdue) == (0, False)
    stopped = clock(5, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-09T10:00", None))
    found = standing(stopped, CHINA_2026, at("2026-03-20T10:00"))
    assert (found.suspended, found.remaining, found.deadline.due) == (True, 1, None)
    at_once = clock(5, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-02T11:00", None))
    assert standing(at_once, CHINA_2026, at("2026-03-20T10:00")).remaining == 5
    last_second = clock(5, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-09T23:59:59.5", None))
    assert deadline(last_second, CHINA_2026).due is None
    on_again = clock(5, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-09T10:00", "2026-03-18T16:00"))
    assert deadline(on_again, CHINA_2026).due == at("2026-03-18T23:59:59")


def test_a_pause_while_a_date_is_moved_off_a_weekend() -> None:
    """Saturday the 7th is the last day, so Monday the 9th is due; what stops on the Sunday is not over."""
    sunday = clock(5, Unit.CALENDAR_DAY, "2026-03-02T10:00", ("2026-03-08T10:00", "2026-03-12T09:00"))
    assert deadline(sunday, CHINA_2026).due == at("2026-03-12T23:59:59")
    assert deadline(clock(5, Unit.CALENDAR_DAY, "2026-03-02T10:00"), CHINA_2026).due == at(
        "2026-03-09T23:59:59"
    )


def test_a_pause_after_the_end_saves_nothing() -> None:
    late = clock(1, Unit.WORKING_DAY, "2026-03-02T10:00", ("2026-03-04T10:00", None))
    found = standing(late, CHINA_2026, at("2026-03-10T10:00"))
    assert (found.suspended, found.overdue) == (False, True)
    assert (found.remaining, found.working_days, found.share_left) == (-5, -5, 0)


def test_what_is_left_in_the_unit_of_the_rule() -> None:
    now = at("2026-03-20T10:00")
    months = standing(clock(3, Unit.MONTH, "2026-02-02T10:00"), CHINA_2026, now)
    assert (months.deadline.due, months.remaining, months.remaining_days) == (
        at("2026-05-06T23:59:59"),
        1,
        16,
    )
    overdue = standing(clock(1, Unit.MONTH, "2026-01-05T10:00"), CHINA_2026, now)
    assert (overdue.deadline.due, overdue.remaining, overdue.remaining_days) == (
        at("2026-02-05T23:59:59"),
        -1,
        -15,
    )
    hours = standing(clock(10, Unit.WORKING_HOUR, "2026-03-20T08:30"), CHINA_2026, now)
    assert (hours.remaining, round(hours.share_left, 9)) == (8.5, 0.85)
    assert hours.time == at("2026-03-23T11:30") - now
    plain = standing(clock(24, Unit.HOUR, "2026-03-20T04:00"), CHINA_2026, now)
    assert (plain.remaining, plain.share_used) == (18.0, 0.25)


def test_one_extension_later_than_the_date_and_asked_in_time() -> None:
    plain = clock(7, Unit.CALENDAR_DAY, "2026-03-02T10:00")  # due on Monday the 9th
    asked, granted = at("2026-03-09T12:00"), at("2026-03-11T12:00")
    longer = extend(plain, CHINA_2026, Extension(date(2026, 3, 20), asked, granted))
    assert deadline(longer, CHINA_2026).due == at("2026-03-20T23:59:59")
    assert standing(longer, CHINA_2026, at("2026-03-10T12:00")).overdue, "not granted yet"
    refusals = [
        ("SECOND_EXTENSION", longer, Extension(date(2026, 4, 1), asked, granted)),
        ("EXTENSION_NOT_LATER", plain, Extension(date(2026, 3, 9), asked, granted)),
        ("EXTENSION_TOO_LATE", plain, Extension(date(2026, 4, 1), at("2026-03-10T00:00"), granted)),
    ]
    for code, before, extension in refusals:
        with pytest.raises(Conflict) as refused:
            extend(before, CHINA_2026, extension)
        assert refused.value.code == code
    friday = clock(4, Unit.CALENDAR_DAY, "2026-03-02T10:00", ("2026-03-06T10:00", "2026-03-07T10:00"))
    with pytest.raises(Conflict) as refused:  # Saturday, so Monday: Sunday is not later
        extend(
            friday, CHINA_2026, Extension(date(2026, 3, 8), at("2026-03-06T09:00"), at("2026-03-07T12:00"))
        )
    assert refused.value.code == "EXTENSION_NOT_LATER"


def test_a_pause_after_the_grant_moves_the_granted_date_and_one_before_it_does_not() -> None:
    granted = Extension(date(2026, 3, 20), at("2026-03-06T09:00"), at("2026-03-06T12:00"))
    rule, start = Rule(5, Unit.WORKING_DAY, SOURCE), at("2026-03-02T10:00")
    early, late = (
        Pause(at("2026-03-03T10:00"), at("2026-03-05T10:00")),
        Pause(at("2026-03-10T10:00"), at("2026-03-12T10:00")),
    )
    assert deadline(Clock(rule, start, (early,), granted), CHINA_2026).due == at("2026-03-20T23:59:59")
    assert deadline(Clock(rule, start, (early, late), granted), CHINA_2026).due == at("2026-03-24T23:59:59")
    at_once = replace(granted, granted_at=at("2026-03-02T12:00"))  # the two nights from the 2nd to the 4th
    same_day = Pause(at("2026-03-02T15:00"), at("2026-03-04T10:00"))
    assert deadline(Clock(rule, start, (same_day,), at_once), CHINA_2026).due == at("2026-03-24T23:59:59")
    hourly = Clock(Rule(4, Unit.WORKING_HOUR, SOURCE), start, (late,), granted)
    assert deadline(hourly, CHINA_2026).due == at("2026-03-24T18:00")


@pytest.mark.parametrize("source", ["", "  ", "\n\u3000"])
def test_a_rule_names_its_source(source: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        Rule(7, Unit.WORKING_DAY, source)
    assert refused.value.code == "RULE_WITHOUT_SOURCE"


@pytest.mark.parametrize("number", [0, -1, 10_001])
@pytest.mark.parametrize("unit", Unit)
def test_a_rule_gives_some_time_and_not_forever(number: int, unit: Unit) -> None:
    with pytest.raises(InvalidRequest) as refused:
        Rule(number, unit, SOURCE)
    assert refused.value.code == "RULE_NUMBER"
    assert deadline(Clock(Rule(10_000, unit, SOURCE), at("2026-03-02T10:00")), CHINA_2026).due


def test_a_pause_does_not_end_before_it_starts() -> None:
    with pytest.raises(AppError) as refused:
        Pause(at("2026-03-02T10:00"), at("2026-03-02T09:59"))
    assert refused.value.code == "PAUSE_BACKWARDS"


def test_a_moment_says_where() -> None:
    naive = at("2026-03-02T10:00").replace(tzinfo=None)
    for make in (
        lambda: Pause(naive),
        lambda: Clock(Rule(1, Unit.HOUR, SOURCE), naive),
        lambda: Extension(date(2026, 3, 2), naive, at("2026-03-02T10:00")),
    ):
        with pytest.raises(ValueError, match="time zone"):
            make()


def test_pauses_are_read_from_the_history() -> None:
    times = [at(f"2026-03-0{day}T10:00") for day in range(1, 8)]
    history = [
        Mark(times[0], False),
        Mark(times[1], True, "待鉴定"),
        Mark(times[2], True, "再次"),
        Mark(times[3], False),
        Mark(times[4], False),
        Mark(times[5], True, "等招标"),
    ]
    assert pauses_of(history) == (Pause(times[1], times[3], "待鉴定"), Pause(times[5], None, "等招标"))
    assert pauses_of([]) == ()
    set_back = [Mark(times[3], True), Mark(times[2], False)]
    assert pauses_of(set_back) == (Pause(times[3], times[3]),)


def test_pauses_that_overlap_are_told_as_one() -> None:
    rule, start = Rule(5, Unit.WORKING_DAY, SOURCE), at("2026-03-02T10:00")
    pauses = (
        Pause(at("2026-03-05T10:00"), at("2026-03-10T10:00"), "待评估"),
        Pause(at("2026-03-04T10:00"), at("2026-03-06T10:00"), "待鉴定"),
        Pause(at("2026-03-10T10:00"), at("2026-03-10T12:00"), "待评估"),
        Pause(at("2026-02-01T10:00"), at("2026-03-02T09:00"), "早先"),
    )
    [told] = explain(Clock(rule, start, pauses), CHINA_2026).pauses
    assert (told.start, told.end) == (pauses[1].start, pauses[2].end)
    assert (told.reason, told.added) == ("待鉴定、待评估", 4 * DAY)


def test_a_pause_without_length_is_not_told() -> None:
    noon = at("2026-03-03T12:00")
    still = Clock(Rule(5, Unit.WORKING_DAY, SOURCE), at("2026-03-02T10:00"), (Pause(noon, noon),))
    assert explain(still, CHINA_2026).pauses == ()


def test_another_calendar_gives_another_date_and_the_old_extension_no_longer_decides() -> None:
    """It was granted until Friday the 20th; then two weeks were announced as a holiday."""
    granted = Extension(date(2026, 3, 20), at("2026-03-06T09:00"), at("2026-03-06T12:00"))
    longer = Clock(Rule(10, Unit.WORKING_DAY, SOURCE), at("2026-03-02T10:00"), (), granted)
    assert deadline(longer, CHINA_2026).lengthened
    off = [SPECIAL[0]._replace(day=date(2026, 3, day)) for day in range(9, 22)]
    other = Timetable(Calendar([*SPECIAL, *off], NOTICES))
    told = explain(longer, other)
    assert (told.due, told.extension) == (at("2026-03-30T23:59:59"), None)
    assert told.added_by_extension == timedelta()
    sunday = replace(
        granted, until=date(2026, 3, 8)
    )  # Saturday the 7th is the last day, so Monday the 9th is due
    told = explain(Clock(Rule(5, Unit.CALENDAR_DAY, SOURCE), longer.start, (), sunday), CHINA_2026)
    assert (told.due, told.extension) == (at("2026-03-09T23:59:59"), None)
    assert [line.told for line in told.lines[-2:]] == [Told.ROLLED, Told.ROLLED]
