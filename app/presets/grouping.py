"""The groups of a grown county: a mixed one or several in every town, and the professional ones filled up."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import cycle
from random import Random

from app.domain.grouping import Person, by_number, deal
from app.domain.vocabulary import CongressLevel, DeputyStatus, GroupKind
from app.presets.county import CountyFile, Group
from app.presets.entries import Area, Deputy

_RANKS = {level: rank for rank, level in enumerate(CongressLevel)}
_PROFESSIONALS = 8
"""So many join each professional group from the towns; the streets, which have no congress, send all of theirs."""


class Grouping:
    """Deputies in office, dealt into groups: in at most one of a kind."""

    def __init__(
        self,
        county: CountyFile,
        deputies: list[Deputy],
        wanted: int,
        areas: Mapping[str, Area],
        rng: Random,
    ) -> None:
        self.county, self.wanted, self.areas, self.rng = county, wanted, areas, rng
        self.levels = {congress.key: congress.level for congress in county.congresses}
        self.grids = {congress.area_code for congress in county.congresses if len(congress.area_code) == 9}
        self.deputies = [deputy for deputy in deputies if deputy.status is DeputyStatus.ACTIVE]

    def all(self) -> list[Group]:
        return [*self._mixed(), *self._professional()]

    def _mixed(self) -> Iterator[Group]:
        """Where a town's group is hand-written, its first one takes that name."""
        people = [
            Person(deputy.key, self._rank(deputy), deputy.area_code[:9])
            for deputy in self.deputies
            if deputy.area_code[:9] in self.grids
        ]
        sizes = Counter(person.grid for person in people)
        professional = sum(group.kind is GroupKind.PROFESSIONAL for group in self.county.groups)
        groups = min(max(self.wanted - professional, len(sizes)), len(people))
        seats = by_number(sizes, groups)
        named = {group.area_code: group for group in self.county.groups if group.kind is GroupKind.MIXED}
        stations = {station.area_code: station.key for station in reversed(self.county.stations)}
        for formed in deal(people, seats):
            members = list(formed.members)
            if formed.number == 1 and formed.grid in named:
                hand = named[formed.grid]
                leader = hand.leader if hand.leader in members else members[0]
                yield hand.model_copy(update={"members": members, "leader": leader})
                continue
            town = self.areas[formed.grid].name
            yield Group(
                key=f"group-{formed.grid}-{formed.number:02}",
                kind=GroupKind.MIXED,
                name=f"{town}第{formed.number}代表小组" if seats[formed.grid] > 1 else f"{town}代表小组",
                area_code=formed.grid,
                station=stations[formed.grid],
                leader=members[0],
                plan="每季度集中活动一次，代表轮流到站接待。",
                members=members,
            )

    def _rank(self, deputy: Deputy) -> int:
        """0 is the nation."""
        return min(_RANKS[self.levels[mandate.congress]] for mandate in deputy.mandates)

    def _professional(self) -> Iterator[Group]:
        groups = [group for group in self.county.groups if group.kind is GroupKind.PROFESSIONAL]
        if not groups:
            return
        placed = {deputy for group in groups for deputy in group.members}
        rest = [deputy for deputy in self.deputies if deputy.key not in placed]
        streets = [deputy.key for deputy in rest if deputy.area_code[:9] not in self.grids]
        others = [deputy.key for deputy in rest if deputy.area_code[:9] in self.grids]
        joining = self.rng.sample(others, min(len(others), _PROFESSIONALS * len(groups)))
        dealt: dict[str, list[str]] = {group.key: list(group.members) for group in groups}
        for group, deputy in zip(cycle(groups), [*streets, *joining], strict=False):
            dealt[group.key].append(deputy)
        yield from (group.model_copy(update={"members": dealt[group.key]}) for group in groups)
