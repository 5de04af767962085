"""How big a county is to be."""

from dataclasses import dataclass

DEFAULT_SEED = 411122


@dataclass(frozen=True)
class Size:
    """How many rows of each there are in the end; what is hand-written is there in any case.

    The same size and `seed` give the same county, down to the last word; ids and the tokens of codes are always fresh.
    """

    stations: int = 19
    points: int = 112
    groups: int = 16
    deputies: int = 330
    units: int = 59
    cases: int = 300
    seed: int = DEFAULT_SEED

    @property
    def residents(self) -> int:
        """So many that most of them hand in a matter or two."""
        return min(max(self.cases // 2, 40), 3000)


DEMO = Size()
