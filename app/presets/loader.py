"""Reads the presets. `load` answers only when every name is known and every pointer resolves."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.domain.vocabulary import StationTier
from app.presets.county import CountyFile, Group
from app.presets.entries import (
    Area,
    Branch,
    Category,
    CategoryFile,
    Deputy,
    Keyed,
    Office,
    PlacesFile,
    Station,
    Unit,
)
from app.presets.telling import MattersFile, NamesFile, Phrases, PhrasesFile

PRESETS = Path(__file__).parent
FILES = ("categories", "places", "demo_county", "matters", "names", "phrases")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C takes a seventh of the time


class PresetError(ValueError):
    """What is wrong with the presets, one line for each problem."""


@dataclass(frozen=True)
class Preset:
    """A county, and what its people are called and say."""

    county: CountyFile
    places: PlacesFile
    branches: list[Branch]
    matters: MattersFile
    names: NamesFile
    phrases: Phrases

    @property
    def categories(self) -> list[Category]:
        return [item for branch in self.branches for item in (branch, *branch.below)]


def load(folder: Path = PRESETS) -> Preset:
    """All of FILES. Raises PresetError naming everything that is wrong with them."""
    preset = Preset(
        county=_read(folder / "demo_county.yaml", CountyFile),
        places=_read(folder / "places.yaml", PlacesFile),
        branches=_read(folder / "categories.yaml", CategoryFile).root,
        matters=_read(folder / "matters.yaml", MattersFile),
        names=_read(folder / "names.yaml", NamesFile),
        phrases=_read(folder / "phrases.yaml", PhrasesFile).root,
    )
    if found := problems(preset):
        raise PresetError("\n".join(found))
    return preset


def problems(preset: Preset) -> list[str]:
    """A line for every name that is given twice, and for every pointer that leads nowhere."""
    return [
        *(f"{what}重复：{name}" for what, name in _repeated(preset)),
        *(
            f"{where}：“{name}”不存在，或不能用在这里"
            for where, name, known in _pointers(preset)
            if name is not None and name not in known
        ),
    ]


def villages_of(town: str, areas: Mapping[str, Area]) -> list[Area]:
    """The villages of a town; the town itself where none of them is listed."""
    below = [area for area in areas.values() if len(area.code) > len(town) and area.code.startswith(town)]
    return below or [areas[town]]


Shape = TypeVar("Shape", bound=BaseModel)


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except yaml.YAMLError as error:
        raise PresetError(f"{path.name}：{' '.join(str(error).split())}") from error
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise PresetError("\n".join(_line(path.name, problem) for problem in found)) from error


def _line(file: str, problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    return f"{file} {where}：{problem['msg'].removeprefix('Value error, ')}"


def _repeated(preset: Preset) -> Iterator[tuple[str, str]]:
    county = preset.county
    names = {
        "类别代码": [category.code for category in preset.categories],
        "区划代码": [area.code for area in preset.places.areas],
        "key ": [entry.key for entry in county.keyed],
        "js_code ": county.js_codes,
        "码": [code.target for code in county.codes],
    }
    for what, listed in names.items():
        yield from ((what, name) for name, times in Counter(listed).items() if times > 1)


Pointers = Iterator[tuple[str, str | None, Collection[str]]]
"""(where it stands, what it names, what it may name); None names nothing."""


def _pointers(preset: Preset) -> Pointers:
    yield from _places(preset)
    yield from _bodies(preset.county)
    yield from _people(preset.county)
    yield from _groups_and_links(preset)
    yield from _matters(preset)


def _places(preset: Preset) -> Pointers:
    county, areas = preset.county, {area.code for area in preset.places.areas}
    for branch in preset.categories:
        for child in branch.children if isinstance(branch, Branch) else ():
            yield f"类别 {child.code}", child.code.rpartition(".")[0], {branch.code}
    yield "county", county.county.code, areas
    for area in preset.places.areas:
        yield f"区划 {area.code} 的上级", area.parent, areas - {area.code}
    yield from (("towns", town.code, areas) for town in preset.places.towns)
    for congress in county.congresses:
        yield congress.key, congress.area_code, areas
    placed: Iterable[Office | Unit | Station | Deputy | Group]
    placed = (*county.offices, *county.units, *county.stations, *county.deputies, *county.groups)
    yield from ((entry.key, entry.area_code, areas) for entry in placed)


def _bodies(county: CountyFile) -> Pointers:
    units, offices = _keys(county.units), _keys(county.offices)
    for unit in county.units:
        yield unit.key, unit.parent, units - {unit.key}
    for office, field in county.field_map.items():
        yield "field_map", office, offices
        yield from ((f"field_map.{office}", unit, units) for unit in field)
    heads = _keys(station for station in county.stations if station.tier is StationTier.STATION)
    for station in county.stations:
        yield station.key, station.parent, heads - {station.key}


def _people(county: CountyFile) -> Pointers:
    stations, offices, units = _keys(county.stations), _keys(county.offices), _keys(county.units)
    congresses, deputies = _keys(county.congresses), _keys(county.deputies)
    for deputy in county.deputies:
        yield deputy.key, deputy.station, stations
        yield deputy.key, deputy.heads_unit, units
        yield from ((deputy.key, mandate.congress, congresses) for mandate in deputy.mandates)
    for person in county.staff:
        yield person.js_code, person.station, stations
        yield person.js_code, person.office, offices
        yield person.js_code, person.unit, units
    for code in county.codes:
        yield "codes", code.target, deputies if code.deputy else stations


def _groups_and_links(preset: Preset) -> Pointers:
    county = preset.county
    areas = {area.code for area in preset.places.areas}
    deputies, offices, stations = _keys(county.deputies), _keys(county.offices), _keys(county.stations)
    for group in county.groups:
        yield group.key, group.station, stations
        yield group.key, group.sponsor, offices
        yield from ((group.key, deputy, deputies) for deputy in (group.leader, *group.members))
    helpers = {person.js_code for person in county.staff}
    for link in county.links:
        where = f"links {link.kind.value}"
        yield from ((where, deputy, deputies) for deputy in (link.deputy, link.to))
        yield where, link.office, offices
        yield where, link.helper, helpers
        yield where, link.station, stations
        yield where, link.area_code, areas


def _matters(preset: Preset) -> Pointers:
    county = preset.county
    units, coded = _keys(county.units), {code.target for code in county.codes}
    accepted = {category.code for category in preset.categories if category.refuse is None}
    for case in county.cases:
        yield case.title, case.area_code, {area.code for area in preset.places.areas}
        yield case.title, case.target, coded
        yield case.title, case.category, accepted
        yield case.title, case.submitter, _keys(county.residents)
    for matter in preset.matters.matters:
        yield matter.title, matter.category, accepted
        yield from ((matter.title, unit, units | {"town"}) for unit in (matter.owner, matter.co))
        yield matter.title, matter.at, preset.matters.spots


def _keys(entries: Iterable[Keyed]) -> set[str]:
    return {entry.key for entry in entries}
