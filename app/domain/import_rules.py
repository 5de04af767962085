"""What must hold within a row of a file, besides what each of its cells says for itself."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from app.domain import vocabulary as v
from app.domain.directory import in_line, joins_too_early, seated_too_early
from app.errors import FieldError

Values = Mapping[str, Any]


class Setting(NamedTuple):
    """What a rule may ask besides the row. `terms` are the first days of terms, by their ids."""

    county_code: str
    today: date
    terms: Mapping[str, date]


Rule = Callable[[Values, Setting], FieldError | None]
"""By attributes, as they stand in JSON; the error names an attribute."""


def after(first: str, last: str) -> Rule:
    def check(row: Values, at: Setting) -> FieldError | None:
        if not row[first] or not row[last] or row[last] > row[first]:
            return None
        return FieldError(last, "IMPORT_ENDS_BEFORE_START", "结束应当晚于开始")

    return check


def in_county(row: Values, at: Setting) -> FieldError | None:
    if in_line(row["code"], at.county_code):
        return None
    return FieldError("code", "IMPORT_AREA_OUTSIDE", "应为本县区、其上级或其下级的区划代码")


def whole_position(row: Values, at: Setting) -> FieldError | None:
    if (row["lat"] is None) == (row["lng"] is None):
        return None
    return FieldError("lat", "IMPORT_POSITION_HALF", "纬度和经度应同时填写或同时不填")


def seated_in_term(row: Values, at: Setting) -> FieldError | None:
    return seated_too_early(date.fromisoformat(row["starts_on"]), at.terms[row["term_id"]])


def sponsored(row: Values, at: Setting) -> FieldError | None:
    if (row["kind"] == v.GroupKind.PROFESSIONAL) == (row["sponsor_id"] is not None):
        return None
    return FieldError("sponsor_id", "IMPORT_SPONSOR_OF_KIND", "专业小组须填对口联系的委室，混合编组不填")


def member_named(row: Values, at: Setting) -> FieldError | None:
    if row["role"] and row["joined_on"]:
        return joins_too_early(date.fromisoformat(row["joined_on"]), at.today)
    missing = "joined_on" if row["role"] else "role"
    return FieldError(missing, "CELL_REQUIRED", "填了成员就必须填写")


def two_ends(row: Values, at: Setting) -> FieldError | None:
    if row["deputy_id"] is None or row["deputy_id"] != row["to_deputy_id"]:
        return None
    return FieldError("to_deputy_id", "IMPORT_LINK_TO_ONESELF", "不能与自己建立联系")
