"""The rules of the clocks: never edited, but ended and followed by another."""

import asyncio
from uuid import uuid4

import pytest

from tests.clocks.bodies import Json, added, change, code, previewed, rule, rules
from tests.conftest import Client

PATH = "/admin/clock-rules"


async def test_a_county_starts_with_a_rule_for_every_clock_but_the_promise(client: Client) -> None:
    found = await rules(client)
    clocks = {each["clock"] for each in found}
    assert len(clocks) == 13 and "promise" not in clocks
    assert all(each["source"] for each in found)
    law = next(
        each
        for each in found
        if (each["clock"], each["kind"], each["profile"]) == ("reply", "suggestion", "")
    )
    assert (law["number"], law["unit"], law["valid_to"]) == (3, "month", None)
    assert "第五十一条" in law["source"]
    assert await rules(client, "unit_handler") == found
    assert {each["id"] for each in await rules(client, "admin_away")}.isdisjoint(each["id"] for each in found)


async def test_the_list_is_narrowed_to_a_clock_and_a_day(client: Client) -> None:
    made = await added(client, valid_from="2027-03-01", valid_to="2027-03-31")
    assert {each["clock"] for each in await rules(client, clock="rating")} == {"rating"}
    for on, there in (
        ("2027-02-28", False),
        ("2027-03-01", True),
        ("2027-03-31", True),
        ("2027-04-01", False),
    ):
        assert (made in await rules(client, "liaison", clock="reply", on=on)) == there, on


async def test_a_rule_is_added_and_used(client: Client) -> None:
    before = await previewed(client)
    assert (before["rule"]["number"], before["rule"]["category_code"]) == (7, None)
    made = await added(client)
    assert made | rule() == made
    assert (made["profile"], made["valid_to"]) == ("", None)
    assert (await previewed(client))["rule"] == made
    entries = (await client.get("admin", "/admin/audit", row_id=made["id"])).json()["items"]
    assert [(entry["noun"], entry["action"]) for entry in entries] == [("clock_rule", "create")]


async def test_a_change_ends_the_old_rule_and_adds_another(client: Client) -> None:
    old = await added(client)
    answer = await client.post("admin", f"{PATH}/{old['id']}/change", change(), key="change-once")
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert new["id"] != old["id"]
    assert new | change() == new
    assert [new[name] for name in ("clock", "kind", "category_code", "profile")] == [
        old[name] for name in ("clock", "kind", "category_code", "profile")
    ]
    listed = await rules(client)
    assert old | {"valid_to": "2026-12-31"} in listed and new in listed
    again = await client.post("admin", f"{PATH}/{old['id']}/change", change(), key="change-once")
    assert (again.status_code, again.json()) == (201, new)
    for start, number in (("2026-12-31T23:59:59+08:00", 3), ("2027-01-01T00:00:00+08:00", 5)):
        assert (await previewed(client, start=start))["rule"]["number"] == number
    entries = (await client.get("admin", "/admin/audit", row_id=old["id"])).json()["items"]
    assert [(entry["action"], entry["after"]["valid_to"]) for entry in entries] == [
        ("edit", "2026-12-31"),
        ("create", None),
    ]


async def test_a_rule_that_ended_gives_way_to_the_wider_one(client: Client) -> None:
    made = await added(client)
    answer = await client.post("admin", f"{PATH}/{made['id']}/end", {"last_day": "2026-11-30"})
    assert (answer.status_code, answer.json()) == (200, made | {"valid_to": "2026-11-30"})
    assert (await previewed(client, start="2026-11-30T12:00:00+08:00"))["rule"]["number"] == 3
    assert (await previewed(client, start="2026-12-01T12:00:00+08:00"))["rule"]["number"] == 7
    where = f"{PATH}/{made['id']}"
    assert code(await client.post("admin", f"{where}/end", {"last_day": "2026-12-31"})) == (409, "RULE_ENDED")
    assert code(await client.post("admin", f"{where}/change", change())) == (409, "RULE_ENDED")
    shorter = await client.post("admin", f"{where}/end", {"last_day": "2026-11-25"})
    assert shorter.json()["valid_to"] == "2026-11-25"


async def test_a_rule_entered_by_mistake_is_deleted(client: Client) -> None:
    made = await added(client)
    assert (await client.delete("admin", f"{PATH}/{made['id']}")).status_code == 204
    assert made["id"] not in {each["id"] for each in await rules(client)}


@pytest.mark.parametrize(
    ("more", "status", "refused"),
    [
        ({"number": 0}, 422, "RULE_NUMBER"),
        ({"number": 0, "unit": "month"}, 422, "RULE_NUMBER"),
        ({"number": -3}, 422, "RULE_NUMBER"),
        ({"number": 121, "unit": "month"}, 422, "RULE_NUMBER"),
        ({"number": 10**30}, 422, "RULE_NUMBER"),
        ({"source": ""}, 422, "RULE_WITHOUT_SOURCE"),
        ({"source": "  "}, 422, "RULE_WITHOUT_SOURCE"),
        ({"valid_to": "2026-11-19"}, 422, "RULE_PERIOD"),
        ({"valid_from": "2026-11-19"}, 422, "RULE_PERIOD"),
        ({"category_code": "nothing"}, 404, "CATEGORY_NOT_FOUND"),
        ({"clock": "promise"}, 422, "VALIDATION_FAILED"),
        ({"unit": "week"}, 422, "VALIDATION_FAILED"),
        ({"profile": "12346"}, 422, "VALIDATION_FAILED"),
        ({"kind": None, "category_code": None}, 409, "RULES_OVERLAP"),
    ],
)
async def test_what_cannot_be_a_rule_is_refused(
    client: Client, more: Json, status: int, refused: str
) -> None:
    before = await rules(client)
    assert code(await client.post("admin", PATH, rule(**more))) == (status, refused)
    assert await rules(client) == before


@pytest.mark.parametrize(
    ("first", "last", "overlaps"),
    [
        ("2026-11-20", "2027-02-28", False),
        ("2026-11-20", "2027-03-01", True),
        ("2027-03-10", "2027-03-10", True),
        ("2027-03-31", None, True),
        ("2027-04-01", None, False),
        ("2026-11-20", None, True),
    ],
)
async def test_two_rules_of_equal_scope_share_no_day(
    client: Client, first: str, last: str | None, overlaps: bool
) -> None:
    await added(client, valid_from="2027-03-01", valid_to="2027-03-31")
    answer = await client.post("admin", PATH, rule(valid_from=first, valid_to=last))
    assert answer.status_code == (409 if overlaps else 201), answer.text
    for other in ({"kind": "enterprise"}, {"category_code": "lighting.street_lamp"}, {"profile": "hard"}):
        await added(client, valid_from=first, valid_to=last, **other)


async def test_a_change_that_would_meet_a_later_rule_changes_nothing(client: Client) -> None:
    old = await added(client, valid_to="2027-06-30")
    await added(client, valid_from="2027-07-01")
    before, where = await rules(client), f"{PATH}/{old['id']}/change"
    assert code(await client.post("admin", where, change())) == (409, "RULES_OVERLAP")
    assert await rules(client) == before
    assert (await client.post("admin", where, change(valid_to="2027-06-30"))).status_code == 201


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"valid_from": "2026-11-20"}, "RULE_PERIOD"),
        ({"valid_from": "2026-11-19"}, "RULE_PERIOD"),
        ({"valid_to": "2026-12-31"}, "RULE_PERIOD"),
        ({"number": 0}, "RULE_NUMBER"),
        ({"source": ""}, "RULE_WITHOUT_SOURCE"),
    ],
)
async def test_a_change_that_cannot_be_is_refused(client: Client, more: Json, refused: str) -> None:
    old = await added(client)
    before = await rules(client)
    answer = await client.post("admin", f"{PATH}/{old['id']}/change", change(**more))
    assert code(answer) == (422, refused)
    assert await rules(client) == before


async def test_what_is_over_cannot_be_ended_before_today_or_before_it_began(client: Client) -> None:
    later = await added(client, valid_from="2027-03-01")
    for last in ("2026-11-19", "2027-02-28"):
        answer = await client.post("admin", f"{PATH}/{later['id']}/end", {"last_day": last})
        assert code(answer) == (422, "RULE_PERIOD")


async def test_another_county_neither_sees_nor_changes_it(client: Client) -> None:
    made = await added(client)
    for where in (made["id"], str(uuid4())):
        assert code(await client.post("admin_away", f"{PATH}/{where}/change", change())) == (404, "NOT_FOUND")
        end = await client.post("admin_away", f"{PATH}/{where}/end", {"last_day": "2027-01-01"})
        assert code(end) == (404, "NOT_FOUND")
        assert code(await client.delete("admin_away", f"{PATH}/{where}")) == (404, "NOT_FOUND")
    assert made in await rules(client)


async def test_of_two_who_add_at_once_one_is_refused(committed: Client) -> None:
    bodies = [rule(number=number, valid_to=last) for number, last in ((3, None), (4, "2027-01-31"))]
    answers = await asyncio.gather(*(committed.post("admin", PATH, body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert [answer.json()["code"] for answer in answers if answer.status_code == 409] == ["RULES_OVERLAP"]


async def test_of_two_who_change_a_rule_at_once_one_is_refused(committed: Client) -> None:
    made = await added(committed)
    where = f"{PATH}/{made['id']}/change"
    answers = await asyncio.gather(*(committed.post("admin", where, change(number=n)) for n in (5, 6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len([each for each in await rules(committed) if each["category_code"] == "lighting"]) == 2


async def test_a_category_that_a_rule_names_stays(client: Client) -> None:
    rows = (await client.get("admin", "/admin/categories")).json()["items"]
    lamp = next(each for each in rows if each["code"] == "lighting.street_lamp")
    await added(client, category_code="lighting.street_lamp")
    assert code(await client.delete("admin", f"/admin/categories/{lamp['id']}")) == (409, "STILL_IN_USE")
