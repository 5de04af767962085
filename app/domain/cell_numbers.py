"""Numbers that are names: phones, division codes and other ids in a spreadsheet.

Excel takes them for quantities: it drops leading zeros, keeps 15 digits and shows 1.99E+10, which is what remains of
them in a CSV file. What reads back is the very number that was typed; where digits are gone, it is refused.
"""

import re
from collections.abc import Collection
from itertools import pairwise

from app.domain.cells import EXACT_DIGITS, CellError, Raw, compact, digits_lost, read_text

LEVELS = (2, 4, 6, 9, 12)
"""Digits of a division code: province, city, county, town, village (GB/T 2260, GB/T 10114)."""

_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]*))?E\+?([0-9]{1,3})", re.IGNORECASE)
_POINT_ZERO = re.compile(r"([0-9]+)\.0+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))

_COUNTRY = re.compile(r"^(?:(?:\+|00)86-?|86-?(?=1[3-9][0-9]{9}$))")
_INNER_DASH = re.compile(r"-(?![0-9]{1,6}$)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(
    r"(010|02[0-9]|0(?![48]00)[3-9][0-9]{2})([1-9][0-9]{6,7})(?:(?:-|转|x)([0-9]{1,6}))?", re.IGNORECASE
)
# A local number, a 400 or 800 number, or a service such as 12345 and 95598.
_SHORT = re.compile(r"[2-9][0-9]{6,7}|[48]00[0-9]{7}|1[0-9]{2,4}|9[0-9]{4,5}")


def digits_of(raw: Raw) -> str:
    """A cell as the digits that were typed, with whatever people put between. Raises CELL_DIGITS_LOST."""
    text = compact(raw)
    if found := _SCIENTIFIC.fullmatch(text):
        first, rest, power = found[1], found[2] or "", int(found[3])
        if len(rest) < power:
            raise digits_lost()
        text = f"{first}{rest[:power]}.{rest[power:] or '0'}"
    if found := _POINT_ZERO.fullmatch(text):
        text = found[1]
    if text.isdigit() and len(text) > EXACT_DIGITS and not text[EXACT_DIGITS:].strip("0"):
        raise digits_lost()
    return text


def read_phone(raw: Raw) -> str:
    """One number in its usual form: 19900000001, 0395-1234567, 0395-1234567-801, 12345."""
    text = digits_of(raw).translate(_DASHES)
    if not text:
        return ""
    national, abroad = _COUNTRY.subn("", text, count=1)
    national = re.sub("[().·]", "", national)
    joined = national[0:1] + national[1:].replace("-", "")  # a leading dash is a minus
    if _MOBILE.fullmatch(joined) or _SHORT.fullmatch(joined):
        return joined
    zero = "0" if abroad and not national.startswith("0") else ""  # whoever dials the country leaves it out
    for candidate in (_INNER_DASH.sub("", national), joined):
        if found := _LANDLINE.fullmatch(zero + candidate):
            return "-".join(part for part in found.groups() if part)
    if _LANDLINE.fullmatch(f"0{joined}"):
        raise CellError("CELL_ZERO_LOST", "区号开头的 0 丢失了，请把单元格设为文本格式后重新填写")
    raise CellError("CELL_PHONE_INVALID", "应为一个电话号码，如 19900000001 或 0395-1234567")


def read_phones(raw: Raw, max_length: int) -> str:
    """As a desk writes them, with hyphens, extensions and words; strictly one where Excel made a number of it."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    is_mangled = is_number or _SCIENTIFIC.fullmatch(compact(raw))
    return read_phone(raw) if is_mangled else read_text(raw, max_length)


def read_code(raw: Raw, lengths: Collection[int]) -> str:
    """An id of digits that has one of these lengths. With several, no id may begin with 0: one could lose it unseen."""
    text = digits_of(raw)
    if not text:
        return ""
    if not (text.isascii() and text.isdigit()):
        raise CellError("CELL_CODE_INVALID", "应为数字组成的编码")
    if len(text) not in lengths:
        if isinstance(raw, int | float) and len(text) < max(lengths):
            raise CellError(
                "CELL_ZERO_LOST", "位数不够，开头的 0 可能丢失了，请把单元格设为文本格式后重新填写"
            )
        expected = "、".join(str(length) for length in sorted(lengths))
        raise CellError("CELL_CODE_INVALID", f"应为 {expected} 位数字，现在是 {len(text)} 位")
    return text


def read_area_code(raw: Raw) -> str:
    """A division code without the zeros by which a longer form fills up: 411122000000 is the county 411122."""
    text = read_code(raw, LEVELS)
    if text.startswith("0"):
        raise CellError("CELL_CODE_INVALID", "行政区划代码不会以 0 开头")
    for above, level in reversed(tuple(pairwise(LEVELS))):
        if len(text) == level and not text[above:].strip("0"):
            text = text[:above]
    return text
