"""Chinese words without a dictionary: a text is indexed by every pair of neighbouring characters.

The same pairs as `case_words` of the database makes (migration 0004); a word is in a text only if all its pairs are.
"""

SHORTEST = 2
"""Characters; a single one has no pair."""


def words_of(typed: str) -> list[str]:
    """What somebody searches for: parts between blanks, all of which must be found."""
    return typed.casefold().split()


def pairs(word: str) -> list[str]:
    """Every two neighbouring characters, as the index holds them, each once."""
    lowered = word.lower()
    return list(dict.fromkeys(lowered[at : at + 2] for at in range(len(lowered) - 1)))


def query(words: list[str]) -> str:
    """A tsquery that all pairs of all words must meet; quoted, so that no character in it means anything."""
    found = dict.fromkeys(pair for word in words for pair in pairs(word))
    return " & ".join("'" + pair.replace("\\", "\\\\").replace("'", "''") + "'" for pair in found)
