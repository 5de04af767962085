"""The colour that a case shows after a move, and the lines by which it got there."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain import colours
from app.domain.lines import colour_of
from app.domain.vocabulary import Colour, Line
from app.models import Case
from app.services import crossings, timetables
from app.services.bulk import Values
from app.services.clocks import Turn, quality_of
from app.services.crossings import Bodies
from app.services.memory import memory_of

_LINE = {Colour.YELLOW: Line.YELLOW, Colour.RED: Line.RED}


async def paint(session: AsyncSession, turn: Turn) -> list[Values]:
    """Sets the colour of the case. The entries, before that of the move itself, of all lines that were crossed."""
    if not turn.crossings and not _worse(turn):
        turn.case.colour = _shown(turn.case)
        return []
    names = await crossings.bodies(session, turn.case.county_code)
    rules = await timetables.lines(session, memory_of(session), turn.case.county_code)
    return repaint(turn, names, rules)


def repaint(turn: Turn, names: Bodies, rules: crossings.Rules) -> list[Values]:
    """`paint` without asking anybody. Afterwards `turn.colour` is what the case showed when the move came."""
    case, worse = turn.case, _worse(turn)
    case.colour = _shown(case)
    entries = _by_time(turn, names, rules)
    if worse:
        who = crossings.main_unit(names, turn.shares)
        entries.append(crossings.of_quality(case, _LINE[quality_of(case)], turn.now, who, rules))
        turn.colour = case.colour
    return entries


def _shown(case: Case) -> Colour:
    return colours.shown(case.time_colour, quality_of(case), suspended=case.suspended_until is not None)


def _worse(turn: Turn) -> bool:
    quality = quality_of(turn.case)
    return colours.worst(turn.quality, quality) is not turn.quality


def _by_time(turn: Turn, names: Bodies, rules: crossings.Rules) -> list[Values]:
    """As the sweep would have found them: each with the colour that the case had from then on."""
    entries, time = [], turn.time
    units = {share.id: share.unit_id for share in turn.shares}
    for row, line, at in turn.crossings:
        time = colours.worst(time, colour_of([line]))
        colour = colours.shown(time, turn.quality, suspended=False)
        who = crossings.holder(
            names, turn.case, row, units.get(row.assignment_id) if row.assignment_id else None
        )
        changed = colour if colour is not turn.colour else None
        turn.colour = colour
        entries.append(crossings.of_clock(turn.case, row, line, at, who, rules, changed))
    return entries
