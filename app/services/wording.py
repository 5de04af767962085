"""Words in cases, as conditions: read in the texts themselves, or told by their index."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, column, func, literal, or_, select, union
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
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


def told(typed: str, spans: Sequence[UUID]) -> Any:
    """A query for the ids of cases of those spans that have all pairs of all words, and so perhaps the words; and of
    whatever has the receipt's number. Each span is a lookup of its own in the index.
    """
    wanted = words.words_of(typed)
    queries = bindparam(None, [words.every(wanted, span_of(span)) for span in spans], ARRAY(Text()))
    each = func.unnest(queries).table_valued("query").render_derived(name="spans")
    has_pairs = select(col(Case.id)).join_from(each, Case, _meets(each.c.query))
    return union(has_pairs, *(select(col(Case.id)).where(number) for number in _numbered(typed)))


def any_of(pairs: frozenset[str], spans: Sequence[UUID]) -> ColumnElement[bool]:
    """Cases of those spans that have one of the pairs at least."""
    return _meets(_some(pairs, spans))


def likeness(pairs: frozenset[str], spans: Sequence[UUID]) -> ColumnElement[float]:
    """The more of the pairs, the higher."""
    return func.ts_rank(_SEARCH, cast(_some(pairs, spans), TSQUERY))


def _some(pairs: frozenset[str], spans: Sequence[UUID]) -> Any:
    """Stands in the statement itself: how it is best answered depends on how common the words are."""
    return literal(words.some(pairs, [span_of(span) for span in spans]), Text(), literal_execute=True)


def _meets(query: Any) -> ColumnElement[bool]:
    return _SEARCH.op("@@", is_comparison=True)(cast(query, TSQUERY))


def _numbered(typed: str) -> list[ColumnElement[bool]]:
    number = tokens.parse_number(typed)
    if tokens.NUMBER.fullmatch(number):
        return [col(Case.number) == number]
    tail = tokens.parse_check_code(typed)
    return [func.right(Case.number, tokens.CHECK_CODE_LENGTH) == tail] if tail else []
