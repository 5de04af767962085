"""Days and moments in China. Calendar arithmetic only; working days and rule rows build on it."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone

from app.errors import Conflict

CHINA = timezone(timedelta(hours=8))  # one offset since 1991


def day_of(moment: datetime) -> date:
    """The day in China: midnight belongs to the new day."""
    return moment.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """Midnight in China, with which a day begins."""
    return datetime.combine(day, time(0), CHINA)


def end_of(day: date) -> datetime:
    """The last second of a day in China: due on a day means until it ends."""
    return datetime.combine(day, time(23, 59, 59), CHINA)


def add_months(day: date, months: int) -> date:
    """Calendar months; a day that the month does not have becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


DAYS: dict[str, tuple[str, int | None, int | None]] = {
    "told_on": ("告知日期", None, 0),
    "visited_on": ("察看日期", None, 0),
    "on": ("沟通日期", None, 0),
    "signed_on": ("协议签订日期", None, 0),
    "escalated_on": ("反映日期", None, 0),
    "finish_on": ("完成日期", 0, None),
    "held_on": ("召开日期", None, 0),
    "due_on": ("答复期限", 0, None),
    "review_on": ("重新研究的日期", 1, None),
    "until": ("延至的日期", 1, None),
}
"""The days that forms name: what people call each, and how many days from today it may lie at the least and most."""


def check_days(fields: Mapping[str, object], now: datetime) -> None:
    """Conflict DATE_OUT_OF_RANGE for a day of the form on the wrong side of today."""
    for name, (what, least, most) in DAYS.items():
        day = fields.get(name)
        if not isinstance(day, date):
            continue
        ahead = (day - day_of(now)).days
        if most is not None and ahead > most:
            raise Conflict("DATE_OUT_OF_RANGE", f"{what}不能晚于今天")
        if least is not None and ahead < least:
            raise Conflict("DATE_OUT_OF_RANGE", f"{what}{'应晚于' if least else '不能早于'}今天")
