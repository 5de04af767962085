"""Two small counties with somebody in every role, in and out of scope. Written once into the template database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import tokens
from app.domain import vocabulary as v
from app.integrations import holidays
from app.integrations.wechat import FakeWeChat
from app.models import (
    Account,
    Appointment,
    Area,
    Category,
    Code,
    Congress,
    County,
    Deputy,
    ExternalSystem,
    FieldLink,
    Mandate,
    Office,
    Station,
    Term,
    Unit,
)
from app.models.base import new_id
from app.services.seeding_time import lay_down

HOME, AWAY = "411122", "411121"
START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SYSTEM_SECRET = "s" * 40


@dataclass
class Person:
    """Somebody who can sign in: his openid is what the fake WeChat makes of his key."""

    key: str
    account_id: UUID
    appointment_id: UUID | None = None
    role: v.Role = v.Role.CITIZEN


@dataclass
class World:
    """Everything by a short name; `people` by the name of the role, with a suffix for others of the same role."""

    people: dict[str, Person] = field(default_factory=dict)
    stations: dict[str, UUID] = field(default_factory=dict)
    offices: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    deputies: dict[str, UUID] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    code_ids: dict[str, UUID] = field(default_factory=dict)
    congresses: dict[str, UUID] = field(default_factory=dict)
    terms: dict[str, UUID] = field(default_factory=dict)
    systems: dict[str, UUID] = field(default_factory=dict)


class Builder:
    """Adds rows in the order in which they refer to each other."""

    def __init__(self, session: AsyncSession, county: str, world: World, suffix: str = "") -> None:
        self.session, self.county, self.world, self.suffix = session, county, world, suffix

    async def add(self, row: SQLModel) -> UUID:
        self.session.add(row)
        await self.session.flush()
        found = getattr(row, "id", None)
        assert found is None or isinstance(found, UUID)
        return found or new_id()

    def key(self, name: str) -> str:
        return name + self.suffix

    async def person(self, name: str, role: v.Role = v.Role.CITIZEN, **scope: Any) -> None:
        key = self.key(name)
        account_id = await self.add(Account(openid=await openid_of(key)))
        person = Person(key, account_id, role=role)
        if role is not v.Role.CITIZEN:
            row = Appointment(county_code=self.county, account_id=account_id, role=role, name=key, **scope)
            person.appointment_id = await self.add(row)
        self.world.people[key] = person

    async def station(self, name: str, area: str, parent: str | None = None) -> None:
        row = Station(
            county_code=self.county,
            name=f"{name}联络站",
            tier=v.StationTier.POINT if parent else v.StationTier.STATION,
            kind=v.StationKind.VILLAGE if parent else v.StationKind.TOWN,
            parent_id=self.world.stations[self.key(parent)] if parent else None,
            area_code=area,
            address="示例路 1 号",
            phone="19900000001",
            opening_hours="工作日 8:30–17:30",
        )
        self.world.stations[self.key(name)] = await self.add(row)

    async def office(self, name: str, kind: v.OfficeKind, area: str) -> None:
        row = Office(county_code=self.county, kind=kind, name=f"{name}机关", area_code=area)
        self.world.offices[self.key(name)] = await self.add(row)

    async def unit(self, name: str, area: str, route: v.Route = v.Route.GOVERNMENT) -> None:
        row = Unit(county_code=self.county, name=f"{name}单位", route=route, area_code=area, head_name="周平")
        self.world.units[self.key(name)] = await self.add(row)

    async def deputy(self, name: str, station: str, area: str, **more: Any) -> None:
        row = Deputy(
            county_code=self.county,
            name=f"{name}代表",
            station_id=self.world.stations[self.key(station)],
            area_code=area,
            reception="每周三上午",
            **more,
        )
        deputy_id = self.world.deputies[self.key(name)] = await self.add(row)
        await self.add(
            Mandate(
                county_code=self.county,
                deputy_id=deputy_id,
                term_id=self.world.terms[self.key("county")],
                district="第二选区",
                starts_on=date(2022, 1, 1),
            )
        )
        await self.code(name, v.CodeTarget.DEPUTY, deputy_id=deputy_id)

    async def code(self, name: str, target: v.CodeTarget, **of: Any) -> None:
        key = self.key(f"{name}_code" if name in self.world.codes else name)
        token = tokens.new_token()
        row = Code(county_code=self.county, token=token, target=target, place="公告栏", issued_at=START, **of)
        self.world.code_ids[key] = await self.add(row)
        self.world.codes[key] = token


async def openid_of(key: str) -> str:
    """What signing in with the js_code `key` finds."""
    return (await FakeWeChat().exchange(key)).openid


async def build(session: AsyncSession) -> None:
    """Both counties."""
    world = World()
    home = Builder(session, HOME, world)
    await _county(home, "示例县")
    await home.unit("town_a", f"{HOME}102")
    await home.unit("town_b", f"{HOME}102")
    await home.unit("county_a", HOME)
    await home.unit("county_b", HOME)
    await home.unit("court", HOME, v.Route.SUPERVISORY_JUDICIAL)
    for office, unit in (("committee", "county_a"), ("committee_2", "county_b")):
        link = FieldLink(county_code=HOME, office_id=world.offices[office], unit_id=world.units[unit])
        await home.add(link)
    await home.deputy("deputy", "town", f"{HOME}102", heads_unit_id=world.units["court"])
    await home.deputy("colleague", "town", f"{HOME}102")
    await home.deputy("far_deputy", "other", f"{HOME}103")
    await home.deputy("ended_deputy", "town", f"{HOME}102", status=v.DeputyStatus.ENDED)
    await _people(home)
    for name in ("resident", "neighbour", "firm"):
        await home.person(name)
    await home.person("colleague", v.Role.DEPUTY, deputy_id=world.deputies["colleague"])
    await home.person("far_deputy", v.Role.DEPUTY, deputy_id=world.deputies["far_deputy"])
    await home.person("ended_deputy", v.Role.DEPUTY, deputy_id=world.deputies["ended_deputy"])
    await home.person("far_liaison", v.Role.LIAISON, station_id=world.stations["other"])
    await home.person("far_town_office", v.Role.TOWN_OFFICE, office_id=world.offices["far_town_office"])
    await home.person("far_committee", v.Role.COMMITTEE, office_id=world.offices["committee_2"])
    for unit in ("town_b", "county_a", "county_b", "court"):
        await home.person(f"{unit}_handler", v.Role.UNIT_HANDLER, unit_id=world.units[unit])
        await home.person(f"{unit}_head", v.Role.UNIT_HEAD, unit_id=world.units[unit])
    away = Builder(session, AWAY, world, "_away")
    await _county(away, "邻县")
    await away.unit("town_a", f"{AWAY}102")
    await away.unit("county_a", AWAY)
    await away.deputy("deputy", "town", f"{AWAY}102")
    await _people(away)


async def _county(to: Builder, name: str) -> None:
    county = to.county
    await to.add(County(code=county, name=name))
    for code, area in (
        (county, name),
        (f"{county}102", "甲镇"),
        (f"{county}103", "乙镇"),
        (f"{county}102201", "甲村"),
    ):
        await to.add(Area(county_code=county, code=code, name=area))
    congress = Congress(
        county_code=county, area_code=county, level=v.CongressLevel.COUNTY, name=f"{name}人大"
    )
    congress_id = to.world.congresses[to.key("county")] = await to.add(congress)
    for key, title, first in (
        ("county", "第十六届", date(2022, 1, 1)),
        ("next", "第十七届", date(2027, 1, 1)),
    ):
        term = Term(county_code=county, congress_id=congress_id, name=title, starts_on=first)
        to.world.terms[to.key(key)] = await to.add(term)
    await to.station("town", f"{county}102")
    await to.station("point", f"{county}102201", "town")
    await to.station("other", f"{county}103")
    await to.office("town_office", v.OfficeKind.TOWN_OFFICE, f"{county}102")
    await to.office("far_town_office", v.OfficeKind.TOWN_OFFICE, f"{county}103")
    await to.office("committee", v.OfficeKind.COMMITTEE, county)
    await to.office("committee_2", v.OfficeKind.COMMITTEE, county)
    await to.office("county_office", v.OfficeKind.COUNTY_OFFICE, county)
    for target, station in ((v.CodeTarget.STATION, "town"), (v.CodeTarget.POINT, "point")):
        await to.code(station, target, station_id=to.world.stations[to.key(station)])
    for code, label, more in (
        ("lighting", "照明", {}),
        ("lighting.street_lamp", "路灯", {"parent_code": "lighting"}),
        ("conduct", "作风", {"sensitive": True}),
        ("lawsuit", "诉讼", {"refusal": "请向人民法院提出"}),
    ):
        await to.add(Category(county_code=county, code=code, name=label, **more))
    await lay_down(to.session, county, holidays.years(), START)
    system = ExternalSystem(county_code=county, name="12345 热线", secret=SYSTEM_SECRET)
    to.world.systems[to.key("hotline")] = await to.add(system)


async def _people(to: Builder) -> None:
    """One of every role, in scope of a case handed in at the town's station."""
    world = to.world
    await to.person("deputy", v.Role.DEPUTY, deputy_id=world.deputies[to.key("deputy")])
    for role in (v.Role.LIAISON, v.Role.STATION_HEAD, v.Role.MEDIATOR):
        await to.person(role.value, role, station_id=world.stations[to.key("town")])
    for role in (v.Role.TOWN_OFFICE, v.Role.COMMITTEE, v.Role.COUNTY_OFFICE):
        await to.person(role.value, role, office_id=world.offices[to.key(role.value)])
    for role in (v.Role.UNIT_HANDLER, v.Role.UNIT_HEAD):
        await to.person(role.value, role, unit_id=world.units[to.key("town_a")])
    await to.person("admin", v.Role.ADMIN)


async def load(session: AsyncSession) -> World:
    """The world as it stands in a clone of the template."""
    world = World()
    suffix = {HOME: "", AWAY: "_away"}
    accounts = {row.id: row.openid for row in await session.exec(select(Account))}
    keys = {await openid_of(key): key for key in _all_keys()}
    for account_id, openid in accounts.items():
        world.people[keys[openid]] = Person(keys[openid], account_id)
    for appointment in await session.exec(select(Appointment)):
        assert appointment.account_id is not None
        person = world.people[keys[accounts[appointment.account_id]]]
        person.appointment_id, person.role = appointment.id, appointment.role
    named: list[tuple[type[Any], dict[str, UUID]]]
    named = [(Station, world.stations), (Office, world.offices), (Unit, world.units)]
    for model, target in named:
        for row in await session.exec(select(model)):
            name = row.name.removesuffix("联络站").removesuffix("机关").removesuffix("单位")
            target[name + suffix[row.county_code]] = row.id
    for deputy in await session.exec(select(Deputy)):
        world.deputies[deputy.name.removesuffix("代表") + suffix[deputy.county_code]] = deputy.id
    for congress in await session.exec(select(Congress)):
        world.congresses["county" + suffix[congress.county_code]] = congress.id
    for term in await session.exec(select(Term)):
        key = {"第十六届": "county", "第十七届": "next"}[term.name]
        world.terms[key + suffix[term.county_code]] = term.id
    for system in await session.exec(select(ExternalSystem)):
        world.systems["hotline" + suffix[system.county_code]] = system.id
    names = {identity: name for name, identity in (world.deputies | world.stations).items()}
    for code in await session.exec(select(Code)):
        name = names[code.deputy_id or code.station_id]  # type: ignore[index]
        world.codes[name], world.code_ids[name] = code.token, code.id
    return world


def _all_keys() -> list[str]:
    roles = [role.value for role in v.Role]
    more = ["resident", "neighbour", "firm", "colleague", "far_deputy", "ended_deputy", "far_liaison"]
    more += ["far_town_office", "far_committee"]
    more += [
        f"{unit}_{post}"
        for unit in ("town_b", "county_a", "county_b", "court")
        for post in ("handler", "head")
    ]
    return [*roles, *more, *(f"{role}_away" for role in roles)]
