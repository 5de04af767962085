"""The rows of a file between checking and applying, and writing them into the directory."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.audit import AuditAction
from app.domain.import_shapes import Part, Shape
from app.domain.vocabulary import RowChange
from app.errors import Conflict
from app.models import ImportRow, ImportRun
from app.models.base import Json
from app.security.actors import Actor
from app.services import audit, bulk
from app.services.imports import rows
from app.services.imports.planning import Plan

_COUNTED = {RowChange.CREATE: "created", RowChange.CHANGE: "changed", RowChange.NONE: "unchanged"}


async def stage(session: AsyncSession, run: ImportRun, plans: Sequence[Plan]) -> None:
    found = [
        {"import_id": run.id, "row": plan.number, "change": plan.change.value, "target_id": plan.target_id}
        | {"label": plan.label, "values": plan.values, "before": plan.before}
        for plan in plans
    ]
    for packed in bulk.pack(ImportRow, found):
        await bulk.send(session, packed)
    for plan in plans:
        counted = _COUNTED[plan.change]
        setattr(run, counted, getattr(run, counted) + 1)


async def clear(session: AsyncSession, run: ImportRun) -> None:
    await session.exec(delete(ImportRow).where(col(ImportRow.import_id) == run.id))
    run.created = run.changed = run.unchanged = 0


async def confirm(session: AsyncSession, run: ImportRun, plans: Sequence[Plan]) -> None:
    """Conflict IMPORT_STALE unless the rows would still do exactly what was shown."""
    if not plans:
        return
    query = (
        select(ImportRow.row, ImportRow.values, ImportRow.before)
        .where(ImportRow.import_id == run.id)
        .where(col(ImportRow.row).between(plans[0].number, plans[-1].number))
    )
    shown = {number: (values, before) for number, values, before in await session.exec(query)}
    if shown != {plan.number: (plan.values, plan.before) for plan in plans}:
        raise Conflict("IMPORT_STALE")


async def record(session: AsyncSession, actor: Actor, plans: Sequence[Plan], now: datetime) -> None:
    """One entry in the ledger for each row of the directory that changes."""
    entries: dict[tuple[str, AuditAction], list[tuple[UUID, Json | None, Json]]] = {}
    for plan in plans:
        for table, row in plan.values["rows"].items():
            old = plan.before.get(table)
            if row != old:
                action = AuditAction.EDIT if old else AuditAction.CREATE
                entries.setdefault((table, action), []).append((UUID(row["id"]), old, row))
    for (table, action), changes in entries.items():
        await audit.record_all(session, actor, action, rows.AUDITED.get(table, table), changes, now)


async def write(session: AsyncSession, run: ImportRun, shape: Shape) -> None:
    """All that was staged, by two statements a table: new rows at once, whatever their order in a tree."""
    for part in shape.parts:
        for statement in (_insert(part), _update(part)):
            given: dict[str, Any] = {"run": run.id}
            if ":fresh" in statement:
                given["fresh"] = json.dumps(_fresh(part, run.county_code))
            await session.exec(text(statement), params=given)  # type: ignore[call-overload]


def _fresh(part: Part, county_code: str) -> Json:
    """What a new row has besides what the file says."""
    fields = rows.TABLES[part.table].model_fields
    defaults = {
        name: rows.plain(each.get_default(call_default_factory=True))
        for name, each in fields.items()
        if not each.is_required() and name != "id"
    }
    return defaults | dict(part.fixed) | {"county_code": county_code}


def _insert(part: Part) -> str:
    table = rows.TABLES[part.table].__table__
    names = [column.name for column in table.columns]
    listed = ", ".join(f'"{name}"' for name in names)
    return f"""
        INSERT INTO "{part.table}" ({listed})
        SELECT {", ".join(f'r."{name}"' for name in names)}
        FROM import_row AS i, jsonb_populate_record(
            NULL::"{part.table}", CAST(:fresh AS jsonb) || (i."values"->'rows'->'{part.table}')) AS r
        WHERE i.import_id = :run AND jsonb_exists(i."values"->'rows', '{part.table}')
          AND NOT jsonb_exists(i.before, '{part.table}')"""


def _update(part: Part) -> str:
    table = rows.TABLES[part.table].__table__
    changes = [f'"{name}" = r."{name}"' for name in part.attributes]
    if "version" in table.columns:
        changes.append("version = t.version + 1")
    new, old = f"""(i."values"->'rows'->'{part.table}')""", f"(i.before->'{part.table}')"
    return f"""
        UPDATE "{part.table}" AS t SET {", ".join(changes)}
        FROM import_row AS i, jsonb_populate_record(NULL::"{part.table}", i."values"->'rows'->'{part.table}') AS r
        WHERE i.import_id = :run AND {new} <> {old} AND t.id = r.id"""
