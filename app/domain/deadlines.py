"""How long things take. Calendar arithmetic only; working days and rule rows build on it later."""

import calendar
from datetime import date, datetime, time, timedelta, timezone

from app.domain.vocabulary import Kind, Role

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
