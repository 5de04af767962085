"""What a good workbook says, whoever wrote it."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from app.errors import FieldError
from app.integrations.workbook_child.pipe import Raw
from tests.integrations import sheets
from tests.integrations.sheets import (
    MAIN,
    Column,
    cell,
    columns,
    parts,
    row,
    rows_here,
    sheet,
    styles,
    workbook,
    zipped,
)


def rows_of(tmp_path: Path, content: bytes, template: list[Column]) -> list[tuple[int, dict[str, Raw]]]:
    path = tmp_path / "file"
    path.write_bytes(content)
    return rows_here(path, template)


def value_of(tmp_path: Path, xml: str, **more: Any) -> Any:
    """What a single cell under a header is read as."""
    content = zipped(parts(sheet([["甲"], f'<row r="2">{xml}</row>']), **more))
    ((_, cells),) = rows_of(tmp_path, content, columns("甲"))
    return cells["甲"]


def test_cells_come_with_their_types_and_rows_with_their_numbers(tmp_path: Path) -> None:
    content = workbook([["甲", "乙", "丙"], ["文字", 7, 2.5], [True, None, 19900000001]])
    assert rows_of(tmp_path, content, columns("甲", "乙", "丙")) == [
        (2, {"甲": "文字", "乙": 7, "丙": 2.5}),
        (3, {"甲": True, "乙": None, "丙": 19900000001}),
    ]


def test_the_order_of_columns_is_free_and_titles_are_taken_kindly(tmp_path: Path) -> None:
    content = workbook([[" 电话\n（手机）*", "姓　名"], ["1", "2"]])
    ((_, found),) = rows_of(tmp_path, content, columns("姓名", "电话(手机)"))
    assert found == {"姓名": "2", "电话(手机)": "1"}


def test_blank_rows_are_no_rows_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    content = workbook([["", None], ["甲"], [None], [" \u3000\xa0"], ["一"], '<row r="9"/>', row(20, ["二"])])
    found = rows_of(tmp_path, content, columns("甲"))
    assert [(number, cells["甲"]) for number, cells in found] == [(5, "一"), (20, "二")]


def test_a_million_blank_rows_are_skipped(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_000))
    styled = '<row r="1000001" s="1" customFormat="1"><c r="A1000001" s="1"/><c r="B1000001" s="1"/></row>'
    content = workbook([["甲"], ["一"], blank, row(1_000_000, ["二"]), styled])
    assert [number for number, _ in rows_of(tmp_path, content, columns("甲"))] == [2, 1_000_000]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<t>甲</t>", "甲"),
        ("<r><t>甲</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 乙</t></r>", "甲 乙"),
        ("<t>重庆</t><rPh sb='0' eb='2'><t>chóngqìng</t></rPh><phoneticPr fontId='1'/>", "重庆"),
        ("<t>一_x000D_\n二_x005F_x000D_</t>", "一\r\n二_x000D_"),
        ("<t>_xD83D_</t>", "_xD83D_"),
        ("<t>𠮷 &amp; 🙂</t>", "𠮷 & 🙂"),
        (f"<t>{'长' * 32_767}</t>", "长" * 32_767),
    ],
    ids=["plain", "rich", "reading aid", "escapes", "surrogate", "rare", "long"],
)
def test_shared_and_inline_texts(tmp_path: Path, inside: str, text: str) -> None:
    shared = sheets.strings("<t>other</t>", inside)
    assert value_of(tmp_path, '<c r="A2" t="s"><v>1</v></c>', shared=shared) == text
    assert value_of(tmp_path, f'<c r="A2" t="inlineStr"><is>{inside}</is></c>') == text


@pytest.mark.parametrize(
    ("code", "is_a_day"),
    [
        (14, True),
        (22, True),
        (31, True),
        (57, True),
        ("yyyy/m/d;@", True),
        ('yyyy"年"m"月"d"日"', True),
        ("[$-804]yyyy\\年m\\月d\\日", True),
        ("[DBNum1][$-804]yyyy年m月d日", True),
        ("[h]:mm", True),
        (0, False),
        (49, False),
        ("0.00E+00", False),
        ('0" days"', False),
        ("0\\d", False),
        ("[Red]0_);[Red](0)", False),
        ("0;dd", False),
    ],
)
def test_whether_a_number_is_a_day_is_told_by_its_format(
    tmp_path: Path, code: int | str, is_a_day: bool
) -> None:
    found = value_of(tmp_path, cell(46024, "A2", 1), style_sheet=styles(code))
    assert found == (date(2026, 1, 2) if is_a_day else 46024)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (46024.75, datetime.combine(date(2026, 1, 2), time(18))),
        (46024.999999999, date(2026, 1, 3)),
        (61, date(1900, 3, 1)),
        (0.354166666666667, datetime.combine(date(1899, 12, 30), time(8, 30))),
        (2026, date(1905, 7, 18)),
    ],
)
def test_days_and_times_of_the_ordinary_calendar(tmp_path: Path, number: float, expected: object) -> None:
    assert value_of(tmp_path, cell(number, "A2", 1), style_sheet=styles(14)) == expected


@pytest.mark.parametrize("number", [-1, 3e6, 1e200])
def test_a_number_that_is_no_day_in_a_cell_of_days_is_an_error(tmp_path: Path, number: float) -> None:
    found = value_of(tmp_path, cell(number, "A2", 1), style_sheet=styles(14))
    assert found.field == "甲"
    assert found.code == "CELL_DATE_IMPOSSIBLE"


def test_the_calendar_of_1904_ends_at_this_door(tmp_path: Path) -> None:
    content = zipped(
        parts(
            sheet(
                [
                    ["日", "数"],
                    f'<row r="2">{cell(44562, "A2", 1)}{cell(44562, "B2")}</row>',
                    row(3, [44562, 1]),
                ]
            ),
            style_sheet=styles(14),
            properties='<workbookPr date1904="1"/>',
        )
    )
    template = [Column("日", "date"), Column("数", "number")]
    (_, shown), (_, bare) = rows_of(tmp_path, content, template)
    assert shown == {"日": date(2026, 1, 2), "数": 44562}
    assert bare["日"] == 46024
    ticked = zipped(parts(sheet([["日"], [True]]), properties='<workbookPr date1904="1"/>'))
    assert rows_of(tmp_path, ticked, template[:1]) == [(2, {"日": True})]
    eight_digits = zipped(parts(sheet([["日"], [20260102]]), properties='<workbookPr date1904="true"/>'))
    ((_, found),) = rows_of(tmp_path, eight_digits, template[:1])
    assert found["日"] == 20260102


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<c r="A2"><f>1+1</f><v>2</v></c>', "CELL_FORMULA"),
        ('<c r="A2" t="str"><f>A1</f></c>', "CELL_FORMULA"),
        ('<c r="A2"><f t="shared" si="0"/><v>2</v></c>', "CELL_FORMULA"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', "CELL_EXCEL_ERROR"),
        ('<c r="A2"><v>1e999</v></c>', "CELL_UNREADABLE"),
        ('<c r="A2"><v>nan</v></c>', "CELL_UNREADABLE"),
        ('<c r="A2"><v>abc</v></c>', "CELL_UNREADABLE"),
        ('<c r="A2" t="d"><v>yesterday</v></c>', "CELL_UNREADABLE"),
        (f'<c r="A2" t="str"><v>{"长" * 40_000}</v></c>', "CELL_TOO_LONG"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_its_own_error(tmp_path: Path, xml: str, code: str) -> None:
    found = value_of(tmp_path, xml)
    assert isinstance(found, FieldError)
    assert (found.field, found.code) == ("甲", code)
    assert found.message


def test_of_a_text_that_is_too_long_nothing_is_kept(tmp_path: Path) -> None:
    shared = sheets.strings(f"<r><t>{'长' * 20_000}</t></r>" * 1_000, "<t>短</t>")
    cells = '<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'
    content = zipped(parts(sheet([["甲", "乙"], f'<row r="2">{cells}</row>']), shared=shared))
    ((_, found),) = rows_of(tmp_path, content, columns("甲", "乙"))
    assert isinstance(found["甲"], FieldError)
    assert (found["甲"].code, found["乙"]) == ("CELL_TOO_LONG", "短")


def test_iso_days_are_read(tmp_path: Path) -> None:
    assert value_of(tmp_path, '<c r="A2" t="d"><v>2026-01-02T00:00:00</v></c>') == date(2026, 1, 2)


def test_places_may_be_left_out_and_names_may_have_a_prefix(tmp_path: Path) -> None:
    bare = sheet(
        ["<row><c t='str'><v>甲</v></c><c t='str'><v>乙</v></c></row>", "<row><c><v>1</v></c><c/></row>"]
    )
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>甲</x:v></x:c>'
        '<x:c r="B1" t="inlineStr"><x:is><x:t>乙</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    for made in (bare, prefixed):
        found = rows_of(tmp_path, zipped(parts(made)), columns("甲", "乙"))
        assert found == [(2, {"甲": 1, "乙": None})]


def test_the_strict_variant_and_stored_archives_are_read(tmp_path: Path) -> None:
    made = parts(
        sheet([["甲"], [1]], main=sheets.STRICT_MAIN), main=sheets.STRICT_MAIN, office=sheets.STRICT_OFFICE
    )
    assert rows_of(tmp_path, zipped(made, zipfile.ZIP_STORED), columns("甲")) == [(2, {"甲": 1})]


def test_empty_further_sheets_do_no_harm(tmp_path: Path) -> None:
    empty = sheet([[None, ""], [" "]])
    assert rows_of(tmp_path, zipped(parts(empty, sheet([["甲"], [1]]), empty)), columns("甲")) == [
        (2, {"甲": 1})
    ]


def test_what_a_cell_leaves_unsaid_does_not_reach_the_next(tmp_path: Path) -> None:
    cells = '<c r="A2"><is><t>x</t></is><v>1</v></c>' + cell("乙", "B2") + '<c r="C2" t="inlineStr"/>'
    content = workbook([["甲", "乙", "丙"], f'<row r="2">{cells}</row>'])
    assert rows_of(tmp_path, content, columns("甲", "乙", "丙")) == [(2, {"甲": 1, "乙": "乙", "丙": None})]


def test_far_columns_have_their_places(tmp_path: Path) -> None:
    xml = '<row r="{0}"><c r="AB{0}" t="str"><v>{1}</v></c></row>'
    content = workbook([xml.format(1, "甲"), xml.format(2, "一")])
    assert rows_of(tmp_path, content, columns("甲")) == [(2, {"甲": "一"})]


def test_many_rows_arrive_in_order(tmp_path: Path) -> None:
    wide = "文" * 300
    content = workbook([["甲", "乙"], *([number, wide] for number in range(2_000))])
    found = rows_of(tmp_path, content, columns("甲", "乙"))
    assert [cells["甲"] for _, cells in found] == list(range(2_000))
    assert {cells["乙"] for _, cells in found} == {wide}
