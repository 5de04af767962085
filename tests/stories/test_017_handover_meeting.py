"""建议交办联席会: one meeting hands the year's suggestions to their units as lists; from it the time runs."""

from datetime import date

from app.domain.deadlines import add_months, day_of
from app.domain.working_days import Calendar
from tests.cases import OWNERS, dispatch_form
from tests.conftest import Client
from tests.stories.play import Json, Matter, draft, read, send

NUMBER = {"county_a": 7, "county_b": 5}
MONTHS = 3
MEETING = "县人大常委会建议交办联席会"


async def registered(client: Client, number: int) -> Matter:
    case = await draft(client, "deputy", f"关于第{number}件事的建议", "建议分两期办好。")
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    return case


async def decided(client: Client, cases: list[Matter]) -> None:
    """The meeting itself: who sat there is on record, and all of them go to be handed over."""
    items = [{"case_id": case.id, "version": case.version, "decision": "send"} for case in cases]
    people = [{"name": "周平", "capacity": "常委会副主任"}, {"name": "李清", "capacity": "副县长"}]
    body = {"meeting": MEETING, "held_on": "2026-11-20", "deciders": people, "items": items}
    answer = await send(client, "county_office", "/desk/shortlists", body)
    assert {item["status"] for item in answer["items"]} == {"pending_dispatch"}


async def listed(client: Client, cases: list[Matter]) -> Json:
    """One list for all units."""
    units = [unit for unit, number in NUMBER.items() for _ in range(number)]
    items = [
        {"case_id": case.id, **dispatch_form(client, main=unit)}
        for case, unit in zip(cases, units, strict=True)
    ]
    body = {"title": "二〇二六年代表建议交办清单", "meeting": MEETING, "met_on": "2026-11-20", "items": items}
    return await send(client, "county_office", "/desk/batches", body)


async def test_one_meeting_one_list_one_clock(client: Client) -> None:
    cases = [await registered(client, number) for number in range(1, sum(NUMBER.values()) + 1)]
    waiting = await listed(client, cases)
    assert waiting["not_ready"] == len(cases)
    await decided(client, cases)
    path = f"/desk/batches/{waiting['id']}"
    assert (await read(client, "county_office", path))["not_ready"] == 0
    assert (await client.get("county_a_handler", path)).status_code == 404
    client.clock.advance(hours=2)
    body = {"version": waiting["version"]}
    handed = await send(client, "county_office", f"{path}/hand-over", body, 200)
    assert (handed["meeting"], handed["met_on"], handed["unsigned"]) == (MEETING, "2026-11-20", len(cases))
    started = {(await case.done("deputy", "dispatch"))["at"] for case in cases}
    due = {(await case.seen_by("deputy"))["reply_due_at"][:10] for case in cases}
    assert started == {handed["handed_over_at"]}
    assert due == {_on_working_day(add_months(day_of(client.clock()), MONTHS))} == {"2027-02-22"}
    for unit, number in NUMBER.items():
        await received_as_one(client, unit, path, number)
    done = await read(client, "county_office", path)
    assert (done["unsigned"], [state["status"] for state in done["states"]]) == (0, ["handling"])


def _on_working_day(day: date) -> str:
    """The day itself, or the Monday after it."""
    return Calendar().next_working(day).isoformat()


async def received_as_one(client: Client, unit: str, path: str, number: int) -> None:
    """A unit sees and signs for its own part only, all of it in one go, and can print it."""
    who = f"{unit}_handler"
    own = await read(client, who, path)
    shares = [share for item in own["items"] for share in item["shares"]]
    assert (len(own["items"]), {share["unit_name"] for share in shares}) == (number, {f"{unit}单位"})
    receipt = await send(client, who, f"{path}/accept", {"owners": OWNERS}, 200)
    assert receipt["accepted"] == number
    printed = await client.http.get(own["print_url"])
    assert printed.status_code == 200
    assert printed.text.count("关于第") >= number
    other = "county_b" if unit == "county_a" else "county_a"
    assert f"{other}单位" not in printed.text


async def test_what_was_handed_over_once_is_not_handed_over_again(client: Client) -> None:
    cases = [await registered(client, number) for number in range(1, sum(NUMBER.values()) + 1)]
    await decided(client, cases)
    first, second = await listed(client, cases), await listed(client, cases)
    body = {"version": first["version"]}
    await send(client, "county_office", f"/desk/batches/{first['id']}/hand-over", body, 200)
    refused = await client.post("county_office", f"/desk/batches/{second['id']}/hand-over", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "BATCH_NOT_READY")
    assert {item["code"] for item in refused.json()["items"]} == {"BATCH_CASE_HANDED_OVER"}
