"""The calendar of a year: read by everybody of the desk, put in whole by administrators."""

import asyncio

import httpx
import pytest

from app.db import unit_of_work
from app.integrations import holidays
from app.services.seeding_time import lay_down
from tests.clocks.bodies import calendar, code, day, notice, previewed
from tests.conftest import Client
from tests.world import HOME

PUT = "/admin/calendar/2027"


async def test_a_county_starts_with_the_years_that_were_announced(client: Client) -> None:
    found = await calendar(client, 2026)
    assert (found["published"], len(found["days"])) == (True, 39)
    assert found["notice"]["number"] == "国办发明电〔2025〕7号"
    assert (found["notice"]["version"], found["notice"]["entered_by"]) == (1, "系统")
    by_day = {each["day"]: (each["kind"], each["name"]) for each in found["days"]}
    assert by_day["2026-02-17"] == ("holiday", "春节")
    assert by_day["2026-02-28"] == ("workday", "")
    assert await calendar(client, 2026, "admin") == found
    old = await calendar(client, 2019)
    assert (old["published"], old["notice"]["number"], old["notice"]["announced_on"]) == (True, "", None)


async def test_a_year_without_a_notice_is_told_as_such(client: Client) -> None:
    assert await calendar(client) == {"year": 2027, "published": False, "notice": None, "days": []}
    for year in (1999, 2100, 10**30):
        assert code(await client.get("liaison", f"/desk/calendar/{year}")) == (404, "NOT_FOUND")
        assert code(await client.put("admin", f"/admin/calendar/{year}", notice())) == (404, "NOT_FOUND")


async def test_a_year_is_put_in_whole_and_replaced_whole(client: Client) -> None:
    answer = await client.put("admin", PUT, notice())
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert await calendar(client) == made
    assert (made["published"], made["notice"]["version"], made["notice"]["entered_by"]) == (True, 1, "admin")
    assert [(each["day"], each["kind"], each["name"]) for each in made["days"]] == [
        ("2027-01-01", "holiday", "元旦"),
        ("2027-01-03", "workday", ""),
    ]
    client.clock.advance(hours=1)
    other = notice(day("2027-10-01", name="国庆节"), version=1, number="国办发明电〔2026〕10号")
    changed = (await client.put("admin", PUT, other)).json()
    assert [each["day"] for each in changed["days"]] == ["2027-10-01"]
    assert (changed["notice"]["version"], changed["notice"]["number"]) == (2, "国办发明电〔2026〕10号")
    assert changed["notice"]["entered_at"] > made["notice"]["entered_at"]
    entries = (await client.get("admin", "/admin/audit", noun="calendar")).json()["items"]
    assert [entry["action"] for entry in entries] == ["edit", "create"]
    assert len(entries[0]["before"]["days"]) == 2 and len(entries[0]["after"]["days"]) == 1


async def test_putting_the_same_again_changes_nothing(client: Client) -> None:
    made = (await client.put("admin", PUT, notice())).json()
    client.clock.advance(hours=1)
    again = await client.put("admin", PUT, notice())
    assert (again.status_code, again.json()) == (200, made)
    assert len((await client.get("admin", "/admin/audit", noun="calendar")).json()["items"]) == 1


async def test_who_replaces_what_he_has_not_seen_is_told(client: Client) -> None:
    await client.put("admin", PUT, notice())
    other = notice(day("2027-10-01"))
    assert code(await client.put("admin", PUT, other)) == (409, "STALE_VERSION")
    assert code(await client.put("admin", PUT, other | {"version": 2})) == (409, "STALE_VERSION")
    assert code(await client.put("admin", "/admin/calendar/2028", notice(day("2028-10-01"), version=1))) == (
        409,
        "STALE_VERSION",
    )
    assert (await calendar(client))["notice"]["version"] == 1


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ([day("2027-01-01"), day("2027-01-01")], "CALENDAR_DAY_TWICE"),
        ([day("2027-01-01"), day("2027-05-01"), day("2027-01-01", name="元旦")], "CALENDAR_DAY_TWICE"),
        ([day("2027-01-01"), day("2027-01-01", "workday")], "CALENDAR_DAY_TWICE"),
        ([day("2027-01-01"), day("2026-12-31")], "CALENDAR_OTHER_YEAR"),
    ],
)
async def test_days_that_cannot_be_are_refused_and_nothing_is_done(
    client: Client, days: list[dict[str, str]], refused: str
) -> None:
    answer = await client.put("admin", PUT, notice(*days))
    assert code(answer) == (422, refused)
    assert answer.json()["detail"]
    assert not (await calendar(client))["published"]


async def test_a_notice_needs_its_title_number_date_and_days(client: Client) -> None:
    for name, empty in (("title", ""), ("number", " "), ("announced_on", ""), ("days", [])):
        answer = await client.put("admin", PUT, notice() | {name: empty})
        assert code(answer) == (422, "VALIDATION_FAILED"), name
        assert [error["field"] for error in answer.json()["errors"]] == [name]


async def test_every_county_has_its_own(client: Client) -> None:
    await client.put("admin", PUT, notice())
    assert not (await calendar(client, who="liaison_away"))["published"]
    assert (await client.put("admin_away", PUT, notice())).json()["notice"]["version"] == 1


async def test_a_new_holiday_moves_what_is_due_and_ends_what_was_provisional(client: Client) -> None:
    start = "2026-12-28T09:00:00+08:00"
    before = await previewed(client, start=start)
    assert (before["provisional"], before["due_at"]) == (True, "2027-01-06T23:59:59+08:00")
    assert before["explanation"]["unpublished_years"] == [2027]
    await client.put("admin", PUT, notice(day("2027-01-01", name="元旦"), day("2027-01-02", name="元旦")))
    after = await previewed(client, start=start)
    assert (after["provisional"], after["due_at"]) == (False, "2027-01-07T23:59:59+08:00")
    assert "元旦1天" not in before["explanation"]["sentence"]
    assert "元旦2天" in after["explanation"]["sentence"]
    assert [each["version"] for each in after["explanation"]["notices"]] == [1, 1]


async def test_two_who_enter_a_year_at_once_do_not_mix_it(committed: Client) -> None:
    bodies = [notice(day("2027-10-01")), notice(day("2027-05-01"))]
    answers = await asyncio.gather(*(committed.put("admin", PUT, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len((await calendar(committed))["days"]) == 1


async def test_what_people_entered_is_not_overwritten_by_the_seed(client: Client) -> None:
    changed = notice(day("2026-12-31"), announced_on="2026-11-19", version=1)
    assert (await client.put("admin", "/admin/calendar/2026", changed)).status_code == 200
    async with unit_of_work(client.house.sessions) as session:
        await lay_down(session, HOME, holidays.years(), client.clock())
    assert [each["day"] for each in (await calendar(client, 2026))["days"]] == ["2026-12-31"]


async def sheet(client: Client, lines: str, year: int = 2027) -> httpx.Response:
    files = {"file": ("days.csv", lines.encode(), "text/csv")}
    path = f"/api/v1/admin/calendar/{year}/sheet"
    return await client.http.post(path, files=files, headers=client.headers("admin"))


async def test_a_year_may_come_from_a_spreadsheet_and_is_put_when_it_was_looked_at(client: Client) -> None:
    answer = await sheet(client, "日期,安排,节日\n2027-01-01,放假,元旦\n2027年1月3日,调休上班,\n")
    assert answer.status_code == 200, answer.text
    days = answer.json()["days"]
    assert days == [day("2027-01-01", name="元旦"), day("2027-01-03", "workday")]
    assert not (await calendar(client))["published"]
    put = await client.put("admin", "/admin/calendar/2027", notice(*days))
    assert put.status_code == 200 and [each["day"] for each in put.json()["days"]] == [
        "2027-01-01",
        "2027-01-03",
    ]
    again = await client.get("admin", "/admin/calendar/2027/sheet", format="csv")
    assert again.text.splitlines()[1:] == ["2027-01-01,放假,元旦", "2027-01-03,调休上班,"]


async def test_every_wrong_cell_of_the_spreadsheet_is_told(client: Client) -> None:
    answer = await sheet(client, "日期,安排,节日\n2027-02-30,放假,元旦\n2027-01-03,休息,\n")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "CALENDAR_SHEET_WRONG")
    assert [error["field"] for error in problem["errors"]] == ["2.日期", "3.安排"]


async def test_a_spreadsheet_names_a_day_of_its_year_once(client: Client) -> None:
    twice = await sheet(client, "日期,安排,节日\n2027-01-01,放假,\n2027-01-01,调休上班,\n")
    assert twice.json()["code"] == "CALENDAR_DAY_TWICE"
    other = await sheet(client, "日期,安排,节日\n2026-01-01,放假,\n")
    assert other.json()["code"] == "CALENDAR_OTHER_YEAR"
    assert (await sheet(client, "")).json()["code"] == "FILE_EMPTY"
