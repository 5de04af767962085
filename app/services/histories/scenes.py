"""Where a matter plays and who is in it: a place, a submitter, those who sort it, those who answer for it."""

from dataclasses import dataclass
from random import Random

from app.domain.vocabulary import Channel, Kind, Role
from app.models import Deputy, Station, Unit
from app.presets.loader import Preset
from app.presets.telling import TOWN, Matter
from app.security.actors import Actor
from app.services.histories.cast import Cast, Submitter

_SLOTS = ("since", "kin", "child", "elder", "few", "many")
_TAIL_SHARE = 0.6
_OF_TOWN = frozenset({"town", "estate", "firm"})
"""Spots that a village does not have: a market, a housing estate, an industrial park."""
_FORMAL = frozenset({Kind.SUGGESTION, Kind.REVIEW_ITEM})
_REMEMBERED = 20_000
"""So many texts are kept apart; among more than that nobody looks for a twin."""
_DEPUTIES = frozenset({Kind.SUGGESTION, Kind.WISH, Kind.DISPUTE})
"""What needs a deputy: to write it, or to help where nobody else does."""
_LEAD_SHARE = 0.6
"""How many scan the code of a deputy rather than that of a station."""


@dataclass(frozen=True)
class Scene:
    """One matter, told with its blanks filled in."""

    cast: Cast
    preset: Preset
    rng: Random
    matter: Matter
    slots: dict[str, str]
    channel: Channel
    town: str
    area_code: str
    place: str
    station: Station
    deputy: tuple[Deputy, Actor] | None
    submitter: Submitter
    owner: Unit
    joins: Unit | None
    sealed: bool

    def told(self, text: str) -> str:
        return text.format(**self.slots)

    def say(self, key: str, **more: object) -> str:
        """One of the phrases for this step."""
        return self.rng.choice(self.preset.phrases[key]).format(
            **self.slots | {name: str(value) for name, value in more.items()}
        )

    @property
    def of_town(self) -> bool:
        """Whether the town itself hands it over, to a unit of its own."""
        return (
            self.owner.area_code.startswith(self.town)
            and not self.sealed
            and self.matter.kind is not Kind.SUGGESTION
        )

    @property
    def clerk(self) -> Actor:
        """Who sorts: the liaison, or the head where a matter is sealed from him."""
        role = Role.STATION_HEAD if self.sealed else Role.LIAISON
        return self._at_desk(role)

    @property
    def head(self) -> Actor:
        return self._at_desk(Role.STATION_HEAD)

    def _at_desk(self, role: Role) -> Actor:
        found = self.cast.one(role, self.cast.desks[self.station.id])
        if found is None:
            raise LookupError(f"nobody is {role} at {self.station.name}")
        return found

    @property
    def town_office(self) -> Actor:
        found = self.cast.one(Role.TOWN_OFFICE, self.cast.offices[self.town].id)
        if found is None:
            raise LookupError(f"{self.town} has no office")
        return found

    @property
    def county_office(self) -> Actor:
        office = self.cast.county_office
        found = self.cast.one(Role.COUNTY_OFFICE, office.id) if office else None
        if found is None:
            raise LookupError("the county has no office")
        return found

    @property
    def committee(self) -> Actor | None:
        """Somebody of the committee in whose field the owner falls; none sees what is sealed."""
        if self.sealed:
            return None
        return self.cast.one(Role.COMMITTEE, self.cast.committees.get(self.owner.id))

    @property
    def has_account(self) -> bool:
        """Whether its submitter handed it in himself."""
        return self.channel in (Channel.SCAN, Channel.APP) and self.matter.kind is not Kind.SUGGESTION

    @property
    def rater(self) -> Actor | None:
        """The submitter; the lead deputy where no account stands behind the matter."""
        if self.has_account:
            return self.submitter.actor
        return self.deputy[1] if self.deputy else None

    @property
    def walker(self) -> Actor:
        """Who goes and looks: the deputy, else whoever sorts."""
        return self.deputy[1] if self.deputy else self.clerk


class Scenery:
    """Deals out scenes: every matter of a kind once before any comes again."""

    def __init__(self, cast: Cast, preset: Preset, rng: Random) -> None:
        self.cast, self.preset, self.rng = cast, preset, rng
        self.towns = [town for town in cast.villages if town in cast.homes]
        self.led = [town for town in self.towns if cast.deputies[town]]
        self.sensitive = {category.code for category in preset.categories if category.sensitive}
        self.points: dict[str, list[Station]] = {town: [] for town in self.towns}
        for station in cast.stations.values():
            if station.parent_id is not None:
                self.points.setdefault(station.area_code[:9], []).append(station)
        self.decks: dict[tuple[frozenset[Kind], bool], list[Matter]] = {}
        self.dealt = 0
        self.said: set[str] = set()

    def scene(self, kinds: frozenset[Kind], channel: Channel, *, openly: bool, joint: bool = False) -> Scene:
        """`openly`: nothing sealed. `joint`: with a second unit that joins in."""
        matter = self._matter(kinds, openly=openly, joint=joint)
        towns = self.led if kinds & _DEPUTIES else self.towns
        town = towns[self.dealt % len(towns)]
        self.dealt += 1
        deputy, station, (area_code, village) = self._where(town, channel, matter.kind)
        if matter.at in _OF_TOWN:
            area_code, village = town, self.cast.towns[town]
        slots = self._slots(matter, town, village)
        owner = self.cast.centres[town] if matter.owner == TOWN else self.cast.units[matter.owner]
        firm = matter.kind is Kind.ENTERPRISE and bool(self.cast.firms)
        return Scene(
            cast=self.cast,
            preset=self.preset,
            rng=self.rng,
            matter=matter,
            slots=slots,
            channel=channel,
            town=town,
            area_code=area_code,
            place=village + slots["spot"],
            station=station,
            deputy=deputy,
            submitter=self.rng.choice(self.cast.firms if firm else self.cast.residents),
            owner=owner,
            joins=self.cast.units.get(matter.co) if matter.co else None,
            sealed=matter.category in self.sensitive,
        )

    def _matter(self, kinds: frozenset[Kind], *, openly: bool, joint: bool) -> Matter:
        key = (kinds, joint)
        deck = self.decks.setdefault(key, [])
        for _ in range(2):
            for number, matter in enumerate(deck):
                if not openly or matter.category not in self.sensitive:
                    return deck.pop(number)
            deck += self._shuffled(kinds, joint=joint)
        raise LookupError(f"no matter of {sorted(kinds)}")

    def _shuffled(self, kinds: frozenset[Kind], *, joint: bool) -> list[Matter]:
        found = [
            matter
            for matter in self.preset.matters.matters
            if matter.kind in kinds and (matter.co is not None or not joint)
        ]
        self.rng.shuffle(found)
        return found

    def _where(
        self, town: str, channel: Channel, kind: Kind
    ) -> tuple[tuple[Deputy, Actor] | None, Station, tuple[str, str]]:
        """A deputy's matters are his station's; anything else plays at the station or one of its points."""
        deputies = self.cast.deputies[town]
        leads = kind is Kind.SUGGESTION or (channel is Channel.SCAN and self.rng.random() < _LEAD_SHARE)
        if deputies and leads:
            deputy = self.rng.choice(deputies)
            station = self.cast.stations[deputy[0].station_id]
            return deputy, station, self._place(town, deputy[0].area_code)
        station = self._station(town)
        with_deputy = (
            deputies and kind is not Kind.WISH and self.rng.random() < 0.5 and channel is not Channel.SCAN
        )
        lead = self.rng.choice(deputies) if with_deputy else None
        return lead, station, self._place(town, station.area_code)

    def _station(self, town: str) -> Station:
        here = self.points[town]
        return self.rng.choice(here) if here and self.rng.random() < 0.5 else self.cast.homes[town]

    def _place(self, town: str, area_code: str) -> tuple[str, str]:
        """The village meant; any of the town where only the town is known."""
        villages = self.cast.villages[town]
        return next((place for place in villages if place[0] == area_code), None) or self.rng.choice(villages)

    def _slots(self, matter: Matter, town: str, village: str) -> dict[str, str]:
        phrases = self.preset.phrases
        slots = {name: self.rng.choice(phrases[name]) for name in _SLOTS}
        office = self.cast.offices[town].name
        return slots | {
            "village": village,
            "spot": self.rng.choice(self.preset.matters.spots[matter.at]),
            "unit": "",
            "town": office,
            "name": "",
            "days": str(self.rng.randrange(2, 8)),
        }

    def text(self, scene: Scene) -> str:
        """What the submitter says, with or without a last sentence of his own; not what somebody else said already."""
        said = scene.told(scene.matter.text)
        tails = self.preset.phrases["tail_formal" if scene.matter.kind in _FORMAL else "tail"]
        endings = self.rng.sample(tails, len(tails))
        first = [""] if self.rng.random() > _TAIL_SHARE else []
        text = next((said + end for end in [*first, *endings] if said + end not in self.said), said)
        if len(self.said) < _REMEMBERED:
            self.said.add(text)
        return text
