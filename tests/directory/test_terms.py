"""A change of terms: tried first, then done as a whole; no printed code and no open matter is left behind."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from app.db import unit_of_work
from app.domain import tokens
from app.domain.vocabulary import CodeTarget
from app.models import Code, Deputy, Mandate
from app.models.base import new_id
from tests.cases import act, submit, view
from tests.conftest import Client
from tests.directory.entries import added, city_seat, refusal
from tests.directory.test_stations import appoint
from tests.world import HOME, START

Json = dict[str, Any]
LISTS = ("deputies", "mandates", "codes", "appointments", "groups", "links", "terms", "audit")


def plan(client: Client, *elected: str, heirs: dict[str, str] | None = None, **more: Any) -> Json:
    """`deputy` leaves unless elected; heirs by name."""
    world = client.world
    body: Json = {
        "ended_term_id": str(world.terms["county"]),
        "last_day": "2026-11-19",
        "elected": [{"deputy_id": str(world.deputies[name])} for name in elected],
        "successors": [
            {"from_deputy_id": str(world.deputies[old]), "to_deputy_id": str(world.deputies[new])}
            for old, new in (heirs or {}).items()
        ],
        "dry_run": False,
    }
    return body | more


async def change(client: Client, body: Json, *, term: str = "next", key: str | None = None) -> Any:
    return await client.post("admin", f"/admin/terms/{client.world.terms[term]}/change", body, key=key)


async def done(client: Client, body: Json) -> Json:
    answer = await change(client, body)
    assert answer.status_code == 200, answer.text
    result: Json = answer.json()
    return result


async def state_of(client: Client) -> list[Any]:
    answers = [await client.get("admin", f"/admin/{path}", limit=100) for path in LISTS]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.json()["items"] for answer in answers]


async def scan(client: Client, name: str) -> Json:
    answer = await client.post(None, "/public/codes/resolve", {"code": client.world.codes[name]})
    assert answer.status_code == 200, answer.text
    card: Json = answer.json()
    return card


async def hang_on(client: Client, name: str) -> None:
    """A group that this deputy leads, and links to and from him."""
    deputy_id = str(client.world.deputies[name])
    group = await client.post(
        "admin", "/admin/groups", {"kind": "mixed", "name": "一组", "area_code": f"{HOME}102"}
    )
    assert group.status_code == 201, group.text
    member = {"role": "deputy", "deputy_id": deputy_id, "joined_on": "2026-01-01"}
    joined = await client.post("admin", f"/admin/groups/{group.json()['id']}/members", member)
    assert joined.status_code == 201, joined.text
    for link in (
        {"kind": "deputy_voter", "deputy_id": deputy_id, "party_name": "王女士"},
        {"kind": "office_deputy", "to_deputy_id": deputy_id}
        | {"office_id": str(client.world.offices["county_office"])},
    ):
        made = await client.post("admin", "/admin/links", link | {"starts_on": "2026-01-01"})
        assert made.status_code == 201, made.text


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(client: Client) -> None:
    await submit(client)
    await hang_on(client, "deputy")
    await appoint(client, "station_head", "孙明", post="head")
    before = await state_of(client)
    body = plan(client, "colleague", "far_deputy", heirs={"deputy": "colleague"}, posts_end=True)
    told = await done(client, body | {"dry_run": True, "last_day": "2026-12-31"})
    assert await state_of(client) == before
    assert told["dry_run"] is True
    assert told["mandates_ended"] == 4
    leaving = {
        each["name"]: (each["to_name"], each["codes"], each["cases"]) for each in told["leaving"]["items"]
    }
    assert leaving == {
        "deputy代表": ("colleague代表", 1, 1),
        "ended_deputy代表": ("town联络站", 1, 0),
    }
    elected = {(each["name"], each["district"], each["held_before"]) for each in told["elected"]["items"]}
    assert elected == {("colleague代表", "第二选区", True), ("far_deputy代表", "第二选区", True)}
    assert told["codes"] == {"total": 2, "to_successors": 1, "to_stations": 1}
    assert told["cases"] == {"total": 1, "to_successors": 1, "to_stations": 0}
    assert [(each["name"], each["post"]) for each in told["posts"]["items"]] == [("孙明", "head")]
    assert [each["group_name"] for each in told["memberships"]["items"]] == ["一组"]
    assert {each["kind"] for each in told["links"]["items"]} == {"deputy_voter", "office_deputy"}
    totals = ("leaving", "elected", "staying", "posts", "memberships", "links")
    assert [told[name]["total"] for name in totals] == [2, 2, 0, 1, 1, 2]


async def test_what_is_done_is_what_was_said(client: Client) -> None:
    await submit(client)
    body = plan(client, "colleague", heirs={"deputy": "colleague"}, posts_end=True)
    tried = await done(client, body | {"dry_run": True})
    assert await done(client, body) == tried | {"dry_run": False}


async def test_a_deputy_who_leaves_acts_no_more_and_his_successor_goes_on(client: Client) -> None:
    world = client.world
    case_id = (await submit(client))["id"]
    version = (await view(client, "county_office", case_id))["version"]
    await done(client, plan(client, "colleague", heirs={"deputy": "colleague"}))
    assert refusal(await client.get("deputy", "/desk/cases")) == (403, "APPOINTMENT_ENDED")
    seen = await view(client, "colleague", case_id)
    assert (seen["deputy_name"], seen["version"]) == ("colleague代表", version + 1)
    note = seen["timeline"][0]
    assert (note["action"], note["role"], note["from_status"]) == ("note", "system", seen["status"])
    assert note["data"]["text"] == "换届：代表deputy代表离任，本事项由代表colleague代表接替"
    await act(client, "colleague", case_id, "supplement", text="已到现场看过")
    card = await scan(client, "deputy")
    assert (card["deputy"]["name"], card["former_deputy"]) == ("colleague代表", "deputy代表")
    assert [item["term"] for item in card["deputy"]["mandates"]] == ["第十七届"]
    code = (await client.get("admin", f"/admin/codes/{world.code_ids['deputy']}")).json()
    assert (code["deputy_id"], code["former_deputy_id"]) == (
        str(world.deputies["colleague"]),
        str(world.deputies["deputy"]),
    )
    again = (await submit(client, "neighbour"))["id"]
    assert (await view(client, "colleague", again))["deputy_name"] == "colleague代表"
    page = await client.http.get(f"/q/{world.codes['deputy']}")
    assert "原是deputy代表代表的" in page.text


async def test_without_a_successor_the_station_takes_over(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await done(client, plan(client, "colleague"))
    card = await scan(client, "deputy")
    assert (card["target"], card["deputy"], card["former_deputy"]) == ("station", None, "deputy代表")
    assert card["station"]["name"] == "town联络站"
    assert (await scan(client, "ended_deputy"))["former_deputy"] == "ended_deputy代表"
    seen = await view(client, "station_head", case_id)
    assert seen["deputy_name"] is None
    assert "由联络站继续办理" in seen["timeline"][0]["data"]["text"]
    mine = (await client.get("resident", f"/citizen/cases/{case_id}")).json()
    assert "换届" not in str(mine["timeline"])
    await act(client, "station_head", case_id, "shortlist", decided_by="站务会")
    later = (await submit(client, "neighbour"))["id"]
    assert (await view(client, "station_head", later))["deputy_name"] is None


async def test_the_code_of_a_deputy_at_a_point_becomes_one_of_the_point(client: Client) -> None:
    world = client.world
    where = f"/admin/deputies/{world.deputies['deputy']}"
    row = (await client.get("admin", where)).json()
    moved = {name: value for name, value in row.items() if name != "id"}
    moved |= {"station_id": str(world.stations["point"])}
    assert (await client.put("admin", where, moved)).status_code == 200
    await done(client, plan(client))
    card = await scan(client, "deputy")
    assert (card["target"], card["station"]["name"]) == ("point", "point联络站")


async def test_a_matter_about_the_successor_stays_with_the_station(client: Client) -> None:
    colleague = client.world.deputies["colleague"]
    case_id = (await submit(client, accused_deputy_id=str(colleague)))["id"]
    told = await done(client, plan(client, "colleague", heirs={"deputy": "colleague"}))
    assert told["cases"] == {"total": 1, "to_successors": 0, "to_stations": 1}
    assert (await view(client, "station_head", case_id))["deputy_name"] is None
    assert (await client.get("colleague", f"/desk/cases/{case_id}")).status_code == 404


async def test_who_still_holds_another_mandate_stays(client: Client) -> None:
    await city_seat(client)
    case_id = (await submit(client))["id"]
    told = await done(client, plan(client, "colleague"))
    assert [each["name"] for each in told["staying"]["items"]] == ["deputy代表"]
    assert "deputy代表" not in {each["name"] for each in told["leaving"]["items"]}
    assert (await view(client, "deputy", case_id))["deputy_name"] == "deputy代表"
    card = await scan(client, "deputy")
    assert ([each["level"] for each in card["deputy"]["mandates"]], card["former_deputy"]) == (["city"], None)
    heir = plan(client, "colleague", heirs={"deputy": "colleague"})
    assert refusal(await change(client, heir)) == (409, "DEPUTY_NOT_LEAVING")


async def test_mandates_end_and_begin(client: Client) -> None:
    world = client.world
    new = await added(client, "deputies", name="新当选")
    body = plan(client, "colleague", "ended_deputy")
    body["elected"].append({"deputy_id": new["id"], "district": "第九选区"})
    await done(client, body)
    rows = (await client.get("admin", "/admin/mandates", limit=100)).json()["items"]
    old = {row["deputy_id"]: row for row in rows if row["term_id"] == str(world.terms["county"])}
    fresh = {row["deputy_id"]: row for row in rows if row["term_id"] == str(world.terms["next"])}
    assert {row["ends_on"] for row in old.values()} == {"2026-11-19"}
    assert fresh.keys() == {
        str(world.deputies["colleague"]),
        str(world.deputies["ended_deputy"]),
        new["id"],
    }
    assert fresh[new["id"]]["district"] == "第九选区"
    assert fresh[str(world.deputies["colleague"])]["district"] == "第二选区"
    assert {row["starts_on"] for row in fresh.values()} == {"2027-01-01"}
    assert await statuses(client) == {
        "deputy代表": "ended",
        "colleague代表": "active",
        "far_deputy代表": "ended",
        "ended_deputy代表": "active",
        "新当选": "active",
    }
    term = (await client.get("admin", f"/admin/terms/{world.terms['county']}")).json()
    assert (term["ends_on"], term["version"]) == ("2026-11-19", 2)
    assert (await scan(client, "ended_deputy"))["deputy"]["name"] == "ended_deputy代表"


async def statuses(client: Client) -> dict[str, str]:
    items = (await client.get("admin", "/admin/deputies", limit=100)).json()["items"]
    return {item["name"]: item["status"] for item in items}


async def test_posts_groups_and_links_end_with_those_who_leave(client: Client) -> None:
    await hang_on(client, "deputy")
    head = (await appoint(client, "station_head", "孙明", post="head")).json()
    later = (await appoint(client, "liaison", "下届", post="liaison", starts_on="2026-11-20")).json()
    await done(client, plan(client, "colleague", posts_end=True))
    ended = (await client.get("admin", f"/admin/appointments/{head['id']}")).json()
    assert (ended["active"], ended["ends_on"]) == (False, "2026-11-19")
    assert (await client.get("admin", f"/admin/appointments/{later['id']}")).json()["active"] is True
    assert (await client.get("station_head", "/desk/cases")).status_code == 200
    assert (await appoint(client, "station_head", "钱清", post="head")).status_code == 201
    links = (await client.get("admin", "/admin/links")).json()["items"]
    assert {link["ends_on"] for link in links} == {"2026-11-19"}
    (group,) = (await client.get("admin", "/admin/groups")).json()["items"]
    members = (await client.get("admin", f"/admin/groups/{group['id']}/members")).json()["items"]
    assert [member["left_on"] for member in members if member["left_on"] is None] == []


async def test_posts_stay_unless_asked(client: Client) -> None:
    head = (await appoint(client, "station_head", "孙明", post="head")).json()
    told = await done(client, plan(client, "colleague"))
    assert told["posts"] == {"total": 0, "items": []}
    assert (await client.get("admin", f"/admin/appointments/{head['id']}")).json()["active"] is True


async def test_repeated_it_changes_nothing_more(client: Client) -> None:
    await submit(client)
    body = plan(client, "colleague", heirs={"deputy": "colleague"}, posts_end=True)
    first = await change(client, body, key="change-of-terms")
    before = await state_of(client)
    again = await change(client, body, key="change-of-terms")
    assert (again.status_code, again.json()) == (200, first.json())
    assert await state_of(client) == before
    other = await change(client, body | {"posts_end": False}, key="change-of-terms")
    assert refusal(other) == (422, "IDEMPOTENCY_MISMATCH")
    once_more = await done(client, body)
    assert (once_more["mandates_ended"], once_more["codes"]["total"], once_more["cases"]["total"]) == (
        0,
        0,
        0,
    )
    assert (await state_of(client))[:-1] == before[:-1]


async def test_who_ended_in_the_new_term_is_not_brought_back(client: Client) -> None:
    await done(client, plan(client, "colleague"))
    deputy_id = str(client.world.deputies["colleague"])
    where = f"/admin/deputies/{deputy_id}"
    row = (await client.get("admin", where)).json()
    body = {name: value for name, value in row.items() if name != "id"}
    assert (await client.put("admin", where, body | {"status": "ended"})).status_code == 200
    await done(client, plan(client, "colleague"))
    assert (await statuses(client))["colleague代表"] == "ended"


async def test_a_plan_that_time_has_overtaken_is_refused(client: Client) -> None:
    """Whole, and each wrong line is named."""
    world = client.world
    before = await state_of(client)
    suspended = f"/admin/deputies/{world.deputies['far_deputy']}"
    row = (await client.get("admin", suspended)).json()
    body = {name: value for name, value in row.items() if name != "id"} | {"status": "suspended"}
    wrong: list[tuple[Json, str]] = [
        (plan(client, "colleague", heirs={"deputy": "far_deputy"}), "DEPUTY_OTHER_CONGRESS"),
        (plan(client, "colleague", heirs={"colleague": "colleague"}), "DEPUTY_NOT_LEAVING"),
        (plan(client, ended_term_id=str(world.terms["next"])), "TERM_OTHER_CONGRESS"),
        (plan(client, last_day="2026-11-21"), "DATE_OUT_OF_RANGE"),
        (plan(client, last_day="2027-01-01", dry_run=True), "DATE_OUT_OF_RANGE"),
        (plan(client, last_day="2022-01-01"), "DATE_OUT_OF_RANGE"),
        (plan(client, ended_term_id=str(world.terms["county_away"])), "REFERENCE_NOT_FOUND"),
        (plan(client, "deputy_away"), "DEPUTY_NOT_FOUND"),
        (plan(client, "colleague", "colleague"), "VALIDATION_FAILED"),
    ]
    for form, code in wrong:
        answer = await change(client, form)
        assert answer.json()["code"] == code, (form, answer.text)
    assert await state_of(client) == before
    assert (await client.put("admin", suspended, body)).status_code == 200
    heirs = {"deputy": "far_deputy", "colleague": "far_deputy", "ended_deputy": "ended_deputy"}
    answer = await change(client, plan(client, "far_deputy", heirs=heirs))
    assert refusal(answer) == (409, "SUCCESSOR_NOT_IN_FORCE")
    assert [(item["field"], item["code"]) for item in answer.json()["errors"]] == [
        ("successors.0.to_deputy_id", "SUCCESSOR_NOT_IN_FORCE"),
        ("successors.1.to_deputy_id", "SUCCESSOR_NOT_IN_FORCE"),
        ("successors.2.to_deputy_id", "DEPUTY_OTHER_CONGRESS"),
    ]


async def test_who_never_sat_in_it_has_nothing_to_hand_over(client: Client) -> None:
    other = await added(client, "deputies", name="他届")
    body = plan(client, "colleague")
    body["successors"] = [
        {"from_deputy_id": other["id"], "to_deputy_id": str(client.world.deputies["colleague"])}
    ]
    answer = await change(client, body)
    assert refusal(answer) == (409, "DEPUTY_OTHER_CONGRESS")
    assert "他届" in answer.json()["detail"]


async def test_another_county_has_no_hand_in_it(client: Client) -> None:
    path = f"/admin/terms/{client.world.terms['next']}/change"
    assert refusal(await client.post("admin_away", path, plan(client))) == (404, "NOT_FOUND")


async def test_it_is_written_down_row_by_row(client: Client) -> None:
    world = client.world
    await done(client, plan(client, "colleague", heirs={"deputy": "colleague"}))
    for row_id, before, after in (
        (world.deputies["deputy"], {"status": "active"}, {"status": "ended"}),
        (
            world.code_ids["deputy"],
            {"deputy_id": str(world.deputies["deputy"]), "station_id": None},
            {"deputy_id": str(world.deputies["colleague"]), "station_id": None},
        ),
    ):
        (entry,) = (await client.get("admin", "/admin/audit", row_id=row_id)).json()["items"]
        assert (entry["action"], entry["before"], entry["after"]) == ("change_term", before, after)
    (whole,) = (await client.get("admin", "/admin/audit", row_id=world.terms["next"])).json()["items"]
    assert (whole["action"], whole["after"]["mandates_ended"]) == ("change_term", 4)


@pytest.fixture
async def crowd(client: Client) -> list[str]:
    """Two thousand deputies with a code each."""
    station, term = client.world.stations["town"], client.world.terms["county"]
    ids = [new_id() for _ in range(2000)]
    of = {"county_code": HOME, "version": 1}
    async with unit_of_work(client.house.sessions) as session:
        deputies = [
            {"id": each, "name": f"代表{at}", "station_id": station, "area_code": f"{HOME}102", **of}
            | {"status": "active", "reception": "", "intro": ""}
            for at, each in enumerate(ids)
        ]
        mandates = [
            {"id": new_id(), "deputy_id": each, "term_id": term, "district": "", **of}
            | {"starts_on": date(2022, 1, 1)}
            for each in ids
        ]
        codes = [
            {"id": new_id(), "county_code": HOME, "token": tokens.new_token(), "deputy_id": each}
            | {"target": CodeTarget.DEPUTY, "state": "active", "place": "", "reason": "", "issued_at": START}
            for each in ids
        ]
        for table, rows in ((Deputy, deputies), (Mandate, mandates), (Code, codes)):
            await session.exec(insert(table), params=rows)
    return [str(each) for each in ids]


async def test_two_thousand_deputies_change_in_one_go(client: Client, crowd: list[str]) -> None:
    stay, go = crowd[:800], crowd[800:]
    body = plan(client) | {
        "elected": [{"deputy_id": each} for each in stay],
        "successors": [
            {"from_deputy_id": old, "to_deputy_id": new} for old, new in zip(go, stay, strict=False)
        ],
    }
    told = await done(client, body)
    assert (told["mandates_ended"], told["leaving"]["total"], told["elected"]["total"]) == (2004, 1204, 800)
    assert (len(told["leaving"]["items"]), len(told["elected"]["items"])) == (100, 100)
    assert told["codes"] == {"total": 1204, "to_successors": 800, "to_stations": 404}
