"""A new case and the first entries of its timeline, written by one statement together with the answer to its author.

This is the hottest write of the product, so it goes round the ORM: the statement is put together once from the tables.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ARRAY, Column, String, Table
from sqlalchemy.dialects import postgresql
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import guard
from app.domain.spans import CaseState, running
from app.domain.vocabulary import (
    Action,
    Channel,
    DeskLevel,
    Kind,
    Status,
    Visibility,
)
from app.domain.workflow import Rule
from app.jobs.queue import Job, enqueue
from app.models import Case, CaseClock, CaseEvent, RepeatedCall
from app.models.base import new_id
from app.security.actors import SYSTEM, Actor
from app.services.bulk import defaults
from app.services.clock_rows import ClockRow
from app.services.clocks import begin
from app.services.reckoning import Reckoner
from app.services.repeats import Once


@dataclass(slots=True, kw_only=True)
class NewCase:
    """A matter on its way in. Its fields are columns of `case`; the others get their defaults."""

    id: UUID
    county_code: str
    number: str
    check_code: str
    kind: Kind
    channel: Channel
    title: str
    text: str
    area_code: str
    place: str
    lat: float | None
    lng: float | None
    station_id: UUID
    anonymous: bool
    contact_name: str
    contact_phone: str
    firm_name: str
    visibility: Visibility
    sealed: bool
    created_at: datetime
    updated_at: datetime
    level: DeskLevel = DeskLevel.TOWN
    category_code: str | None = None
    origin_station_id: UUID | None = None
    code_id: UUID | None = None
    event_id: UUID | None = None
    preset: str = ""
    deputy_id: UUID | None = None
    submitter_id: UUID | None = None
    proxy_consent: str | None = None
    accused_unit_id: UUID | None = None
    accused_deputy_id: UUID | None = None
    proposed_unit_id: UUID | None = None
    field_id: UUID | None = None
    rule_id: UUID | None = None
    route_reason: str = ""
    double_evaluation: bool = False
    talk_required: bool = False
    talk_with: list[str] = field(default_factory=list)


_SUBMIT = next(guard.rules_for(Action.SUBMIT, Kind.SUGGESTION))
_REGISTER = next(guard.rules_for(Action.REGISTER, Kind.APPEAL))
"""The rows of the table by which every matter comes in; a scan needs nobody to register it."""


def entries(case: NewCase, actor: Actor, *, automatic: bool, on_behalf_of: str) -> list[dict[str, Any]]:
    """The first entry of the timeline, and the registration that follows by itself. Where the last leads, it stands."""
    first = _entry(case, _SUBMIT, actor, None, 1) | {"on_behalf_of": on_behalf_of}
    return [first, _entry(case, _REGISTER, SYSTEM, first["to_status"], 2)] if automatic else [first]


def _entry(case: NewCase, rule: Rule, actor: Actor, before: Status | None, version: int) -> dict[str, Any]:
    (after,) = rule.to
    return defaults(CaseEvent) | {
        "id": new_id(),
        "county_code": case.county_code,
        "case_id": case.id,
        "version": version,
        "round": 1,
        "action": rule.action,
        "from_status": before,
        "to_status": after,
        "role": actor.role,
        "account_id": actor.account_id,
        "appointment_id": actor.appointment_id,
        "actor_name": actor.name,
        "public_name": actor.public_name,
        "affiliation": actor.affiliation,
        "audience": rule.audience,
        "data": {},
        "at": case.created_at,
    }


def first_clocks(told: Reckoner, case: NewCase, status: Status) -> list[ClockRow]:
    """What runs from the start; nothing where no rule gives it a length."""
    wanted = running(CaseState(status, case.kind, 1))
    begun = (begin(told, case, each, case.created_at) for each in wanted)
    return [row for row in begun if row is not None]


async def write(
    session: AsyncSession,
    case: NewCase,
    timeline: Sequence[dict[str, Any]],
    clocks: Sequence[ClockRow],
    once: Once,
    answer: BaseModel,
) -> bool:
    """All of it and the notices, or nothing and False: the key was used before.

    The row of the call is the first part of the statement: two at once wait for each other there.
    """
    statement, columns = _statement(once.key is not None, len(timeline), len(clocks))
    row = defaults(Case) | dict(zip(_NAMES, _of(case), strict=True))
    row |= {"status": timeline[-1]["to_status"], "version": timeline[-1]["version"]}
    rows = [{**once.row(), "answer": answer.model_dump(mode="json")}] if once.key is not None else []
    rows += [row, *timeline, *(row.values() for row in clocks)]
    values = tuple(
        _plain(found[column.name], column)
        for found, held in zip(rows, columns, strict=True)
        for column in held
    )
    connection = await session.connection()
    written = (await connection.exec_driver_sql(statement, values)).first() is not None
    if written:
        await enqueue(session, Job.NOTIFY, *({"event_id": entry["id"]} for entry in timeline))
    return written


_DIALECT: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
_NAMES = tuple(each.name for each in fields(NewCase))
_of = attrgetter(*_NAMES)


def _plain(value: Any, column: Column[Any]) -> Any:
    """As the driver takes it: it is asked directly, so nobody else translates."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict | list) and not isinstance(column.type, ARRAY):
        return json.dumps(value, ensure_ascii=False)
    return value


def _type(column: Column[Any]) -> str:
    """Text without its length: a cast to a length would cut what is too long instead of refusing it."""
    plain = column.type.dialect_impl(_DIALECT)
    is_text = isinstance(getattr(plain, "impl_instance", plain), String)
    return "text" if is_text else str(column.type.compile(_DIALECT))


@cache
def _statement(keyed: bool, entries: int, clocks: int) -> tuple[str, tuple[tuple[Column[Any], ...], ...]]:
    """The statement, and the columns of its rows in the order of its parameters."""
    parts, held, taken = [], [], 0
    tables = [RepeatedCall] if keyed else []
    for number, model in enumerate([*tables, Case, *[CaseEvent] * entries, *[CaseClock] * clocks]):
        table: Table = model.__table__  # type: ignore[attr-defined]
        columns = tuple(column for column in table.columns if column.computed is None)
        values = ", ".join(f"${taken + at}::{_type(column)}" for at, column in enumerate(columns, 1))
        source = f" FROM part{number - 1}" if number else ""
        conflict = " ON CONFLICT DO NOTHING" if model is RepeatedCall else ""
        listed = ", ".join(f'"{column.name}"' for column in columns)
        parts.append(
            f'part{number} AS (INSERT INTO "{table.name}" ({listed}) SELECT {values}{source}{conflict} RETURNING 1)'
        )
        held.append(columns)
        taken += len(columns)
    return f"WITH {', '.join(parts)} SELECT 1 FROM part{len(parts) - 1}", tuple(held)
