"""What a process remembers of the directory, so that a scan need not ask the database what seldom changes."""

from collections.abc import Awaitable, Callable, Hashable
from time import monotonic
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

Value = TypeVar("Value")

MEMORY = "memory"
"""Under which name a session carries the memory of its process (`AsyncSession.info`)."""
KEEP_SECONDS = 30.0
MOST = 10_000


class Memory:
    """Read once, kept until anything in the directory changes.

    The database announces every change of the directory (triggers, `NOTIFY directory`). Only while somebody listens
    (`live`) is anything kept, and never longer than `KEEP_SECONDS`, should an announcement be lost on its way. What is
    kept must be immutable and must not hang on a session.
    """

    def __init__(self) -> None:
        self.live = False
        self._held: dict[Hashable, tuple[float, Any]] = {}
        self._changes = 0

    def forget(self) -> None:
        """Something changed: nothing that was read before may be kept, nor what is being read just now."""
        self._held.clear()
        self._changes += 1

    def ends(self) -> None:
        """Nobody listens any more."""
        self.live = False
        self.forget()

    async def recall(self, key: Hashable, read: Callable[[], Awaitable[Value]]) -> Value:
        """The value held under `key`, or what `read` finds now. What `read` raises is not kept."""
        held = self._held.get(key)
        if held is not None and held[0] > monotonic():
            value: Value = held[1]
            return value
        changes = self._changes
        value = await read()
        if self.live and changes == self._changes:
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[key] = (monotonic() + KEEP_SECONDS, value)
        return value


def memory_of(session: AsyncSession) -> Memory:
    """What the process of this session remembers; nothing if it does not listen for changes."""
    found: Memory = session.info.setdefault(MEMORY, Memory())
    return found
