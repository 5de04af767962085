"""Rows of `case_fact`, reckoned from the cases as they stand: a handful of statements for any number of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.deadlines import day_of
from app.domain.facts import Answer, Fact, History, Promised, Rating, Share, facts
from app.domain.privacy import TALLY_OPEN
from app.domain.vocabulary import Action, Part, PromiseSource
from app.domain.waits import packed
from app.models import Assignment, Case, CaseEvent, CaseFact, Evaluation, Promise, Reply
from app.services.bulk import Values

TOWN_DIGITS = 9


def _columns(model: Any, names: str) -> list[Any]:
    return [getattr(model, name) for name in names.split()]


_CASE = [
    *_columns(
        Case, "id county_code kind status round double_evaluation created_at closed_at suspended_until"
    ),
    *_columns(Case, "area_code station_id deputy_id category_code sealed"),
    func.coalesce(Case.committee_id, Case.field_id).label("committee_id"),
]
_SHARE = _columns(
    Assignment, "case_id unit_id status round clock created_at accepted_at ended_at reply_due_at"
)
_NOTED = (Action.SUBMIT, Action.REGISTER, Action.FEEDBACK)


async def reckoned(session: AsyncSession, case_ids: Sequence[UUID]) -> list[Values]:
    """Every row that these cases have now."""
    found = await histories(session, case_ids)
    rows = [_row(case, history, fact) for case, history in found for fact in facts(history)]
    return sorted(rows, key=_place)


async def histories(session: AsyncSession, case_ids: Sequence[UUID]) -> list[tuple[Any, History]]:
    """Each with its case: the columns of `_CASE`."""
    cases = await _rows(session, select(*_CASE).where(col(Case.id).in_(case_ids)))
    found = {case.id: (case, _history(case)) for case in cases}
    await _add_shares(session, found)
    await _add_answers(session, found)
    await _add_ratings(session, found)
    await _add_promises(session, found)
    await _add_entries(session, found)
    return list(found.values())


Found = dict[UUID, tuple[Any, History]]


async def _rows(session: AsyncSession, query: Any) -> Sequence[Any]:
    connection = await session.connection()
    return (await connection.execute(query)).all()


def _history(case: Any) -> History:
    return History(
        kind=case.kind,
        status=case.status,
        round=case.round,
        double=case.double_evaluation,
        suspended=case.suspended_until is not None,
        submitted_at=case.created_at,
        closed_at=case.closed_at,
    )


async def _add_shares(session: AsyncSession, found: Found) -> None:
    """Of those who owe an answer: who joins in answers the main unit."""
    query = select(*_SHARE).where(col(Assignment.case_id).in_(found), col(Assignment.part) != Part.CO)
    for case_id, *share in await _rows(session, query.order_by(col(Assignment.id))):
        found[case_id][1].shares.append(Share(*share))


async def _add_answers(session: AsyncSession, found: Found) -> None:
    said = [Reply.case_id, Assignment.unit_id, *_columns(Reply, "round reply_class signed_at")]
    query: Any = select(*said).outerjoin(Assignment, col(Assignment.id) == Reply.assignment_id)
    query = query.where(col(Reply.case_id).in_(found), col(Reply.signed_at).is_not(None))
    for case_id, *answer in await _rows(session, query.order_by(col(Reply.signed_at), col(Reply.id))):
        found[case_id][1].answers.append(Answer(*answer))


async def _add_ratings(session: AsyncSession, found: Found) -> None:
    query = select(*_columns(Evaluation, "case_id id round rater result at")).where(
        col(Evaluation.case_id).in_(found)
    )
    for case_id, *rating in await _rows(session, query.order_by(col(Evaluation.at), col(Evaluation.id))):
        found[case_id][1].ratings.append(Rating(*rating))


async def _add_promises(session: AsyncSession, found: Found) -> None:
    """Those of answers: what was promised elsewhere is in the ledger alone."""
    query = select(*_columns(Promise, "case_id unit_id round state due_on first_due_on struck_off_at"))
    query = query.where(col(Promise.case_id).in_(found), col(Promise.source) == PromiseSource.REPLY)
    for case_id, *promise in await _rows(session, query.order_by(col(Promise.id))):
        found[case_id][1].promises.append(Promised(*promise))


async def _add_entries(session: AsyncSession, found: Found) -> None:
    """When it was handed in, registered, and told of. A suggestion is handed in after it was drafted."""
    query = select(*_columns(CaseEvent, "case_id action round at"))
    query = query.where(col(CaseEvent.case_id).in_(found), col(CaseEvent.action).in_(_NOTED))
    for case_id, action, round_number, at in await _rows(session, query.order_by(col(CaseEvent.version))):
        history = found[case_id][1]
        if action is Action.FEEDBACK:
            history.told_at.append((round_number, at))
        elif action is Action.SUBMIT:
            history.submitted_at = at
        elif history.registered_at is None:
            history.registered_at = at


def _row(case: Any, history: History, fact: Fact) -> Values:
    return {
        "county_code": case.county_code,
        "case_id": case.id,
        "unit_id": fact.unit_id,
        "day": day_of(history.submitted_at),
        "kind": case.kind,
        "town": case.area_code[:TOWN_DIGITS],
        "station_id": case.station_id,
        "deputy_id": case.deputy_id,
        "committee_id": case.committee_id,
        "category_code": case.category_code or "",
        "sealed": case.sealed,
        "tallying": history.status in TALLY_OPEN,
        "due_at": fact.due_at,
        "promise_due_on": fact.promise_due_on,
        "waits": packed(fact.waits),
        **asdict(fact.tally),
    }


_KEPT = [column for column in CaseFact.__table__.columns if column.name != "id"]  # type: ignore[attr-defined]


async def kept(session: AsyncSession, case_ids: Iterable[UUID]) -> dict[UUID, list[Values]]:
    """The rows that are there, by case."""
    found: dict[UUID, list[Values]] = defaultdict(list)
    query = select(*_KEPT).where(col(CaseFact.case_id).in_(case_ids))
    for row in await _rows(session, query):
        found[row.case_id].append(dict(row._mapping))
    for rows in found.values():
        rows.sort(key=_place)
    return found


def _place(row: Values) -> str:
    """The whole first, then unit by unit."""
    return str(row["unit_id"] or "")
