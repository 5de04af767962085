"""Where a new matter should go: an ordered list of rules, of which the first that fits decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from app.domain.labels import LabelledEnum
from app.domain.trees import lies_within
from app.domain.vocabulary import Kind

REASON_LENGTH = 100
"""Of a rule's own reason; what it is told with (`told`) has room for as much again."""
_TOLD_LENGTH = 200


class TargetKind(LabelledEnum):
    """What a rule leads to. Where none leads, the matter stays at the desk of its own station."""

    UNIT = "unit", "承办单位"
    COMMITTEE = "committee", "委室"
    STATION = "station", "联络站"


@dataclass(frozen=True)
class Facts:
    """What rules may ask of a matter. `station_id` is where it came in."""

    kind: Kind
    category_code: str | None
    area_code: str
    station_id: UUID
    text: str
    accused_unit_id: UUID | None = None

    @cached_property
    def folded(self) -> str:
        return self.text.casefold()


@dataclass(frozen=True)
class Target:
    """`in_force`: somebody is there to take it."""

    kind: TargetKind
    id: UUID
    name: str
    in_force: bool = True


@dataclass(frozen=True)
class Rule:
    """One rule, with the names by which it is explained. A condition that is empty fits all."""

    id: UUID | None
    name: str
    reason: str
    target: Target
    kinds: frozenset[Kind] = frozenset()
    category_code: str | None = None
    category_name: str = ""
    area_code: str | None = None
    area_name: str = ""
    station_id: UUID | None = None
    station_name: str = ""
    words: tuple[str, ...] = ()

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(word.casefold() for word in self.words)

    def fits(self, facts: Facts) -> bool:
        """All conditions hold, and the target is neither gone nor the unit that the matter is about."""
        return (
            self.target.in_force
            and (facts.accused_unit_id is None or self.target.id != facts.accused_unit_id)
            and (not self.kinds or facts.kind in self.kinds)
            and (self.category_code is None or lies_within(facts.category_code, self.category_code))
            and (self.area_code is None or facts.area_code.startswith(self.area_code))
            and (self.station_id is None or facts.station_id == self.station_id)
            and (not self.words or any(map(facts.folded.__contains__, self.folded)))
        )


def match(facts: Facts, rules: Iterable[Rule]) -> Rule | None:
    """The first that fits; None leaves the matter where it came in."""
    return next((rule for rule in rules if rule.fits(facts)), None)


def why(rule: Rule, facts: Facts) -> str:
    """Which conditions it was that held. Not which word: what is redacted later must not stand here."""
    held = [
        f"种类“{facts.kind.label}”" if rule.kinds else "",
        f"类别“{rule.category_name}”" if rule.category_code is not None else "",
        f"区划“{rule.area_name}”" if rule.area_code is not None else "",
        f"来自“{rule.station_name}”" if rule.station_id is not None else "",
        "内容含规则所列词语" if rule.words else "",
    ]
    return "；".join(filter(None, held)) or "其余事项"


def told(rule: Rule, facts: Facts) -> str:
    """The rule's own reason and why it fits, short enough to be kept with the case."""
    text = f"{rule.reason}（{why(rule, facts)}）"
    return text if len(text) <= _TOLD_LENGTH else text[: _TOLD_LENGTH - 1] + "…"
