"""What every request and response shape is made of.

`In` reads JSON bodies, `Out` writes answers, and the annotated types below fix the form of ids, times, texts
and places once. Each carries an example, because the examples of the OpenAPI document are put together from
those of the fields.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from annotated_types import GroupedMetadata
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError

CHINA = timezone(timedelta(hours=8))  # one offset since 1991: no time-zone database is needed
FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_PHOTOS = 9
"""What comes with a matter, or with one entry of its timeline."""
SAMPLE_TOKEN = "7K3M9XQ4ABCDEQ"
"""In every example of a code: it passes the check, and leads nowhere."""

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YUAN = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters to Unicode, nothing to the eye


def _make_numbers_strict(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("type") in ("int", "float", "bool"):  # a model's own field may be called "type"
            node.setdefault("strict", True)
        for key, child in node.items():
            if key != "metadata":
                _make_numbers_strict(child)
    elif isinstance(node, list | tuple):
        for child in node:
            _make_numbers_strict(child)


class In(BaseModel):
    """A JSON request body: unknown members are refused, and `"1"` is not a number, nor 1 a boolean.

    Not for query strings or forms, where every value arrives as text.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Strict numbers only: model-wide strictness would also refuse ids, enums and times as JSON text."""
        schema = handler(source)
        _make_numbers_strict(schema)
        return schema


class Out(BaseModel):
    """An answer. Every member is always present, so no field may have a default.

    Computed fields are refused too: one schema serves both directions and would not show them.
    """

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if optional := [name for name, field in cls.model_fields.items() if not field.is_required()]:
            raise TypeError(f"{cls.__name__}: fields of an answer have no default: {', '.join(optional)}")
        if cls.model_computed_fields:
            raise TypeError(f"{cls.__name__}: computed fields would be missing from the document")


def _parse_only(pattern: re.Pattern[str], code: str, message: str) -> BeforeValidator:
    """Text of exactly this form: Pydantic alone would also take seconds since 1970."""

    def check(value: object) -> object:
        if isinstance(value, date) or (isinstance(value, str) and pattern.fullmatch(value)):
            return value
        raise PydanticCustomError(code, message)

    return BeforeValidator(check)


DateOrTime = TypeVar("DateOrTime", date, datetime)


def _of_this_century(value: DateOrTime) -> DateOrTime:
    """A day far from now is a slip of the finger, and its arithmetic would fail much later."""
    if FIRST_YEAR <= value.year <= LAST_YEAR:
        return value
    raise PydanticCustomError("date_out_of_range", "日期应在 2000 年至 2099 年之间")


def format_timestamp(value: datetime) -> str:
    """`2026-01-02T15:04:05+08:00`: the form that iOS and the developer tools of WeChat both read."""
    return value.astimezone(CHINA).isoformat(timespec="seconds")


Id = Annotated[UUID, Field(description="标识", examples=["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"])]

Timestamp = Annotated[
    AwareDatetime,
    _parse_only(_TIMESTAMP, "timestamp_form", "时间格式应为 2026-01-02T15:04:05+08:00"),
    AfterValidator(_of_this_century),
    PlainSerializer(format_timestamp, return_type=str, when_used="json"),
    Field(description="时间，带时区偏移", examples=["2026-01-02T15:04:05+08:00"]),
]

Day = Annotated[
    date,
    _parse_only(_DAY, "date_form", "日期格式应为 2026-01-02"),
    AfterValidator(_of_this_century),
    Field(description="日期", examples=["2026-01-02"]),
]


def _yuan(value: object) -> object:
    """Text of exactly this form: what is a number in JSON becomes a float, and floats lose cents."""
    if isinstance(value, Decimal) or (isinstance(value, str) and _YUAN.fullmatch(value)):
        return value
    raise PydanticCustomError("yuan_form", "金额应写成文字，单位为元，最多两位小数，如 7500000.00")


Yuan = Annotated[
    Decimal,
    BeforeValidator(_yuan),
    PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_YUAN.pattern}$", "examples": ["7500000.00"]}),
    Field(description="金额（元）"),
]

YuanSum = Annotated[
    Yuan,
    WithJsonSchema({"type": "string", "pattern": r"^(0|[1-9][0-9]*)\.[0-9]{2}$", "examples": ["7500000.00"]}),
]
"""What amounts add up to: as many digits as it takes. Only in answers."""

AreaCode = Annotated[
    str,
    StringConstraints(pattern="^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"),
    Field(description="行政区划代码：省 2 位、市 4 位、县 6 位、乡镇 9 位、村 12 位", examples=["411122101"]),
]


@dataclass(frozen=True, slots=True)
class Text(GroupedMetadata):
    """Text that people wrote, `min` to `max` characters: `Annotated[str, Text(1, 50)]`.

    `lines=True` keeps line breaks and tabs. Text that nobody can see is empty. Refused: empty text where
    `min` > 0, control characters (PostgreSQL cannot store NUL), lone surrogates (UTF-8 cannot carry them)
    and bidirectional overrides (they let a reader see another text than the one stored). Emoji and rare
    characters stay as they are.
    """

    min: int
    max: int
    lines: bool = False

    def __iter__(self) -> Iterator[object]:
        yield StringConstraints(min_length=self.min, max_length=self.max)
        yield BeforeValidator(self._clean)  # comes last, runs first

    def _clean(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        text = value.strip()
        if self.lines:
            text = _LINE_ENDS.sub("\n", text)
        if any(self._is_forbidden(char) for char in text):
            raise PydanticCustomError("text_character", "不能包含控制字符或不可见的特殊字符")
        if not all(_is_invisible(char) for char in text):
            return text
        if self.min:
            raise PydanticCustomError("text_blank", "不能为空")
        return ""

    def _is_forbidden(self, char: str) -> bool:
        if char in "\n\t" and self.lines:
            return False
        return char in _BIDI_OVERRIDES or unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}


def _is_invisible(char: str) -> bool:
    return char in _BLANK_LETTERS or unicodedata.category(char) in {"Zs", "Cc", "Cf", "Mn"}


class Position(In):
    """A place on the map, in the datum of Chinese maps (what `wx.chooseLocation` returns)."""

    model_config = ConfigDict(from_attributes=True)

    lat: float = Field(ge=-90, le=90, allow_inf_nan=False, description="纬度", examples=[33.587711])
    lng: float = Field(ge=-180, le=180, allow_inf_nan=False, description="经度", examples=[114.016536])
    datum: Literal["gcj02"] = Field(description="坐标系，固定为 gcj02", examples=["gcj02"])


T = TypeVar("T")


class Page(Out, Generic[T]):
    """One page of a list. Subclass it, `class CasePage(Page[CaseItem])`: a component needs a name."""

    items: list[T] = Field(description="本页内容")
    next_cursor: str | None = Field(
        description="下一页的游标，原样传回 cursor 参数；为 null 表示没有更多", examples=["WyIwMTk4YzVhMCJd"]
    )


class CountedPage(Page[T]):
    """A page that may know how many there are; counting stops at a cap."""

    total: int | None = Field(ge=0, description="总数；未要求 with_total=true 时为 null", examples=[128])
    total_is_capped: bool = Field(description="为 true 时总数已到统计上限，实际更多", examples=[False])


class ProblemField(BaseModel):
    """One member of the request that is wrong."""

    field: str = Field(description="出错的字段，用点号连接的路径", examples=["title"])
    code: str = Field(description="稳定的错误代码", examples=["TEXT_BLANK"])
    message: str = Field(description="给人看的中文说明", examples=["不能为空"])


class Problem(BaseModel):
    """The one body of every 4xx and 5xx answer (RFC 9457). Some codes add members, see `HintedProblem`."""

    model_config = ConfigDict(extra="allow")
    media_type: ClassVar[str] = "application/problem+json"

    type: str = Field(description="错误类型的标识")
    title: str = Field(description="给人看的中文标题，可直接提示")
    status: int = Field(description="HTTP 状态码")
    code: str = Field(description="稳定的错误代码，程序据此判断")
    detail: str | None = Field(description="针对这一次的中文说明；没有时为 null")
    request_id: str = Field(
        description="请求编号，反馈问题时提供", examples=["0198c5a07c1e7d2b9a513f6e2b7c4d10"]
    )
    errors: list[ProblemField] = Field(description="逐个字段的错误；没有时为空数组")
