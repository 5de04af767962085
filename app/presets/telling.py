"""What invented people are called, and what they say: the vocabularies of the demo county."""

from string import Formatter
from typing import Self

from pydantic import Field, RootModel, model_validator

from app.domain.vocabulary import Gender, Kind
from app.presets.entries import Entry

TOWN = "town"
"""The owner of what a town answers for itself: its construction centre."""
SLOTS = frozenset(
    {"village", "spot", "since", "kin", "child", "elder", "few", "many", "unit", "town", "name", "days"}
)
"""What may stand between braces in a text."""


class Trade(Entry):
    name: str
    intro: str


class NamesFile(Entry):
    """Surnames and given names are written as one line each, with spaces between."""

    surnames: str
    given: dict[Gender, str]
    trades: list[Trade]
    firms: list[str]
    goods: list[str]


class Matter(Entry):
    """One kind of matter, told by somebody; `owner` answers for it, and `done` is what came of it."""

    category: str
    kind: Kind = Kind.APPEAL
    owner: str
    co: str | None = None
    at: str
    title: str
    text: str
    done: str

    @model_validator(mode="after")
    def knows_its_slots(self) -> Self:
        _check(self.title, self.text, self.done)
        return self


class MattersFile(Entry):
    spots: dict[str, list[str]] = Field(min_length=1)
    matters: list[Matter] = Field(min_length=1)


Phrases = dict[str, list[str]]


class PhrasesFile(RootModel[Phrases]):
    @model_validator(mode="after")
    def knows_its_slots(self) -> Self:
        for said in self.root.values():
            _check(*said)
        return self


def _check(*texts: str) -> None:
    """Raises ValueError for a slot that nothing fills."""
    for text in texts:
        for _, slot, _, _ in Formatter().parse(text):
            if slot is not None and slot not in SLOTS:
                raise ValueError(f"不认识的空位 {{{slot}}}")
