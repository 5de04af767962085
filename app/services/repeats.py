"""Repeated calls: the same key gives the stored first answer, in the transaction of its effect."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from pydantic import BaseModel
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.errors import InvalidRequest
from app.models import RepeatedCall

Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Once:
    """One call under an idempotency key. Without a key it just happens."""

    session: AsyncSession
    caller: str
    key: str | None
    fingerprint: bytes
    now: datetime

    async def __call__(self, shape: type[Answer], effect: Callable[[], Awaitable[Answer]]) -> Answer:
        """The effect's answer, or the stored one. Two at once: the second waits for the first to commit.

        InvalidRequest IDEMPOTENCY_MISMATCH when the key was used for something else.
        """
        if self.key is None:
            return await effect()
        first = await self.session.exec(insert(RepeatedCall).values(**self.row()).on_conflict_do_nothing())
        if first.rowcount == 0:
            return cast(Answer, await self.stored(shape))
        answer = await effect()
        done = update(RepeatedCall).where(
            col(RepeatedCall.caller) == self.caller, col(RepeatedCall.key) == self.key
        )
        await self.session.exec(done.values(answer=answer.model_dump(mode="json")))
        return answer

    def row(self) -> dict[str, Any]:
        """The call as it is stored, so far without an answer."""
        return {
            "caller": self.caller,
            "key": self.key,
            "fingerprint": self.fingerprint,
            "created_at": self.now,
        }

    async def stored(self, shape: type[Answer]) -> Answer | None:
        """The first answer given under this key, if there was one."""
        query = select(RepeatedCall).where(RepeatedCall.caller == self.caller, RepeatedCall.key == self.key)
        call = (await self.session.exec(query)).first()
        if call is None:
            return None
        if call.fingerprint != self.fingerprint:
            raise InvalidRequest("IDEMPOTENCY_MISMATCH")
        return shape.model_validate(call.answer)


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).digest()


async def forget(session: AsyncSession, before: datetime) -> None:
    """A key lives at least 24 hours; the worker forgets older ones."""
    await session.exec(delete(RepeatedCall).where(col(RepeatedCall.created_at) < before))
