"""What a new county starts from: how long things may take, when they turn red, which notices announced holidays."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import RootModel

from app.domain.clocks import Unit
from app.domain.vocabulary import ClockName, ClockProfile, DeskLevel, Kind, Line, Supervisor
from app.presets.entries import Entry

_FOLDER = Path(__file__).parent
SINCE = date(2000, 1, 1)
"""Since when the rules are in force: before any case of any county."""


class Timing(Entry):
    """A rule. Without a kind or category it is for any."""

    clock: ClockName
    kind: Kind | None = None
    category: str | None = None
    profile: ClockProfile = ClockProfile.PLAIN
    number: int
    unit: Unit
    source: str


class LineTiming(Entry):
    """When a running clock comes to a line, and who supervises from then on."""

    line: Line
    level: DeskLevel
    share_left: int | None = None
    days: int | None = None
    supervisor: Supervisor | None = None
    source: str


class HolidayNotice(Entry):
    year: int
    number: str = ""
    announced_on: date | None = None

    @property
    def title(self) -> str:
        return f"国务院办公厅关于{self.year}年部分节假日安排的通知"


class TimingFile(RootModel[tuple[Timing, ...]]):
    pass


class LineFile(RootModel[tuple[LineTiming, ...]]):
    pass


class NoticeFile(RootModel[tuple[HolidayNotice, ...]]):
    pass


@cache
def timings() -> tuple[Timing, ...]:
    return TimingFile.model_validate(_read("clock_rules.yaml")).root


@cache
def line_timings() -> tuple[LineTiming, ...]:
    return LineFile.model_validate(_read("line_rules.yaml")).root


def notice_of(year: int) -> HolidayNotice:
    """Without number and date where they were not looked up."""
    return _notices().get(year) or HolidayNotice(year=year)


@cache
def _notices() -> dict[int, HolidayNotice]:
    return {each.year: each for each in NoticeFile.model_validate(_read("holiday_notices.yaml")).root}


def _read(file: str) -> Any:
    return yaml.safe_load((_FOLDER / file).read_text(encoding="utf-8"))
