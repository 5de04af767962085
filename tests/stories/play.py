"""Playing a practice: people of the world do things to matters, through the front door, one request each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.db import unit_of_work
from app.domain.vocabulary import Channel, Kind, Role, Status, Visibility
from app.models import Case
from app.services.intake import new_number
from tests.cases import OWNERS, RESOLVED, day, dispatch_form, door, handler, head, matter
from tests.conftest import Client
from tests.world import HOME, Builder, Person

Json = dict[str, Any]


@dataclass
class Matter:
    """One case on its way. Knows the version that its last action left, so that the next needs no look."""

    client: Client
    id: str
    number: str
    version: int
    status: str

    async def do(self, who: str, action: str, *, at: str = "", **fields: Any) -> Json:
        """Must succeed; the state in which it leaves the case."""
        answer = await self._try(who, action, at, fields)
        assert answer.status_code == 200, f"{who} {action}: {answer.text}"
        state: Json = answer.json()
        self.version, self.status = state["version"], state["status"]
        return state

    async def refuses(self, who: str, action: str, code: str, *, at: str = "", **fields: Any) -> Json:
        """Must not be possible now, for exactly this reason."""
        answer = await self._try(who, action, at, fields)
        problem: Json = answer.json()
        assert problem.get("code") == code, f"{who} {action}: {answer.status_code} {answer.text}"
        return problem

    async def _try(self, who: str, action: str, at: str, fields: Json) -> Any:
        path = f"/{at or door(who)}/cases/{self.id}/actions/{action}"
        return await self.client.post(who, path, {"version": self.version, **fields})

    async def dispatch(self, by: str, main: str = "town_a", *co: str, **more: Any) -> Json:
        """Handed over to a main unit, with co units if any, named as in the world."""
        return await self.do(by, "dispatch", **dispatch_form(self.client, main=main, co=co, **more))

    async def accept(self, *units: str) -> None:
        for unit in units:
            await self.do(handler(unit), "accept", owners=OWNERS)

    async def reply(self, unit: str = "town_a", **reply: Any) -> Json:
        """The unit drafts an answer and its head signs it."""
        await self.do(handler(unit), "draft_reply", **(reply or RESOLVED))
        return await self.do(head(unit), "sign_reply", signer="周平")

    async def seen_by(self, who: str, *, at: str = "") -> Json:
        """Everything that this person may know of it; must be something."""
        return await read(self.client, who, f"/{at or door(who)}/cases/{self.id}")

    async def walked(self, who: str, *, at: str = "") -> list[str]:
        """The steps of its practice that it has got to, as this person sees them; it stands in the last."""
        steps = (await self.seen_by(who, at=at))["steps"]
        reached = [step["label"] for step in steps if step["reached_at"]]
        assert [step["label"] for step in steps if step["current"]] == reached[-1:]
        return reached

    async def done(self, who: str, action: str) -> Json:
        """The newest entry of the timeline of this action, as this person reads it."""
        timeline = (await self.seen_by(who))["timeline"]
        entry: Json = next(entry for entry in timeline if entry["action"] == action)
        return entry


async def timed(client: Client, number: int, unit: str, **scope: str) -> None:
    """The administrator sets how long something may take from today on."""
    rule = {"number": number, "unit": unit, "source": "示例县办理办法", "valid_from": day(client, 0)}
    await send(client, "admin", "/admin/clock-rules", rule | scope)


async def read(client: Client, who: str | None, path: str, **params: Any) -> Json:
    """Must be there."""
    answer = await client.get(who, path, **params)
    assert answer.status_code == 200, f"{who} {path}: {answer.text}"
    body: Json = answer.json()
    return body


async def send(client: Client, who: str | None, path: str, body: Json, status: int = 201) -> Json:
    """Must succeed."""
    answer = await client.post(who, path, body)
    assert answer.status_code == status, f"{who} {path}: {answer.text}"
    found: Json = answer.json()
    return found


def _matter(client: Client, receipt: Json) -> Matter:
    number, version, status = receipt["number"], receipt["version"], receipt["status"]
    return Matter(client, receipt["id"], number, version, status)


async def submit(
    client: Client, who: str = "resident", *, code: str | None = "deputy", **more: Any
) -> Matter:
    """A resident scans a code (that of this deputy, station or point, or a token), or none, and hands in a matter."""
    body = matter(client, code=code and client.world.codes.get(code, code)) | more
    return _matter(client, await send(client, who, "/citizen/cases", body))


async def enter(client: Client, who: str, **more: Any) -> Matter:
    """Somebody at the desk writes down what a resident says, with his consent."""
    body = matter(client, consent="本人口述，已核对并同意代录", channel="station") | more
    del body["code"]
    return _matter(client, await send(client, who, "/desk/cases", body))


async def draft(client: Client, who: str, title: str, text: str, *cosigners: str) -> Matter:
    """A deputy's suggestion, and whom he asks to sign it."""
    invited = [str(client.world.deputies[name]) for name in cosigners]
    body = {"title": title, "text": text, "cosigner_ids": invited}
    return _matter(client, await send(client, who, "/desk/suggestions", body))


async def planned(client: Client, who: str, kind: str, title: str, *deputies: str, **more: Any) -> Json:
    """Something that is to happen tomorrow morning with these deputies."""
    tomorrow = day(client, 1)
    body: Json = {
        "kind": kind,
        "title": title,
        "starts_at": f"{tomorrow}T09:00:00+08:00",
        "ends_at": f"{tomorrow}T11:30:00+08:00",
        "roster": [{"deputy_id": str(client.world.deputies[name])} for name in deputies],
    }
    return await send(client, who, "/desk/events", body | more)


async def held(client: Client, who: str, event: Json, **more: Any) -> Json:
    """It has happened as it was planned, with everybody there."""
    body = {
        "version": event["version"],
        "summary": "按计划举行",
        "attended": [person["id"] for person in event["roster"]],
    }
    return await send(client, who, f"/desk/events/{event['id']}/hold", body | more, status=200)


@asynccontextmanager
async def building(client: Client) -> AsyncIterator[Builder]:
    """More of the world, for this client alone: what a story needs in bulk is written as rows."""
    client.world = deepcopy(client.world)
    async with unit_of_work(client.house.sessions) as session:
        yield Builder(session, HOME, client.world)


async def past(client: Client, count: int, **fields: Any) -> None:
    """So many matters of the town that are history, as rows: for figures, never for what a story is about."""
    now, world = client.clock(), client.world
    columns: Json = {
        "county_code": HOME,
        "kind": Kind.APPEAL,
        "channel": Channel.SCAN,
        "status": Status.CLOSED,
        "title": "往年的一件事",
        "area_code": f"{HOME}102",
        "station_id": world.stations["town"],
        "visibility": Visibility.UNITS,
        "created_at": now,
        "updated_at": now,
    }
    async with unit_of_work(client.house.sessions) as session:
        session.add_all(
            Case(number=new_number(HOME, now), check_code="ABCDEF", **columns | fields) for _ in range(count)
        )


async def appoint(client: Client, who: str, account: str, role: str, scope_id: str, **more: Any) -> None:
    """The administrator appoints somebody, who takes up the invitation with an account: `who` from then on."""
    form = {"role": role, "name": who, "scope_id": scope_id, **more}
    made = await send(client, "admin", "/admin/appointments", form)
    taken = await send(client, account, "/citizen/appointments", {"invitation": made["invitation"]})
    person = client.world.people[account]
    client.world = deepcopy(client.world)
    client.world.people[who] = Person(who, person.account_id, UUID(taken["id"]), Role(role))


async def handed_in(client: Client, title: str, text: str, unit: str = "county_a") -> Matter:
    """A deputy's suggestion on the desk of the county's unit that accepted it, and talked it over with him."""
    case = await draft(client, "deputy", title, text)
    await case.do("deputy", "submit")
    await case.do("county_office", "register")
    await case.do("county_office", "shortlist", decided_by="县人大代表工委")
    await case.dispatch("county_office", unit)
    await case.accept(unit)
    talk = {"method": "meeting", "on": day(client, 0), "record": "与代表谈清了范围和先后。"}
    await case.do(handler(unit), "communicate", **talk)
    return case


async def order_of(case: Matter, who: str, kind: str) -> Json:
    """The only order of this kind about the case, as this person sees it."""
    (found,) = (await read(case.client, who, "/desk/supervision", case_id=case.id, kind=kind))["items"]
    return await read(case.client, who, f"/desk/supervision/{found['id']}")


async def on_order(case: Matter, who: str, order: Json, what: str, **fields: Any) -> Json:
    """Must succeed, at the version that is there."""
    path = f"/desk/supervision/{order['id']}"
    version = (await read(case.client, who, path))["version"]
    return await send(case.client, who, f"{path}/{what}", {"version": version} | fields, 200)
