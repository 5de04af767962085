"""What rules would do to the cases of the last days, without doing it."""

import pytest
from sqlmodel import col, select

from app.db import unit_of_work
from app.models import Case
from app.services import dry_runs
from tests.cases import draft, submit
from tests.conftest import Client
from tests.routing.bodies import Json, added, code, fields, listed, rule
from tests.world import HOME

PATH = "/admin/routing-rules/dry-run"


async def tried(client: Client, *rules: Json, days: int = 30) -> Json:
    """With these rules, or with those stored if there are none."""
    body = {"rules": list(rules) or None, "days": days}
    answer = await client.post("admin", PATH, body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def some_cases(client: Client) -> None:
    """Three lamps, a puddle and a wish."""
    for _ in range(3):
        await submit(client)
    await submit(client, title="门前积水", text="下雨积水", category_code=None)
    await submit(client, title="想要一副对联", text="对联", category_code=None, kind="wish")


async def rows(client: Client) -> list[Json]:
    """Every case, whole."""
    async with unit_of_work(client.house.sessions) as session:
        return [case.model_dump() for case in await session.exec(select(Case).order_by(col(Case.id)))]


async def test_stored_rules_are_counted_and_differ_from_nothing(client: Client) -> None:
    await some_cases(client)
    lamp = await added(client)
    await added(client, name="停用的", active=False)
    await added(
        client, name="心愿", category_code=None, kinds=["wish"], office_id=client.world.offices["committee"]
    )
    found = await tried(client)
    assert (found["cases"], found["unmatched"], found["different"], found["examples"]) == (5, 1, 0, [])
    assert found["cases_are_capped"] is False
    assert [(item["name"], item["cases"]) for item in found["rules"]] == [("照明归县单位", 3), ("心愿", 1)]
    assert found["rules"][0]["rule_id"] == lamp["id"]
    assert found["targets"] == [
        {
            "target": {"kind": "unit", "id": str(client.world.units["county_a"]), "name": "county_a单位"},
            "cases": 3,
        },
        {
            "target": {
                "kind": "committee",
                "id": str(client.world.offices["committee"]),
                "name": "committee机关",
            },
            "cases": 1,
        },
    ]


async def test_what_would_go_elsewhere_is_shown_without_what_it_says(client: Client) -> None:
    await added(client)
    await some_cases(client)
    before, rules = await rows(client), await listed(client)
    proposed = [
        rule(client, name="路灯", words=["路灯"], unit_id=client.world.units["town_a"]),
        rule(client, name="照明"),
        rule(client, name="其余", category_code=None, unit_id=client.world.units["town_b"]),
    ]
    found = await tried(client, *proposed)
    assert [(item["name"], item["rule_id"], item["cases"]) for item in found["rules"]] == [
        ("路灯", None, 3),
        ("照明", None, 0),
        ("其余", None, 2),
    ]
    assert (found["unmatched"], found["different"]) == (0, 5)
    wish, _, lamp, *_ = found["examples"]
    assert (wish["kind"], wish["category_code"], wish["from_target"]) == ("wish", None, None)
    assert (wish["to_target"]["name"], wish["reason"]) == ("town_b单位", "县单位负责照明（其余事项）")
    assert lamp["from_target"]["name"] == "county_a单位"
    assert lamp["reason"] == "县单位负责照明（类别“照明”；内容含规则所列词语）"
    assert lamp["number"].startswith(HOME)
    text = str(found)
    assert not [word for word in ("老街", "积水", "对联", "王女士") if word in text]
    assert (await rows(client), await listed(client)) == (before, rules)


async def test_the_same_target_by_another_rule_is_no_difference(client: Client) -> None:
    await added(client)
    await some_cases(client)
    found = await tried(client, rule(client, name="改了名", words=["路灯"]))
    assert (found["different"], found["rules"][0]["cases"]) == (0, 3)


async def test_to_the_station_where_it_is_already_is_no_difference(client: Client) -> None:
    await some_cases(client)
    found = await tried(client, rule(client, category_code=None, to_station_id=client.world.stations["town"]))
    assert (found["different"], found["unmatched"]) == (0, 0)


async def test_what_a_rule_sent_away_is_tried_from_where_it_came_in(client: Client) -> None:
    stations = client.world.stations
    await added(client, station_id=stations["town"], to_station_id=stations["other"])
    await submit(client)
    found = await tried(client)
    assert (found["unmatched"], found["rules"][0]["cases"]) == (0, 1)
    (example,) = (await tried(client, rule(client, words=["没有"])))["examples"]
    assert (example["from_target"]["name"], example["to_target"], example["reason"]) == (
        "other联络站",
        None,
        "",
    )


async def test_a_sealed_case_counts_and_is_not_shown(client: Client) -> None:
    await submit(client, code=client.world.codes["town"], category_code="conduct")
    found = await tried(client, rule(client, category_code=None))
    assert (found["cases"], found["different"], found["examples"]) == (1, 1, [])


async def test_drafts_older_cases_and_other_counties_do_not_count(client: Client) -> None:
    await draft(client)
    await submit(client)
    await submit(client, code=client.world.codes["town_away"], category_code=None)
    assert (await tried(client, days=1))["cases"] == 1
    client.clock.advance(days=2)
    assert (await tried(client, days=1))["cases"] == 0
    assert (await tried(client, days=3))["cases"] == 1


@pytest.mark.parametrize("days", [0, 367])
async def test_the_period_is_a_year_at_most(client: Client, days: int) -> None:
    answer = await client.post("admin", PATH, {"days": days})
    assert code(answer) == (422, "VALIDATION_FAILED")
    assert [field for field, _ in fields(answer)] == ["days"]


async def test_a_proposal_is_held_to_the_same(client: Client) -> None:
    answer = await client.post("admin", PATH, {"rules": [rule(client), rule(client, words=[""])]})
    assert fields(answer) == {("rules.1.words.0", "TEXT_BLANK")}
    answer = await client.post(
        "admin", PATH, {"rules": [rule(client), rule(client, category_code="nothing")]}
    )
    assert code(answer) == (404, "CATEGORY_NOT_FOUND")
    assert [error["field"] for error in answer.json()["errors"]] == ["rules.1.category_code"]
    for rules in (
        [rule(client, category_code=None), rule(client)],
        [rule(client, category_code=None, active=False), rule(client, category_code=None)],
    ):
        answer = await client.post("admin", PATH, {"rules": rules})
        assert code(answer) == (409, "CATCH_ALL_NOT_LAST")


async def test_only_so_many_are_looked_at_and_said_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dry_runs, "MOST_CASES", 4)
    monkeypatch.setattr(dry_runs, "MOST_EXAMPLES", 2)
    monkeypatch.setattr(dry_runs, "AT_ONCE", 3)
    await some_cases(client)
    found = await tried(client, rule(client, category_code=None))
    assert (found["cases"], found["cases_are_capped"], found["different"]) == (4, True, 4)
    assert [example["kind"] for example in found["examples"]] == ["wish", "appeal"]
