"""Two administrators at once, in real transactions."""

import asyncio

from tests.conftest import Client
from tests.directory.entries import added, entry, refusal


async def test_of_two_who_edit_the_same_row_one_is_told(committed: Client) -> None:
    row = await added(committed, "units")
    body = entry(committed, "units").edit(1)
    where = f"/admin/units/{row['id']}"
    answers = await asyncio.gather(*(committed.put("admin", where, body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {refusal(answer) for answer in answers if answer.status_code == 409} == {(409, "STALE_VERSION")}


async def test_two_changes_of_the_tree_do_not_close_a_loop(committed: Client) -> None:
    """Each is right for itself: only one of "A under B" and "B under A" may happen."""
    body = entry(committed, "stations").body | {"tier": "station", "parent_id": None}
    first, second = [
        (await committed.post("admin", "/admin/stations", body | {"name": name})).json()["id"]
        for name in ("一站", "二站")
    ]

    async def hang(row_id: str, parent_id: str) -> int:
        wanted = body | {"parent_id": parent_id, "version": 1, "active": True}
        return (await committed.put("admin", f"/admin/stations/{row_id}", wanted)).status_code

    assert sorted(await asyncio.gather(hang(first, second), hang(second, first))) == [200, 409]


async def test_nothing_is_put_into_an_area_while_it_is_deleted(committed: Client) -> None:
    """Areas are named by their code, which no key of the database protects."""
    area = await added(committed, "areas")
    body = entry(committed, "units").body | {"area_code": area["code"]}
    deleted, *made = await asyncio.gather(
        committed.delete("admin", f"/admin/areas/{area['id']}"),
        *(committed.post("admin", "/admin/units", body) for _ in range(3)),
    )
    units = (await committed.get("admin", "/admin/units", area_code=area["code"])).json()["items"]
    assert len(units) == [answer.status_code for answer in made].count(201)
    if deleted.status_code == 204:
        assert {refusal(answer) for answer in made} == {(404, "AREA_NOT_FOUND")}
    else:
        assert refusal(deleted) == (409, "STILL_IN_USE")
        assert units
