"""A county of any size from the hand-written one: bodies and places. `peopling.py` adds the people.

What is generated stands before what is hand-written: lists show the newest first, and so begin with what has a story.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle, islice, zip_longest
from random import Random
from typing import NamedTuple

from app.domain.vocabulary import CongressLevel, OfficeKind, Route, StationFunction, StationKind, StationTier
from app.presets.county import CountyFile
from app.presets.entries import Area, Congress, Hours, Office, Station, Town, Unit
from app.presets.loader import Preset, villages_of
from app.presets.names import Names, phone
from app.presets.peopling import People
from app.presets.size import Size

_STREET = "0"  # where a town's code has a 1, 2 or 3: a street has no congress of its own
_URBAN = "urban-committee"
_TOWN_TERM, _TOWN_STARTS = "第十三届", date(2022, 1, 10)
_EXTRA_KINDS = (StationKind.INDUSTRY, StationKind.STUDIO, StationKind.SELF_RUN)
_POINT_KINDS = (*(StationKind.VILLAGE,) * 7, StationKind.INDUSTRY, StationKind.STUDIO, StationKind.SELF_RUN)
_DAYS = "一二三四五六日"


class Branch(NamedTuple):
    """A unit that any town may have: what it is called, to whom it belongs, and in whose field it falls."""

    name: str
    parent: str | None
    committee: str
    route: Route = Route.GOVERNMENT


_BRANCHES = (
    Branch("农业服务中心", "agriculture", "agriculture-committee"),
    Branch("供电所", "power", _URBAN, Route.OTHER),
    Branch("卫生院", "health", "culture-committee"),
    Branch("中心校", "education", "culture-committee"),
    Branch("派出所", "police", "legal-committee"),
    Branch("综合行政执法队", "urban-management", _URBAN),
    Branch("水利站", "water", _URBAN),
)


def grow(preset: Preset, size: Size) -> Preset:
    """The preset with everything added that `size` asks for; its matters (`cases`) are not among it."""
    rng = Random(size.seed)
    names = Names(preset.names, rng)
    bodies = Bodies(preset, size, rng, names)
    grown = replace(preset, county=bodies.county())
    return replace(grown, county=People(grown, size, rng, names).county())


class Bodies:
    """What the towns of a county have: congresses, offices, stations with points, units."""

    def __init__(self, preset: Preset, size: Size, rng: Random, names: Names) -> None:
        self.county_file, self.size, self.rng, self.names = preset.county, size, rng, names
        self.towns = preset.places.towns
        self.areas = {area.code: area for area in preset.places.areas}
        self.phones = 0
        self.same_name = Counter(area.name for area in preset.places.areas)

    def county(self) -> CountyFile:
        hand = self.county_file
        stations = [*self._town_stations(), *self._extra_stations()]
        points = self._points([*stations, *hand.stations])
        units = list(self._units())
        field_map = {office: list(units) for office, units in hand.field_map.items()}
        for unit, committee in units:
            field_map.setdefault(committee, []).append(unit.key)
        more = {
            "congresses": [*self._congresses(), *hand.congresses],
            "offices": [*self._offices(), *hand.offices],
            "units": [*(unit for unit, _ in units), *hand.units],
            "field_map": field_map,
            "stations": [*stations, *points, *hand.stations],
        }
        return hand.model_copy(update=more)

    def _name(self, town: Town) -> str:
        return self.areas[town.code].name

    def _phone(self) -> str:
        self.phones += 1
        return phone(8000 + self.phones % 900)

    def _congresses(self) -> Iterator[Congress]:
        there = {congress.area_code for congress in self.county_file.congresses}
        for town in self.towns:
            if town.code[6] != _STREET and town.code not in there:
                yield Congress(
                    key=f"congress-{town.code}",
                    name=f"{self._name(town)}人民代表大会",
                    area_code=town.code,
                    level=CongressLevel.TOWN,
                    term=_TOWN_TERM,
                    starts_on=_TOWN_STARTS,
                )

    def _offices(self) -> Iterator[Office]:
        there = {office.area_code for office in self.county_file.offices}
        for town in self.towns:
            if town.code not in there:
                organ = "人大工委" if town.code[6] == _STREET else "人大主席团"
                yield Office(
                    key=f"office-{town.code}",
                    name=self._name(town) + organ,
                    kind=OfficeKind.TOWN_OFFICE,
                    area_code=town.code,
                )

    def _town_stations(self) -> Iterator[Station]:
        kinds = {(station.area_code, station.kind) for station in self.county_file.stations}
        for town in self.towns:
            if (town.code, StationKind.TOWN) not in kinds:
                yield self._station(
                    f"station-{town.code}", town, StationKind.TOWN, f"{self._name(town)}人大代表联络站"
                )

    def _extra_stations(self) -> Iterator[Station]:
        """Beyond one a town: industries, studios and homes of deputies, town by town."""
        there = sum(station.tier is StationTier.STATION for station in self.county_file.stations)
        there += sum(1 for _ in self._town_stations())
        for number, town in enumerate(islice(cycle(self.towns), max(self.size.stations - there, 0))):
            kind = _EXTRA_KINDS[number % len(_EXTRA_KINDS)]
            name = f"{self._name(town)}{_called(kind, town.crop)}"
            suffix = f"（{number // len(self.towns) + 1}）" if number >= len(self.towns) else ""
            yield self._station(f"station-extra-{number:03}", town, kind, name + suffix)

    def _station(self, key: str, town: Town, kind: StationKind, name: str) -> Station:
        day = self.rng.randrange(1, 6)
        model = [StationFunction.MODEL] if self.rng.random() < 0.2 else []
        legislative = [StationFunction.LEGISLATIVE] if self.rng.random() < 0.2 else []
        return Station(
            key=key,
            name=name,
            tier=StationTier.STATION,
            kind=kind,
            area_code=town.code,
            address=f"{self._name(town)}党群服务中心{self.rng.choice('一二')}楼",
            phone=self._phone(),
            opening_hours=f"工作日 8:30–17:30，每周{_DAYS[day - 1]}上午代表接待",
            lat=self._near(town.lat),
            lng=self._near(town.lng),
            intro=f"服务{self._name(town)}各村和沿街商户，{town.crop}的事有内行代表来答。",
            functions=[StationFunction.LIAISON, *legislative, *model],
            host=f"{self._name(town)}党群服务中心",
            industry=town.crop if kind is StationKind.INDUSTRY else "",
            schedule=[
                Hours(weekdays=[1, 2, 3, 4, 5], starts="08:30", ends="17:30", label="日常接待"),
                Hours(weekdays=[day], starts="09:00", ends="11:30", label="代表接待选民日"),
            ],
            services=["接待群众", "代录诉求", "矛盾调解"],
            standards={"有场所": True, "有标牌": True, "有制度": True, "有台账": self.rng.random() < 0.8},
            duties="接待选民、收集意见、协调办理、反馈结果、公示台账。",
        )

    def _points(self, stations: list[Station]) -> list[Station]:
        """Village by village through all the towns; where none is listed, in the town itself."""
        hand = [station for station in self.county_file.stations if station.tier is StationTier.POINT]
        homes = {
            station.area_code: station.key
            for station in reversed(stations)
            if station.tier is StationTier.STATION and station.kind is StationKind.TOWN
        }
        places = self._villages({station.area_code for station in hand})
        wanted = max(self.size.points - len(hand), 0)
        return [
            self._point(number, town, place, homes[town.code])
            for number, (town, place) in enumerate(islice(places, wanted))
        ]

    def _villages(self, taken: set[str]) -> Iterator[tuple[Town, Area]]:
        """One of each town in turn, and all over again when there are no more."""
        lists = [[(town, area) for area in villages_of(town.code, self.areas)] for town in self.towns]
        first = [place for turn in zip_longest(*lists) for place in turn if place is not None]
        yield from ((town, area) for town, area in first if area.code not in taken)
        yield from cycle(first)

    def _point(self, number: int, town: Town, place: Area, parent: str) -> Station:
        kind = _POINT_KINDS[number % len(_POINT_KINDS)]
        day = self.rng.randrange(1, 7)
        where = place.name if self.same_name[place.name] == 1 else self._name(town) + place.name
        name = where + _called(kind, town.crop)
        again = number // (len(self.areas) - len(self.towns))
        return Station(
            key=f"point-{number:04}",
            name=name + (f"（{again + 1}）" if again else ""),
            tier=StationTier.POINT,
            kind=kind,
            parent=parent,
            area_code=place.code,
            address=f"{place.name}{self.rng.choice(['村室东屋', '文化广场', '便民超市旁', '农家书屋', '合作社院内'])}",
            phone=self._phone(),
            opening_hours=f"每周{_DAYS[day - 1]} 9:00–11:30",
            lat=self._near(town.lat),
            lng=self._near(town.lng),
            intro=self.rng.choice(
                [
                    "门口就能找到代表，小事当天有人回话。",
                    "代表和网格员轮着值守，赶集日也开门。",
                    "记在本上，办在事上，每月贴一次结果。",
                ]
            ),
            functions=[StationFunction.LIAISON],
            industry=town.crop if kind is StationKind.INDUSTRY else "",
            schedule=[Hours(weekdays=[day], starts="09:00", ends="11:30", label="代表接待")],
            services=["接待群众", "代录诉求"],
        )

    def _units(self) -> Iterator[tuple[Unit, str]]:
        """The construction centre of every town, then further units until there are enough; each with its committee."""
        hand = self.county_file.units
        there = {unit.area_code for unit in hand if unit.route is Route.GOVERNMENT}
        count = len(hand)
        for town in self.towns:
            if town.code not in there:
                centre = "城镇建设服务中心" if town.code[6] == _STREET else "村镇建设发展中心"
                count += 1
                yield self._unit(f"centre-{town.code}", town, centre, None, Route.GOVERNMENT), _URBAN
        pairs = ((branch, town) for branch in cycle(_BRANCHES) for town in self.towns)
        taken = {unit.name for unit in hand}
        for number, (branch, town) in enumerate(pairs):
            if count >= self.size.units:
                return
            again = number // (len(_BRANCHES) * len(self.towns))
            name = branch.name + (f"（{again + 1}）" if again else "")
            if self._short(town) + name in taken:
                continue
            count += 1
            unit = self._unit(f"unit-{number:04}", town, name, branch.parent, branch.route)
            yield unit, branch.committee

    def _short(self, town: Town) -> str:
        """杜曲镇 → 杜曲."""
        return re.sub("(街道|回族镇|镇|乡)$", "", self._name(town))

    def _unit(self, key: str, town: Town, name: str, parent: str | None, route: Route) -> Unit:
        return Unit(
            key=key,
            name=(self._name(town) if parent is None else self._short(town)) + name,
            parent=parent,
            route=route,
            area_code=town.code,
            head_name=self.names.person(),
        )

    def _near(self, degrees: float) -> float:
        return round(degrees + self.rng.uniform(-0.012, 0.012), 4)


def _called(kind: StationKind, crop: str) -> str:
    return {
        StationKind.INDUSTRY: f"{crop}产业代表联系点",
        StationKind.STUDIO: "代表工作室",
        StationKind.SELF_RUN: "代表之家",
    }.get(kind, "代表联系点")
