"""Out and in again, through the child process."""

import asyncio
import os
import signal
import tracemalloc
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.domain import cells
from app.domain.cell_numbers import read_area_code, read_code, read_phone
from app.domain.vocabulary import Role, Status
from app.errors import AppError
from app.integrations import workbook
from app.integrations.workbook import Mark, Media, Row, marked_copy, read, template, write
from app.integrations.workbook_child import writer
from app.integrations.workbook_child.pipe import Raw, pack_rows, unpack
from app.integrations.workbook_child.read import opened
from app.integrations.workbook_child.table import Table
from tests.integrations import sheets
from tests.integrations.sheets import Column, columns, parts, row, rows_here, shapes, sheet, zipped

TEMPLATE = [
    Column("姓名", required=True, help="如：张伟"),
    Column("电话", help="手机或座机"),
    Column("届满", "date"),
    Column("人数", "number"),
    Column("类别", choices=("镇站", "村（社区）站")),
]
MOMENT = datetime.combine(date(2026, 1, 2), time(15, 4, 5))
CELLS: list[dict[str, Raw]] = [
    {"姓名": "𠮷·艾力", "电话": "03950000001", "届满": date(2026, 1, 2), "人数": 7, "类别": "镇站"},
    {"姓名": "=1+1", "电话": "+86 199", "届满": MOMENT, "人数": -2.5, "类别": None},
    {"姓名": "一\n二\t_x000D_ ", "电话": "@SUM(A1)", "届满": None, "人数": 19900000001, "类别": "'=甲"},
    {"姓名": '引"号,;', "电话": "-", "届满": date(2099, 12, 31), "人数": 0, "类别": "<&>"},
]


async def sent(rows: Sequence[Mapping[str, Raw]]) -> AsyncIterator[Mapping[str, Raw]]:
    for each in rows:
        yield each


async def taken(path: Path, columns: Sequence[workbook.Column] = TEMPLATE) -> list[Row]:
    async with read(path, columns) as rows:
        return [each async for each in rows]


async def test_a_workbook_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "out"
    await write(path, TEMPLATE, sent(CELLS), "xlsx")
    assert await taken(path) == [(number, line) for number, line in enumerate(CELLS, start=2)]


async def test_a_csv_comes_back_as_text(tmp_path: Path) -> None:
    path = tmp_path / "out"
    await write(path, TEMPLATE, sent([*CELLS, {"姓名": "末", "类别": True}]), "csv")
    found = [each.cells for each in await taken(path)]
    shown = {"届满": "2026-01-02 15:04:05", "人数": "-2.5"}
    assert found[1] == CELLS[1] | shown
    assert found[0] == CELLS[0] | {"届满": "2026-01-02", "人数": "7"}
    assert found[2]["姓名"] == CELLS[2]["姓名"]
    assert found[4] == {"姓名": "末", "电话": None, "届满": None, "人数": None, "类别": "是"}


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
            | st.sampled_from(["_x0041_", "_x_x0041_"]),
            st.integers(-(10**14), 10**14) | st.booleans() | st.floats(-1e9, 1e9),
            st.dates(date(1900, 3, 1), date(9999, 12, 31))
            | st.datetimes(datetime.combine(date(1900, 3, 1), time.min)).map(
                lambda each: each.replace(microsecond=0)
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_value_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, Any, Any]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "every.xlsx"
    template = [Column("甲"), Column("乙", "number"), Column("丙", "date")]
    made = writer.XlsxWriter(path, shapes(template))
    for line in rows:
        made.write(line)
    made.close()
    for (_, found), (text, number, day) in zip(rows_here(path, template), rows, strict=True):
        assert found["甲"] == (text if text.strip() else None)
        assert found["乙"] == pytest.approx(number, rel=1e-14)
        assert type(found["乙"]) is bool or not isinstance(number, bool)
        assert found["丙"] == (day.date() if isinstance(day, datetime) and day.time() == time.min else day)


FIELDS = [
    cells.Column("name", "姓名", lambda raw: cells.read_name(raw, 40), required=True),
    cells.Column("intro", "简介", lambda raw: cells.read_text(raw, 500, lines=True)),
    cells.Column("phone", "电话", read_phone),
    cells.Column("landline", "座机", read_phone),
    cells.Column("area", "区划", read_area_code),
    cells.Column("number", "编号", lambda raw: read_code(raw, {18})),
    cells.Column("since", "起始", cells.read_date, "date"),
    cells.Column("people", "人数", lambda raw: cells.read_integer(raw, 0, 10**9), "number"),
    cells.Column("open", "开放", cells.read_yes_no),
    cells.Column("role", "身份", lambda raw: cells.read_word(raw, Role), choices=cells.choices_of(Role)),
    cells.Column("levels", "层级", lambda raw: cells.read_words(raw, Status)),
    cells.Column("lat", "纬度", cells.read_latitude, "number"),
    cells.Column("lng", "经度", cells.read_longitude, "number"),
]
VALUES: list[dict[str, Any]] = [
    {
        "name": "𠮷·艾力",
        "intro": "=每月\n“接待”, 一次;\t@站",
        "phone": "19900000001",
        "landline": "0395-1234567-801",
        "area": "411122101203",
        "number": "004111221990010112",
        "since": date(2026, 1, 2),
        "people": 123456789,
        "open": False,
        "role": Role.COUNTY_OFFICE,
        "levels": (Status.DRAFT, Status.DISPATCHED),
        "lat": 33.587711,
        "lng": 114.016536,
    },
    {
        **dict.fromkeys(["intro", "phone", "landline", "area", "number"], ""),
        **dict.fromkeys(["since", "people", "open", "role", "lat", "lng"]),
        "name": "-",
        "levels": (),
    },
]


@pytest.mark.parametrize("media", ["xlsx", "csv"])
async def test_every_kind_of_value_survives_export_and_import(tmp_path: Path, media: Media) -> None:
    path = tmp_path / "out"
    rows = [{field.title: cells.as_cell(values[field.key]) for field in FIELDS} for values in VALUES]
    await write(path, FIELDS, sent(rows), media)
    assert [cells.read_row(FIELDS, each.cells) for each in await taken(path, FIELDS)] == [
        (values, []) for values in VALUES
    ]


@pytest.mark.parametrize("media", ["xlsx", "csv"])
async def test_a_template_is_read_as_an_empty_table_and_then_as_a_filled_one(
    tmp_path: Path, media: Media
) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(await template(TEMPLATE, media))
    with pytest.raises(AppError, match="SHEET_EMPTY"):
        await taken(path)
    if media == "csv":
        path.write_text(path.read_text("utf-8-sig") + "张伟,1,,,\n", "utf-8")
    else:
        book = load_workbook(path)
        book.active["A2"] = "张伟"  # type: ignore[index]
        book.save(path)
    (found,) = await taken(path)
    assert found.cells["姓名"] == "张伟"


async def test_a_template_helps_and_keeps_excel_from_mangling(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(await template(TEMPLATE, "xlsx"))
    book = load_workbook(path)
    assert book.sheetnames == ["导入"]
    found: Any = book.active
    assert [each.value for each in found[1]] == [each.title for each in TEMPLATE]
    assert [found.column_dimensions[letter].number_format for letter in "ABCDE"] == [
        "@", "@", "yyyy-mm-dd", "General", "@",
    ]  # fmt: skip
    assert found["A1"].comment.text == "必填\n如：张伟"
    assert found["E1"].comment.text == "选填\n可填：镇站、村（社区）站"
    (validation,) = found.data_validations.dataValidation
    assert (str(validation.sqref), validation.formula1) == ("E2:E1048576", '"镇站,村（社区）站"')
    assert found.freeze_panes == "A2"


async def test_choices_too_long_for_a_list_are_only_told(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    many = Column("类别", choices=tuple(f"很长很长的类别{number}" for number in range(40)))
    path.write_bytes(await template([many, Column("乙", choices=("一,二", "三"))], "xlsx"))
    found: Any = load_workbook(path).active
    assert not found.data_validations.dataValidation
    assert "很长很长的类别39" in found["A1"].comment.text


async def test_the_marked_copy_is_the_file_with_its_faults_in_red(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out.xlsx"
    formula = '<c r="C5"><f>1+1</f><v>2</v></c>'
    source.write_bytes(
        zipped(
            parts(
                sheet(
                    [
                        [None],
                        ["电话", None, "姓名", "备注"],
                        [19900000001, None, "张伟", True],
                        [None],
                        ["=1+1", None, formula, '<c r="D5" s="1"><v>46024</v></c>'],
                        ['<c r="A6" t="e"><v>#N/A</v></c>'],
                    ]
                ),
                style_sheet=sheets.styles(14),
            )
        )
    )
    marks = [
        Mark(5, "姓名", "是公式"),
        Mark(3, "电话", "甲"),
        Mark(3, "电话", "乙"),
        Mark(6, "姓名", "必须填写"),
        Mark(6, "", "整行重复"),
    ]
    await marked_copy(source, target, columns("姓名", "电话", "备注"), marks)
    found: Any = load_workbook(target).active
    values = [[each.value for each in line] for line in found.iter_rows()]
    assert values == [
        [None] * 4,
        ["电话", None, "姓名", "备注"],
        [19900000001, None, "张伟", True],
        [None] * 4,
        ["=1+1", None, 2, MOMENT.replace(hour=0, minute=0, second=0)],
        ["#N/A", None, None, None],
    ]
    assert found["A5"].data_type == "s"
    red = {
        each.coordinate: each.comment.text
        for line in found.iter_rows(3)
        for each in line
        if each.fill.fgColor.rgb == "FFFF9999"
    }
    assert red == {"A3": "甲\n乙", "C5": "是公式", "C6": "必须填写", "A6": "整行重复"}
    assert {each.coordinate for line in found.iter_rows(3) for each in line if each.comment} == red.keys()
    assert len(await taken(target, columns("姓名", "电话", "备注"))) == 3


async def test_a_marked_copy_of_a_csv_is_a_workbook(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_bytes("姓名,电话\n张伟,01\n".encode("gbk"))
    await marked_copy(source, target, columns("姓名", "电话"), [Mark(2, "电话", "不是电话")])
    found: Any = load_workbook(target).active
    assert (found["B2"].value, found["B2"].number_format, found["B2"].comment.text) == ("01", "@", "不是电话")


def test_marks_beyond_what_a_sheet_bears_are_only_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_COMMENTS", 3)
    path = tmp_path / "out.xlsx"
    made = writer.XlsxWriter(path, shapes(columns("姓名")), marks={(2 + n, 0): "错" for n in range(5)})
    for _ in range(6):
        made.write(["x"])
    made.close()
    found = [line[0] for line in load_workbook(path).active.iter_rows(2)]  # type: ignore[union-attr]
    assert [each.comment is not None for each in found] == [True] * 3 + [False] * 3
    assert [each.fill.fgColor.rgb == "FFFF9999" for each in found] == [True] * 5 + [False]


async def test_a_refused_file_has_no_marked_copy(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.xlsx"
    source.write_text("别的\n1\n")
    marks = (Mark(number, "姓名", "错" * 100) for number in range(20_000))
    with pytest.raises(AppError, match="SHEET_HEADER_WRONG"):
        await marked_copy(source, target, columns("姓名"), marks)
    assert not target.exists()


async def test_an_export_that_fails_leaves_no_file(tmp_path: Path) -> None:
    async def failing() -> AsyncIterator[Mapping[str, Raw]]:
        yield {"姓名": "一"}
        raise OSError("the database is gone")

    target = tmp_path / "out"
    with pytest.raises(OSError, match="gone"):
        await write(target, TEMPLATE, failing(), "csv")
    with pytest.raises(RuntimeError, match="ValueError at writer"):
        await write(target, TEMPLATE, sent([{"姓名": "长" * 40_000}]), "xlsx")
    assert not target.exists()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Process, dict[str, Any]]]:
    started: list[tuple[Process, dict[str, Any]]] = []
    start = asyncio.create_subprocess_exec

    async def noting(*command: str, **options: Any) -> Process:
        process = await start(*command, **options)
        started.append((process, options))
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    return started


def long_file(tmp_path: Path) -> Path:
    path = tmp_path / "long.csv"
    path.write_text("姓名\n" + ("某" * 1000 + "\n") * 5_000)
    return path


async def test_whoever_stops_reading_ends_the_child(tmp_path: Path, children: list[Any]) -> None:
    async with read(long_file(tmp_path), columns("姓名")) as rows:
        assert (await anext(rows)).number == 2
    ((process, _),) = children
    assert process.returncode == -signal.SIGKILL


async def test_a_cancelled_import_ends_the_child(tmp_path: Path, children: list[Any]) -> None:
    reached = asyncio.Event()

    async def importing() -> None:
        async with read(long_file(tmp_path), columns("姓名")) as rows:
            async for _ in rows:
                reached.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(importing())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children[0][0].returncode == -signal.SIGKILL


async def test_a_child_that_dies_or_never_answers_is_a_file_too_complex(
    tmp_path: Path, children: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)  # opening it waits for somebody to write
    with pytest.raises(AppError, match="SHEET_TOO_COMPLEX"):
        async with read(path, columns("姓名")) as rows:
            children[-1][0].kill()
            await anext(rows)
    monkeypatch.setattr(workbook, "SILENCE_SECONDS", 0.01)
    with pytest.raises(AppError, match="SHEET_TOO_COMPLEX"):
        async with read(path, columns("姓名")) as rows:
            await anext(rows)
    assert len(children) == 2
    for (
        process,
        _,
    ) in children:  # asyncio loses the code of a child that is killed twice; that it is gone must be true
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)


async def test_the_child_knows_no_secret(tmp_path: Path, children: list[Any]) -> None:
    await template(TEMPLATE, "csv")
    assert children[0][1]["env"] == {}


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Of the 30,000 texts of the larger file, none is kept."""
    peaks = []
    for count in (1_000, 3_000):
        path = tmp_path / str(count)
        shared = sheets.strings(
            *(f"<t>{'甲乙丙丁戊己庚辛壬癸'[c]}</t>" for c in range(10)),
            *(f"<t>文字{n}</t>" for n in range(count * 10)),
        )
        lines = (
            row(r + 1, [f'<c r="{chr(65 + c)}{r + 1}" t="s"><v>{r * 10 + c}</v></c>' for c in range(10)])
            for r in range(count + 1)
        )
        path.write_bytes(zipped(parts(sheet(lines), shared=shared)))
        tracemalloc.start()
        with opened(path) as source:
            rows = Table(source, shapes(columns(*"甲乙丙丁戊己庚辛壬癸"))).rows()
            assert sum(len(unpack(message[4:])) for message in pack_rows(rows)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 400_000


async def test_rows_arrive_while_the_file_is_being_read(tmp_path: Path) -> None:
    """The first batch comes long before the end, and a refusal comes after the rows before it."""
    path = tmp_path / "file"
    path.write_text("姓名\n" + ("某" * 1000 + "\n") * 500 + "一,旁注\n")
    seen = 0
    with pytest.raises(AppError, match="SHEET_HEADER_WRONG"):
        async with read(path, columns("姓名")) as rows:
            async for _ in rows:
                seen += 1
    assert 400 <= seen <= 500
    assert len(next(islice(pack_rows([n, "某" * 1000] for n in range(500)), 1))) < 200_000
