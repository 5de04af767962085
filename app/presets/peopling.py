"""The people of a county of any size: deputies, those who serve, residents, and the links and codes between them."""

from collections.abc import Iterator
from itertools import count, islice
from random import Random
from typing import NamedTuple

from app.domain.vocabulary import (
    CongressLevel,
    ContactMethod,
    ContactNature,
    DeputyStatus,
    Gender,
    LinkKind,
    OfficeKind,
    Post,
    Role,
    StationKind,
    StationTier,
)
from app.presets.county import CountyFile, Link, LogEntry
from app.presets.entries import Area, Code, Deputy, Mandate, Resident, Staff, Station
from app.presets.grouping import Grouping
from app.presets.loader import Preset, villages_of
from app.presets.names import Names, phone
from app.presets.size import Size

L = CongressLevel


class Seats(NamedTuple):
    """At which levels somebody holds a mandate, and how common that is."""

    levels: tuple[CongressLevel, ...]
    weight: float


_SEATS = (
    Seats((L.TOWN,), 52),
    Seats((L.COUNTY, L.TOWN), 18),
    Seats((L.COUNTY,), 20),
    Seats((L.CITY, L.COUNTY), 7),
    Seats((L.CITY,), 1.5),
    Seats((L.PROVINCE, L.COUNTY), 1),
    Seats((L.NATION, L.COUNTY), 0.5),
)
_OFFICE_ROLES = {
    OfficeKind.TOWN_OFFICE: Role.TOWN_OFFICE,
    OfficeKind.COMMITTEE: Role.COMMITTEE,
    OfficeKind.COUNTY_OFFICE: Role.COUNTY_OFFICE,
}
_POSTS = {
    OfficeKind.TOWN_OFFICE: (Post.CHAIR, Post.SECRETARY),
    OfficeKind.COMMITTEE: (None,),
    OfficeKind.COUNTY_OFFICE: (Post.DIRECTOR, Post.DEPUTY_DIRECTOR),
}
"""Who is to be found at every organ; where nobody holds a post, the one without."""
_TIMES = ("上午", "下午")
_ORDINALS = "一二三四"


class People:
    """Everybody who is not hand-written, and what depends on who there is."""

    def __init__(self, preset: Preset, size: Size, rng: Random, names: Names) -> None:
        self.hand, self.size, self.rng, self.names = preset.county, size, rng, names
        self.areas = {area.code: area for area in preset.places.areas}
        self.towns = preset.places.towns
        self.town_congresses = {
            congress.area_code: congress.key for congress in self.hand.congresses if congress.level is L.TOWN
        }
        self.congresses = {congress.level: congress.key for congress in self.hand.congresses}
        self.serial = count(1)

    def county(self) -> CountyFile:
        hand = self.hand
        deputies = [
            *islice(self._deputies(), max(self.size.deputies - len(hand.deputies), 0)),
            *hand.deputies,
        ]
        staff = [*self._staff(deputies), *hand.staff]
        residents = [*self._residents(max(self.size.residents - len(hand.residents), 0)), *hand.residents]
        groups = Grouping(hand, deputies, self.size.groups, self.areas, self.rng)
        more = {
            "deputies": deputies,
            "staff": staff,
            "residents": residents,
            "groups": groups.all(),
            "links": [*self._links(deputies, staff, residents), *hand.links],
            "codes": [*self._codes(deputies), *hand.codes],
        }
        return hand.model_copy(update=more)

    def _deputies(self) -> Iterator[Deputy]:
        """As many from every town, each time from its next village, for ever; at the village's point if it has one."""
        homes = {
            station.area_code: station for station in self.hand.stations if station.kind is StationKind.TOWN
        }
        points: dict[str, list[Station]] = {}
        for station in self.hand.stations:
            if station.tier is StationTier.POINT:
                points.setdefault(station.area_code, []).append(station)
        villages = [villages_of(town.code, self.areas) for town in self.towns]
        for number in count():
            turn, town = divmod(number, len(self.towns))
            area = villages[town][turn % len(villages[town])]
            here = points.get(area.code)
            home = homes[self.towns[town].code]
            station = self.rng.choice(here) if here and self.rng.random() < 0.5 else home
            yield self._deputy(number, area, station)

    def _deputy(self, number: int, area: Area, station: Station) -> Deputy:
        gender = self.rng.choice([Gender.FEMALE, Gender.MALE, Gender.MALE])
        trade = self.names.trade()
        turn = (
            f"每月第{self.rng.choice(_ORDINALS)}个周{self.rng.choice('一二三四五')}{self.rng.choice(_TIMES)}"
        )
        said = trade.intro.format(many=self.rng.randrange(6, 30))
        return Deputy(
            key=f"deputy-{number:05}",
            name=self.names.person(gender),
            gender=gender,
            status=DeputyStatus.SUSPENDED if number % 150 == 149 else DeputyStatus.ACTIVE,
            station=station.key,
            area_code=area.code,
            mandates=self._mandates(area),
            reception=f"{turn}，{station.name}",
            intro=f"{trade.name}。{said}",
            js_code=f"demo-deputy-{number:05}",
        )

    def _mandates(self, area: Area) -> list[Mandate]:
        """A street has no congress: whoever is elected there is so at county level or above."""
        town = area.code[:9]
        levels = self.rng.choices(_SEATS, [seats.weight for seats in _SEATS])[0].levels
        if town not in self.town_congresses:
            levels = tuple(level for level in levels if level is not L.TOWN) or (L.COUNTY,)
        districts = {
            L.NATION: "河南省代表团",
            L.PROVINCE: "漯河市代表团",
            L.CITY: "临颍县代表团",
            L.COUNTY: f"{self.areas[town].name}第{self.rng.choice(_ORDINALS)}选区",
            L.TOWN: f"{area.name}选区",
        }
        keys = self.congresses | {L.TOWN: self.town_congresses.get(town, "")}
        return [Mandate(congress=keys[level], district=districts[level]) for level in levels]

    def _staff(self, deputies: list[Deputy]) -> Iterator[Staff]:
        """Whoever has nobody yet gets somebody: every station two, every office its posts, every unit two."""
        there = {(person.role, person.scope) for person in self.hand.staff}
        held = {(person.post, person.scope) for person in self.hand.staff}
        there |= {(Role.UNIT_HEAD, deputy.heads_unit) for deputy in deputies if deputy.heads_unit}
        stations = (station for station in self.hand.stations if station.tier is StationTier.STATION)
        for number, station in enumerate(stations):
            roles = [Role.LIAISON, Role.STATION_HEAD, *([Role.MEDIATOR] if number % 3 == 0 else [])]
            for role in roles:
                if (role, station.key) not in there:
                    yield self._person(role, station=station.key)
        for office in self.hand.offices:
            role = _OFFICE_ROLES[office.kind]
            for post in _POSTS[office.kind]:
                if (post, office.key) not in held:
                    yield self._person(role, post=post, office=office.key)
        for unit in self.hand.units:
            if (Role.UNIT_HANDLER, unit.key) not in there:
                yield self._person(Role.UNIT_HANDLER, unit=unit.key)
            if (Role.UNIT_HEAD, unit.key) not in there:
                yield self._person(Role.UNIT_HEAD, unit=unit.key, name=unit.head_name)

    def _person(
        self, role: Role, *, name: str | None = None, post: Post | None = None, **scope: str
    ) -> Staff:
        affiliation = self.rng.choice(["镇司法所", "人民法庭", "县信访局"]) if role is Role.MEDIATOR else ""
        return Staff(
            name=name or self.names.person(),
            role=role,
            post=post,
            affiliation=affiliation,
            js_code=f"demo-staff-{next(self.serial):05}",
            **scope,
        )

    def _residents(self, wanted: int) -> Iterator[Resident]:
        for number in range(wanted):
            firm = self.names.firm() if number % 10 == 0 else ""
            yield Resident(
                key=f"resident-{number:05}",
                name=self.names.person(),
                phone=phone(number),
                firm=firm,
                js_code=f"demo-resident-{number:05}",
            )

    def _links(self, deputies: list[Deputy], staff: list[Staff], residents: list[Resident]) -> Iterator[Link]:
        """Some deputies with a voter, every firm with a deputy, every liaison helping one; no pair twice."""
        new = [deputy for deputy in deputies if deputy not in self.hand.deputies]
        voters = [person for person in residents if not person.firm and person not in self.hand.residents]
        for deputy, voter in zip(new[::8], voters, strict=False):
            yield self._link(
                LinkKind.DEPUTY_VOTER, deputy, party=voter.name, phone=voter.phone, note="固定联系选民。"
            )
        firms = [person for person in residents if person.firm and person not in self.hand.residents]
        for deputy, firm in zip(new[3::7], firms, strict=False):
            yield self._link(
                LinkKind.DEPUTY_FIRM, deputy, party=firm.firm, phone=firm.phone, note="每季度至少走访一次。"
            )
        homes = {deputy.station: deputy.key for deputy in new}
        for person in staff:
            if person.role is Role.LIAISON and person.station in homes and person not in self.hand.staff:
                yield Link(
                    kind=LinkKind.HELPER_DEPUTY,
                    helper=person.js_code,
                    to=homes[person.station],
                    note="帮助不便使用手机的代表提交材料。",
                    days=self.rng.randrange(100, 500),
                )

    def _link(self, kind: LinkKind, deputy: Deputy, **ends: str) -> Link:
        days = self.rng.randrange(120, 700)
        log = [
            LogEntry(
                days=self.rng.randrange(3, 115),
                nature=ContactNature.CONTACT,
                method=self.rng.choice([ContactMethod.VISIT, ContactMethod.PHONE, ContactMethod.MEETING]),
                record=self.rng.choice(
                    ["上门听意见，记下两件事。", "电话问了近况，暂无新情况。", "一起看了现场，带回研究。"]
                ),
                people=self.rng.randrange(1, 5),
            )
            for _ in range(self.rng.randrange(3))
        ]
        return Link(kind=kind, deputy=deputy.key, days=days, log=log, **ends)

    def _codes(self, deputies: list[Deputy]) -> Iterator[Code]:
        """One for every deputy who is in office, every station and every point."""
        there = {code.target for code in self.hand.codes}
        for deputy in deputies:
            if deputy.status is DeputyStatus.ACTIVE and deputy.key not in there:
                place = self.rng.choice(["村室门口", "便民超市", "小学门口", "文化广场"])
                yield Code(deputy=deputy.key, place=self.areas[deputy.area_code].name + place)
        for station in self.hand.stations:
            if station.key not in there:
                yield Code(station=station.key, place=station.address)
