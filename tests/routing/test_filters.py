"""Saved filters: private, few, and always understood by the inbox."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from app.domain.vocabulary import Role
from app.schemas.saved_filters import SavedFilterForm
from app.security.actors import Actor
from app.services import saved_filters
from tests.cases import submit
from tests.conftest import Client
from tests.directory.test_races import during
from tests.routing.bodies import Json, code, fields, saved
from tests.world import HOME

EVERYTHING = {
    "tab": "to_sort",
    "status": "registered,pending_dispatch",
    "kind": "appeal,wish",
    "channel": "scan",
    "colour": "green",
    "category_code": "lighting",
    "area_code": "411122",
    "station_id": str(uuid4()),
    "deputy_id": str(uuid4()),
    "unit_id": str(uuid4()),
    "key": "false",
    "in_session": "false",
    "redo_asked": "true",
    "q": "路灯",
}


async def kept(client: Client, who: str = "liaison") -> list[Json]:
    items: list[Json] = (await client.get(who, "/desk/filters")).json()["items"]
    return items


async def test_a_filter_is_kept_changed_and_forgotten(client: Client) -> None:
    made = await saved(client, kind="appeal", q="路灯", colour="")
    assert (made["name"], made["query"], made["version"]) == ("路灯", {"kind": "appeal", "q": "路灯"}, 1)
    assert await kept(client) == [made]
    where = f"/desk/filters/{made['id']}"
    body = {"name": "红牌", "query": {"colour": "red"}, "version": 1}
    now = (await client.put("liaison", where, body)).json()
    assert now == {"id": made["id"], "version": 2, "name": "红牌", "query": {"colour": "red"}}
    assert code(await client.put("liaison", where, body)) == (409, "STALE_VERSION")
    assert (await client.delete("liaison", where)).status_code == 204
    assert code(await client.delete("liaison", where)) == (404, "NOT_FOUND")
    assert await kept(client) == []


async def test_it_opens_the_list_that_it_was_saved_for(client: Client) -> None:
    case_id = (await submit(client))["id"]
    await submit(client, title="积水", text="积水", category_code=None)
    made = await saved(client, tab="to_sort", kind="appeal", q="路灯", key="false")
    items = (await client.get("liaison", "/desk/cases", **made["query"])).json()["items"]
    assert [item["id"] for item in items] == [case_id]


async def test_every_parameter_of_the_inbox_may_be_saved(client: Client) -> None:
    made = await saved(client, **EVERYTHING)
    assert made["query"] == EVERYTHING
    assert (await client.get("liaison", "/desk/cases", **made["query"])).status_code == 200


def test_no_parameter_is_forgotten_here(app: FastAPI) -> None:
    inbox = app.openapi()["paths"]["/api/v1/desk/cases"]["get"]["parameters"]
    assert {item["name"] for item in inbox} - {"limit", "cursor", "with_total"} == set(EVERYTHING)


@pytest.mark.parametrize(
    ("query", "expected", "field"),
    [
        ({"colour": "pink"}, "ENUM", "query.colour"),
        ({"status": "registered,nonsense"}, "ENUM", "query.status"),
        ({"kind": "nonsense"}, "ENUM", "query.kind"),
        ({"key": "perhaps"}, "BOOL_PARSING", "query.key"),
        ({"station_id": "7"}, "UUID_PARSING", "query.station_id"),
        ({"area_code": "41112"}, "STRING_PATTERN_MISMATCH", "query.area_code"),
        ({"q": "长" * 61}, "STRING_TOO_LONG", "query.q"),
        ({"q": "长" * 301}, "STRING_TOO_LONG", "query.q"),
        ({"tab": "to_sign"}, "UNKNOWN_TAB", "query.tab"),
        ({"q": 7}, "STRING_TYPE", "query.q"),
        ({"q": None}, "STRING_TYPE", "query.q"),
        ({"limit": "20"}, "UNKNOWN_PARAMETER", "query.limit"),
        ({"cursor": "x"}, "UNKNOWN_PARAMETER", "query.cursor"),
        ({"misspelt": "x"}, "UNKNOWN_PARAMETER", "query.misspelt"),
    ],
)
async def test_what_the_inbox_would_refuse_is_refused_at_once(
    client: Client, query: dict[str, Any], expected: str, field: str
) -> None:
    made = await saved(client)
    tries = [
        await client.post("liaison", "/desk/filters", {"name": "错", "query": query}),
        await client.put(
            "liaison", f"/desk/filters/{made['id']}", {"name": "错", "query": query, "version": 1}
        ),
    ]
    for answer in tries:
        assert answer.status_code == 422, answer.text
        assert fields(answer) == {(field, expected)}
    assert await kept(client) == [made]


async def test_text_that_cannot_be_stored_is_refused(client: Client) -> None:
    answer = await client.post("liaison", "/desk/filters", {"name": "错", "query": {"q": "a\x00b"}})
    assert code(answer) == (422, "VALIDATION_FAILED")


async def test_nobody_else_knows_of_it(client: Client) -> None:
    made = await saved(client)
    where = f"/desk/filters/{made['id']}"
    body = {"name": "别人的", "query": {}, "version": 1}
    for who in ("station_head", "far_liaison", "county_office", "liaison_away"):
        assert await kept(client, who) == []
        assert code(await client.put(who, where, body)) == (404, "NOT_FOUND")
        assert code(await client.delete(who, where)) == (404, "NOT_FOUND")
    assert await kept(client) == [made]


async def test_names_are_his_own_and_used_once(client: Client) -> None:
    await saved(client)
    await saved(client, "station_head")
    again = await client.post("liaison", "/desk/filters", {"name": "路灯", "query": {}})
    assert code(again) == (409, "ALREADY_EXISTS")
    assert len(await kept(client)) == 1


async def test_renamed_to_a_name_in_use(client: Client) -> None:
    await saved(client)
    other = await saved(client, name="积水")
    body = {"name": "路灯", "query": {}, "version": 1}
    assert code(await client.put("liaison", f"/desk/filters/{other['id']}", body)) == (409, "ALREADY_EXISTS")
    assert [item["name"] for item in await kept(client)] == ["积水", "路灯"]


async def test_there_are_only_so_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_filters, "MOST_FILTERS", 3)
    for number in range(3):
        await saved(client, name=f"第 {number} 个")
    answer = await client.post("liaison", "/desk/filters", {"name": "多", "query": {}})
    assert code(answer) == (409, "LIMIT_REACHED")
    await saved(client, "station_head")


async def test_two_at_once_do_not_pass_the_limit(committed: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_filters, "MOST_FILTERS", 1)
    person = committed.world.people["liaison"]
    liaison = Actor(Role.LIAISON, appointment_id=person.appointment_id, county_code=HOME)
    async with committed.house.sessions() as session:
        first = saved_filters.create(session, liaison, SavedFilterForm(name="甲", query={}))
        second = committed.post("liaison", "/desk/filters", {"name": "乙", "query": {}})
        late = await during(committed, session, first, second)
    assert code(late) == (409, "LIMIT_REACHED")
    assert [item["name"] for item in await kept(committed)] == ["甲"]
