"""The clocks of a case as people see them, and short ways to say which of them run."""

from typing import Any

from app.domain.deadlines import CHINA
from tests.cases import door
from tests.clocks.bodies import calendar
from tests.conftest import Client

Json = dict[str, Any]


async def clocks(client: Client, case_id: str, who: str = "county_office", **asked: Any) -> Json:
    """All of them; must be seen."""
    answer = await client.get(who, f"/{door(who)}/cases/{case_id}/clocks", **asked)
    assert answer.status_code == 200, f"{who}: {answer.text}"
    found: Json = answer.json()
    return found


def named(client: Client, clock: Json, units: dict[str, str]) -> str:
    """`reply@town_a` of a hand-over, `rating` of the whole case."""
    assignment = clock["assignment_id"]
    return f"{clock['clock']}@{units[assignment]}" if assignment else str(clock["clock"])


async def by_name(client: Client, case_id: str, who: str = "county_office", **asked: Any) -> dict[str, Json]:
    """Those that run, by their names."""
    case = (await client.get("county_office", f"/desk/cases/{case_id}")).json()
    names = {str(identity): name for name, identity in client.world.units.items()}
    units = {share["id"]: names[share["unit_id"]] for share in case["assignments"]}
    found = (await clocks(client, case_id, who, **asked))["items"]
    running = [clock for clock in found if clock["stopped_at"] is None]
    assert len({named(client, clock, units) for clock in running}) == len(running)
    return {named(client, clock, units): clock for clock in running}


async def due(client: Client, case_id: str, who: str = "county_office") -> dict[str, str]:
    """Every clock that runs, with the day or the moment on which it is due."""
    found = await by_name(client, case_id, who)
    return {name: spelled(clock["due_at"]) for name, clock in sorted(found.items())}


def spelled(moment: str) -> str:
    """A day for what is due when it ends, else the moment in China."""
    return moment.removesuffix("T23:59:59+08:00").removesuffix("+08:00")


async def explained(client: Client, case_id: str, clock: Json, who: str = "county_office") -> Json:
    """Why it is due then; must add up."""
    path = f"/{door(who)}/cases/{case_id}/clocks/{clock['id']}/explanation"
    answer = await client.get(who, path)
    assert answer.status_code == 200, f"{who}: {answer.text}"
    told: Json = answer.json()
    assert total(told, "counted") == told["counted"] == told["allowance"] - told["left"]
    assert total(told, "extended") == told["extended"]
    if told["due_at"] is not None:
        assert told["due_at"] == clock["due_at"]
        assert told["days"][-1]["day"] == told["due_at"][:10]
    return told


def total(told: Json, kind: str) -> float:
    amount: float = sum(each["counted"] for each in told["days"] if each["told"] == kind)
    return amount


def now(client: Client) -> str:
    return client.clock().astimezone(CHINA).isoformat(timespec="seconds")


async def correct(client: Client, *days: Json, without: str = "") -> None:
    """The calendar of 2026 is put in anew, with these days besides, and without that one."""
    known = await calendar(client, 2026)
    kept = [each for each in known["days"] if each["day"] != without]
    body = {name: known["notice"][name] for name in ("title", "number", "announced_on", "version")}
    answer = await client.put("admin", "/admin/calendar/2026", body | {"days": [*kept, *days]})
    assert answer.status_code == 200, answer.text
