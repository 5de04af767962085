"""CSV as Excel, WPS and people make it."""

import codecs
import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.integrations.workbook_child.csv_text import CsvWriter
from tests.integrations.sheets import columns, rows_here, shapes

TEXT = "姓名,电话\r\n张伟,19900000001\r\n"


def rows_of(tmp_path: Path, content: bytes) -> list[tuple[int, dict[str, object]]]:
    path = tmp_path / "file.xlsx"  # the name does not matter
    path.write_bytes(content)
    return [(number, dict(cells)) for number, cells in rows_here(path, columns("姓名", "电话"))]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("gbk"),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\r\n", "\n").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace(",", ";").encode("gbk"),
        TEXT.replace(",", "\t").encode("utf-16"),
        f"sep=;\n{TEXT}".replace(",", ";").encode(),
        '"姓名";"电话"\n"张伟";"19900000001"\n'.encode(),
        TEXT.replace("张伟", '"张伟"').encode(),
    ],
)
def test_encodings_separators_and_line_ends(tmp_path: Path, content: bytes) -> None:
    assert rows_of(tmp_path, content) == [(2, {"姓名": "张伟", "电话": "19900000001"})]


def test_rare_characters_of_gb18030_survive(tmp_path: Path) -> None:
    content = "姓名,电话\n𠮷田㐂,1\n".encode("gb18030")
    assert rows_of(tmp_path, content)[0][1]["姓名"] == "𠮷田㐂"


def test_quoted_texts_keep_separators_quotes_and_line_breaks_and_rows_count_as_in_excel(
    tmp_path: Path,
) -> None:
    content = '姓名,电话\n"一,""二""\n三",1\n\n ,\n四,2\n'.encode()
    assert rows_of(tmp_path, content) == [
        (2, {"姓名": '一,"二"\n三', "电话": "1"}),
        (5, {"姓名": "四", "电话": "2"}),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('姓名,电话\n"没有结束,1\n'.encode(), "SHEET_UNREADABLE"),
        ('姓名,电话\n"多"余,1\n'.encode(), "SHEET_UNREADABLE"),
        (f"姓名,电话\n{'长' * 40_000},1\n".encode(), "SHEET_UNREADABLE"),
        (b"a" * 2_000_000, "SHEET_TOO_COMPLEX"),
        (b"%PDF-1.7\n\xff\xff\xff", "SHEET_UNREADABLE"),
        (b"a,b\n\x00\n", "SHEET_UNREADABLE"),
        (codecs.BOM_UTF8 + "姓名,电话\n".encode("gbk"), "SHEET_UNREADABLE"),
        (codecs.BOM_UTF16_LE + b"a", "SHEET_UNREADABLE"),
        ("姓名,电话\n".encode(), "SHEET_EMPTY"),
        (b"\n\n", "SHEET_EMPTY"),
        ("<html><table><tr><td>姓名</td></tr></table>".encode(), "SHEET_HEADER_WRONG"),
        ("姓名,电话\n一,1,旁注\n".encode(), "SHEET_HEADER_WRONG"),
    ],
)
def test_what_cannot_be_read_for_certain_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(AppError, match=code):
        rows_of(tmp_path, content)


risky = st.text(st.sampled_from("=+-@'\t＝1A\"\n,;张𠮷 "), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(risky, risky), min_size=1, max_size=5))
def test_no_text_is_computed_and_every_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "risky.csv"
    template = columns("姓名", "电话")
    writer = CsvWriter(path, shapes(template))
    for pair in [*pairs, ("末", "行")]:
        writer.write(pair)
    writer.close()
    content = path.read_bytes()
    assert content.startswith(codecs.BOM_UTF8)
    for record in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        assert not any(field.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for field in record)
    found = [tuple(cells.values()) for _, cells in rows_here(path, template)]
    assert found == [
        tuple(text if text.strip() else None for text in pair)
        for pair in [*pairs, ("末", "行")]
        if any(map(str.strip, pair))
    ]


def test_a_guard_that_somebody_typed_is_kept_unless_it_guards(tmp_path: Path) -> None:
    content = "姓名,电话\n'引号,'=1+1\n''=1,'\n".encode()
    assert rows_of(tmp_path, content) == [
        (2, {"姓名": "'引号", "电话": "=1+1"}),
        (3, {"姓名": "'=1", "电话": "'"}),
    ]
