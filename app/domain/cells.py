"""What a cell of a spreadsheet means, however Excel has mangled it.

A reader takes what stands in a cell and gives back what was meant, or raises `CellError`. What cannot be known any
more is refused, never guessed. A blank cell is "" to readers of text and None to the others. Whatever `as_cell` makes
of a value, its reader reads back.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeVar

from app.domain.labels import LabelledEnum
from app.errors import FieldError

Raw = str | int | float | bool | datetime | date | FieldError | None
"""What stands in a cell. One that could not be read, such as a formula, is its own error."""

Word = TypeVar("Word", bound=LabelledEnum)

FIRST_DAY, LAST_DAY = date(1920, 1, 1), date(2099, 12, 31)
"""No day before or after is meant. Of a blank, a time or a bare year Excel makes one between 1899 and 1905."""
EXACT_DIGITS = 15
"""Of a number Excel keeps no more digits; the others become zeros."""

_DAY_ZERO = date(1899, 12, 30)  # right for all serial numbers since March 1900
_DATE = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)")
_EIGHT_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIME_OF_DAY = re.compile(r"(?:T| +)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_SERIAL = re.compile(r"[0-9]{1,5}(?:\.[0-9]+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+")
_INTEGER = re.compile(r"-?[0-9]{1,15}(?:\.0+)?")
_DEGREES = re.compile(r"(?:北纬|东经)?(-?[0-9]{1,3}(?:\.[0-9]+)?)°?[NE]?")
_BETWEEN_WORDS = ",、;|"
_BETWEEN_HAN = re.compile(
    r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])\s+(?=[\u3400-\u9fff\U00020000-\U0003ffff])"
)
_NAME_DOTS = re.compile("[•・‧∙⋅･]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible and of no use in Chinese text: they come along with what is copied from a web page.
_ZERO_WIDTH = str.maketrans("", "", "\u200b\u2060\ufeff\u00ad")
# Not NFKC: it would make 102 of 10².
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_YES = frozenset({"是", "有", "对", "真", "√", "✓", "✔", "☑", "y", "yes", "true", "t", "1"})
_NO = frozenset({"否", "无", "错", "假", "×", "✗", "✘", "☐", "x", "n", "no", "false", "f", "0"})


class CellError(ValueError):
    """What is wrong with a cell: a stable code and a Chinese sentence. `column` is the key of another one to blame."""

    def __init__(self, code: str, message: str, column: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.column = column


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template. `key` is what the value is called in code, `title` what people see.

    `twin` is the title of another with which people mix it up.
    """

    key: str
    title: str
    read: Callable[[Raw], Any]
    kind: Literal["text", "number", "date"] = "text"
    required: bool = False
    help: str = ""
    choices: Sequence[str] = ()
    twin: str = ""


def read_row(columns: Sequence[Column], cells: Mapping[str, Raw]) -> tuple[dict[str, Any], list[FieldError]]:
    """(values by key, everything that is wrong by title). A value is there unless something is wrong with it."""
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for column in columns:
        try:
            value = column.read(cells.get(column.title))
            if column.required and value in ("", None, ()):
                raise CellError("CELL_REQUIRED", "必须填写")
            values[column.key] = value
        except CellError as error:
            errors.append(FieldError(column.title, error.code, error.message))
    return values, [*errors, *_exchanged(columns, cells, errors)] if errors else errors


def _exchanged(
    columns: Sequence[Column], cells: Mapping[str, Raw], errors: Sequence[FieldError]
) -> Iterator[FieldError]:
    """Where only one of two twins is wrong, but both would be right in each other's place, the other is wrong too."""
    wrong = {error.field: error for error in errors}
    by_title = {column.title: column for column in columns}
    for column in columns:
        if column.twin and column.title in wrong and column.twin not in wrong:
            twin = by_title[column.twin]
            if _reads(column, cells.get(twin.title)) and _reads(twin, cells.get(column.title)):
                yield FieldError(twin.title, wrong[column.title].code, f"与{column.title}填反了？")


def _reads(column: Column, raw: Raw) -> bool:
    try:
        return column.read(raw) is not None
    except CellError:
        return False


def as_cell(value: Any) -> Raw:
    """How a value is written: words by their labels, several with 、 between them."""
    match value:
        case "" | None:
            return None
        case bool():
            return "是" if value else "否"
        case LabelledEnum():
            return value.label
        case list() | tuple():
            return "、".join(str(as_cell(each)) for each in value) or None
        case str() | int() | float() | date():
            return value
    return str(value)


def plain_text(raw: Raw) -> str:
    """The text of a cell without invisible characters and without blanks at its ends; a number as it looks."""
    match raw:
        case None:
            return ""
        case FieldError():
            raise CellError(raw.code, raw.message)
        case str():
            return unicodedata.normalize("NFC", raw).translate(_ZERO_WIDTH).strip()
        case bool() | date():
            shown = "TRUE 或 FALSE" if isinstance(raw, bool) else "日期或时间"
            raise CellError("CELL_NOT_TEXT", f"Excel 把它变成了{shown}，请把单元格设为文本格式后重新填写")
    if not abs(raw) < 10**EXACT_DIGITS:
        raise digits_lost()
    return f"{Decimal(f'{raw:.{EXACT_DIGITS}g}'):f}"


def compact(raw: Raw) -> str:
    """Half-width and without any blank: for what is read as a number, a day or a word."""
    return "".join(plain_text(raw).translate(_HALF_WIDTH).split())


def digits_lost() -> CellError:
    return CellError(
        "CELL_DIGITS_LOST", "Excel 把它当成数字，部分数位已丢失，请把单元格设为文本格式后重新填写"
    )


def read_text(raw: Raw, max_length: int, *, lines: bool = False) -> str:
    """What people wrote, rare characters and all. Only with `lines` may it have line breaks and tabs."""
    text = plain_text(raw)
    if lines:
        text = _LINE_ENDS.sub("\n", text)
    kept = "\n\t" if lines else ""
    if any(_is_control(character) for character in text if character not in kept):
        raise CellError("CELL_TEXT_CHARACTER", "不能包含换行、控制字符或不可见的特殊字符")
    if len(text) > max_length:
        raise CellError("CELL_TOO_LONG", f"最多 {max_length} 个字，现在有 {len(text)} 个")
    return text


def read_name(raw: Raw, max_length: int) -> str:
    """A person's name: 王　伟 is 王伟, and the dot of 买买提·艾力 is always the same."""
    return _NAME_DOTS.sub("·", _BETWEEN_HAN.sub("", read_text(raw, max_length)))


def read_integer(raw: Raw, low: int, high: int) -> int | None:
    """A whole number, also written as 1,234 or 12.0."""
    text = compact(raw)
    if not text:
        return None
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _INTEGER.fullmatch(text):
        raise CellError("CELL_NOT_INTEGER", "应为整数")
    number = int(text.partition(".")[0])
    if not low <= number <= high:
        raise CellError("CELL_OUT_OF_RANGE", f"应在 {low} 到 {high} 之间")
    return number


def read_date(raw: Raw, earliest: date = FIRST_DAY, latest: date = LAST_DAY) -> date | None:
    """A day, also as the serial number by which Excel counts it (from 1900; `workbook` sees to the other kind)."""
    if isinstance(raw, date):
        day: date | None = raw.date() if isinstance(raw, datetime) else raw
    else:
        day = _day_of_text(_TIME_OF_DAY.sub("", plain_text(raw).translate(_HALF_WIDTH)))
    if day is None:
        return None
    if day < FIRST_DAY:
        raise CellError(
            "CELL_DATE_1900",
            f"日期成了 {day}，多半是 Excel 把空白、时间或年份当成了日期，请重新填写，如 2026-01-02",
        )
    if not earliest <= day <= latest:
        raise CellError("CELL_DATE_OUT_OF_RANGE", f"日期应在 {earliest} 到 {latest} 之间")
    return day


def read_yes_no(raw: Raw) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = compact(raw).casefold().removesuffix("\ufe0f")  # a tick drawn as a picture
    if not word:
        return None
    if word not in _YES | _NO:
        raise CellError("CELL_NOT_YES_NO", "应填“是”或“否”")
    return word in _YES


def read_word(raw: Raw, kind: type[Word]) -> Word | None:
    """A member by the Chinese word that people see, or by its value."""
    word = compact(raw).casefold()
    if not word:
        return None
    found = _spelled(kind).get(word)
    if found is None:
        raise _unknown(word, kind)
    return found


def read_words(raw: Raw, kind: type[Word]) -> tuple[Word, ...]:
    """Several, with a comma, 、 or a line break between them, which a word may also contain; each once, in order."""
    rest = compact(plain_text(raw).replace("\n", "、")).casefold()
    spelled = sorted(_spelled(kind).items(), key=lambda item: -len(item[0]))
    found: dict[Word, None] = {}
    while rest := rest.strip(_BETWEEN_WORDS):
        for word, member in spelled:
            if rest.startswith(word) and rest[len(word) : len(word) + 1] in _BETWEEN_WORDS:
                found[member] = None
                rest = rest[len(word) :]
                break
        else:
            raise _unknown(re.split(f"[{_BETWEEN_WORDS}]", rest)[0], kind)
    return tuple(found)


def read_latitude(raw: Raw) -> float | None:
    return _degrees(raw, 90, "纬度")


def read_longitude(raw: Raw) -> float | None:
    return _degrees(raw, 180, "经度")


def choices_of(kind: type[LabelledEnum]) -> tuple[str, ...]:
    return tuple(member.label for member in kind)


def _is_control(character: str) -> bool:
    return character in _BIDI_OVERRIDES or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _day_of_text(text: str) -> date | None:
    text = "".join(text.split())
    if not text:
        return None
    if _SERIAL.fullmatch(text):
        return _DAY_ZERO + timedelta(days=int(text.partition(".")[0]))
    found = _EIGHT_DIGITS.fullmatch(text) or _DATE.fullmatch(text)
    if not found:
        raise CellError("CELL_DATE_UNREADABLE", "日期无法识别，请写成 2026-01-02")
    year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("CELL_DATE_IMPOSSIBLE", f"没有 {year} 年 {month} 月 {day} 日这一天") from None


def _spelled(kind: type[Word]) -> dict[str, Word]:
    """Every way to write a member. A label wins over the value of another."""
    return {member.value.casefold(): member for member in kind} | {
        compact(member.label).casefold(): member for member in kind
    }


def _unknown(word: str, kind: type[LabelledEnum]) -> CellError:
    choices = "、".join(choices_of(kind))
    return CellError("CELL_CHOICE_UNKNOWN", f"没有“{word[:20]}”这个选项，可填：{choices}")


def _degrees(raw: Raw, limit: int, name: str) -> float | None:
    text = compact(raw).upper()
    if not text:
        return None
    found = _DEGREES.fullmatch(text)
    if not found:
        raise CellError(
            "CELL_POSITION_INVALID", f"{name}应为小数，如 {'33.587711' if limit == 90 else '114.016536'}"
        )
    if not -limit <= float(found[1]) <= limit:
        raise CellError("CELL_POSITION_INVALID", f"{name}应在 -{limit} 到 {limit} 之间，经纬度是否填反了？")
    return float(found[1])
