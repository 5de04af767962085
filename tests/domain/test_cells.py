"""What was typed is read back, or refused: never something else."""

import unicodedata
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import vocabulary
from app.domain.cells import (
    FIRST_DAY,
    LAST_DAY,
    CellError,
    Column,
    Raw,
    as_cell,
    choices_of,
    read_date,
    read_integer,
    read_latitude,
    read_longitude,
    read_name,
    read_row,
    read_text,
    read_word,
    read_words,
    read_yes_no,
)
from app.domain.labels import LabelledEnum
from app.domain.vocabulary import Role, StationKind
from app.errors import FieldError
from app.integrations import workbook

FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in "0123456789-./,"}
WORDS = [
    each
    for each in vars(vocabulary).values()
    if isinstance(each, type) and issubclass(each, LabelledEnum) and all(member.value for member in each)
]
"""All but those with a blank value: a blank cell says nothing, so they stand in no spreadsheet."""
FORMULA = FieldError("甲", "CELL_FORMULA", "是公式")

days = st.dates(FIRST_DAY, LAST_DAY)
blanks = st.text("   \u200b\ufeff\t\n", max_size=3)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


def serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def refusal(read: Any, *arguments: Any) -> str:
    with pytest.raises(CellError) as refused:
        read(*arguments)
    assert refused.value.message
    return refused.value.code


READERS = [
    lambda raw: read_text(raw, 9),
    lambda raw: read_name(raw, 9),
    lambda raw: read_integer(raw, 0, 9),
    read_date,
    read_yes_no,
    lambda raw: read_word(raw, Role),
    lambda raw: read_words(raw, Role),
    read_latitude,
    read_longitude,
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("blank", [None, "", " ", "\u3000\xa0", "\u200b \ufeff"])
def test_blank_is_nothing(read: Any, blank: Raw) -> None:
    assert read(blank) in ("", None, ())


@pytest.mark.parametrize("read", READERS)
def test_a_cell_that_could_not_be_read_stays_its_own_error(read: Any) -> None:
    assert refusal(read, FORMULA) == "CELL_FORMULA"


@pytest.mark.parametrize("read", READERS)
@given(
    st.none()
    | st.text(max_size=30)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
)
def test_whatever_stands_there_a_reader_reads_or_refuses(read: Any, raw: Raw) -> None:
    try:
        read(raw)
    except CellError as error:
        assert error.code.startswith("CELL_")


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=50), blanks, blanks)
def test_text_loses_only_what_surrounds_it(text: str, before: str, after: str) -> None:
    expected = unicodedata.normalize("NFC", text)
    assert read_text(before + text + after, 200) == expected
    assert read_text(as_cell(expected), 200) == expected


@pytest.mark.parametrize(
    ("raw", "text"),
    [("𠮷", "𠮷"), ("一\u200b二", "一二"), ("e\u0301", "é"), (3, "3"), (3.0, "3"), (3.5, "3.5"), (0.1 + 0.2, "0.3"),
     (411122101, "411122101"), (-7, "-7"), (1e-7, "0.0000001")],
)  # fmt: skip
def test_text_as_it_looks(raw: Raw, text: str) -> None:
    assert read_text(raw, 20) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("一\n二", "CELL_TEXT_CHARACTER"),
        ("一\x07二", "CELL_TEXT_CHARACTER"),
        ("一\u202e二", "CELL_TEXT_CHARACTER"),
        ("一\u2028二", "CELL_TEXT_CHARACTER"),
        ("\ud800", "CELL_TEXT_CHARACTER"),
        ("一" * 21, "CELL_TOO_LONG"),
        (True, "CELL_NOT_TEXT"),
        (date(2026, 1, 2), "CELL_NOT_TEXT"),
        (noon(date(1899, 12, 30)), "CELL_NOT_TEXT"),
        (10**15, "CELL_DIGITS_LOST"),
        (float("nan"), "CELL_DIGITS_LOST"),
        (float("inf"), "CELL_DIGITS_LOST"),
    ],
)
def test_text_refused(raw: Raw, code: str) -> None:
    assert refusal(read_text, raw, 20) == code


def test_lines_are_kept_where_they_are_wanted() -> None:
    read = read_text("一\r\n二\r三\u2028四\t五\x0b六 ", 50, lines=True)
    assert read == "一\n二\n三\n四\t五\n六"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王　伟", "王伟"),
        ("𠮷 𠮷", "𠮷𠮷"),
        ("买买提•艾力", "买买提·艾力"),
        ("Anna Li", "Anna Li"),
        ("李 A", "李 A"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert read_name(typed, 40) == name


@pytest.mark.parametrize(
    ("raw", "number"),
    [(7, 7), (7.0, 7), ("７", 7), (" 1,234 ", 1234), ("12.0", 12), ("-3", -3), (True, None), ("7人", None), (7.5, None),
     ("1e3", None), ("1,23", None), ("10²", None), ("①", None)],
)  # fmt: skip
def test_integers(raw: Raw, number: int | None) -> None:
    if number is None:
        assert refusal(read_integer, raw, -9, 9999) in ("CELL_NOT_INTEGER", "CELL_NOT_TEXT")
    else:
        assert read_integer(raw, -9, 9999) == number


def test_integers_have_bounds() -> None:
    assert refusal(read_integer, 10, 0, 9) == refusal(read_integer, -1, 0, 9) == "CELL_OUT_OF_RANGE"


@given(days, st.booleans(), st.sampled_from(["", " 0:00", " 00:00:00", "T15:04:05.000"]))
def test_every_day_survives_every_way_to_write_it(day: date, full_width: bool, clock: str) -> None:
    y, m, d = day.year, day.month, day.day
    written = [
        f"{y}-{m:02}-{d:02}{clock}", f"{y}/{m}/{d}{clock}", f"{y}.{m}.{d}", f"{y}{m:02}{d:02}", f"{y}年{m}月{d}日",
        f" {y} 年 {m:02} 月 {d:02} 号\u3000", str(serial(day)),
    ]  # fmt: skip
    for text in written:
        assert read_date(text.translate(FULL_WIDTH) if full_width else text) == day, text
    for raw in (day, noon(day), serial(day), serial(day) + 0.75, float(serial(day)), int(f"{y}{m:02}{d:02}")):
        assert read_date(raw) == day, raw
    assert read_date(as_cell(day)) == day


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (0, "CELL_DATE_1900"),
        (1, "CELL_DATE_1900"),
        (60, "CELL_DATE_1900"),
        (0.354, "CELL_DATE_1900"),
        (2026, "CELL_DATE_1900"),
        ("2026", "CELL_DATE_1900"),
        (date(1905, 7, 18), "CELL_DATE_1900"),
        (noon(date(1899, 12, 30)), "CELL_DATE_1900"),
        ("1900-01-00", "CELL_DATE_IMPOSSIBLE"),
        ("1900-02-29", "CELL_DATE_IMPOSSIBLE"),
        ("1900-02-28", "CELL_DATE_1900"),
        ("19000301", "CELL_DATE_1900"),
        ("0000-00-00", "CELL_DATE_IMPOSSIBLE"),
        ("2026-02-29", "CELL_DATE_IMPOSSIBLE"),
        (20261301, "CELL_DATE_IMPOSSIBLE"),
        ("2026年13月1日", "CELL_DATE_IMPOSSIBLE"),
        ("26-1-2", "CELL_DATE_UNREADABLE"),
        ("1/2/2026", "CELL_DATE_UNREADABLE"),
        ("2026-1.2", "CELL_DATE_UNREADABLE"),
        ("2026-01", "CELL_DATE_UNREADABLE"),
        ("202601", "CELL_DATE_UNREADABLE"),
        ("明天", "CELL_DATE_UNREADABLE"),
        (-1, "CELL_DATE_UNREADABLE"),
        (True, "CELL_NOT_TEXT"),
        (date(2100, 1, 1), "CELL_DATE_OUT_OF_RANGE"),
        (99999, "CELL_DATE_OUT_OF_RANGE"),
    ],
)
def test_dates_refused(raw: Raw, code: str) -> None:
    assert refusal(read_date, raw) == code


def test_every_bare_year_and_every_time_of_day_is_an_artefact() -> None:
    for year in range(1900, 2101):
        assert (
            refusal(read_date, year)
            == refusal(read_date, date(1899, 12, 30) + timedelta(year))
            == "CELL_DATE_1900"
        )


def test_dates_have_bounds() -> None:
    bounds = date(2026, 1, 1), date(2026, 12, 31)
    assert read_date("2026-12-31", *bounds) == bounds[1]
    assert refusal(read_date, "2027-01-01", *bounds) == "CELL_DATE_OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("raw", "answer"),
    [("是", True), ("否", False), ("√", True), ("✔️", True), ("×", False), (True, True), (False, False), (1, True),
     (0.0, False), ("Ｙ", True), ("No", False), ("TRUE", True), ("有", True), ("无", False)],
)  # fmt: skip
def test_yes_and_no(raw: Raw, answer: bool) -> None:
    assert read_yes_no(raw) is answer


@pytest.mark.parametrize("raw", ["也许", 2, "是否", "NN"])
def test_neither_yes_nor_no(raw: Raw) -> None:
    assert refusal(read_yes_no, raw) == "CELL_NOT_YES_NO"


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_is_read_by_label_and_by_value(kind: type[LabelledEnum]) -> None:
    for member in kind:
        for written in (
            member.label,
            member.value,
            member.value.upper(),
            f" {member.label}\u3000",
            as_cell(member),
        ):
            assert read_word(written, kind) is member
    assert read_words(as_cell(list(kind)), kind) == tuple(kind)
    assert read_words("\n".join(choices_of(kind)), kind) == tuple(kind)


def test_an_unknown_word_is_told_the_choices() -> None:
    with pytest.raises(CellError) as refused:
        read_word("大站", StationKind)
    assert refused.value.code == "CELL_CHOICE_UNKNOWN"
    assert all(member.label in refused.value.message for member in StationKind)
    assert refusal(read_words, "人大代表、站", Role) == "CELL_CHOICE_UNKNOWN"


def test_several_words_come_once_each_in_their_order() -> None:
    assert read_words("站长，人大代表;站长、 ,联络员", Role) == (Role.STATION_HEAD, Role.DEPUTY, Role.LIAISON)


@given(st.floats(-90, 90, allow_subnormal=False).map(lambda number: round(number, 6)))
def test_positions_come_back(number: float) -> None:
    assert read_latitude(as_cell(number)) == number
    assert read_longitude(f" {number:.6f}° ") == number


@pytest.mark.parametrize("raw", ["114.016536", 90.1, "33°35′15″", "33,58", "北"])
def test_latitudes_refused(raw: Raw) -> None:
    assert refusal(read_latitude, raw) == "CELL_POSITION_INVALID"


def test_positions_may_name_their_direction() -> None:
    assert read_latitude("北纬33.58°") == read_latitude("33.58°N") == 33.58
    assert read_longitude("东经 114.01") == 114.01
    assert refusal(read_longitude, 180.5) == "CELL_POSITION_INVALID"


@pytest.mark.parametrize(
    ("value", "raw"),
    [(None, None), ("", None), ((), None), (True, "是"), (False, "否"), (7, 7), (2.5, 2.5), ("文", "文"),
     (date(2026, 1, 2), date(2026, 1, 2)), (Role.DEPUTY, "人大代表"),
     ([Role.DEPUTY, Role.LIAISON], "人大代表、联络员")],
)  # fmt: skip
def test_values_as_cells(value: object, raw: Raw) -> None:
    assert as_cell(value) == raw


def test_an_enum_without_labels_is_written_by_its_value() -> None:
    class Plain(StrEnum):
        A = "a"

    assert as_cell(Plain.A) == "a"


COLUMNS = [
    Column("name", "姓名", lambda raw: read_name(raw, 4), required=True),
    Column("roles", "身份", lambda raw: read_words(raw, Role), required=True, choices=choices_of(Role)),
    Column("until", "届满", read_date, kind="date"),
]


def test_a_row_gives_all_values_or_all_that_is_wrong() -> None:
    good: dict[str, Raw] = {"姓名": "王 伟", "身份": "站长", "届满": None}
    assert read_row(COLUMNS, good) == ({"name": "王伟", "roles": (Role.STATION_HEAD,), "until": None}, [])
    values, errors = read_row(COLUMNS, {"姓名": " ", "身份": FORMULA, "届满": 20260102})
    assert values == {"until": date(2026, 1, 2)}
    assert [(each.field, each.code) for each in errors] == [
        ("姓名", "CELL_REQUIRED"),
        ("身份", "CELL_FORMULA"),
    ]
    assert read_row(COLUMNS, {})[1] == [
        FieldError(name, "CELL_REQUIRED", "必须填写") for name in ("姓名", "身份")
    ]


def test_a_column_is_what_a_workbook_is_made_from() -> None:
    columns: list[workbook.Column] = [*COLUMNS]
    assert [column.title for column in columns] == ["姓名", "身份", "届满"]
