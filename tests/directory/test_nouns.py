"""What holds for every noun of the directory alike."""

import pytest

from app.routers.admin import groups, links
from app.routers.admin.directory import DOORS
from tests.conftest import Client
from tests.directory.entries import PATHS, VERSIONED, added, entry, refusal


def test_no_noun_is_left_out() -> None:
    assert {door.path for door in (*DOORS, groups.DOOR, links.DOOR)} == set(PATHS)


@pytest.mark.parametrize("path", PATHS)
async def test_it_is_made_read_listed_edited_and_deleted(client: Client, path: str) -> None:
    noun = entry(client, path)
    made = await added(client, path)
    assert {name: made[name] for name in noun.body} == noun.body
    where = f"/admin/{path}/{made['id']}"
    read = (await client.get("admin", where)).json()
    assert read == {name: value for name, value in made.items() if name != "secret"}
    newest = (await client.get("admin", f"/admin/{path}", limit=1)).json()
    assert newest["items"] == [read]
    edited = await client.put("admin", where, noun.edit(1))
    assert edited.status_code == 200, edited.text
    expected = read | noun.change | ({"version": 2} if noun.versioned else {})
    assert edited.json() == expected
    assert (await client.get("admin", where)).json() == expected
    assert (await client.delete("admin", where)).status_code == 204
    assert refusal(await client.get("admin", where)) == (404, noun.missing)


@pytest.mark.parametrize("path", PATHS)
async def test_every_change_is_written_down_with_who_did_it(client: Client, path: str) -> None:
    noun = entry(client, path)
    made = await added(client, path)
    where = f"/admin/{path}/{made['id']}"
    await client.put("admin", where, noun.edit(1))
    await client.delete("admin", where)
    answer = await client.get("admin", "/admin/audit", row_id=made["id"])
    deleted, edited, created = answer.json()["items"]
    assert [item["action"] for item in (created, edited, deleted)] == ["create", "edit", "delete"]
    assert {item["noun"] for item in (created, edited, deleted)} == {noun.noun}
    assert {item["actor_name"] for item in (created, edited, deleted)} == {"admin"}
    assert {item["account_id"] for item in (created, edited, deleted)} == {
        str(client.world.people["admin"].account_id)
    }
    assert (created["before"], deleted["after"]) == (None, None)
    assert created["after"] == edited["before"]
    assert edited["after"] == deleted["before"]
    assert created["after"]["id"] == made["id"]
    changed = {name for name, value in edited["after"].items() if edited["before"][name] != value}
    told = {name for name, value in noun.change.items() if made[name] != value} - {"position"}
    assert changed - {"lat", "lng", "version"} == told


@pytest.mark.parametrize("path", VERSIONED)
async def test_who_edits_what_he_has_not_seen_is_told(client: Client, path: str) -> None:
    noun = entry(client, path)
    made = await added(client, path)
    where = f"/admin/{path}/{made['id']}"
    assert (await client.put("admin", where, noun.edit(1))).status_code == 200
    late = await client.put("admin", where, noun.edit(1))
    assert refusal(late) == (409, "STALE_VERSION")
    assert late.json()["version"] == 2
    assert (await client.get("admin", where)).json()["version"] == 2


@pytest.mark.parametrize("path", PATHS)
async def test_another_county_is_not_there(client: Client, path: str) -> None:
    noun = entry(client, path)
    made = await added(client, path)
    where = f"/admin/{path}/{made['id']}"
    assert refusal(await client.get("admin_away", where)) == (404, noun.missing)
    assert refusal(await client.put("admin_away", where, noun.edit(1))) == (404, noun.missing)
    assert refusal(await client.delete("admin_away", where)) == (404, noun.missing)
    listed = (await client.get("admin_away", f"/admin/{path}", limit=100)).json()["items"]
    assert made["id"] not in {item["id"] for item in listed}
    entries = (await client.get("admin_away", "/admin/audit", row_id=made["id"])).json()["items"]
    assert entries == []
    assert (await client.get("admin", where)).status_code == 200


@pytest.mark.parametrize("path", PATHS)
async def test_the_county_is_never_the_callers_to_choose(client: Client, path: str) -> None:
    body = entry(client, path).body | {"county_code": "411121"}
    answer = await client.post("admin", f"/admin/{path}", body)
    assert refusal(answer) == (422, "VALIDATION_FAILED")
    assert answer.json()["errors"][0]["field"] == "county_code"


@pytest.mark.parametrize("path", PATHS)
async def test_a_repeated_call_makes_one_row(client: Client, path: str) -> None:
    body = entry(client, path).body
    first = await client.post("admin", f"/admin/{path}", body, key="the-same-key")
    again = await client.post("admin", f"/admin/{path}", body, key="the-same-key")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await client.post("admin", f"/admin/{path}", body | {"name": "别的"}, key="the-same-key")
    assert refusal(other) in {(422, "IDEMPOTENCY_MISMATCH"), (422, "VALIDATION_FAILED")}


@pytest.mark.parametrize("path", [*PATHS, "audit", "codes"])
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (None, (401, "TOKEN_MISSING")),
        ("resident", (403, "APPOINTMENT_REQUIRED")),
        ("county_office", (403, "FORBIDDEN")),
        ("ended_deputy", (403, "APPOINTMENT_ENDED")),
    ],
)
async def test_only_an_administrator_comes_in(
    client: Client, path: str, who: str | None, expected: tuple[int, str]
) -> None:
    assert refusal(await client.get(who, f"/admin/{path}")) == expected


async def test_a_refused_change_leaves_no_trace(client: Client) -> None:
    made = await added(client, "units")
    where = f"/admin/units/{made['id']}"
    nowhere = entry(client, "units").edit(1) | {"area_code": "411199"}
    assert refusal(await client.put("admin", where, nowhere)) == (404, "AREA_NOT_FOUND")
    assert (await client.get("admin", where)).json() == made
    entries = (await client.get("admin", "/admin/audit", row_id=made["id"])).json()["items"]
    assert [item["action"] for item in entries] == ["create"]


async def test_an_edit_replaces_the_whole(client: Client) -> None:
    made = await added(client, "categories", promise="七日内答复", sensitive=True)
    body = {"version": 1, "name": "绿地灯", "active": True}
    edited = (await client.put("admin", f"/admin/categories/{made['id']}", body)).json()
    assert (edited["promise"], edited["sensitive"]) == ("", False)
    assert (edited["code"], edited["parent_code"]) == (made["code"], made["parent_code"])


async def test_secrets_are_never_written_down(client: Client) -> None:
    system = await added(client, "external-systems")
    appointment = await added(client, "appointments")
    written = (await client.get("admin", "/admin/audit", limit=100)).text
    assert system["id"] in written
    assert appointment["id"] in written
    assert system["secret"] not in written
    assert appointment["invitation"] not in written


async def test_the_secret_of_a_system_is_shown_once(client: Client) -> None:
    system = await added(client, "external-systems")
    assert len(system["secret"]) >= 32
    read = await client.get("admin", f"/admin/external-systems/{system['id']}")
    listed = await client.get("admin", "/admin/external-systems")
    edited = await client.put(
        "admin", f"/admin/external-systems/{system['id']}", {"name": "数字城管", "active": True}
    )
    for answer in (read, listed, edited):
        assert answer.status_code == 200
        assert system["secret"] not in answer.text
