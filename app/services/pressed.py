"""Ratings that were not given freely are taken out of what is counted, as soon as the reader may know of it.

Done when figures are read: facts are the same for every reader, and such ratings are few.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.facts import Tally, facts
from app.domain.rates import Counts
from app.models import CaseFact, Evaluation
from app.security.access import waits_for_tally
from app.security.actors import Actor
from app.services import pressure
from app.services.case_facts import histories

_RATED = ("satisfied", "basically", "dissatisfied")


async def take_out(
    session: AsyncSession,
    actor: Actor,
    rows: list[ColumnElement[bool]],
    key: Any,
    found: Mapping[str, Counts],
) -> None:
    """From the counts of these facts, found by their `key`."""
    connection = await session.connection()
    pressed = select(col(Evaluation.case_id)).where(
        col(Evaluation.county_code) == actor.county_code, pressure.left_out(actor)
    )
    of: Any = select(CaseFact.case_id, CaseFact.unit_id, CaseFact.tallying, key.label("key")).where(  # type: ignore[call-overload]
        *rows, col(CaseFact.case_id).in_(pressed)
    )
    concerned = (await connection.execute(of)).all()
    if not concerned:
        return
    changes = await _changes(session, actor, [row.case_id for row in concerned])
    for row in concerned:
        before, after = changes.get((row.case_id, row.unit_id), (None, None))
        counts = found.get(str(row.key))
        if before and after and counts and not (row.tallying and waits_for_tally(actor)):
            for name in _RATED:
                setattr(counts, name, getattr(counts, name) + getattr(after, name) - getattr(before, name))
            counts.under_pressure += _is_rated(before) and not _is_rated(after)


def _is_rated(tally: Tally) -> bool:
    return any(getattr(tally, name) for name in _RATED)


async def _changes(
    session: AsyncSession, actor: Actor, case_ids: list[UUID]
) -> dict[tuple[UUID, UUID | None], tuple[Tally, Tally]]:
    """Of each case, and each unit in it, what it counts for with all ratings and with those that were given freely."""
    query = select(col(Evaluation.id)).where(col(Evaluation.case_id).in_(case_ids), pressure.left_out(actor))
    pressed = set((await (await session.connection()).execute(query)).scalars())
    found = {}
    for case, history in await histories(session, case_ids):
        free = replace(history, ratings=[each for each in history.ratings if each.id not in pressed])
        for before, after in zip(facts(history), facts(free), strict=True):
            found[case.id, before.unit_id] = before.tally, after.tally
    return found
