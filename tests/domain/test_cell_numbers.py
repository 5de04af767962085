"""Whatever Excel does to a number that is a name: it reads back, or it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cell_numbers import LEVELS, read_area_code, read_code, read_phone, read_phones
from app.domain.cells import CellError, Raw, as_cell

FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in "0123456789-+()."}

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"(010|02[0-9]|0(?![48]00)[3-9][0-9]{2})[1-9][0-9]{6,7}", fullmatch=True)
places = st.integers(0, 16)


def mangled(digits: str, precision: int) -> list[Raw]:
    """What Excel, WPS, pandas and a CSV in between make of digits that were typed."""
    number = int(digits)
    kept = int(
        f"{float(number):.14e}".replace(".", "").partition("e")[0].ljust(len(digits), "0")[: len(str(number))]
    )
    return [
        kept, float(kept), str(kept), f"{float(kept):.{precision}E}", f"{float(kept):.{precision}e}".replace("+", ""),
        f"{float(kept)!r}", f"{kept}.0", f"{kept:,}",
    ]  # fmt: skip


def read_or_refused(read: object, raw: Raw, *more: object) -> str | None:
    try:
        return str(read(raw, *more))  # type: ignore[operator]
    except CellError:
        return None


def refusal(read: object, raw: Raw, *more: object) -> str:
    with pytest.raises(CellError) as refused:
        read(raw, *more)  # type: ignore[operator]
    assert refused.value.message
    return refused.value.code


@given(mobiles, places)
def test_a_mobile_number_reads_back_or_is_refused(phone: str, precision: int) -> None:
    for raw in mangled(phone, precision):
        assert read_or_refused(read_phone, raw) in (phone, None), raw
    for raw in (phone, int(phone), float(phone), f"{phone}.0", f"{float(phone):.10E}"):
        assert read_phone(raw) == phone


@given(landlines, places)
def test_a_landline_never_becomes_another_number(phone: str, precision: int) -> None:
    usual = read_phone(phone)
    assert usual.replace("-", "") == phone
    for raw in mangled(phone, precision):
        assert read_or_refused(read_phone, raw) in (usual, None), raw
    assert refusal(read_phone, int(phone)) == refusal(read_phone, phone[1:]) == "CELL_ZERO_LOST"
    assert read_phone(as_cell(usual)) == usual


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("199 0000 0001", "19900000001"),
        ("199-0000-0001", "19900000001"),
        ("１９９００００ ０００１", "19900000001"),
        ("\u202d", None),
        ("+86 199 0000 0001", "19900000001"),
        ("0086-19900000001", "19900000001"),
        ("(86)19900000001", None),
        (8619900000001, "19900000001"),
        (1.9900000001e10, "19900000001"),
        ("1.9900000001E+10", "19900000001"),
        ("0395-1234567", "0395-1234567"),
        ("（0395）1234567", "0395-1234567"),
        ("0395 123 4567", "0395-1234567"),
        ("0395－123－4567", "0395-1234567"),
        ("+86-395-1234567", "0395-1234567"),
        ("+86 10 12345678", "010-12345678"),
        ("010—12345678", "010-12345678"),
        ("0395-1234567-801", "0395-1234567-801"),
        ("0395-1234567转801", "0395-1234567-801"),
        ("3123456", "3123456"),
        (12345, "12345"),
        ("95598", "95598"),
        ("400-000-0001", "4000000001"),
        ("", ""),
        (None, ""),
    ],
)
def test_phones_as_people_write_them(raw: Raw, phone: str | None) -> None:
    assert read_or_refused(read_phone, raw) == phone


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1.99E+10", "CELL_DIGITS_LOST"),
        ("1.990000000E+10", "CELL_DIGITS_LOST"),
        ("4.11122E+17", "CELL_DIGITS_LOST"),
        (1.99e15, "CELL_DIGITS_LOST"),
        (3951234567, "CELL_ZERO_LOST"),
        (1012345678, "CELL_ZERO_LOST"),
        ("1990000000", "CELL_PHONE_INVALID"),
        ("04001000000", "CELL_PHONE_INVALID"),
        ("199000000011", "CELL_PHONE_INVALID"),
        ("19900000001、19900000002", "CELL_PHONE_INVALID"),
        ("19900000001/19900000002", "CELL_PHONE_INVALID"),
        (19900000001.5, "CELL_PHONE_INVALID"),
        (-19900000001, "CELL_PHONE_INVALID"),
        ("张伟", "CELL_PHONE_INVALID"),
        (True, "CELL_NOT_TEXT"),
    ],
)
def test_phones_refused(raw: Raw, code: str) -> None:
    assert refusal(read_phone, raw) == code


@given(st.from_regex(r"[0-9]{1,20}", fullmatch=True), places)
def test_an_id_reads_back_or_is_refused(digits: str, precision: int) -> None:
    lengths = {len(digits)}
    exact = len(digits) <= 15 or digits[15:].strip("0") != ""
    assert read_or_refused(read_code, digits, lengths) == (digits if exact else None)
    for raw in mangled(digits, precision):
        assert read_or_refused(read_code, raw, lengths) in (digits, None), raw


def test_ids_refused() -> None:
    assert refusal(read_code, 12345, {6}) == "CELL_ZERO_LOST"
    assert refusal(read_code, "12345", {6}) == "CELL_CODE_INVALID"
    assert refusal(read_code, "12345a", {6}) == "CELL_CODE_INVALID"
    assert refusal(read_code, 1234567, {6}) == "CELL_CODE_INVALID"
    assert refusal(read_code, 411122199001011000, {18}) == "CELL_DIGITS_LOST"
    assert refusal(read_code, "4.11122E+17", {18}) == "CELL_DIGITS_LOST"
    assert refusal(read_code, "411122199001011000", {18}) == "CELL_DIGITS_LOST"
    assert read_code(None, {6}) == ""


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("411122101", "411122101"),
        (411122101, "411122101"),
        (411122101000.0, "411122101"),
        ("411122000000", "411122"),
        ("4.11122101203E+11", "411122101203"),
        ("410000", "41"),
        ("441900003000", "441900003"),
        ("４１１１", "4111"),
        ("41", "41"),
        ("", ""),
    ],
)
def test_area_codes(raw: Raw, code: str) -> None:
    assert read_area_code(raw) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("4.11122E+11", "CELL_DIGITS_LOST"),
        ("41112", "CELL_CODE_INVALID"),
        ("000000", "CELL_CODE_INVALID"),
        ("041112", "CELL_CODE_INVALID"),
        ("临颍县", "CELL_CODE_INVALID"),
        (41112, "CELL_ZERO_LOST"),
    ],
)
def test_area_codes_refused(raw: Raw, code: str) -> None:
    assert refusal(read_area_code, raw) == code


@given(st.sampled_from(LEVELS), st.data())
def test_an_area_code_is_the_same_in_all_its_lengths(level: int, data: st.DataObject) -> None:
    widths = [end - start for start, end in zip((0, *LEVELS), LEVELS, strict=False) if end <= level]
    code = "".join(
        data.draw(st.from_regex(rf"[1-9][0-9]{{{width - 1}}}", fullmatch=True)) for width in widths
    )
    for length in LEVELS:
        if length >= level:
            assert read_area_code(code.ljust(length, "0")) == code


def test_a_desk_writes_its_numbers_as_it_likes_but_excel_does_not() -> None:
    def read(raw: object) -> str:
        return read_phones(raw, 30)  # type: ignore[arg-type]

    assert read("0395-7611234 转 2、12345") == "0395-7611234 转 2、12345"
    assert read(19900000001) == read("1.9900000001E+10") == "19900000001"
    assert refusal(read, "1.38E+10") == "CELL_DIGITS_LOST"
    assert refusal(read, 3957611234) == "CELL_ZERO_LOST"
    assert read(None) == ""
