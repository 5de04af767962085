"""Why a date is what it is: suspension, extension, holidays, years without a notice; every explanation adds up."""

import pytest

from tests.cases import act, answer, day, dispatch_form, handling, refused, shortlisted, suggested, view
from tests.clocks.bodies import day as special
from tests.clocks.bodies import notice
from tests.clocks.running import Json, by_name, correct, due, explained
from tests.conftest import Client, Deliver

WHY = {"reason": "灯具需定制"}
GRANTED = {"granted": True, "reason": "属实"}
REPLY = "reply@town_a"


async def told(client: Client, case_id: str, name: str = REPLY, who: str = "county_office") -> Json:
    """Why this clock of the case is due when it is."""
    return await explained(client, case_id, (await by_name(client, case_id))[name], who)


async def extended(client: Client, case_id: str, until: str) -> None:
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until=until)
    await act(client, "town_office", case_id, "decide_extension", **GRANTED)


async def test_every_clock_of_a_case_explains_itself(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    running = await by_name(client, case_id)
    assert len(running) == 5
    for name, clock in running.items():
        found = await explained(client, case_id, clock)
        assert (found["number"], found["unit"]) == (clock["number"], clock["unit"])
        assert found["source"] == clock["source"] != ""
        assert (found["start"], found["pauses"]) == (clock["started_at"], []), name
    found = await told(client, case_id)
    assert found["sentence"] == (
        "依据产品默认值，参照江苏省阜宁县扫码诉求的办理做法，期限为7个工作日；2026年11月20日（周五）收到，"
        "当日不计；休息日4天不计（周末4天）；2026年12月1日（周二）结束时到期。"
    )
    assert [notice_["text"] for notice_ in found["notices"]] == [
        "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    ]


async def test_three_working_days_of_suspension_move_every_date_by_three(client: Client) -> None:
    case_id = await handling(client)
    client.clock.advance(days=3)
    await act(client, "town_office", case_id, "suspend", reason="等待鉴定", review_on=day(client, 30))
    client.clock.advance(days=3)
    assert {name: clock["paused"] for name, clock in (await by_name(client, case_id)).items()} == {
        REPLY: True,
        "return@town_a": True,
    }
    standing = await told(client, case_id)
    assert (standing["due_at"], standing["stopped_at"]) == (None, "2026-11-23T09:00:00+08:00")
    assert (standing["counted"], standing["left"]) == (0, 7)
    await act(client, "town_office", case_id, "resume", reason="鉴定完毕")
    assert await due(client, case_id) == {REPLY: "2026-12-04", "return@town_a": "2026-12-09"}
    for name in (REPLY, "return@town_a"):
        found = await told(client, case_id, name)
        assert [(pause["reason"], pause["added"]) for pause in found["pauses"]] == [("等待鉴定", 3)]
        paused = [each["day"] for each in found["days"] if each["told"] == "paused"]
        assert paused == ["2026-11-23", "2026-11-24", "2026-11-25"]
        assert "暂停计时1次，扣除3个工作日" in found["sentence"]
    assert (await view(client, "resident", case_id))["reply_due_at"] == "2026-12-04T23:59:59+08:00"


async def test_standing_still_over_a_weekend_gains_nothing(client: Client) -> None:
    """From Friday evening to Monday morning no working day ends."""
    case_id = await handling(client)
    client.clock.advance(days=7, hours=16)
    await act(client, "town_office", case_id, "suspend", reason="停工", review_on=day(client, 5))
    client.clock.advance(days=2, hours=5)
    await act(client, "town_office", case_id, "resume", reason="复工")
    assert (await due(client, case_id))[REPLY] == "2026-12-01"
    (pause,) = (await told(client, case_id))["pauses"]
    assert (pause["added"], pause["reason"]) == (0, "停工")


async def test_several_suspensions_add_up(client: Client) -> None:
    case_id = await handling(client)
    for number, reason in ((3, "等待鉴定"), (1, "等待灯具")):
        client.clock.advance(days=3)
        await act(client, "town_office", case_id, "suspend", reason=reason, review_on=day(client, 30))
        client.clock.advance(days=number)
        await act(client, "town_office", case_id, "resume", reason="继续")
    found = await told(client, case_id)
    assert [(pause["reason"], pause["added"]) for pause in found["pauses"]] == [
        ("等待鉴定", 3),
        ("等待灯具", 0),  # from Sunday to Monday
    ]
    assert found["due_at"] == "2026-12-04T23:59:59+08:00"


async def test_a_clock_that_begins_later_was_not_suspended_before(client: Client) -> None:
    case_id = await handling(client)
    await act(client, "town_office", case_id, "suspend", reason="等待鉴定", review_on=day(client, 30))
    client.clock.advance(days=3)
    await act(client, "town_office", case_id, "resume", reason="鉴定完毕")
    await answer(client, case_id)
    running = await by_name(client, case_id)
    assert running["rating"]["due_at"] == "2026-11-30T23:59:59+08:00"
    assert (await explained(client, case_id, running["rating"]))["pauses"] == []


async def test_an_extension_moves_the_one_date_and_says_by_how_much(client: Client) -> None:
    case_id = await handling(client)
    before = (await by_name(client, case_id))[REPLY]
    await act(client, "unit_handler", case_id, "request_extension", **WHY, until="2026-12-08")
    assert (await by_name(client, case_id))[REPLY]["due_at"] == before["due_at"], "asked for, not granted yet"
    await act(client, "town_office", case_id, "decide_extension", **GRANTED)
    assert await due(client, case_id) == {REPLY: "2026-12-08", "return@town_a": "2026-12-04"}
    after = (await by_name(client, case_id))[REPLY]
    assert (after["id"], after["extended_until"], before["extended_until"]) == (
        before["id"],
        "2026-12-08",
        None,
    )
    found = await told(client, case_id)
    assert (found["allowance"], found["counted"], found["extended"]) == (7, 7, 5)
    assert found["extended_until"] == "2026-12-08"
    moved = {line["line"]: line["at"] for line in after["lines"]}
    assert (moved["red"], moved["remind"]) == ("2026-12-09T00:00:00+08:00", "2026-12-03T00:00:00+08:00")


async def test_an_extension_to_a_day_of_rest_lasts_until_the_next_that_is_worked(client: Client) -> None:
    case_id = await handling(client)
    await extended(client, case_id, "2026-12-05")
    assert (await due(client, case_id))[REPLY] == "2026-12-07"


async def test_suspended_after_an_extension_the_granted_day_moves_on(client: Client) -> None:
    case_id = await handling(client)
    await extended(client, case_id, "2026-12-04")
    client.clock.advance(days=4)
    await act(client, "town_office", case_id, "suspend", reason="停工", review_on=day(client, 30))
    client.clock.advance(days=2)
    await act(client, "town_office", case_id, "resume", reason="复工")
    found = await told(client, case_id)
    assert found["due_at"] == "2026-12-08T23:59:59+08:00"
    assert [pause["added"] for pause in found["pauses"]] == [2]


async def test_a_date_beyond_the_announced_years_is_provisional_until_the_notice_comes(
    client: Client, deliver: Deliver
) -> None:
    case_id = await suggested(client)
    clock = (await by_name(client, case_id))["reply@county_a"]
    assert (clock["provisional"], clock["due_at"]) == (True, "2027-02-22T23:59:59+08:00")
    assert not (await by_name(client, case_id))["return@county_a"]["provisional"]
    found = await told(client, case_id, "reply@county_a")
    assert (found["provisional"], found["unpublished_years"]) == (True, [2027])
    festival = notice(*(special(f"2027-02-{number}", name="春节") for number in range(20, 27)))
    assert (await client.put("admin", "/admin/calendar/2027", festival)).status_code == 200
    await deliver()
    clock = (await by_name(client, case_id))["reply@county_a"]
    assert (clock["provisional"], clock["due_at"]) == (False, "2027-03-01T23:59:59+08:00")
    found = await told(client, case_id, "reply@county_a")
    assert (found["provisional"], found["unpublished_years"]) == (False, [])
    assert {each["note"] for each in found["days"] if each["told"] == "rolled"} >= {"春节"}


async def test_a_holiday_is_skipped_and_named(client: Client) -> None:
    await correct(client, special("2026-11-25", name="县庆"))
    case_id = await handling(client)
    found = await told(client, case_id)
    assert found["due_at"] == "2026-12-02T23:59:59+08:00"
    assert ("2026-11-25", "rest", "县庆") in [
        (each["day"], each["told"], each["note"]) for each in found["days"]
    ]
    assert found["notices"][0]["version"] == 2


@pytest.mark.parametrize(
    ("until", "code"),
    [
        ("2026-11-20", "DATE_OUT_OF_RANGE"),
        ("2026-12-01", "EXTENSION_NOT_LATER"),
        ("2026-12-11", "EXTENSION_TOO_LONG"),
    ],
)
async def test_an_extension_that_cannot_be_leaves_nothing_behind(
    client: Client, until: str, code: str
) -> None:
    case_id = await handling(client)
    before = await by_name(client, case_id)
    await refused(client, "unit_handler", case_id, "request_extension", code, **WHY, until=until)
    assert await by_name(client, case_id) == before
    await extended(client, case_id, "2026-12-10")


async def test_after_the_due_date_it_is_too_late_unless_the_clock_stood_still(client: Client) -> None:
    case_id = await handling(client)
    client.clock.advance(days=10)
    await act(client, "town_office", case_id, "suspend", reason="停工", review_on=day(client, 30))
    client.clock.advance(days=20)
    longer = WHY | {"until": "2026-12-24"}
    await refused(client, "unit_handler", case_id, "request_extension", "ILLEGAL_MOVE", **longer)
    await act(client, "town_office", case_id, "resume", reason="复工")
    assert (await due(client, case_id))[REPLY] == "2026-12-22"
    await act(client, "unit_handler", case_id, "request_extension", **longer)
    late = await handling(client)
    client.clock.advance(days=30)
    until = day(client, 3)
    await refused(client, "unit_handler", late, "request_extension", "EXTENSION_TOO_LATE", **WHY, until=until)


async def test_who_answers_for_it_by_hours_has_them_counted(client: Client) -> None:
    rule = {"clock": "reply", "kind": "appeal", "number": 10, "unit": "working_hour"}
    rule |= {"source": "示例县限时办理办法", "valid_from": day(client, 0)}
    assert (await client.post("admin", "/admin/clock-rules", rule)).status_code == 201
    case_id = await shortlisted(client)
    await act(client, "town_office", case_id, "dispatch", **dispatch_form(client))
    found = await told(client, case_id)
    assert (found["allowance"], found["counted"]) == (10, 10)
    assert found["due_at"] == "2026-11-23T12:00:00+08:00"  # six and a half hours on Friday
