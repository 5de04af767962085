"""The clocks of one invented case: they follow it by the same rules as those of a real one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.clocks import Mark
from app.domain.vocabulary import Action, ClockName
from app.models import Assignment, Case
from app.services import painting
from app.services.bulk import Values
from app.services.clock_rows import ClockRow, Held
from app.services.clocks import Turn, turn_over
from app.services.crossings import Bodies
from app.services.moves import RECKONED
from app.services.reckoning import Reckoner

_PAUSING = frozenset({Action.SUSPEND, Action.RESUME})


@dataclass
class Timing:
    """What runs for a case, and all that ever ran."""

    told: Reckoner
    names: Bodies
    rows: dict[UUID, ClockRow] = field(default_factory=dict)
    held: Held = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def before(self, case: Case, shares: list[Assignment], action: Action, at: datetime) -> Turn:
        return Turn(case, shares, at, action in RECKONED)

    def after(self, turn: Turn, action: Action, reason: str) -> list[Values]:
        """The lines that were crossed meanwhile, as entries of the timeline."""
        self._keep(turn_over(self.told, turn, self.held, self.marks))
        if action in _PAUSING:
            self.marks.append(Mark(turn.now, action is Action.SUSPEND, reason))
        return painting.repaint(turn, self.names, self.told.line_rules)

    def _keep(self, rows: Iterable[ClockRow]) -> None:
        self.rows |= {row.id: row for row in rows}

    def now(self, case: Case, shares: list[Assignment], now: datetime) -> list[Values]:
        """What the sweep has noticed until today."""
        for share in shares:
            window = self.held.get((ClockName.RETURN, share.id))
            if window is not None and window.paused_at is None and window.line_at[0] <= now:
                share.return_final = True
                window.stopped_at, window.crossed = window.line_at[0], 1
                del self.held[ClockName.RETURN, share.id]
        turn = Turn(case, shares, now)
        self._keep(turn_over(self.told, turn, self.held, self.marks))
        return painting.repaint(turn, self.names, self.told.line_rules)
