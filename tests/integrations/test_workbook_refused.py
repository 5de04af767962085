"""What people send instead of a filled-in template, and what they would send to do harm."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.integrations import workbook
from app.integrations.workbook_child import package, table
from tests.integrations import sheets
from tests.integrations.sheets import columns, parts, row, rows_here, sheet, zipped

GOOD: list[list[object] | str] = [["甲", "乙"], ["一", 1], ["二", 2]]
BINARY = sheets.relations(sheets.OFFICE, ("officeDocument", "xl/workbook.bin"))


async def refusal(path: Path) -> AppError:
    with pytest.raises(AppError) as refused:
        async with workbook.read(path, columns("甲", "乙")) as rows:
            async for _ in rows:
                pass
    return refused.value


async def refused(tmp_path: Path, content: bytes) -> AppError:
    path = tmp_path / "file"
    path.write_bytes(content)
    return await refusal(path)


def of_one_sheet(rows: Sequence[Iterable[object] | str], *, before: str = "", after: str = "") -> bytes:
    return zipped(parts(sheet(rows, before=before, after=after)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (sheets.OLE, "SHEET_OLD_FORMAT"),
        (sheets.OLE + "EncryptedPackage".encode("utf-16-le"), "SHEET_ENCRYPTED"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "SHEET_UNREADABLE"),
        (b"PK\x03\x04" + bytes(100), "SHEET_UNREADABLE"),
        (zipped({"word/document.xml": "<w/>"}), "SHEET_UNREADABLE"),
        (zipped({"_rels/.rels": BINARY}), "SHEET_OLD_FORMAT"),
        (zipped(parts(sheet(GOOD)))[:-300], "SHEET_UNREADABLE"),
        (zipped(parts(sheet(GOOD)[:-20])), "SHEET_UNREADABLE"),
        (zipped(parts(sheet(GOOD)), zipfile.ZIP_LZMA), "SHEET_UNREADABLE"),
        (of_one_sheet([]), "SHEET_EMPTY"),
        (of_one_sheet([[None, " "]]), "SHEET_EMPTY"),
        (of_one_sheet([["甲", "乙"], [None, ""]]), "SHEET_EMPTY"),
        (of_one_sheet(GOOD, after='<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'), "SHEET_MERGED_CELLS"),
        (of_one_sheet([["甲", "乙"], row(2, ["一"], ' hidden="1"')]), "SHEET_ROWS_HIDDEN"),
        (of_one_sheet(GOOD, before='<cols><col min="2" max="3" hidden="1"/></cols>'), "SHEET_COLUMNS_HIDDEN"),
        (zipped(parts(sheet(GOOD), sheet([["别的"]]))), "SHEETS_SEVERAL"),
        (zipped(parts(sheet(GOOD), sheet([]), states=["", "hidden"])), "SHEET_HIDDEN"),
        (zipped(parts(sheet(GOOD), sheet(GOOD), states=["", "veryHidden"])), "SHEET_HIDDEN"),
        (of_one_sheet([["甲"], ["一"]]), "SHEET_HEADER_WRONG"),
        (of_one_sheet([*GOOD, row(3, ["二"])]), "SHEET_UNREADABLE"),
        (of_one_sheet([["甲", "乙"], '<row r="2"><c r="甲2"><v>1</v></c></row>']), "SHEET_UNREADABLE"),
        (of_one_sheet([["甲", "乙"], '<row r="2"><c r="A2" t="s"><v>0</v></c></row>']), "SHEET_UNREADABLE"),
    ],
)  # fmt: skip
async def test_each_has_its_code(tmp_path: Path, content: bytes, code: str) -> None:
    error = await refused(tmp_path, content)
    assert error.code == code
    assert error.status == 422


async def test_what_is_hidden_without_content_does_no_harm(tmp_path: Path) -> None:
    content = of_one_sheet(
        [*GOOD, row(4, [None], ' hidden="1"')], before='<cols><col min="3" max="9" hidden="1"/></cols>'
    )
    (tmp_path / "file").write_bytes(content)
    assert len(rows_here(tmp_path / "file", columns("甲", "乙"))) == 2


async def test_the_place_of_the_trouble_is_named(tmp_path: Path) -> None:
    hidden = row(7, ["一", 1], ' hidden="true"')
    assert "7" in str((await refused(tmp_path, of_one_sheet([["甲", "乙"], hidden]))).detail)
    merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, 9))
    detail = (await refused(tmp_path, of_one_sheet(GOOD, after=f"<mergeCells>{merged}</mergeCells>"))).detail
    assert detail == "合并的单元格：A2:B2、A3:B3、A4:B4、A5:B5、A6:B6 等 7 处"
    stray = await refused(tmp_path, of_one_sheet([["甲", "乙"], ["一", 1, "旁注"]]))
    assert (stray.code, stray.detail) == ("SHEET_HEADER_WRONG", "C 列没有表头，第 2 行却有内容")


async def test_a_wrong_header_names_every_column(tmp_path: Path) -> None:
    error = await refused(tmp_path, of_one_sheet([["甲", "甲", "丙", '<c r="D1"><f>1+1</f></c>'], [1, 2, 3]]))
    assert error.code == "SHEET_HEADER_WRONG"
    assert [(each.field, each.code) for each in error.errors] == [
        ("甲", "COLUMN_DOUBLED"),
        ("C", "COLUMN_UNKNOWN"),
        ("D", "COLUMN_UNKNOWN"),
        ("乙", "COLUMN_MISSING"),
    ]
    assert error.detail == error.errors[0].message == "“甲”出现了两次，B 列是多出来的"


async def test_a_title_merged_over_the_table_is_called_merged(tmp_path: Path) -> None:
    content = of_one_sheet(
        [["××县代表名单"], *GOOD], after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    )
    assert (await refused(tmp_path, content)).code == "SHEET_MERGED_CELLS"


async def test_a_file_with_a_password_on_its_entries_is_called_encrypted(tmp_path: Path) -> None:
    content = bytearray(of_one_sheet(GOOD))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(signature, place + 1)) >= 0:
            content[place + flags] |= 1
    assert (await refused(tmp_path, bytes(content))).code == "SHEET_ENCRYPTED"


async def test_a_file_is_weighed_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for head, size in ((b"PK\x03\x04", 10 * 2**20 + 1), (b"a,b\n", 50 * 2**20 + 1)):
        path.write_bytes(head)
        os.truncate(path, size)
        error = await refusal(path)
        assert (error.code, error.status) == ("SHEET_TOO_LARGE", 413)


async def test_entities_are_refused_before_they_are_defined(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>' + sheet([["甲", "乙"], ["&a9;"]]).replace("&amp;", "&")
    stranger = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + sheet(GOOD)
    for content in (bomb, stranger):
        assert (await refused(tmp_path, zipped(parts(content)))).code == "SHEET_UNREADABLE"
    shared = f"<!DOCTYPE x []>{sheets.strings('<t>a</t>')}"
    assert (await refused(tmp_path, zipped(parts(sheet(GOOD), shared=shared)))).code == "SHEET_UNREADABLE"


def swollen(name: str, before: str, filling: bytes, megabytes: int) -> bytes:
    """A workbook one part of which unpacks to so much, without ever being held here."""
    made = dict(parts(sheet(GOOD), shared=sheets.strings("<t>a</t>")))
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    megabyte = filling * (2**20 // len(filling))
    packed = packer.compress(before.encode())
    packed += b"".join(packer.compress(megabyte) for _ in range(megabytes)) + packer.flush()
    del made[name]
    honest = zipped(made)
    end = honest.rindex(b"PK\x05\x06")
    start, count = struct.unpack("<I", honest[end + 16 : end + 20])[0], len(made)
    size = len(before) + megabytes * len(megabyte)
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + fields + name.encode() + packed
    entry = b"PK\x01\x02\x14\x00" + fields + bytes(10) + struct.pack("<I", start) + name.encode()
    directory = honest[start:end] + entry
    total = struct.pack("<HHIIH", count + 1, count + 1, len(directory), start + len(local), 0)
    return honest[:start] + local + directory + b"PK\x05\x06" + bytes(4) + total


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/strings.xml"
OPEN_SHEET, OPEN_STRINGS = (
    f'<worksheet xmlns="{sheets.MAIN}"><sheetData>',
    f'<sst xmlns="{sheets.MAIN}"><si><t>',
)


@pytest.mark.parametrize(
    ("name", "before", "filling", "megabytes", "code"),
    [
        (STRINGS, OPEN_STRINGS, b"ha" * 512, 20, "SHEET_UNREADABLE"),
        (SHEET, f"{OPEN_SHEET}<row r=", b" " * 1024, 20, "SHEET_TOO_COMPLEX"),
        (SHEET, f"{OPEN_SHEET}<!--", b"x" * 1024, 20, "SHEET_TOO_COMPLEX"),
        (SHEET, OPEN_SHEET, b"<x>", 50, "SHEET_TOO_COMPLEX"),
        (SHEET, f"{OPEN_SHEET}<row>", b"<c><v>1</v></c>", 20, "SHEET_UNREADABLE"),
    ],
    ids=["text", "tag", "comment", "depth", "width"],
)
async def test_what_swells_is_cut_off(
    tmp_path: Path, name: str, before: str, filling: bytes, megabytes: int, code: str
) -> None:
    content = swollen(name, before, filling, megabytes)
    assert len(content) < 10 * 2**20
    assert (await refused(tmp_path, content)).code == code


async def test_too_many_rows_too_many_parts_and_too_much_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(of_one_sheet(GOOD))
    for module, limit, code in (
        (table, "MAX_ROWS", "SHEET_TOO_MANY_ROWS"),
        (package, "MAX_PARTS", "SHEET_TOO_COMPLEX"),
        (package, "MAX_UNPACKED", "SHEET_TOO_LARGE"),
    ):
        with monkeypatch.context() as patch, pytest.raises(AppError, match=code):
            patch.setattr(module, limit, 1)
            rows_here(path, columns("甲", "乙"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes changed at random in the XML of a stored archive: the process answers whatever they are."""
    made = parts(sheet(GOOD), shared=sheets.strings("<t>a</t>"), style_sheet=sheets.styles(14, "yyyy"))
    name = data.draw(st.sampled_from(sorted(made)))
    body = bytearray(made[name].encode())
    for place in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=8)):
        body[place] = data.draw(st.sampled_from(b'<>"=/&; \x00\xff0123456789abcrstv'))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(zipped({**made, name: bytes(body)}))
    try:
        found = rows_here(path, columns("甲", "乙"))
    except (AppError, KeyError, ValueError, UnicodeError):  # all but the first are reported as "failed"
        return
    assert len(found) <= 2
