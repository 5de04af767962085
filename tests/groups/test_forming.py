"""混合编组 by rule: tried out, written, refused, done again."""

from collections import Counter
from typing import Any

import pytest

from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.crowd import crowd
from tests.groups.steps import Json, group, join, refused, seen, wrong
from tests.world import HOME

PATH = "/admin/groups/form"


async def formed(client: Client, **form: Any) -> Json:
    answer = await client.post("admin", PATH, {"dry_run": False, **form})
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


async def groups_of(client: Client, **params: Any) -> list[Json]:
    found: list[Json] = (await seen(client, "admin", "/admin/groups", limit=100, **params))["items"]
    return found


def levels(group: Json) -> Counter[str]:
    return Counter(member["level"] for member in group["members"])


async def test_a_dry_run_shows_what_the_real_one_then_writes(client: Client) -> None:
    await crowd(client, town=58, other=29)  # with those of the small county 60 and 30
    tried = await formed(client, groups=6, dry_run=True)
    assert await groups_of(client) == []
    done = await formed(client, groups=6)
    assert (done["deputies"], done["others"], done["ended"]) == (90, 0, 0)
    without_ids = [each | {"id": None} for each in done["groups"]]
    assert tried["groups"] == without_ids
    assert [each["name"] for each in done["groups"]] == [
        *(f"甲镇第{number}代表小组" for number in (1, 2, 3, 4)),
        *(f"乙镇第{number}代表小组" for number in (1, 2)),
    ]
    everybody = [member["deputy_id"] for each in done["groups"] for member in each["members"]]
    serving = (await seen(client, "admin", "/admin/deputies", limit=100, status="active"))["items"]
    assert sorted(everybody) == sorted(row["id"] for row in serving)
    for each in done["groups"]:
        assert len(each["members"]) == 15
        members = await seen(client, "admin", f"/admin/groups/{each['id']}/members", limit=100)
        assert {row["deputy_id"] for row in members["items"]} == {
            member["deputy_id"] for member in each["members"]
        }
    for area in (f"{HOME}102", f"{HOME}103"):
        inside = [levels(each) for each in done["groups"] if each["area_code"] == area]
        for level in ("province", "city", "county", "town"):
            numbers = [count[level] for count in inside]
            assert max(numbers) - min(numbers) <= 1 and min(numbers) >= 1, (area, level)


async def test_groups_meet_at_the_station_of_most_and_are_written_down(client: Client) -> None:
    done = await formed(client, size=10)
    stations = {each["area_code"]: each["station_id"] for each in done["groups"]}
    assert stations == {
        f"{HOME}102": str(client.world.stations["town"]),
        f"{HOME}103": str(client.world.stations["other"]),
    }
    entries = await seen(client, "admin", "/admin/audit", noun="group")
    assert {entry["row_id"] for entry in entries["items"]} == {each["id"] for each in done["groups"]}


async def test_who_is_in_a_group_is_not_placed_anew_unless_asked(client: Client) -> None:
    old = await group(client, name="老组")
    await join(client, old["id"])
    await join(client, old["id"], role="reporter", deputy_id=None, name="孙和", phone="19900000033")
    await join(client, old["id"], role="expert", deputy_id=None, name="周专家")
    for dry_run in (True, False):
        body = {"size": 10, "dry_run": dry_run}
        assert await refused(client, "admin", PATH, body) == (409, "GROUP_KIND_TAKEN")
    tried = await formed(client, size=10, replace=True, include=["reporter"], dry_run=True)
    assert (tried["ended"], tried["others"]) == (3, 1)
    assert (await seen(client, "admin", f"/admin/groups/{old['id']}"))["active"] is True
    done = await formed(client, size=10, replace=True, include=["reporter"])
    assert (done["ended"], done["deputies"], done["others"]) == (3, 3, 1)
    ended = await seen(client, "admin", f"/admin/groups/{old['id']}")
    assert (ended["active"], ended["version"]) == (False, 2)
    gone = await seen(client, "admin", f"/admin/groups/{old['id']}/members", current="false")
    assert {row["left_on"] for row in gone["items"]} == {"2026-11-20"}
    (moved,) = [each for each in done["groups"] if each["area_code"] == f"{HOME}102"]
    assert [(row["role"], row["name"]) for row in moved["members"]][-1] == ("reporter", "孙和")
    kept = await seen(client, "admin", f"/admin/groups/{moved['id']}/members")
    assert [row["phone"] for row in kept["items"] if row["role"] == "reporter"] == ["19900000033"]


async def test_others_are_spread_with_the_deputies_of_their_grid(client: Client) -> None:
    await crowd(client, town=18, other=9)
    others = [
        {"role": role, "name": f"{role}{number}", "area_code": f"{HOME}102201"}
        for role in ("reporter", "collector")
        for number in range(4)
    ]
    done = await formed(client, size=7, others=others)
    assert (done["deputies"], done["others"]) == (30, 8)
    inside = [each for each in done["groups"] if each["area_code"] == f"{HOME}102"]
    assert [len(each["members"]) for each in inside] == [7, 7, 7, 7]
    for each in inside:
        assert Counter(member["role"] for member in each["members"]) == {
            "deputy": 5,
            "reporter": 1,
            "collector": 1,
        }
    nobody_there = {"size": 7, "replace": True, "others": [others[0] | {"area_code": "411199"}]}
    nowhere = await client.post("admin", PATH, nobody_there)
    assert refusal(nowhere) == (404, "AREA_NOT_FOUND")
    assert nowhere.json()["errors"][0]["field"] == "others.0.area_code"


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"groups": 1}, "GROUPS_DO_NOT_FIT"),
        ({"groups": 4}, "GROUPS_DO_NOT_FIT"),
        ({"groups": 2, "joined_on": "2026-11-21"}, "DATE_OUT_OF_RANGE"),
    ],
)
async def test_what_does_not_fit_writes_nothing(
    client: Client, form: Json, expected: str, dry_run: bool
) -> None:
    """Two grids and three people who serve, from today on at the latest."""
    assert await refused(client, "admin", PATH, {**form, "dry_run": dry_run}) == (409, expected)
    assert await groups_of(client) == []


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        ({}, "groups", "GROUPS_OR_SIZE"),
        ({"groups": 5, "size": 5}, "size", "GROUPS_OR_SIZE"),
        ({"groups": 5, "name_pattern": "代表小组"}, "name_pattern", "NAME_PATTERN"),
        ({"groups": 5, "name_pattern": "{area}{x}"}, "name_pattern", "NAME_PATTERN"),
        ({"groups": 3, "name_pattern": "{area}小组"}, "name_pattern", "NAME_PATTERN"),
        (
            {"groups": 3, "others": [{"role": "deputy", "name": "某", "area_code": HOME}]},
            "others.0.role",
            None,
        ),
        ({"size": 1}, "size", "GREATER_THAN_EQUAL"),
        ({"groups": "5"}, "groups", "INT_TYPE"),
        ({"groups": 5, "area_level": "county"}, "area_level", "ENUM"),
    ],
)
async def test_a_form_that_makes_no_sense(client: Client, form: Json, field: str, code: str | None) -> None:
    found = dict(wrong(await client.post("admin", PATH, form)))
    assert field in found and code in (None, found[field])


async def test_names_count_within_the_grid_or_over_the_county(client: Client) -> None:
    done = await formed(client, groups=3, name_pattern="第{no}组（{area}）", dry_run=True)
    assert [each["name"] for each in done["groups"]] == ["第1组（甲镇）", "第2组（甲镇）", "第3组（乙镇）"]


async def test_villages_are_grids_too(client: Client) -> None:
    body = {"name": "村里的代表", "station_id": str(client.world.stations["point"]), "area_code": HOME}
    made = (await client.post("admin", "/admin/deputies", body)).json()
    done = await formed(client, size=10, area_level="village", dry_run=True)
    (village,) = [each for each in done["groups"] if each["area_code"] == f"{HOME}102201"]
    assert [member["deputy_id"] for member in village["members"]] == [made["id"]]
    assert village["members"][0]["level"] is None


async def test_the_same_key_forms_once(client: Client) -> None:
    body = {"size": 10, "dry_run": False}
    first = await client.post("admin", PATH, body, key="form-once-1")
    again = await client.post("admin", PATH, body, key="form-once-1")
    assert first.json() == again.json()
    assert len(await groups_of(client)) == 2
