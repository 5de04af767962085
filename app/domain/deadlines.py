"""How long things take. Calendar arithmetic only; working days and rule rows build on it later."""

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone

from app.domain.vocabulary import Kind, Role
from app.errors import Conflict

CHINA = timezone(timedelta(hours=8))  # one offset since 1991
RATING_WINDOW = {
    Role.CITIZEN: timedelta(days=7),
    Role.DEPUTY: timedelta(days=14),
    Role.COUNTY_OFFICE: timedelta(days=14),
}
"""Sign-off to rating: 7 days for a citizen (product default), 10 working days for a deputy (河南办法 art. 22)."""
_LONGEST_EXTENSION = 3  # months, for a suggestion (上海市建议规定 art. 19)


def day_of(moment: datetime) -> date:
    """The day in China: midnight belongs to the new day."""
    return moment.astimezone(CHINA).date()


def end_of(day: date) -> datetime:
    """The last second of a day in China: due on a day means until it ends."""
    return datetime.combine(day, time(23, 59, 59), CHINA)


def add_months(day: date, months: int) -> date:
    """Calendar months; a day that the month does not have becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def latest_extension(kind: Kind, dispatched: datetime, due: datetime) -> date:
    """A suggestion moves by at most three months, anything else by at most its original length."""
    if kind is Kind.SUGGESTION:
        return add_months(day_of(due), _LONGEST_EXTENSION)
    return day_of(due) + (day_of(due) - day_of(dispatched))


def rating_window(raters: frozenset[Role]) -> timedelta:
    """The longest window of those who must rate."""
    return max((RATING_WINDOW[role] for role in raters), default=RATING_WINDOW[Role.CITIZEN])


DAYS: dict[str, tuple[str, int | None, int | None]] = {
    "told_on": ("告知日期", None, 0),
    "visited_on": ("察看日期", None, 0),
    "on": ("沟通日期", None, 0),
    "signed_on": ("协议签订日期", None, 0),
    "escalated_on": ("反映日期", None, 0),
    "finish_on": ("完成日期", 0, None),
    "reply_due_on": ("答复截止日期", 0, None),
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
