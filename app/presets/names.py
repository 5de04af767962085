"""Names for people who do not exist, and telephone numbers that cannot."""

from random import Random

from app.domain.vocabulary import Gender
from app.presets.telling import NamesFile, Trade

_FIRST_NUMBER, _NUMBERS = 1000, 9000


class Names:
    """Deals out names, none twice as long as there are enough of them."""

    def __init__(self, file: NamesFile, rng: Random) -> None:
        self._surnames = file.surnames.split()
        self._given = {gender: words.split() for gender, words in file.given.items()}
        self._trades, self._firms, self._goods = file.trades, file.firms, file.goods
        self._taken: set[str] = set()
        self._rng = rng

    def person(self, gender: Gender | None = None) -> str:
        wanted = gender or self._rng.choice(list(Gender))
        name = self._one(wanted)
        for _ in range(20):
            if name not in self._taken:
                break
            name = self._one(wanted)
        self._taken.add(name)
        return name

    def _one(self, gender: Gender) -> str:
        return self._rng.choice(self._surnames) + self._rng.choice(self._given[gender])

    def trade(self) -> Trade:
        return self._rng.choice(self._trades)

    def firm(self) -> str:
        return f"临颍{self._rng.choice(self._firms)}{self._rng.choice(self._goods)}有限公司（演示）"


def phone(number: int) -> str:
    """The `number`-th telephone number of a block that is given to nobody."""
    return f"1990000{_FIRST_NUMBER + number % _NUMBERS}"
