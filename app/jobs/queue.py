"""The enqueue side: a job is a row of the transaction that caused it, and vanishes with it on a rollback."""

import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pgqueuer.adapters.persistence.qb import QueryQueueBuilder
from sqlmodel.ext.asyncio.session import AsyncSession


class Job(StrEnum):
    """What the worker can be asked to do."""

    NOTIFY = "notify"
    RECKON = "reckon"
    COUNT = "count"
    IMPORT_CHECK = "import_check"
    IMPORT_APPLY = "import_apply"


_ENQUEUE = QueryQueueBuilder().build_enqueue_query()


async def enqueue(
    session: AsyncSession, job: Job, *payloads: Mapping[str, Any], after: timedelta = timedelta()
) -> None:
    """One job a payload, done at least once, after and only if this transaction commits: handlers bear a second run.

    Not before `after` has passed.

    The queue's own statement, on the session's connection: its driver would open a connection and a transaction of its
    own.
    """
    many = len(payloads)
    bodies = [json.dumps(payload, default=str).encode() for payload in payloads]
    connection = await session.connection()
    values = ([0] * many, [job.value] * many, bodies, [after] * many, [None] * many, ["null"] * many)
    await connection.exec_driver_sql(_ENQUEUE, values)
