"""Pasts become rows, many at a time."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import (
    Assignment,
    Case,
    CaseClock,
    CaseEvent,
    CaseLink,
    Cosigner,
    Evaluation,
    Event,
    EventPerson,
    Follower,
    Promise,
    PromiseEntry,
    Reply,
)
from app.services import bulk
from app.services.histories.past import Past
from app.services.histories.promising import promises

BATCH = 500


class Batch(NamedTuple):
    size: int
    packed: list[bulk.Packed]


async def write(session: AsyncSession, pasts: Iterable[Past]) -> int:
    """All of them, and how many there were.

    A batch at a time, so that a million need no more memory than a thousand; the next one is made in a thread while the
    database is busy with this one.
    """
    made, left = 0, iter(pasts)
    batch = await asyncio.to_thread(_batch, left)
    while batch.size:
        async with asyncio.TaskGroup() as group:
            upcoming = group.create_task(asyncio.to_thread(_batch, left))
            for packed in batch.packed:
                await bulk.send(session, packed)
        made += batch.size
        batch = upcoming.result()
    return made


def _batch(left: Iterator[Past]) -> Batch:
    pasts = list(islice(left, BATCH))
    return Batch(len(pasts), [packed for table, rows in _tables(pasts) for packed in bulk.pack(table, rows)])


def _tables(pasts: Sequence[Past]) -> Iterator[tuple[type[SQLModel], list[bulk.Values]]]:
    """In the order in which rows point at each other."""
    for table in (Event, EventPerson):
        yield table, [bulk.values(row) for past in pasts for row in past.others if isinstance(row, table)]
    yield Case, [bulk.values(past.case) for past in pasts]
    yield Assignment, [bulk.values(row) for past in pasts for row in past.shares]
    yield CaseEvent, [entry for past in pasts for entry in past.events]
    yield CaseClock, [row.values() for past in pasts for row in past.timing.rows.values()]
    yield Reply, [bulk.values(row) for past in pasts for row in past.replies]
    given = [each for past in pasts for each in promises(past)]
    yield Promise, [bulk.values(promise) for promise, _ in given]
    yield PromiseEntry, [bulk.values(entry) for _, entries in given for entry in entries]
    yield Evaluation, [bulk.values(row) for past in pasts for row in past.evaluations]
    yield Cosigner, [bulk.values(row) for past in pasts for row in past.cosigners]
    yield Follower, [bulk.values(row) for past in pasts for row in past.followers]
    yield CaseLink, [bulk.values(row) for past in pasts for row in past.links]
