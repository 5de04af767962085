"""Two administrators at once, in real transactions: one has changed something that is not yet committed."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import unit_of_work
from app.domain.vocabulary import Role
from app.schemas.appointments import AppointmentForm
from app.schemas.directory import StationEdit, UnitEdit, UnitForm
from app.security.actors import Actor
from app.services import directory
from app.services.nouns import APPOINTMENT, AREA, STATION, UNIT
from tests.conftest import Client
from tests.directory.entries import Json, added, entry, refusal

_BLOCKED = text("""
    SELECT count(*) FROM pg_locks AS waiting JOIN pg_locks AS held USING (pid)
    WHERE NOT waiting.granted
      AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


def admin(client: Client) -> Actor:
    person = client.world.people["admin"]
    return Actor(
        role=Role.ADMIN,
        name="admin",
        account_id=person.account_id,
        appointment_id=person.appointment_id,
        county_code="411122",
    )


async def during(
    client: Client,
    session: AsyncSession,
    first: Awaitable[Any],
    second: Coroutine[Any, Any, httpx.Response],
) -> httpx.Response:
    """What the second gets that starts when the first has happened in `session`, and commits while it waits."""
    async with unit_of_work(client.house.sessions) as watcher, session.begin():
        watch = await watcher.connection()
        await first
        task = asyncio.create_task(second)
        while not task.done() and not (await watch.execute(_BLOCKED)).scalar_one():
            pass
    return await task


async def test_who_edits_during_an_edit_is_told(committed: Client) -> None:
    row = await added(committed, "units")
    body = entry(committed, "units").edit(1)
    async with committed.house.sessions() as session:
        form = UnitEdit.model_validate(body)
        first = directory.edit(session, admin(committed), UNIT, UUID(row["id"]), form, committed.clock())
        late = await during(
            committed, session, first, committed.put("admin", f"/admin/units/{row['id']}", body)
        )
    assert refusal(late) == (409, "STALE_VERSION")


async def test_two_changes_of_the_tree_do_not_close_a_loop(committed: Client) -> None:
    """二 under 三 and 四 under 一 stand. Then 一 under 二 is right for itself, and so is 三 under 四; not both."""
    body = entry(committed, "stations").body | {"tier": "station", "parent_id": None}

    async def made(name: str, parent_id: str | None = None) -> str:
        row = await added(committed, "stations", **body | {"name": name, "parent_id": parent_id})
        return str(row["id"])

    one, three = await made("一"), await made("三")
    two, four = await made("二", three), await made("四", one)

    def below(parent_id: str) -> Json:
        return body | {"parent_id": parent_id, "version": 1, "active": True}

    async with committed.house.sessions() as session:
        form = StationEdit.model_validate(below(two))
        first = directory.edit(session, admin(committed), STATION, UUID(one), form, committed.clock())
        second = committed.put("admin", f"/admin/stations/{three}", below(four))
        answer = await during(committed, session, first, second)
    assert refusal(answer) == (409, "TREE_LOOP")


async def test_of_two_heads_appointed_at_once_one_is_told(committed: Client) -> None:
    """Their terms differ, so that no index could tell."""
    body = {"role": "station_head", "post": "head", "scope_id": str(committed.world.stations["town"])}
    first_form = AppointmentForm.model_validate(body | {"name": "孙明", "ends_on": "2026-12-31"})
    second_form = body | {"name": "钱清", "ends_on": "2027-12-31"}
    async with committed.house.sessions() as session:
        first = directory.create(session, admin(committed), APPOINTMENT, first_form, committed.clock())
        second = committed.post("admin", "/admin/appointments", second_form)
        late = await during(committed, session, first, second)
    assert refusal(late) == (409, "POST_TAKEN")


async def test_an_area_into_which_something_is_put_stays(committed: Client) -> None:
    """Areas are named by their code, which no key of the database protects."""
    area = await added(committed, "areas")
    form = UnitForm.model_validate(entry(committed, "units").body | {"area_code": area["code"]})
    async with committed.house.sessions() as session:
        first = directory.create(session, admin(committed), UNIT, form, committed.clock())
        second = committed.delete("admin", f"/admin/areas/{area['id']}")
        answer = await during(committed, session, first, second)
    assert refusal(answer) == (409, "STILL_IN_USE")


async def test_nothing_is_put_into_an_area_that_goes(committed: Client) -> None:
    area = await added(committed, "areas")
    body = entry(committed, "units").body | {"area_code": area["code"]}
    async with committed.house.sessions() as session:
        first = directory.delete(session, admin(committed), AREA, UUID(area["id"]), committed.clock())
        answer = await during(committed, session, first, committed.post("admin", "/admin/units", body))
    assert refusal(answer) == (404, "AREA_NOT_FOUND")
