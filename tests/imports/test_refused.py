"""Files with something wrong: each says what and where, and nothing of it takes effect."""

from typing import Any

import pytest
from sqlmodel import func, select

from app.db import unit_of_work
from app.models import (
    Area,
    AuditEntry,
    Deputy,
    DeputyGroup,
    GroupMember,
    ImportRow,
    Link,
    Mandate,
    Station,
    Unit,
)
from tests.conftest import Client, Deliver
from tests.imports.files import applied, checked, codes, csv, titles, uploaded, xlsx
from tests.imports.test_nouns import FILES, STATION, TOWN
from tests.integrations import sheets
from tests.integrations.sheets import parts, sheet, workbook, zipped

TABLES = (Area, Station, Unit, Deputy, Mandate, DeputyGroup, GroupMember, Link, AuditEntry, ImportRow)


async def counts(client: Client) -> list[int]:
    async with unit_of_work(client.house.sessions) as session:
        return [(await session.exec(select(func.count()).select_from(table))).one() for table in TABLES]


async def refused(client: Client, deliver: Deliver, noun: str, content: bytes) -> dict[str, Any]:
    before = await counts(client)
    run = await checked(client, deliver, noun, content)
    assert run["status"] in ("refused", "failed"), run
    assert await counts(client) == before
    not_ready = await client.post("admin", f"/admin/imports/{run['id']}/apply")
    assert (not_ready.status_code, not_ready.json()["code"]) == (409, "IMPORT_NOT_READY")
    return run


HEAD = titles("deputies")
GOOD: list[Any] = [None, "王伟", "男", TOWN, STATION, None, None, None]


def deputies(*rows: Any, before: str = "", after: str = "") -> bytes:
    return zipped(parts(sheet([HEAD, *rows], before=before, after=after)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (deputies(GOOD, after='<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'), "SHEET_MERGED_CELLS"),
        (zipped(parts(sheet([HEAD, GOOD]), sheet([]), states=["", "hidden"])), "SHEET_HIDDEN"),
        (workbook([["姓名", "别的"], ["王伟", "x"]]), "SHEET_HEADER_WRONG"),
        (xlsx("units", {"名称": "x"}), "SHEET_HEADER_WRONG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "SHEET_UNREADABLE"),
        (sheets.OLE, "SHEET_OLD_FORMAT"),
        (deputies(*(f'<row r="{number}"/>' for number in range(2, 1_000_002))), "SHEET_EMPTY"),
    ],
    ids=["merged", "hidden", "header", "other noun", "picture", "old", "million"],
)  # fmt: skip
async def test_a_file_that_cannot_be_taken_says_why(
    client: Client, deliver: Deliver, content: bytes, code: str
) -> None:
    run = await refused(client, deliver, "deputies", content)
    assert (run["status"], run["failure"], run["marked"]) == ("failed", code, False)
    assert run["failure_title"]


async def test_a_file_of_nothing_is_refused_at_the_door(client: Client) -> None:
    answer = await uploaded(client, "areas", b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "FILE_EMPTY")


async def test_every_bad_cell_is_named_and_marked(client: Client, deliver: Deliver) -> None:
    formula = '<c r="B2"><f>A1</f><v>1</v></c>'
    rows = [
        [None, formula, "男", TOWN, STATION],
        [None, "李一", "不详", 4.11122102e8, "没有的站"],
        [None, None, "男", "41112", STATION],
        GOOD,
    ]
    run = await refused(client, deliver, "deputies", deputies(*rows))
    assert run["status"] == "refused"
    assert codes(run) == [
        (2, "姓名", "CELL_FORMULA"),
        (3, "性别", "CELL_CHOICE_UNKNOWN"),
        (3, "所属联络站", "IMPORT_REFERENCE_UNKNOWN"),
        (4, "姓名", "CELL_REQUIRED"),
        (4, "区划代码", "CELL_AREA_CODE"),
    ]
    assert (run["rows"], run["error_count"], run["created"], run["marked"]) == (4, 5, 0, True)
    marked = await client.get("admin", f"/admin/imports/{run['id']}/marked")
    assert marked.content.startswith(b"PK")
    again = await checked(client, deliver, "deputies", marked.content)
    assert codes(again) == codes(run)[1:], "the copy keeps rows and columns in their places"
    unmarked = await client.get("admin", f"/admin/imports/{(await ready(client, deliver))['id']}/marked")
    assert (unmarked.status_code, unmarked.json()["code"]) == (404, "IMPORT_NOT_MARKED")


async def ready(client: Client, deliver: Deliver) -> dict[str, Any]:
    return await checked(client, deliver, "areas", csv("areas", *FILES["areas"]))


async def test_what_excel_mangled_is_refused(client: Client, deliver: Deliver) -> None:
    styles = sheets.styles(14)
    dated = sheets.cell(1, "C2", 1)
    content = workbook([titles("areas"), ["411122104", "丙镇", dated]], style_sheet=styles)
    assert codes(await refused(client, deliver, "areas", content)) == [(2, "设立日期", "CELL_DATE_1900")]
    long = workbook([titles("units"), [None, "甲局", "政府", "411122", None, None, 1.2345678901234568e17]])
    assert codes(await refused(client, deliver, "units", long)) == [(2, "电话", "CELL_DIGITS_LOST")]


UNIT = {"交办路径": "政府", "区划代码": "411122"}
POINT = {"种类": "村（社区）点", "区划代码": TOWN}
MEMBER = {
    "种类": "混合编组",
    "区划代码": TOWN,
    "成员身份": "人大代表",
    "成员姓名": "deputy代表",
    "加入日期": "2026-01-02",
}
PLACE = {"名称": STATION, "种类": "产业站", "区划代码": TOWN}
SEAT = {"代表": "deputy代表", "人大": "示例县人大", "届次": "第十七届", "任期开始": "2027-01-01"}
LINK = {"联系种类": "代表联系选民", "联系人": "deputy代表", "联系对象": "吴桐", "开始日期": "2026-01-02"}


@pytest.mark.parametrize(
    ("noun", "rows", "expected"),
    [
        ("areas", [{"区划代码": "411122104", "名称": "丙镇"}] * 2, [(3, "区划代码", "IMPORT_KEY_REPEATED")]),
        ("areas", [{"区划代码": "411121105", "名称": "邻镇"}], [(2, "区划代码", "IMPORT_AREA_OUTSIDE")]),
        ("units", [UNIT | {"名称": "甲局", "区划代码": "411122999"}], [(2, "区划代码", "IMPORT_REFERENCE_UNKNOWN")]),
        ("units", [UNIT | {"名称": "甲局", "上级单位": "乙局"}], [(2, "上级单位", "IMPORT_REFERENCE_UNKNOWN")]),
        (
            "units",
            [UNIT | {"名称": "甲局", "上级单位": "乙局"}, UNIT | {"名称": "乙局", "上级单位": "甲局"}],
            [(2, "上级单位", "IMPORT_TREE_LOOP"), (3, "上级单位", "IMPORT_TREE_LOOP")],
        ),
        ("points", [POINT | {"名称": "甲点"}], [(2, "上级联络站", "CELL_REQUIRED")]),
        (
            "stations",
            [{"名称": STATION, "种类": "产业站", "区划代码": TOWN, "纬度": 33.5}],
            [(2, "纬度", "IMPORT_POSITION_HALF")],
        ),
        (
            "stations",
            [PLACE | {"纬度": 114.016536, "经度": 33.587711}, PLACE | {"纬度": 91, "经度": 181}, PLACE | {"纬度": 91}],
            [
                (row, column, "CELL_POSITION_INVALID")
                for row, column in ((2, "纬度"), (2, "经度"), (3, "纬度"), (3, "经度"), (4, "纬度"))
            ],
        ),
        (
            "stations",
            [{"名称": STATION, "种类": "产业站", "区划代码": TOWN, "上级联络站": "point联络站"}],
            [(2, "上级联络站", "IMPORT_TREE_LOOP")],
        ),
        (
            "groups",
            [MEMBER | {"小组名称": "一组"}, MEMBER | {"小组名称": "二组"}],
            [(3, "成员姓名", "IMPORT_GROUP_KIND_TAKEN")],
        ),
        (
            "groups",
            [MEMBER | {"小组名称": "一组"}, MEMBER | {"小组名称": "一组", "区划代码": "411122"}],
            [(3, "小组名称", "IMPORT_ROWS_DIFFER")],
        ),
        (
            "groups",
            [MEMBER | {"小组名称": "一组", "成员姓名": "ended_deputy代表"}],
            [(2, "成员姓名", "IMPORT_REFERENCE_ENDED")],
        ),
        ("groups", [MEMBER | {"小组名称": "一组", "加入日期": ""}], [(2, "加入日期", "CELL_REQUIRED")]),
        (
            "groups",
            [MEMBER | {"小组名称": "一组", "加入日期": "2026-11-21"}],
            [(2, "加入日期", "DATE_OUT_OF_RANGE")],
        ),
        (
            "groups",
            [MEMBER | {"小组名称": "一组", "种类": "专业代表小组"}],
            [(2, "对口委室", "IMPORT_SPONSOR_OF_KIND")],
        ),
        (
            "links",
            [LINK | {"联系种类": "常委会组成人员联系代表", "联系对象": "deputy代表"}],
            [(2, "联系对象", "IMPORT_LINK_TO_ONESELF")],
        ),
        ("links", [LINK | {"联系人": "谁也不是"}], [(2, "联系人", "IMPORT_REFERENCE_UNKNOWN")]),
        (
            "deputies",
            [{"编号": "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10", "姓名": "王伟", "区划代码": TOWN, "所属联络站": STATION}],
            [(2, "编号", "IMPORT_NUMBER_UNKNOWN")],
        ),
        ("mandates", [SEAT | {"人大": "某人大"}], [(2, "人大", "IMPORT_REFERENCE_UNKNOWN")]),
        ("mandates", [SEAT | {"届次": "第一届"}], [(2, "届次", "IMPORT_REFERENCE_UNKNOWN")]),
        (
            "mandates",
            [SEAT | {"代表区划代码": "411122199"}, SEAT | {"代表": "谁", "代表区划代码": TOWN}],
            [(2, "代表区划代码", "IMPORT_REFERENCE_UNKNOWN"), (3, "代表", "IMPORT_REFERENCE_UNKNOWN")],
        ),
        ("links", [LINK | {"联系人所在": "411122199"}], [(2, "联系人所在", "IMPORT_REFERENCE_UNKNOWN")]),
        (
            "groups",
            [MEMBER | {"小组名称": "一组", "成员区划代码": "411122199"}],
            [(2, "成员区划代码", "IMPORT_REFERENCE_UNKNOWN")],
        ),
        ("mandates", [SEAT | {"任期开始": "2026-12-31"}], [(2, "任期开始", "MANDATE_BEFORE_TERM")]),
        (
            "mandates",
            [
                {"代表": "deputy代表", "人大": "示例县人大", "届次": "第十六届"}
                | {"任期开始": "2022-01-01", "任期结束": "2021-01-01"}
            ],
            [(2, "任期结束", "IMPORT_ENDS_BEFORE_START")],
        ),
    ],
)  # fmt: skip
async def test_what_does_not_fit_the_directory_has_its_own_code(
    client: Client, deliver: Deliver, noun: str, rows: list[dict[str, Any]], expected: list[Any]
) -> None:
    assert codes(await refused(client, deliver, noun, csv(noun, *rows))) == expected


async def test_a_deputy_of_a_group_is_not_taken_into_another(client: Client, deliver: Deliver) -> None:
    await applied(client, deliver, "groups", csv("groups", MEMBER | {"小组名称": "一组"}))
    run = await refused(client, deliver, "groups", csv("groups", MEMBER | {"小组名称": "二组"}))
    assert codes(run) == [(2, "成员姓名", "IMPORT_GROUP_KIND_TAKEN")]
