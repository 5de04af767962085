"""What a suggestion was made from: cases, and events where people were heard. The other way: what came of a case."""

from collections.abc import Collection
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.privacy import public_title
from app.domain.vocabulary import ConversionKind, EventKind, EventStatus, Kind, Status
from app.errors import Conflict, NotFound
from app.models import Case, CaseLink, Event
from app.schemas.cases import LinkOut
from app.schemas.sources import SourceOut
from app.security.access import title_for, visible_cases
from app.security.actors import Actor
from app.security.events import visible_events

Row = dict[str, Any]


def of(actor: Actor) -> Any:
    """As one column of a query on `case`: the sources of each, null where the actor may not know of one."""
    clue = select(_json(Case, "id", "number", "kind", "status", "title", "redacted_text", "submitter_id"))
    clue = clue.where(Case.id == CaseLink.case_id, visible_cases(actor)).correlate(CaseLink)
    occasion = select(_json(Event, "id", "kind", "title", "starts_at"))
    occasion = occasion.where(Event.id == CaseLink.event_id, visible_events(actor)).correlate(CaseLink)
    known = func.jsonb_build_object("case", clue.scalar_subquery(), "event", occasion.scalar_subquery())
    each = select(func.jsonb_agg(known)).where(col(CaseLink.target_case_id) == Case.id)
    return each.correlate(Case).scalar_subquery()


def _json(table: Any, *names: str) -> Any:
    return func.jsonb_build_object(*(part for name in names for part in (name, getattr(table, name))))


def show(actor: Actor, rows: list[Row]) -> tuple[list[SourceOut], int]:
    """Those that the actor may see, and how many there are besides."""
    shown = [_shown(actor, row["case"], row["event"]) for row in rows if row["case"] or row["event"]]
    return shown, len(rows) - len(shown)


def _shown(actor: Actor, clue: Row | None, occasion: Row | None) -> SourceOut:
    if clue is not None:
        submitter_id = clue["submitter_id"] and UUID(clue["submitter_id"])
        row: Any = SimpleNamespace(**clue | {"submitter_id": submitter_id})
        about = {"title": title_for(actor, row), "label": Kind(row.kind).label}
        return SourceOut(
            case_id=row.id, number=row.number, status=row.status, event_id=None, on=None, **about
        )
    held: Any = SimpleNamespace(**occasion or {})
    return SourceOut(
        case_id=None,
        event_id=held.id,
        label=EventKind(held.kind).label,
        title=held.title,
        number=None,
        status=None,
        on=day_of(datetime.fromisoformat(held.starts_at)),
    )


def became(actor: Actor) -> Any:
    """As one column of a query on `case`: what each turned into, or is among the sources of.

    Of a draft only who sees it learns more than what was announced.
    """
    target = aliased(Case)
    seen = select(Case.id).where(Case.id == CaseLink.target_case_id, visible_cases(actor))
    open_to_him = or_(col(target.status) != Status.DRAFT, seen.correlate(CaseLink).exists())
    told = case((open_to_him, func.jsonb_build_array(target.title, target.redacted_text)))
    known = _json(CaseLink, "kind", "title", "target_case_id").op("||")(
        func.jsonb_build_object("target", told)
    )
    each: Any = select(func.jsonb_agg(known)).select_from(CaseLink)
    each = each.outerjoin(target, col(target.id) == CaseLink.target_case_id)
    each = each.where(col(CaseLink.case_id) == Case.id, or_(col(CaseLink.title) != "", open_to_him))
    return each.correlate(Case).scalar_subquery()


def links(rows: list[Row]) -> list[LinkOut]:
    return [
        LinkOut(
            kind=row["kind"],
            title=public_title(*row["target"]) if row["target"] else row["title"],
            target_case_id=row["target_case_id"],
        )
        for row in rows
    ]


async def name(
    session: AsyncSession,
    actor: Actor,
    suggestion: Case,
    *,
    cases: Collection[UUID] | None = None,
    events: Collection[UUID] | None = None,
    now: datetime,
) -> None:
    """These are what it was made from, as far as the actor can tell; None leaves the cases, or the events, as they are.

    What he does not see stays, and so does what was announced (转化). For what cannot be a source NotFound
    CASE_NOT_FOUND, EVENT_NOT_FOUND or Conflict EVENT_CANCELLED.
    """
    if cases is not None:
        await _require_cases(session, actor, suggestion, set(cases))
        seen = and_(col(Case.id) == CaseLink.case_id, visible_cases(actor))
        await _replace(session, suggestion, "case_id", select(CaseLink).join(Case, seen), set(cases), now)
    if events is not None:
        await _require_events(session, actor, set(events))
        seen = and_(col(Event.id) == CaseLink.event_id, visible_events(actor))
        await _replace(session, suggestion, "event_id", select(CaseLink).join(Event, seen), set(events), now)


async def _require_cases(session: AsyncSession, actor: Actor, suggestion: Case, wanted: set[UUID]) -> None:
    """Seen, handed in, and not the suggestion itself."""
    query = select(Case.id).where(
        col(Case.id).in_(wanted),
        Case.id != suggestion.id,
        Case.status != Status.DRAFT,
        visible_cases(actor),
    )
    if wanted - set((await session.exec(query)).all()):
        raise NotFound("CASE_NOT_FOUND", "没有找到作为来源的事项")


async def _require_events(session: AsyncSession, actor: Actor, wanted: set[UUID]) -> None:
    query = select(Event.id, Event.status).where(col(Event.id).in_(wanted), visible_events(actor))
    found = dict((await session.exec(query)).all())
    if wanted - found.keys():
        raise NotFound("EVENT_NOT_FOUND", "没有找到作为来源的活动")
    if EventStatus.CANCELLED in found.values():
        raise Conflict("EVENT_CANCELLED", "已取消的活动不能作为来源")


async def _replace(
    session: AsyncSession, suggestion: Case, key: str, seen: Any, wanted: set[UUID], now: datetime
) -> None:
    rows = await session.exec(seen.where(CaseLink.target_case_id == suggestion.id))
    known: dict[UUID, CaseLink] = {getattr(row, key): row for row in rows}
    for source_id, row in known.items():
        if source_id not in wanted and not row.title:
            await session.delete(row)
    for source_id in wanted - known.keys():
        row = CaseLink(
            county_code=suggestion.county_code,
            kind=ConversionKind.SUGGESTION,
            target_case_id=suggestion.id,
            created_at=now,
        )
        setattr(row, key, source_id)
        session.add(row)
    await session.flush()
