"""What each noun of the directory looks like as a spreadsheet: its columns, what they set, and what tells rows apart.

A row of a file stands for the whole of what its columns say: a blank cell empties what it may empty. What has
consequences elsewhere (closing a station, ending a deputy, succession of areas) is not for a spreadsheet.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from app.domain import cell_numbers, cells
from app.domain import import_rules as rules
from app.domain import vocabulary as v
from app.domain.cells import CellError, Column, Raw
from app.domain.import_rules import Rule, Values
from app.domain.links import ENDS
from app.domain.vocabulary import ImportNoun

_AREA_CODE = re.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")


@dataclass(frozen=True)
class Cell:
    """A column of the file. Without `names` its value is the attribute of the same key.

    `names` are attributes that hold what the cell calls by name: attribute → the book in which the name is looked up,
    "" where the name itself is kept. Of several, `by` says which; the others are emptied. `within` is another column,
    which tells those of one name apart. A cell that sets nothing is `aside`.
    """

    column: Column
    names: Mapping[str, str] = field(default_factory=dict)
    by: Callable[[Values], str] | None = None
    within: str = ""
    aside: bool = False

    @property
    def attributes(self) -> tuple[str, ...]:
        return () if self.aside else tuple(self.names) or (self.column.key,)


@dataclass(frozen=True)
class Part:
    """One row of a table that a row of the file stands for.

    `key` are the attributes by which it is known, `number` the column with its id, by which it is found whatever it is
    called; but `keeps` stay what they are. `fixed` is what all of them share, `inherits` what is taken from the part
    before. A part without its `optional` cell is not there. Only a part that `repeats` may stand in several rows.
    """

    table: str
    cells: tuple[Cell, ...]
    key: tuple[str, ...]
    number: str = ""
    keeps: tuple[str, ...] = ()
    fixed: Values = field(default_factory=dict)
    inherits: Mapping[str, str] = field(default_factory=dict)
    optional: str = ""
    repeats: bool = False
    rules: tuple[Rule, ...] = ()

    @property
    def attributes(self) -> tuple[str, ...]:
        return (*self.inherits, *(name for cell in self.cells for name in cell.attributes))


@dataclass(frozen=True)
class Shape:
    """`label` are the columns that together name a row to people; `tree` is the column that names the parent."""

    noun: ImportNoun
    parts: tuple[Part, ...]
    label: tuple[str, ...]
    tree: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for part in self.parts for cell in part.cells)

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(cell.column for cell in self.cells)

    @property
    def books(self) -> frozenset[str]:
        return frozenset(book for cell in self.cells for book in cell.names.values() if book)


def read_area_code(raw: Raw) -> str:
    text = cells.compact(raw)
    if text and not _AREA_CODE.fullmatch(text):
        raise CellError("CELL_AREA_CODE", "区划代码应为 2、4、6、9 或 12 位数字")
    return text


def read_number(raw: Raw) -> str | None:
    """The id of a row as an export gives it."""
    text = cells.compact(raw)
    if not text:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        raise CellError("CELL_NUMBER_UNKNOWN", "编号由导出的表格带出，新增的行不填") from None


def _text(
    key: str, title: str, most: int, *, required: bool = False, lines: bool = False, help: str = ""
) -> Column:
    read = partial(cells.read_text, max_length=most, lines=lines)
    return Column(key, title, read, required=required, help=help)


def _phone(key: str, title: str) -> Column:
    return Column(key, title, partial(cell_numbers.read_phones, max_length=30))


def _name(key: str, title: str, most: int = 80, *, required: bool = False, help: str = "") -> Column:
    """What something or somebody is called, which is looked up."""
    return Column(key, title, partial(cells.read_text, max_length=most), required=required, help=help)


def _day(key: str, title: str, *, required: bool = False) -> Column:
    return Column(key, title, cells.read_date, "date", required, "如 2026-01-02")


def _word(key: str, title: str, kind: Any, *, required: bool = False) -> Column:
    read = partial(cells.read_word, kind=kind)
    return Column(key, title, read, required=required, choices=cells.choices_of(kind))


def _number(key: str = "id", title: str = "编号") -> Cell:
    return Cell(Column(key, title, read_number, help="新增的不填；修改名称时保留导出的编号"), aside=True)


def _plain(*columns: Column) -> tuple[Cell, ...]:
    return tuple(Cell(column) for column in columns)


_AREA = Cell(
    Column("area", "区划代码", read_area_code, required=True, help="所在区划，如 411122102"),
    {"area_code": "areas"},
)
_PHONE = _phone("phone", "电话")
_HOMONYM = "有同名的才需要填写"


def _deputy(title: str) -> tuple[Cell, Cell]:
    """Named, and where there are several of the name, by their division."""
    return (
        Cell(_name("deputy", title, required=True), {"deputy_id": "deputies"}, within="deputy_area"),
        Cell(Column("deputy_area", f"{title}区划代码", read_area_code, help=_HOMONYM), aside=True),
    )


def _station(noun: ImportNoun, tier: v.StationTier) -> Shape:
    is_point = tier is v.StationTier.POINT
    parent = _name("parent", "上级联络站", required=is_point, help="上级的名称；同名的填编号")
    rows = (
        _number(),
        *_plain(
            _text("name", "名称", 80, required=True), _word("kind", "种类", v.StationKind, required=True)
        ),
        _AREA,
        Cell(parent, {"parent_id": "stations"}),
        *_plain(
            _text("address", "地址", 200),
            _PHONE,
            _text("opening_hours", "开放时间", 200),
            _text("intro", "简介", 500, lines=True),
            Column("lat", "纬度", cells.read_latitude, "number", help="如 33.587711", twin="经度"),
            Column("lng", "经度", cells.read_longitude, "number", help="如 114.016536"),
            Column(
                "functions",
                "功能",
                partial(cells.read_words, kind=v.StationFunction),
                help=f"可填多个，用顿号隔开：{'、'.join(cells.choices_of(v.StationFunction))}",
            ),
            _text("host", "依托单位", 80),
            _text("industry", "产业链", 60),
            _word("level", "设立级别", v.CongressLevel),
            _text("duties", "工作职责", 1000, lines=True),
        ),
    )
    fixed = {"tier": tier.value}
    part = Part("station", rows, ("name",), "id", fixed=fixed, rules=(rules.whole_position,))
    return Shape(noun, (part,), ("name",), tree="parent")


_AREAS = Part(
    "area",
    _plain(
        Column("code", "区划代码", read_area_code, required=True, help="9 位为乡镇，12 位为村（社区）"),
        _text("name", "名称", 60, required=True),
        _day("valid_from", "设立日期"),
    ),
    ("code",),
    rules=(rules.in_county,),
)
_UNITS = Part(
    "unit",
    (
        _number(),
        *_plain(_text("name", "名称", 80, required=True), _word("route", "交办路径", v.Route, required=True)),
        _AREA,
        Cell(_name("parent", "上级单位", help="上级的名称；同名的填编号"), {"parent_id": "units"}),
        *_plain(Column("head_name", "主要负责人", partial(cells.read_name, max_length=40)), _PHONE),
    ),
    ("name",),
    "id",
)
_DEPUTIES = Part(
    "deputy",
    (
        _number(),
        *_plain(
            Column("name", "姓名", partial(cells.read_name, max_length=40), required=True),
            _word("gender", "性别", v.Gender),
        ),
        _AREA,
        Cell(_name("station", "所属联络站", required=True), {"station_id": "stations"}),
        *_plain(_text("reception", "接待时间", 200), _text("intro", "简介", 500, lines=True)),
        Cell(_name("heads", "主管单位", help="本人任主要负责人的承办单位"), {"heads_unit_id": "units"}),
    ),
    ("name", "area_code"),
    "id",
)
_MANDATES = Part(
    "mandate",
    (
        *_deputy("代表"),
        Cell(_name("congress", "人大", required=True), aside=True),
        Cell(_name("term", "届次", required=True), {"term_id": "terms"}, within="congress"),
        *_plain(
            _text("district", "选区", 80),
            _day("starts_on", "任期开始", required=True),
            _day("ends_on", "任期结束"),
        ),
    ),
    ("deputy_id", "term_id"),
    rules=(rules.after("starts_on", "ends_on"), rules.seated_in_term),
)
_GROUPS = Part(
    "deputy_group",
    (
        _number("group_number", "小组编号"),
        *_plain(
            _text("name", "小组名称", 60, required=True), _word("kind", "种类", v.GroupKind, required=True)
        ),
        _AREA,
        Cell(_name("station", "活动联络站"), {"station_id": "stations"}),
        Cell(_name("sponsor", "对口委室", help="专业小组填写"), {"sponsor_id": "committees"}),
        *_plain(_text("plan", "年度计划", 1000, lines=True)),
    ),
    ("kind", "name"),
    "group_number",
    ("kind",),
    repeats=True,
    rules=(rules.sponsored,),
)
_MEMBERS = Part(
    "group_member",
    (
        _number("member_number", "成员编号"),
        *_plain(_word("role", "成员身份", v.MemberRole)),
        Cell(
            _name("member", "成员姓名", 40, help="一行一名成员；小组各栏每行照填"),
            {"deputy_id": "deputies", "name": ""},
            by=lambda row: "deputy_id" if row["role"] is v.MemberRole.DEPUTY else "name",
            within="member_area",
        ),
        Cell(Column("member_area", "成员区划代码", read_area_code, help=_HOMONYM), aside=True),
        *_plain(_phone("phone", "成员电话"), _day("joined_on", "加入日期")),
    ),
    ("group_id", "role", "deputy_id", "name"),
    "member_number",
    ("group_id", "role", "deputy_id"),
    inherits={"group_id": "id", "kind": "kind"},
    optional="member",
    rules=(rules.member_named,),
)
_LINKS = Part(
    "link",
    (
        *_plain(_word("kind", "联系种类", v.LinkKind, required=True)),
        Cell(
            _name("source", "联系人", required=True, help="代表、人大机关或联络员"),
            {"deputy_id": "deputies", "office_id": "offices", "appointment_id": "liaisons"},
            by=lambda row: ENDS[row["kind"]].source,
            within="source_at",
        ),
        Cell(
            _name("source_at", "联系人所在", help="代表填区划代码，联络员填联络站；有同名的才需要"),
            aside=True,
        ),
        Cell(
            _name("target", "联系对象", required=True, help="代表、联络站、区划代码、选民或企业"),
            {"to_deputy_id": "deputies", "station_id": "stations", "area_code": "areas", "party_name": ""},
            by=lambda row: ENDS[row["kind"]].target,
            within="target_at",
        ),
        Cell(_name("target_at", "联系对象所在", help="代表填区划代码；有同名的才需要"), aside=True),
        *_plain(
            _phone("party_phone", "对象电话"),
            _text("note", "备注", 300),
            _day("starts_on", "开始日期", required=True),
        ),
    ),
    (
        "kind",
        "deputy_id",
        "office_id",
        "appointment_id",
        "to_deputy_id",
        "station_id",
        "area_code",
        "party_name",
    ),
    rules=(rules.two_ends,),
)
SHAPES: dict[ImportNoun, Shape] = {
    shape.noun: shape
    for shape in (
        Shape(ImportNoun.AREAS, (_AREAS,), ("name", "code")),
        _station(ImportNoun.STATIONS, v.StationTier.STATION),
        _station(ImportNoun.POINTS, v.StationTier.POINT),
        Shape(ImportNoun.UNITS, (_UNITS,), ("name",), tree="parent"),
        Shape(ImportNoun.DEPUTIES, (_DEPUTIES,), ("name", "area")),
        Shape(ImportNoun.MANDATES, (_MANDATES,), ("deputy", "congress", "term")),
        Shape(ImportNoun.GROUPS, (_GROUPS, _MEMBERS), ("name", "member")),
        Shape(ImportNoun.LINKS, (_LINKS,), ("source", "target")),
    )
}
