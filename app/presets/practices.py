"""The practices that the product carries, and the presets of those that are more than the plain lifecycle."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, model_validator

from app.domain.labels import LabelledEnum
from app.domain.steps import PresetStep
from app.domain.vocabulary import Kind, Role, StationKind, Status
from app.presets.entries import Entry

PRACTICES = Path(__file__).parent / "practices.yaml"
PLAIN = "six_steps"
"""By its steps a case is shown that has no preset of its own."""
_OUTSIDE = (Status.DRAFT, Status.REFUSED, Status.WITHDRAWN, Status.MERGED, Status.CONVERTED)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C takes a seventh of the time


class Noun(LabelledEnum):
    """The twelve nouns of which every practice is put together."""

    DIRECTORY = "directory", "名录"
    CODE = "code", "码"
    CASE = "case", "事项"
    DISPATCH = "dispatch", "交办"
    SUPERVISION = "supervision", "督办"
    EVALUATION = "evaluation", "评价"
    EVENT = "event", "活动"
    CONSULTATION = "consultation", "征询"
    PROJECT = "project", "项目"
    DUTY = "duty", "履职"
    PUBLISHING = "publishing", "公开"
    EXCHANGE = "exchange", "互通"


class Roster(Entry):
    """How many deputies receive people together: fewer than `least` or more than `most` are refused."""

    least: int = Field(ge=1)
    most: int

    @model_validator(mode="after")
    def is_a_range(self) -> Self:
        if self.most < self.least:
            raise ValueError("most 不能小于 least")
        return self


class Preset(Entry):
    """Settings by a stable key; what a practice does not set stays as in the plain lifecycle.

    `kinds` are the cases and `stations` the stations that may have it. With `talk_required` each unit must have
    met somebody in every one of these roles before it may reply. `standards` is the checklist of such a station.
    """

    key: str = Field(pattern="^[a-z_]{1,40}$")
    label: str
    kinds: frozenset[Kind] = frozenset()
    steps: tuple[PresetStep, ...] = ()
    outside: tuple[Status, ...] = _OUTSIDE
    double_evaluation: bool = False
    talk_required: frozenset[Role] = frozenset()
    roster: Roster | None = None
    stations: frozenset[StationKind] = frozenset()
    standards: tuple[str, ...] = ()

    @model_validator(mode="after")
    def shows_every_status_once(self) -> Self:
        """A case is shown by its steps, so that none of its statuses may be forgotten or stand twice."""
        times = Counter(status for step in self.steps for status in step.statuses)
        times.update(self.outside)
        wrong = [status.value for status in Status if times[status] != 1]
        if bool(self.kinds) != bool(self.steps) or (self.steps and wrong):
            raise ValueError(f"{self.key}：每个状态须恰好属于一步：{'、'.join(wrong)}")
        return self

    @model_validator(mode="after")
    def asks_each_standard_once(self) -> Self:
        if bool(self.stations) != bool(self.standards) or _repeated(self.standards):
            raise ValueError(f"{self.key}：stations 与 standards 须同时有，且标准不能重复")
        return self


class Practice(Entry):
    """One row: what is done, by whom, of which nouns; `figures` are those of the place where it was first done."""

    number: int
    name: str
    nouns: tuple[Noun, ...] = Field(min_length=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    text: str
    figures: Mapping[str, int] = Field(default_factory=dict)
    preset: str | None = None


class PracticeFile(Entry):
    presets: tuple[Preset, ...]
    practices: tuple[Practice, ...]

    @model_validator(mode="after")
    def every_pointer_resolves(self) -> Self:
        keys = [preset.key for preset in self.presets]
        numbers = [practice.number for practice in self.practices]
        problems = [f"preset 重复：{key}" for key in _repeated(keys)]
        if numbers != list(range(1, len(numbers) + 1)):
            problems.append("practices 须从 1 起逐个编号")
        problems += [
            f"{practice.number}：preset “{practice.preset}”不存在"
            for practice in self.practices
            if practice.preset is not None and practice.preset not in keys
        ]
        if problems:
            raise ValueError("；".join(problems))
        return self


def _repeated(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def load(path: Path = PRACTICES) -> PracticeFile:
    """The file, whole and consistent; raises ValidationError or YAMLError, which say what is wrong with it."""
    return PracticeFile.model_validate(yaml.load(path.read_text(encoding="utf-8"), _LOADER))


@cache
def _shipped() -> PracticeFile:
    return load()


@cache
def presets() -> dict[str, Preset]:
    """All that a case, a station, a reception or a link may have, by key."""
    return {preset.key: preset for preset in _shipped().presets}


def preset(key: str) -> Preset:
    """That of a case, where an empty key means the plain lifecycle.

    KeyError for a key that is not there: who stores one has checked it against `presets()`.
    """
    return presets()[key or PLAIN]


def practices() -> tuple[Practice, ...]:
    """All of them, by number from 1."""
    return _shipped().practices
