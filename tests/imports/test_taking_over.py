"""A file whose worker never came back: asked for once more, then given up, and its county is free again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app.db import unit_of_work
from app.jobs import imports
from app.models import ImportRun
from app.services.imports.runs import PATIENCE
from tests.conftest import Client, Deliver
from tests.imports.files import checked, csv, shown, uploaded
from tests.imports.test_applying import apply, unit
from tests.imports.test_nouns import FILES

ALMOST = PATIENCE - timedelta(seconds=1)
SECOND = timedelta(seconds=1)


async def lost(client: Client) -> int:
    """How many jobs were waiting; none is any more, as if each had failed until it was put aside."""
    async with unit_of_work(client.house.sessions) as session:
        return int((await session.exec(text("DELETE FROM pgqueuer"))).rowcount)  # type: ignore[call-overload]


async def passed(client: Client, time: timedelta) -> int:
    """The worker looks after so long; how many files it took over."""
    client.clock.now += time
    return await imports.take_over(client.house.sessions, client.clock())


async def dying(client: Client, deliver: Deliver) -> dict[str, Any]:
    """Confirmed, and the job that was to apply it is lost."""
    run = await checked(client, deliver, "units", unit(电话="19900000008"))
    assert (await apply(client, run))[0] == 202
    assert await lost(client) == 1
    return run


async def phone(client: Client) -> str:
    found = await client.get("admin", f"/admin/units/{client.world.units['town_a']}")
    return str(found.json()["phone"])


async def test_what_nobody_applies_any_more_is_asked_for_once_more(client: Client, deliver: Deliver) -> None:
    run = await dying(client, deliver)
    assert await passed(client, ALMOST) == 0
    await deliver()
    assert ((await shown(client, run["id"]))["status"], await phone(client)) == ("applying", "")
    assert await passed(client, SECOND) == 1
    assert await passed(client, ALMOST) == 0, "the next one has as long"
    await deliver()
    assert ((await shown(client, run["id"]))["status"], await phone(client)) == ("applied", "19900000008")
    assert await passed(client, PATIENCE) == 0


async def test_and_given_up_so_that_others_of_the_county_get_through(
    client: Client, deliver: Deliver
) -> None:
    other = await checked(client, deliver, "areas", csv("areas", *FILES["areas"]))
    run = await dying(client, deliver)
    assert await passed(client, PATIENCE) == 1
    assert await lost(client) == 1
    assert (await apply(client, other))[1]["code"] == "IMPORT_RUNNING"
    assert await passed(client, PATIENCE) == 1
    found = await shown(client, run["id"])
    assert (found["status"], found["failure"], found["finished_at"]) == ("refused", "IMPORT_ABANDONED", None)
    assert found["failure_title"] == "处理中断，什么都没有导入，请重新上传"
    assert await phone(client) == ""
    assert (await apply(client, run))[1]["code"] == "IMPORT_NOT_READY"
    assert (await apply(client, other))[0] == 202
    await deliver()
    assert (await shown(client, other["id"]))["status"] == "applied"


async def test_a_job_that_comes_back_after_all_does_nothing(client: Client, deliver: Deliver) -> None:
    run = await checked(client, deliver, "units", unit(电话="19900000008"))
    assert (await apply(client, run))[0] == 202
    for _ in range(2):
        assert await passed(client, PATIENCE) == 1
    await deliver()
    assert ((await shown(client, run["id"]))["status"], await phone(client)) == ("refused", "")


async def test_a_file_that_nobody_checks_goes_the_same_way(client: Client, deliver: Deliver) -> None:
    sent = [
        (await uploaded(client, "units", unit(电话="19900000008"), key=f"upload-{n}-0")).json()
        for n in (1, 2)
    ]
    assert await lost(client) == 2
    assert await passed(client, PATIENCE) == 2
    await deliver()
    assert [(await shown(client, each["id"]))["status"] for each in sent] == ["ready", "ready"]
    assert await passed(client, PATIENCE) == 0, "who is to confirm it has all the time he needs"
    run = (await uploaded(client, "units", unit(电话="19900000009"))).json()
    for _ in range(2):
        await lost(client)
        assert await passed(client, PATIENCE) == 1
    assert (await shown(client, run["id"]))["failure"] == "IMPORT_ABANDONED"


async def test_confirming_begins_the_wait_anew(client: Client, deliver: Deliver) -> None:
    await uploaded(client, "units", unit(电话="19900000008"))
    await lost(client)
    assert await passed(client, PATIENCE) == 1
    await deliver()
    (run,) = (await client.get("admin", "/admin/imports")).json()["items"]
    client.clock.advance(days=3)
    assert (await apply(client, run))[0] == 202
    await lost(client)
    assert await passed(client, ALMOST) == 0
    assert await passed(client, SECOND) == 1
    await deliver()
    assert (await shown(client, run["id"]))["status"] == "applied"


async def test_a_file_that_a_worker_is_at_is_left_alone(committed: Client) -> None:
    """However long it takes: the worker holds the row until it is done or dead."""
    sent = (await uploaded(committed, "units", unit(电话="19900000008"))).json()
    committed.clock.now += PATIENCE
    async with unit_of_work(committed.house.sessions) as session:
        await session.get(ImportRun, sent["id"], with_for_update=True)
        assert await passed(committed, PATIENCE) == 0
    assert await passed(committed, SECOND) == 1
