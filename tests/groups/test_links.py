"""Standing links: their two ends, who sees which, and the log of each."""

from typing import Any

import pytest

from tests.cases import act, submit
from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.steps import Json, deputy, entry, helper, link, logged, made, refused, seen, station, wrong
from tests.world import HOME


def ends(client: Client, kind: str) -> Json:
    """The two ends of each kind."""
    world = client.world
    found: dict[str, Json] = {
        "deputy_deputy": {"deputy_id": deputy(client), "to_deputy_id": deputy(client, "colleague")},
        "office_deputy": {
            "office_id": str(world.offices["town_office"]),
            "to_deputy_id": deputy(client),
        },
        "deputy_station": {"deputy_id": deputy(client, "far_deputy"), "station_id": station(client)},
        "deputy_voter": {"deputy_id": deputy(client), "party_name": "王女士"},
        "deputy_firm": {"deputy_id": deputy(client), "party_name": "示例面粉厂"},
        "deputy_grid": {"deputy_id": deputy(client), "area_code": f"{HOME}102201"},
        "helper_deputy": {
            "appointment_id": str(world.people["liaison"].appointment_id),
            "to_deputy_id": deputy(client, "colleague"),
        },
    }
    return found[kind]


KINDS = {
    "deputy_deputy": ("deputy代表", "colleague代表"),
    "office_deputy": ("town_office机关", "deputy代表"),
    "deputy_station": ("far_deputy代表", "town联络站"),
    "deputy_voter": ("deputy代表", "王女士"),
    "deputy_firm": ("deputy代表", "示例面粉厂"),
    "deputy_grid": ("deputy代表", "甲村"),
    "helper_deputy": ("liaison", "colleague代表"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_joins_its_two_ends_and_no_others(client: Client, kind: str) -> None:
    both = ends(client, kind)
    row = await link(client, kind, **both)
    assert (row["from_name"], row["to_name"]) == KINDS[kind]
    again = {"kind": kind, "starts_on": "2026-10-01", **both}
    assert await refused(client, "admin", "/admin/links", again) == (409, "ALREADY_EXISTS")
    for name in both:
        less = {key: value for key, value in again.items() if key != name}
        assert wrong(await client.post("admin", "/admin/links", less)) == {(name, "ENDS_OF_KIND")}
    other = "office_id" if kind != "office_deputy" else "area_code"
    more = again | {other: str(client.world.offices["committee"]) if other == "office_id" else HOME}
    assert wrong(await client.post("admin", "/admin/links", more)) == {(other, "ENDS_OF_KIND")}


async def test_ends_are_there_and_of_this_county(client: Client) -> None:
    for more, code in (
        ({"deputy_id": deputy(client, "deputy_away")}, "DEPUTY_NOT_FOUND"),
        ({"deputy_id": deputy(client, "ended_deputy")}, "DEPUTY_NOT_FOUND"),
    ):
        body = {"kind": "deputy_firm", "party_name": "厂", "starts_on": "2026-09-01"} | more
        assert await refused(client, "admin", "/admin/links", body) == (404, code)
    himself = {"deputy_id": deputy(client), "to_deputy_id": deputy(client)}
    answer = await client.post(
        "admin", "/admin/links", {"kind": "deputy_deputy", "starts_on": "2026-09-01", **himself}
    )
    assert wrong(answer) == {("to_deputy_id", "LINK_TO_ONESELF")}
    head = {"appointment_id": str(client.world.people["station_head"].appointment_id)}
    body = {"kind": "helper_deputy", "to_deputy_id": deputy(client), "starts_on": "2026-09-01", **head}
    assert wrong(await client.post("admin", "/admin/links", body)) == {("appointment_id", "HELPER_ROLE")}
    liaison = str(client.world.people["liaison"].appointment_id)
    over = {"version": 1, "name": "liaison", "active": True, "ends_on": "2026-11-19"}
    assert (await client.put("admin", f"/admin/appointments/{liaison}", over)).status_code == 200
    late = await client.post("admin", "/admin/links", body | {"appointment_id": liaison})
    assert wrong(late) == {("appointment_id", "HELPER_ROLE")}
    early = {"kind": "deputy_grid", **ends(client, "deputy_grid"), "starts_on": "2026-09-01"}
    answer = await client.post("admin", "/admin/links", early | {"ends_on": "2026-08-31"})
    assert wrong(answer) == {("ends_on", "ENDS_BEFORE_START")}


async def test_a_link_ends_and_may_begin_again(client: Client) -> None:
    row = await link(client)
    where = f"/admin/links/{row['id']}"
    edit = {"version": 1, "starts_on": row["starts_on"], "ends_on": "2026-11-19", "note": "停产"}
    ended = await client.put("admin", where, edit)
    assert (ended.status_code, ended.json()["ends_on"], ended.json()["note"]) == (200, "2026-11-19", "停产")
    assert (await link(client))["id"] != row["id"]
    moved = await client.put("admin", where, edit | {"deputy_id": deputy(client, "colleague")})
    assert wrong(moved) == {("deputy_id", "EXTRA_FORBIDDEN")}
    going = (await seen(client, "deputy", "/desk/links"))["items"]
    gone = (await seen(client, "deputy", "/desk/links", ended="true"))["items"]
    assert row["id"] not in {item["id"] for item in going}
    assert [item["id"] for item in gone] == [row["id"]]


async def every_link(client: Client) -> dict[str, str]:
    """One of each kind, and one of the other town; kind by id."""
    found = {kind: await link(client, kind, **ends(client, kind)) for kind in KINDS}
    far = await link(client, "deputy_firm", deputy_id=deputy(client, "far_deputy"), party_name="远厂")
    return {row["id"]: kind for kind, row in found.items()} | {far["id"]: "far"}


OF_DEPUTY = {"deputy_deputy", "office_deputy", "deputy_voter", "deputy_firm", "deputy_grid"}
OF_TOWN = OF_DEPUTY | {"deputy_station", "helper_deputy"}
SEES = {
    "deputy": (OF_DEPUTY, OF_DEPUTY),
    "colleague": ({"deputy_deputy", "helper_deputy"}, {"deputy_deputy", "helper_deputy"}),
    "far_deputy": ({"deputy_station", "far"}, {"deputy_station", "far"}),
    "liaison": (OF_TOWN, OF_TOWN),
    "station_head": (OF_TOWN, OF_TOWN),
    "far_liaison": ({"deputy_station", "far"}, {"deputy_station", "far"}),
    "town_office": (OF_TOWN, {"office_deputy"}),
    "far_town_office": ({"deputy_station", "far"}, set()),
    "committee": (OF_TOWN | {"far"}, set()),
    "county_office": (OF_TOWN | {"far"}, set()),
    "mediator": (set(), set()),
    "unit_head": (set(), set()),
    "county_office_away": (set(), set()),
}


@pytest.mark.parametrize("who", SEES)
async def test_who_sees_which_and_may_write_in_its_log(client: Client, who: str) -> None:
    kinds = await every_link(client)
    sees, logs = SEES[who]
    items = (await seen(client, who, "/desk/links"))["items"]
    assert {kinds[item["id"]] for item in items} == sees
    assert {kinds[item["id"]] for item in items if item["can_log"]} == logs
    for link_id, kind in kinds.items():
        answer = await client.post(who, f"/desk/links/{link_id}/contacts", entry())
        expected = 201 if kind in logs else 403 if kind in sees else 404
        assert answer.status_code == expected, kind
        read = await client.get(who, f"/desk/links/{link_id}/contacts")
        assert read.status_code == (200 if kind in sees else 404)


async def test_the_telephone_of_a_voter_is_for_who_calls_and_for_the_organs(client: Client) -> None:
    await link(client)
    for who, phone in (
        ("deputy", "19900000044"),
        ("town_office", "19900000044"),
        ("committee", "19900000044"),
        ("liaison", None),
        ("station_head", None),
    ):
        (item,) = (await seen(client, who, "/desk/links"))["items"]
        assert item["party_phone"] == phone, who


async def test_the_log_says_who_did_what_and_names_matters_only_to_whom_they_are_visible(
    client: Client,
) -> None:
    row = await link(client)
    case_id = (await submit(client, sensitive=True))["id"]  # sealed: the liaison does not know of it
    await logged(client, row["id"], people=3, case_id=case_id)
    await logged(client, row["id"], "liaison", nature="service", record="协调用工")
    path = f"/desk/links/{row['id']}/contacts"
    newest, first = (await seen(client, "deputy", path))["items"]
    assert (newest["logged_by"], newest["nature"], newest["people"]) == ("liaison", "service", 1)
    assert (first["logged_by"], first["case_id"], first["people"]) == ("deputy", case_id, 3)
    assert (await seen(client, "liaison", path))["items"][1]["case_id"] is None
    unseen = entry(case_id=case_id)
    assert await refused(client, "liaison", path, unseen) == (404, "CASE_NOT_FOUND")
    page = await seen(client, "deputy", path, limit=1)
    following = await seen(client, "deputy", path, limit=1, cursor=page["next_cursor"])
    assert [page["items"][0]["id"], following["items"][0]["id"]] == [newest["id"], first["id"]]
    assert following["next_cursor"] is None


async def test_a_contact_lies_within_the_link_and_not_ahead(client: Client) -> None:
    row = await link(client, starts_on="2026-11-01", ends_on="2026-11-10")
    path = f"/desk/links/{row['id']}/contacts"
    for day in ("2026-10-31", "2026-11-11", "2026-11-21"):
        assert await refused(client, "deputy", path, entry(on=day)) == (409, "DATE_OUT_OF_RANGE")
    await logged(client, row["id"], on="2026-11-10")
    assert wrong(await client.post("deputy", path, entry(record=" "))) == {("record", "TEXT_BLANK")}
    assert wrong(await client.post("deputy", path, entry(people=-1))) == {("people", "GREATER_THAN_EQUAL")}


async def test_a_link_is_overdue_when_its_quarter_is_over(client: Client) -> None:
    """Began on 20 August: until 20 November there must have been a contact; after one, three months more."""
    row = await link(client, starts_on="2026-08-20")
    await link(client, "deputy_grid", **ends(client, "deputy_grid"), starts_on="2022-01-01")

    async def listed(**params: Any) -> list[Json]:
        items: list[Json] = (await seen(client, "deputy", "/desk/links", **params))["items"]
        return items

    (item,) = await listed(kind="deputy_firm")
    assert (item["due_on"], item["overdue"], item["contacts"]) == ("2026-11-20", False, 0)
    client.clock.advance(days=1)
    assert [each["id"] for each in await listed(overdue="true")] == [row["id"]]
    assert [each["kind"] for each in await listed(overdue="false")] == ["deputy_grid"]
    await logged(client, row["id"], on="2026-11-21")
    (item,) = await listed(kind="deputy_firm")
    assert (item["last_contact_on"], item["due_on"]) == ("2026-11-21", "2027-02-21")
    assert (item["overdue"], item["contacts"]) == (False, 1)
    (grid,) = await listed(kind="deputy_grid")
    assert (grid["due_on"], grid["overdue"]) == (None, False)


async def test_a_month_that_is_too_short_ends_on_its_last_day(client: Client) -> None:
    await link(client, starts_on="2026-08-31")
    (item,) = (await seen(client, "deputy", "/desk/links"))["items"]
    assert item["due_on"] == "2026-11-30"


async def test_lists_are_narrowed_and_turned(client: Client) -> None:
    kinds = await every_link(client)
    only = (await seen(client, "county_office", "/desk/links", deputy_id=deputy(client, "colleague")))[
        "items"
    ]
    assert {kinds[item["id"]] for item in only} == {"deputy_deputy", "helper_deputy"}
    first = await seen(client, "county_office", "/desk/links", limit=5)
    rest = await seen(client, "county_office", "/desk/links", limit=5, cursor=first["next_cursor"])
    turned = [item["id"] for item in first["items"] + rest["items"]]
    assert (len(set(turned)), turned) == (8, sorted(turned, reverse=True))
    for narrowed, expected in (
        ({"kind": "deputy_voter"}, {"deputy_voter"}),
        ({"to_deputy_id": deputy(client, "colleague")}, {"deputy_deputy", "helper_deputy"}),
        ({"station_id": station(client)}, {"deputy_station"}),
        ({"area_code": f"{HOME}102"}, {"deputy_grid"}),
    ):
        items = (await seen(client, "admin", "/admin/links", **narrowed))["items"]
        assert {kinds[item["id"]] for item in items} == expected


async def test_a_logged_link_is_not_deleted(client: Client) -> None:
    row = await link(client)
    await logged(client, row["id"])
    assert refusal(await client.delete("admin", f"/admin/links/{row['id']}")) == (409, "STILL_IN_USE")


HELPED: Json = {"title": "关于改造老街照明的建议", "text": "建议分两期更换老街路灯。"}


def proxy(client: Client, **more: Any) -> Json:
    consent = {"on_behalf_of_id": deputy(client), "consent": "本人口述，已复述核对"}
    return HELPED | consent | more


async def test_a_helper_drafts_and_the_deputy_hands_in(client: Client, deliver: Any) -> None:
    await helper(client)
    case_id = (await made(client, "liaison", "/desk/suggestions", proxy(client)))["id"]
    await deliver()
    told = (await seen(client, "deputy", "/desk/notices"))["items"]
    assert [notice["case_id"] for notice in told] == [case_id]
    mine = (await seen(client, "deputy", "/desk/cases", tab="draft"))["items"]
    assert [item["id"] for item in mine] == [case_id]
    case = await seen(client, "deputy", f"/desk/cases/{case_id}")
    assert (case["status"], case["deputy_name"]) == ("draft", "deputy代表")
    assert case["proxy_consent"] == "本人口述，已复述核对"
    (first,) = case["timeline"]
    assert (first["role"], first["actor_name"], first["on_behalf_of"]) == ("liaison", "liaison", "deputy代表")
    assert {item["action"] for item in case["allowed_actions"]} == {"submit", "withdraw", "revise", "invite"}
    tried = {"version": case["version"]}
    assert await refused(client, "liaison", f"/desk/cases/{case_id}/actions/submit", tried) == (
        403,
        "FORBIDDEN",
    )
    assert (await act(client, "deputy", case_id, "submit"))["status"] == "submitted"
    assert (await act(client, "deputy", case_id, "withdraw", reason="再调研"))["status"] == "withdrawn"


async def test_a_deputy_refuses_what_was_drafted_for_him(client: Client) -> None:
    await helper(client)
    case_id = (await made(client, "liaison", "/desk/suggestions", proxy(client)))["id"]
    assert (await act(client, "deputy", case_id, "withdraw", reason="不是我的意思"))["status"] == "withdrawn"


async def test_nobody_drafts_for_a_deputy_whom_he_does_not_help(client: Client) -> None:
    path = "/desk/suggestions"
    for who in ("liaison", "station_head", "deputy", "county_office"):
        assert await refused(client, who, path, proxy(client)) == (403, "HELPER_LINK_REQUIRED")
    ended = await helper(client, ends_on="2026-11-19")
    coming = await helper(client, starts_on="2026-11-21")
    assert ended["id"] != coming["id"]
    assert await refused(client, "liaison", path, proxy(client)) == (403, "HELPER_LINK_REQUIRED")
    await helper(client, "colleague")
    assert await refused(client, "liaison", path, proxy(client)) == (403, "HELPER_LINK_REQUIRED")
    assert await refused(client, "liaison", path, HELPED) == (403, "FORBIDDEN")
    client.clock.advance(days=1)
    await made(client, "liaison", path, proxy(client))


async def test_consent_is_written_down_and_somebody_must_be_there_to_confirm(client: Client) -> None:
    await helper(client)
    silent = await client.post("liaison", "/desk/suggestions", proxy(client, consent=" "))
    assert wrong(silent) == {("on_behalf_of_id", "CONSENT_OF_PROXY"), ("consent", "CONSENT_OF_PROXY")}
    whose = await client.post("liaison", "/desk/suggestions", HELPED | {"consent": "同意"})
    assert {code for _, code in wrong(whose)} == {"CONSENT_OF_PROXY"}
    appointment = f"/admin/appointments/{client.world.people['deputy'].appointment_id}"
    await client.post("admin", f"{appointment}/reinvite", {})
    assert await refused(client, "liaison", "/desk/suggestions", proxy(client)) == (409, "DEPUTY_UNBOUND")
