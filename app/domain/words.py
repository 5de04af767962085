"""Chinese words without a dictionary: a text is indexed by every pair of neighbouring characters.

The same pairs as `case_words` of the database makes (migration 0007); a word is in a text only if all its pairs are.
Each pair stands with the span of time in which the text was written, so that what an index holds of a pair is never
more than one span of it: a search that begins with the newest stays fast however many texts there are.
"""

from collections.abc import Iterable, Sequence

SHORTEST = 2
"""Characters; a single one has no pair."""


def words_of(typed: str) -> list[str]:
    """What somebody searches for: parts between blanks, all of which must be found."""
    return typed.casefold().split()


def pairs(word: str) -> list[str]:
    """Every two neighbouring characters, as the index holds them, each once."""
    lowered = word.lower()
    return list(dict.fromkeys(lowered[at : at + 2] for at in range(len(lowered) - 1)))


def every(words: Sequence[str], span: str) -> str:
    """A tsquery that all pairs of all words must meet, in texts of that span."""
    return " & ".join(
        _token(pair, span) for pair in dict.fromkeys(pair for word in words for pair in pairs(word))
    )


def some(wanted: Iterable[str], spans: Sequence[str]) -> str:
    """A tsquery that any of the pairs meets, in texts of any of the spans."""
    return " | ".join(_token(pair, span) for pair in sorted(wanted) for span in spans)


def _token(pair: str, span: str) -> str:
    """Quoted, so that no character in it means anything."""
    return "'" + pair.replace("\\", "\\\\").replace("'", "''") + span + "'"
