"""What a row of the table of moves is made of, and the words in which rows are written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from app.domain.vocabulary import Action, Audience, Fact, Kind, Relation, Role, Status

A, S, R = Action, Status, Relation


class Subject(Enum):
    CASE = "case"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Rule:
    """One row: this action, from these statuses to those, by these people, for these kinds.

    `who` maps a role to the relations of which one must hold. No `to` means that the status stays.
    `when` must all hold and none of `unless`. `audience` is who may read the event.
    """

    action: Action
    source: frozenset[Status]
    to: frozenset[Status]
    who: dict[Role, frozenset[Relation]]
    kinds: frozenset[Kind] = field(default_factory=lambda: frozenset(Kind))
    subject: Subject = Subject.CASE
    when: frozenset[Fact] = frozenset()
    unless: frozenset[Fact] = frozenset()
    audience: Audience = Audience.DESK


OPEN = frozenset(S) - {S.DRAFT, S.CLOSED, S.REFUSED, S.WITHDRAWN, S.MERGED, S.CONVERTED}
SORTING = frozenset({S.REGISTERED, S.PENDING_DISPATCH})
UNANSWERED = frozenset({S.DISPATCHED, S.RETURN_REVIEW, S.HANDLING, S.REPLY_REVIEW})
CLAIMABLE = frozenset({Kind.WISH, Kind.DISPUTE})
DISPATCHABLE = frozenset(Kind) - {Kind.WISH}

C, D, L, H = Role.CITIZEN, Role.DEPUTY, Role.LIAISON, Role.UNIT_HEAD
T, K, O, U, X = Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE, Role.UNIT_HANDLER, Role.EXTERNAL  # noqa: E741
HEAD, MEDIATOR, SYSTEM = Role.STATION_HEAD, Role.MEDIATOR, Role.SYSTEM


def who(*roles: Role, **related: Relation | tuple[Relation, ...]) -> dict[Role, frozenset[Relation]]:
    """`who(T, O, deputy=R.LEAD)`: T and O whenever they see the case, a deputy only as its lead."""
    grants = {role: frozenset({R.ANY}) for role in roles}
    for name, relation in related.items():
        grants[Role(name)] = frozenset(relation if isinstance(relation, tuple) else (relation,))
    return grants


def rule(
    action: Action,
    source: Iterable[Status],
    to: Iterable[Status],
    who: dict[Role, frozenset[Relation]],
    *,
    kinds: Iterable[Kind] = Kind,
    subject: Subject = Subject.CASE,
    when: Iterable[Fact] = (),
    unless: Iterable[Fact] = (),
    audience: Audience = Audience.DESK,
) -> Rule:
    return Rule(
        action,
        frozenset(source),
        frozenset(to),
        who,
        frozenset(kinds),
        subject,
        frozenset(when),
        frozenset(unless),
        audience,
    )


DRAFTING = who(deputy=R.SUBMITTER, liaison=R.DRAFTER)
DISPATCHERS = who(town_office=R.DISPATCHER, committee=R.DISPATCHER, county_office=R.DISPATCHER)
ANSWERING = who(unit_handler=R.MAIN)
ASSIGNED = who(unit_handler=(R.MAIN, R.CO))
MEDIATING = who(deputy=R.CLAIMER, mediator=R.CLAIMER)
OFFICES = who(T, K, O)
WALKERS = who(D, L, HEAD, T, K, O)
ASG = Subject.ASSIGNMENT
PUBLIC, CONGRESS, TALLY, UNIT = Audience.PUBLIC, Audience.CONGRESS, Audience.TALLY, Audience.UNIT
REOPENED = (S.HANDLING, S.PENDING_DISPATCH)
RATED = (S.CLOSED, S.TRACKING, *REOPENED, S.EXPERT_REVIEW)
# a suggestion belongs to the deputies who signed it, not to their accounts as residents
NOT_SUGGESTION = frozenset(Kind) - {Kind.SUGGESTION}
SUGGESTION, DISPUTE = (Kind.SUGGESTION,), (Kind.DISPUTE,)
