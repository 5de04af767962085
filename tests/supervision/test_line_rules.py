"""The lines of the clocks, as administrators keep them."""

from typing import Any

import pytest

from app.domain.vocabulary import DeskLevel, Line, Supervisor
from app.services import timetables
from app.services.memory import Memory
from tests.cases import Json
from tests.conftest import Client
from tests.world import HOME


def body(**more: Any) -> Json:
    return {
        "line": "yellow",
        "level": "town",
        "share_left": 30,
        "days": 5,
        "supervisor": "chair",
        "source": "县人大代表建议督办办法第六条",
        "valid_from": "2026-12-01",
    } | more


async def rules(client: Client, who: str = "admin", **filters: Any) -> list[Json]:
    answer = await client.get(who, f"/{'admin' if 'admin' in who else 'desk'}/line-rules", **filters)
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def post(client: Client, form: Json, path: str = "", status: int = 201) -> Json:
    answer = await client.post("admin", f"/admin/line-rules{path}", form)
    assert answer.status_code == status, answer.text
    made: Json = answer.json()
    return made


async def test_a_county_begins_with_the_ladder(client: Client) -> None:
    ladder = {(one["level"], one["line"]): (one["days"], one["supervisor"]) for one in await rules(client)}
    assert ladder == {
        ("town", "remind"): (3, None),
        ("town", "yellow"): (3, "secretary"),
        ("town", "red"): (0, "chair"),
        ("town", "deputy_director"): (5, "deputy_director"),
        ("town", "director"): (10, "director"),
        ("county", "remind"): (3, None),
        ("county", "yellow"): (3, None),
        ("county", "red"): (0, "deputy_director"),
        ("county", "deputy_director"): (5, "deputy_director"),
        ("county", "director"): (10, "director"),
    }
    assert all(one["source"] for one in await rules(client, "unit_handler"))


async def test_another_rule_ends_the_one_before_it_the_day_before(client: Client) -> None:
    made = await post(client, body())
    found = [one for one in await rules(client) if (one["level"], one["line"]) == ("town", "yellow")]
    assert [(one["valid_from"], one["valid_to"]) for one in found] == [
        ("2000-01-01", "2026-11-30"),
        ("2026-12-01", None),
    ]
    (then,) = [one for one in await rules(client, on="2026-12-01") if one["id"] == made["id"]]
    assert (then["share_left"], then["supervisor"]) == (30, "chair")
    assert made["id"] not in {one["id"] for one in await rules(client, on="2026-11-30")}
    async with client.house.sessions() as session:
        known = await timetables.lines(session, Memory(), HOME)
    yellow = [rule for rule in known if rule.line is Line.YELLOW and rule.level is DeskLevel.TOWN]
    assert {(rule.share_left, rule.days, rule.supervisor) for rule in yellow} == {
        (20, 3, Supervisor.SECRETARY),
        (30, 5, Supervisor.CHAIR),
    }


REFUSED: list[tuple[Json, int, str]] = [
    ({"source": " "}, 422, "RULE_WITHOUT_SOURCE"),
    ({"days": None, "share_left": None}, 422, "LINE_WITHOUT_THRESHOLD"),
    ({"days": -1}, 422, "LINE_DAYS"),
    ({"days": 251}, 422, "LINE_DAYS"),
    ({"share_left": 0}, 422, "LINE_SHARE"),
    ({"share_left": 100}, 422, "LINE_SHARE"),
    ({"line": "red"}, 422, "LINE_SHARE"),
    ({"valid_from": "2026-11-19"}, 422, "RULE_PERIOD"),
    ({"valid_to": "2026-11-30"}, 422, "RULE_PERIOD"),
    ({"line": "lapse"}, 422, "VALIDATION_FAILED"),
    ({"line": "remind"}, 422, "VALIDATION_FAILED"),
    ({"days": 10**30}, 422, "LINE_DAYS"),
]


@pytest.mark.parametrize(("wrong", "status", "code"), REFUSED)
async def test_what_is_no_rule_is_refused_and_changes_nothing(
    client: Client, wrong: Json, status: int, code: str
) -> None:
    before = await rules(client)
    answer = await client.post("admin", "/admin/line-rules", body(**wrong))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await rules(client) == before


async def test_two_of_one_scope_never_overlap(client: Client) -> None:
    await post(client, body(valid_from="2027-01-01"))
    for first in ("2027-01-01", "2026-12-01"):
        answer = await client.post("admin", "/admin/line-rules", body(valid_from=first))
        assert (answer.status_code, answer.json()["code"]) == (409, "RULES_OVERLAP")
    await post(client, body(valid_from="2026-12-01", valid_to="2026-12-31") | {"level": "county"})


async def test_a_line_is_given_up_from_a_day_on(client: Client) -> None:
    (old,) = [one for one in await rules(client) if (one["level"], one["line"]) == ("town", "director")]
    ended = await post(client, {"last_day": "2026-12-31"}, f"/{old['id']}/end", 200)
    assert ended["valid_to"] == "2026-12-31"
    again = await client.post("admin", f"/admin/line-rules/{old['id']}/end", {"last_day": "2027-01-31"})
    assert again.json()["code"] == "RULE_ENDED"
    assert old["id"] not in {one["id"] for one in await rules(client, on="2027-01-01")}


async def test_only_what_is_not_in_force_yet_is_deleted(client: Client) -> None:
    made = await post(client, body())
    assert (await client.delete("admin", f"/admin/line-rules/{made['id']}")).status_code == 204
    (old,) = [one for one in await rules(client) if (one["level"], one["line"]) == ("town", "red")]
    answer = await client.delete("admin", f"/admin/line-rules/{old['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "STILL_IN_USE")
    away = await client.delete("admin_away", f"/admin/line-rules/{old['id']}")
    assert (away.status_code, away.json()["code"]) == (404, "NOT_FOUND")
