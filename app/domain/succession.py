"""Who comes after whom: areas that are merged away, and deputies at a change of terms. Pure: facts in, a plan out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.domain.vocabulary import DeputyStatus
from app.errors import Conflict, FieldError

_COUNTY_DIGITS = 6


def stands_for(code: str, successors: Mapping[str, str]) -> str:
    """The area that stands for this one today, at the end of the chain. Chains have an end: `check_area` sees to it."""
    while code in successors:
        code = successors[code]
    return code


def check_area(code: str, successor: str, county_code: str, successors: Mapping[str, str]) -> None:
    """Conflict unless `successor`, an area that exists, can take the place of `code`.

    `successors` are those of the areas that have ended. Neither may have ended itself, both lie in the county, on the
    same level below it.
    """
    if code in successors:
        raise Conflict("AREA_ENDED", f"该区划已撤并，现为 {stands_for(code, successors)}")
    if not successor.startswith(county_code):
        raise Conflict("AREA_OUTSIDE")
    if stands_for(successor, successors) == code:
        raise Conflict("SUCCESSION_LOOP")
    if successor in successors:
        raise Conflict("AREA_ENDED", f"承接的区划已撤并，现为 {stands_for(successor, successors)}")
    if len(successor) != len(code) or len(code) <= _COUNTY_DIGITS:
        raise Conflict("AREA_LEVEL_MISMATCH")


@dataclass(frozen=True)
class Seat:
    """What is known of one deputy at a change of terms.

    `held`: has a mandate of the term that ends. `stays`: has another one that goes on. `seated`: has one of the new
    term, or has just been elected to it.
    """

    name: str
    status: DeputyStatus
    held: bool
    stays: bool
    seated: bool


@dataclass(frozen=True)
class TermPlan:
    """What becomes of each deputy, in the order of their ids.

    `gone`: with no mandate left, their codes and cases go over to `heirs[id]`, or to their station. `ending`: those of
    them who were not ended before. `staying`: out of this congress, but still deputies. `returning`: elected again
    after they had ended.
    """

    gone: list[UUID]
    ending: list[UUID]
    staying: list[UUID]
    returning: list[UUID]
    heirs: Mapping[UUID, UUID]


def plan_terms(seats: Mapping[UUID, Seat], elected: Collection[UUID], heirs: Mapping[UUID, UUID]) -> TermPlan:
    """`seats` knows everybody named anywhere, `elected` who has just been elected, `heirs` who takes over from whom.

    Conflict for a succession that cannot be.
    """
    _check_heirs(seats, elected, heirs)
    leaving = sorted(key for key, seat in seats.items() if seat.held and not seat.seated)
    gone = [key for key in leaving if not seats[key].stays]
    return TermPlan(
        gone=gone,
        ending=[key for key in gone if seats[key].status is not DeputyStatus.ENDED],
        staying=[key for key in leaving if seats[key].stays],
        returning=sorted(key for key in elected if _comes_back(seats[key])),
        heirs=heirs,
    )


def _check_heirs(seats: Mapping[UUID, Seat], elected: Collection[UUID], heirs: Mapping[UUID, UUID]) -> None:
    """The first thing wrong gives the refusal its code; all of them are named."""
    wrong: list[FieldError] = []
    for place, (former, heir) in enumerate(heirs.items()):
        old, new = seats[former], seats[heir]
        if not old.held:
            wrong.append(_at(place, "from", "DEPUTY_OTHER_CONGRESS", f"{old.name}没有结束那一届的代表资格"))
        elif old.stays or old.seated:
            wrong.append(_at(place, "from", "DEPUTY_NOT_LEAVING", f"{old.name}仍在履职"))
        if not new.seated:
            wrong.append(_at(place, "to", "DEPUTY_OTHER_CONGRESS", f"{new.name}没有新一届的代表资格"))
        elif new.status is not DeputyStatus.ACTIVE and not (heir in elected and _comes_back(new)):
            wrong.append(_at(place, "to", "SUCCESSOR_NOT_IN_FORCE", f"{new.name}{new.status.label}"))
    if wrong:
        first = wrong[0]
        raise Conflict(first.code, first.message, errors=wrong)


def _comes_back(seat: Seat) -> bool:
    """Being elected ends an end; it does not end a suspension."""
    return seat.status is DeputyStatus.ENDED


def _at(place: int, side: str, code: str, message: str) -> FieldError:
    return FieldError(f"successors.{place}.{side}_deputy_id", code, message)
