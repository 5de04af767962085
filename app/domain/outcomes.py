"""Where a case goes next, when the table leaves a choice. Pure functions of what is already known."""

from collections.abc import Iterable

from app.domain.vocabulary import AssignmentStatus, Kind, Part, ReplyClass, Role, Satisfaction, Status

# least advanced first; a returned hand-over waits to be handed over again
_ADVANCE = (
    AssignmentStatus.RETURNED,
    AssignmentStatus.RETURN_REVIEW,
    AssignmentStatus.DISPATCHED,
    AssignmentStatus.HANDLING,
    AssignmentStatus.REPLY_REVIEW,
    AssignmentStatus.REPLIED,
)
OPEN_ASSIGNMENT = frozenset(_ADVANCE[1:5])
GIVEN_UP = frozenset({AssignmentStatus.RETURNED, AssignmentStatus.REPLACED})
"""What a unit no longer holds: it handed the matter back."""


def roll_up(assignments: Iterable[tuple[Part, AssignmentStatus]]) -> Status:
    """The status of a case: that of its least advanced main or split hand-over (co units answer the main unit)."""
    standing = [status for part, status in assignments if part is not Part.CO and status in _ADVANCE]
    least = min(standing, key=_ADVANCE.index)
    return Status.PENDING_DISPATCH if least is AssignmentStatus.RETURNED else Status(least.value)


def redo_status(*, has_assignments: bool, claimed: bool) -> Status:
    """Where a matter goes to be handled again: to whoever handled it, or to be handed over if nobody did."""
    return Status.HANDLING if has_assignments or claimed else Status.PENDING_DISPATCH


def after_rating(
    required: Iterable[Satisfaction | None], reply_classes: Iterable[ReplyClass], *, round_number: int
) -> Status | None:
    """Where a rated case goes; None while it stays `replied`.

    A required rating not yet in is None. 不满意 in round 2 or later goes to the expert review; in round 1 somebody has
    to decide on a redo, so the case waits. All content: closed, or tracked if a reply was a promise.
    """
    ratings = list(required)
    if Satisfaction.DISSATISFIED in ratings:
        return Status.EXPERT_REVIEW if round_number >= 2 else None
    return None if None in ratings else settled(reply_classes)


def settled(reply_classes: Iterable[ReplyClass]) -> Status:
    """Where a case goes when nothing more is asked: a promise is tracked until it is struck off."""
    return Status.TRACKING if ReplyClass.IN_PROGRESS in reply_classes else Status.CLOSED


def required_raters(kind: Kind, *, double: bool) -> frozenset[Role]:
    """Who must rate: the submitter an appeal, the lead deputy a suggestion, both in double evaluation (practice 38).

    A suggestion has no resident behind it: its other rating is what the office found by asking residents.
    """
    people = Role.COUNTY_OFFICE if kind is Kind.SUGGESTION else Role.CITIZEN
    if double:
        return frozenset({people, Role.DEPUTY})
    return frozenset({Role.DEPUTY if kind is Kind.SUGGESTION else people})
