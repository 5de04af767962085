"""The colour of a case: two causes, kept apart, and what is shown of both (大新镇三色督办)."""

from app.domain.vocabulary import Colour, Quality, Status
from app.domain.workflow import OPEN

_ORDER = (Colour.GREEN, Colour.YELLOW, Colour.RED)
_FLAG = {None: Colour.GREEN, Quality.LOW: Colour.YELLOW, Quality.POOR: Colour.RED}
_NOT_SATISFIED_TWICE = 3
"""The round that two bad ratings lead to."""


def worst(*colours: Colour) -> Colour:
    return max(colours, key=_ORDER.index, default=Colour.GREEN)


def of_quality(status: Status, flag: Quality | None, round_number: int) -> Colour:
    """Flagged, or not satisfied twice. What is over is nobody's to improve."""
    if status not in OPEN:
        return Colour.GREEN
    if status is Status.EXPERT_REVIEW or round_number >= _NOT_SATISFIED_TWICE:
        return Colour.RED
    return _FLAG[flag]


def shown(time: Colour, quality: Colour, *, suspended: bool) -> Colour:
    """Grey while the case is suspended, else the worse of both."""
    return Colour.GREY if suspended else worst(time, quality)
