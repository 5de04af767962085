"""Words in cases, as conditions: read in the texts themselves, or told by their index."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, column, func, literal, or_
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from app.domain import tokens, words
from app.errors import FieldError, InvalidRequest
from app.models import Case
from app.models.base import span_of

_SEARCH: ColumnElement[Any] = column("search", _selectable=Case.__table__)  # type: ignore[attr-defined]


def matches(typed: str) -> ColumnElement[bool]:
    """All the words anywhere in title, text or place as all may read them; or the receipt's number.

    For what is narrowed to few cases already. InvalidRequest where no word has two characters: it has no index.
    """
    wanted = words.words_of(typed)
    if "\0" in typed or not any(len(word) >= words.SHORTEST for word in wanted):
        raise InvalidRequest(
            "VALIDATION_FAILED", errors=[FieldError("q", "WORD_TOO_SHORT", "请至少输入两个字的词")]
        )
    shown = func.concat_ws("\n", func.coalesce(Case.redacted_text, Case.title + "\n" + Case.text), Case.place)
    return or_(and_(*(shown.icontains(word, autoescape=True) for word in wanted)), *_numbered(typed))


def indexed(typed: str, spans: Sequence[UUID]) -> ColumnElement[bool]:
    """Cases of those spans that have all pairs of all words, and so perhaps the words; or the receipt's number."""
    wanted = words.words_of(typed)
    return or_(*(_meets(words.every(wanted, span_of(span))) for span in spans), *_numbered(typed))


def any_of(pairs: frozenset[str], spans: Sequence[UUID]) -> ColumnElement[bool]:
    """Cases of those spans that have one of the pairs at least."""
    return _meets(words.some(pairs, [span_of(span) for span in spans]))


def likeness(pairs: frozenset[str], spans: Sequence[UUID]) -> ColumnElement[float]:
    """The more of the pairs, the higher."""
    return func.ts_rank(_SEARCH, _tsquery(words.some(pairs, [span_of(span) for span in spans])))


def _meets(query: str) -> ColumnElement[bool]:
    return _SEARCH.op("@@", is_comparison=True)(_tsquery(query))


def _tsquery(query: str) -> ColumnElement[Any]:
    """Stands in the statement itself: how it is best answered depends on how common the words are."""
    return cast(literal(query, Text(), literal_execute=True), TSQUERY)


def _numbered(typed: str) -> list[ColumnElement[bool]]:
    number = tokens.parse_number(typed)
    if tokens.NUMBER.fullmatch(number):
        return [col(Case.number) == number]
    tail = tokens.parse_check_code(typed)
    return [func.right(Case.number, tokens.CHECK_CODE_LENGTH) == tail] if tail else []
