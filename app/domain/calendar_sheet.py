"""A year's special days as a spreadsheet: three columns, a row a day."""

from app.domain import cells
from app.domain.cells import Column
from app.domain.working_days import DayKind

COLUMNS: tuple[Column, ...] = (
    Column("day", "日期", cells.read_date, kind="date", required=True, help="如 2027-01-01"),
    Column(
        "kind",
        "安排",
        lambda raw: cells.read_word(raw, DayKind),
        required=True,
        help="放假，或调休上班",
        choices=cells.choices_of(DayKind),
    ),
    Column("name", "节日", lambda raw: cells.read_text(raw, 40), help="如 元旦；调休上班的不填"),
)
