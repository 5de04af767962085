"""What a process counts before the database does: scans of codes, and calls against their limits.

Counted in memory at once and written every second, each kind in one statement: a row written at every scan would cost
more than all the rest of it. A clean stop writes what is left; a process that is killed loses at most its last second.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from app.db import SessionFactory, unit_of_work
from app.services import limits
from app.services.scanning import add_scans

Window = tuple[str, int]
"""What is limited and for whom; the second in which the window began."""


class Tallies:
    """A limit holds exactly within a process, and at most a second late across processes.

    `_mine` is what is counted here and not yet written, `_known` all that is known of a window: calls so far and the
    second in which it is over.
    """

    def __init__(self) -> None:
        self._scans: Counter[tuple[UUID, date]] = Counter()
        self._mine: Counter[Window] = Counter()
        self._known: dict[Window, tuple[int, int]] = {}

    def scan(self, code_id: UUID, day: date) -> None:
        self._scans[code_id, day] += 1

    def call(self, bucket: str, calls: int, per: timedelta, now: datetime) -> int | None:
        """Count one call; None while it is allowed, else the seconds until the next window."""
        width, second = int(per.total_seconds()), int(now.timestamp())
        start = second // width * width
        window = (bucket, start)
        made = self._known.get(window, (0, 0))[0] + 1
        self._known[window] = (made, start + width)
        self._mine[window] += 1
        return None if made <= calls else max(1, start + width - second)

    async def settle(self, sessions: SessionFactory, now: datetime) -> None:
        """Write what was counted, and learn what others counted. What could not be written stays counted."""
        scans, mine = self._scans, self._mine
        if scans or mine:
            self._scans, self._mine = Counter(), Counter()
            try:
                async with unit_of_work(sessions) as session:
                    await add_scans(session, scans)
                    known = await limits.add_calls(session, mine)
            except BaseException:
                self._scans.update(scans)
                self._mine.update(mine)
                raise
            self._learn(known)
        self._forget(int(now.timestamp()))

    def _learn(self, known: Iterable[tuple[str, int, int]]) -> None:
        for bucket, start, calls in known:
            window = (bucket, start)
            if window in self._known:
                self._known[window] = (calls + self._mine[window], self._known[window][1])

    def _forget(self, second: int) -> None:
        self._known = {window: value for window, value in self._known.items() if value[1] > second}
