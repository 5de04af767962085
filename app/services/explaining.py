"""An explanation as people and programs read it."""

from datetime import timedelta

from app.domain.clocks import Unit
from app.domain.due_dates import HOUR, ONE_DAY
from app.domain.explanations import Explanation
from app.schemas.clocks import ExplainedDay, ExplainedNotice, ExplainedPause, ExplanationOut


def explanation_out(told: Explanation) -> ExplanationOut:
    """Every amount in hours for a rule that counts hours, else in days."""
    unit = told.rule.unit
    return ExplanationOut(
        sentence=told.sentence,
        number=told.rule.number,
        unit=unit,
        source=told.rule.source,
        start=told.start,
        received_on=told.receipt,
        allowance=_amount(told.allowance, unit),
        counted=_amount(told.counted, unit),
        extended=_amount(told.added_by_extension, unit),
        left=_amount(told.left, unit) if told.stopped_at else 0,
        due_at=told.due,
        stopped_at=told.stopped_at,
        extended_until=told.extension.until if told.extension else None,
        provisional=told.provisional,
        unpublished_years=list(told.unpublished),
        days=[
            ExplainedDay(day=line.day, told=line.told, counted=_amount(line.counted, unit), note=line.note)
            for line in told.lines
        ],
        pauses=[
            ExplainedPause(
                start=each.start, end=each.end, reason=each.reason, added=_amount(each.added, unit)
            )
            for each in told.pauses
        ],
        notices=[ExplainedNotice(text=each.text, version=each.version) for each in told.notices],
    )


def _amount(amount: timedelta, unit: Unit) -> float:
    return amount / (HOUR if unit.hourly else ONE_DAY)
