"""The types of app/schemas/base.py, fed with what a client's JSON really becomes."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError, computed_field

from app.domain.labels import LabelledEnum
from app.schemas.base import AreaCode, Day, In, Out, Page, Position, Text, Timestamp


class Level(LabelledEnum):
    LOW = "low", "低"
    HIGH = "high", "高"


class Part(In):
    type: str
    number: int


class Form(In):
    count: int | None = None
    ratio: float = 0
    ok: bool = False
    level: Level = Level.LOW
    line: Annotated[str, Text(1, 10)] = "x"
    lines: Annotated[str, Text(0, 100, lines=True)] = ""
    at: Timestamp | None = None
    day: Day | None = None
    area: AreaCode = "41"
    place: Position | None = None
    parts: list[Part] = Field(default_factory=list)


def read(**members: object) -> Form:
    return Form.model_validate(json.loads(json.dumps(members)))


def refusal(**members: object) -> dict[str, Any]:
    with pytest.raises(ValidationError) as caught:
        read(**members)
    (error,) = caught.value.errors()
    return dict(error)


@pytest.mark.parametrize(
    "members",
    [
        {"count": "1"},
        {"count": True},
        {"count": 1.5},
        {"ratio": "0.5"},
        {"ok": "true"},
        {"ok": 1},
        {"level": "middle"},
        {"unknown": 1},
        {"parts": [{"type": "int", "number": "1"}]},
        {"area": "123"},
        {"area": "４１"},
        {"area": "41\n"[:2] + "x"},
        {"place": {"lat": 91, "lng": 0, "datum": "gcj02"}},
        {"place": {"lat": 1, "lng": 1, "datum": "wgs84"}},
        {"place": {"lat": 1e999, "lng": 1, "datum": "gcj02"}},
    ],
)
def test_what_is_not_exactly_of_the_type_is_refused(members: dict[str, object]) -> None:
    refusal(**members)


def test_json_texts_become_enums_and_numbers_stay_numbers() -> None:
    form = read(level="high", count=3, ratio=1, parts=[{"type": "int", "number": 2}])
    assert form.level is Level.HIGH
    assert (form.count, form.ratio, form.parts[0].number) == (3, 1.0, 2)


@pytest.mark.parametrize("text", ["", "   ", "\u3000", "\u200b\ufeff", "\u3164", "\u2800\u200d"])
def test_text_that_nobody_can_see_is_blank(text: str) -> None:
    assert refusal(line=text)["msg"] == "不能为空"


@pytest.mark.parametrize("text", ["   ", "\u200b", "\u3164\ufeff"])
def test_where_text_may_be_empty_what_nobody_can_see_is_empty(text: str) -> None:
    assert read(lines=text).lines == ""


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x7f", "\x85", "\ud800", "\u202e", "\u2066", "\u2028"])
def test_characters_that_harm_are_refused_with_a_chinese_sentence(char: str) -> None:
    assert refusal(line=f"甲{char}乙")["type"] == "text_character"


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\ud83d", "\u202d"])
def test_even_long_texts_take_no_control_characters(char: str) -> None:
    assert "控制字符" in refusal(lines=f"甲{char}乙")["msg"]


def test_line_breaks_belong_to_long_texts_only() -> None:
    assert read(lines=" 一\r\n二\r三\t四\u2028五 ").lines == "一\n二\n三\t四\n五"
    assert refusal(line="一\n二")["type"] == "text_character"


@pytest.mark.parametrize("text", ["𠮷野家", "好👍🏽", "👨‍👩‍👧", "é"])
def test_rare_characters_and_emoji_stay_as_they_are(text: str) -> None:
    assert read(line=text).line == text


def test_length_is_counted_after_trimming() -> None:
    assert read(line="  " + "字" * 10 + "\n").line == "字" * 10
    assert refusal(line="字" * 11)["type"] == "string_too_long"


@given(st.text(max_size=30))
def test_accepted_text_can_always_be_stored(text: str) -> None:
    """Whatever is accepted survives UTF-8 and holds no NUL, which is all that PostgreSQL asks."""
    try:
        stored = TypeAdapter(Annotated[str, Text(1, 30, lines=True)]).validate_python(text)
    except ValidationError:
        return
    assert "\x00" not in stored
    assert stored.encode().decode() == stored
    assert stored.strip() == stored != ""


@pytest.mark.parametrize(
    "value", ["2026-01-02T15:04:05+08:00", "2026-01-02T07:04:05Z", "2026-01-02T07:04:05.999Z"]
)
def test_a_timestamp_is_read_with_any_offset(value: str) -> None:
    at = read(at=value).at
    assert at is not None
    assert at.replace(microsecond=0) == datetime(2026, 1, 2, 7, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["2026-01-02T15:04:05", "2026-01-02", "2026-02-30T00:00:00Z", "1767337445", 1767337445, 0.5, True, ""],
)
def test_anything_else_is_no_timestamp(value: object) -> None:
    refusal(at=value)


@pytest.mark.parametrize(
    "value", ["1999-12-31T00:00:00+08:00", "2100-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z"]
)
def test_a_timestamp_of_another_century_is_refused(value: str) -> None:
    assert refusal(at=value)["type"] == "date_out_of_range"


def test_a_day_is_a_calendar_day_of_this_century() -> None:
    assert read(day="2026-01-02").day == date(2026, 1, 2)
    for value in ("1900-01-01", "2100-01-01", "2026-1-2", "2026-01-02T00:00:00", "2026-02-30", 20260102):
        refusal(day=value)


class Answer(Out):
    at: Timestamp
    place: Position | None


def test_answers_give_beijing_time_without_fraction() -> None:
    utc = datetime(2026, 1, 2, 20, 4, 5, 999_999, tzinfo=UTC)
    newfoundland = utc.astimezone(timezone(-timedelta(hours=2, minutes=30)))
    for moment in (utc, newfoundland):
        text = Answer(at=moment, place=None).model_dump_json()
        assert json.loads(text) == {"at": "2026-01-03T04:04:05+08:00", "place": None}


def test_an_answer_cannot_leave_a_member_out() -> None:
    with pytest.raises(TypeError, match="note"):

        class Forgetful(Out):
            note: str | None = None

    with pytest.raises(TypeError, match="Computing"):

        class Computing(Out):
            @computed_field  # type: ignore[prop-decorator]
            @property
            def total(self) -> int:
                return 1


def test_a_page_of_its_own_has_a_readable_name() -> None:
    class AnswerPage(Page[Answer]):
        pass

    schema = AnswerPage.model_json_schema()
    assert schema["title"] == "AnswerPage"
    assert set(schema["required"]) == {"items", "next_cursor"}


def test_a_labelled_enum_is_its_value_and_knows_its_word() -> None:
    assert {"low": 1}[Level.LOW] == 1
    assert json.dumps({"level": Level.LOW}) == '{"level": "low"}'
    assert [level.label for level in Level] == ["低", "高"]
