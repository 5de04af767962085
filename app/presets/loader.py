"""Reads the presets. `load` answers only when every name is known and every pointer resolves."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.domain.vocabulary import StationTier
from app.presets.entries import (
    Branch,
    Category,
    CategoryFile,
    CountyFile,
    Deputy,
    Keyed,
    Office,
    Station,
    Unit,
)

PRESETS = Path(__file__).parent
_NATION = "00"


class PresetError(ValueError):
    """What is wrong with the presets, one line for each problem."""


@dataclass(frozen=True)
class Preset:
    county: CountyFile
    branches: list[Branch]

    @property
    def categories(self) -> list[Category]:
        return [item for branch in self.branches for item in (branch, *branch.children)]


def load(folder: Path = PRESETS) -> Preset:
    """Both files. Raises PresetError naming everything that is wrong with them."""
    branches = _read(folder / "categories.yaml", CategoryFile).root
    preset = Preset(_read(folder / "demo_county.yaml", CountyFile), branches)
    problems = [f"{what}重复：{name}" for what, name in _repeated(preset)]
    problems += [
        f"{where}：“{name}”不存在，或不能用在这里"
        for where, name, known in _pointers(preset)
        if name is not None and name not in known
    ]
    if problems:
        raise PresetError("\n".join(problems))
    return preset


Shape = TypeVar("Shape", bound=BaseModel)


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
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
        "区划代码": [area.code for area in county.areas],
        "key ": [entry.key for entry in county.keyed],
        "js_code ": county.js_codes,
        "码": [code.target for code in county.codes],
    }
    for what, listed in names.items():
        yield from ((what, name) for name, times in Counter(listed).items() if times > 1)


def _pointers(preset: Preset) -> Iterator[tuple[str, str | None, Collection[str]]]:
    """(where it stands, what it names, what it may name) of every pointer; None names nothing."""
    county = preset.county
    areas = {area.code for area in county.areas}
    units, offices = _keys(county.units), _keys(county.offices)
    stations, deputies = _keys(county.stations), _keys(county.deputies)
    for branch in preset.branches:
        for child in branch.children:
            yield f"类别 {child.code}", child.code.rpartition(".")[0], {branch.code}
    yield "county", county.county.code, areas
    for area in county.areas:
        yield f"区划 {area.code} 的上级", area.parent, areas - {area.code}
    for congress in county.congresses:
        yield congress.key, congress.area_code, areas | {_NATION}
    placed: Iterable[Office | Unit | Station | Deputy]
    placed = (*county.offices, *county.units, *county.stations, *county.deputies)
    yield from ((entry.key, entry.area_code, areas) for entry in placed)
    for office, field in county.field_map.items():
        yield "field_map", office, offices
        yield from ((f"field_map.{office}", unit, units) for unit in field)
    heads = _keys(station for station in county.stations if station.tier is StationTier.STATION)
    for station in county.stations:
        yield station.key, station.parent, heads - {station.key}
    for deputy in county.deputies:
        yield deputy.key, deputy.station, stations
        yield deputy.key, deputy.heads_unit, units
        yield from ((deputy.key, mandate.congress, _keys(county.congresses)) for mandate in deputy.mandates)
    for person in county.staff:
        yield person.js_code, person.station, stations
        yield person.js_code, person.office, offices
        yield person.js_code, person.unit, units
    coded = {code.target for code in county.codes}
    for code in county.codes:
        yield "codes", code.target, deputies if code.deputy else stations
    accepted = {category.code for category in preset.categories if category.refuse is None}
    for case in county.cases:
        yield case.title, case.area_code, areas
        yield case.title, case.target, coded
        yield case.title, case.category, accepted
        yield case.title, case.submitter, _keys(county.residents)


def _keys(entries: Iterable[Keyed]) -> set[str]:
    return {entry.key for entry in entries}
