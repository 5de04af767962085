"""Rows of `case_clock` without the machinery of the ORM: they come with the case and go out with its events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from app.domain.vocabulary import ClockName
from app.models import Case, CaseClock


@dataclass(slots=True)
class ClockRow:
    """A clock of a case, or of one of its hand-overs; see `CaseClock`."""

    id: UUID
    county_code: str
    case_id: UUID
    assignment_id: UUID | None
    name: ClockName
    round: int
    rule_id: UUID | None
    started_at: datetime
    due_at: datetime
    provisional: bool = False
    paused_at: datetime | None = None
    asked_at: datetime | None = None
    granted_at: datetime | None = None
    extended_until: date | None = None
    stopped_at: datetime | None = None
    lines: list[str] = field(default_factory=list)
    line_at: list[datetime] = field(default_factory=list)
    crossed: int = 0

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Self:
        """From a row that came as JSON."""
        row = cls(**{name: found[name] for name in _NAMES})
        row.id, row.case_id = UUID(found["id"]), UUID(found["case_id"])
        row.assignment_id, row.rule_id = _id(found["assignment_id"]), _id(found["rule_id"])
        row.name = ClockName(found["name"])
        for name in _MOMENTS:
            setattr(row, name, datetime.fromisoformat(found[name]) if found[name] else None)
        if found["extended_until"]:
            row.extended_until = date.fromisoformat(found["extended_until"])
        row.line_at = [datetime.fromisoformat(at) for at in found["line_at"]]
        return row

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _NAMES}


_NAMES = tuple(each.name for each in fields(ClockRow))
_MOMENTS = ("started_at", "due_at", "paused_at", "asked_at", "granted_at", "stopped_at")

Held = dict[tuple[ClockName, UUID | None], ClockRow]
"""The clocks of a case that run, each once."""


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def running_of_case() -> Any:
    """A column for a query of cases: what runs for each, to be read by `held_in`."""
    rows = select(func.jsonb_agg(func.to_jsonb(CaseClock.__table__.table_valued())))  # type: ignore[attr-defined]
    rows = rows.where(col(CaseClock.case_id) == Case.id, col(CaseClock.stopped_at).is_(None))
    return rows.correlate(Case).scalar_subquery()


def held_in(found: Iterable[Mapping[str, Any]] | None) -> Held:
    rows = (ClockRow.read(each) for each in found or ())
    return {(row.name, row.assignment_id): row for row in rows}
