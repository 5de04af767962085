"""What must hold for rows of the directory, whether they come from a form or from a file."""

from datetime import date

from app.domain.vocabulary import CongressLevel
from app.errors import Conflict, FieldError

NATION = "00"
"""Stands above every province; it is no prefix of their codes."""

_LEVELS = {
    2: CongressLevel.PROVINCE,
    4: CongressLevel.CITY,
    6: CongressLevel.COUNTY,
    9: CongressLevel.TOWN,
}


def in_line(code: str, county_code: str) -> bool:
    """Whether the area is the county itself, or lies above or below it."""
    return code == NATION or code.startswith(county_code) or county_code.startswith(code)


def level_of(area_code: str) -> CongressLevel | None:
    """Of the congress that an area may have; None for a village, which has none."""
    return CongressLevel.NATION if area_code == NATION else _LEVELS.get(len(area_code))


def joins_too_early(joined_on: date, today: date) -> FieldError | None:
    """Who joins a group does so from today on at the latest: whoever is in it counts as being in it."""
    if joined_on <= today:
        return None
    return FieldError("joined_on", "DATE_OUT_OF_RANGE", "加入日期不能晚于今天")


def seated_too_early(starts_on: date, term_starts_on: date) -> FieldError | None:
    """A seat is held within its term, also by who is elected in the middle of it."""
    if starts_on >= term_starts_on:
        return None
    return FieldError("starts_on", "MANDATE_BEFORE_TERM", f"这一届从 {term_starts_on} 开始，任期不能更早")


def refuse(wrong: FieldError | None) -> None:
    """What is wrong with a form is its refusal; a file marks the cell. Conflict."""
    if wrong is not None:
        raise Conflict(wrong.code, wrong.message, errors=[wrong])
