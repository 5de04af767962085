"""The life of a case, as one table.

Four readers use `TABLE` and nothing else decides a move: the guard (`guard.permit`), the `allowed_actions` of every
case view (`guard.allowed`), the generated diagram in the docs, and the test over every status × action × role.

A rule with subject ASSIGNMENT is judged by the status of the acting unit's own hand-over, and the case then
takes the status of its least advanced main or split hand-over (`outcomes.roll_up`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from app.domain.vocabulary import (
    Action,
    Audience,
    Fact,
    Kind,
    Relation,
    Role,
    Status,
    Step,
)

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


def _who(*roles: Role, **related: Relation | tuple[Relation, ...]) -> dict[Role, frozenset[Relation]]:
    """`_who(T, O, deputy=R.LEAD)`: T and O whenever they see the case, a deputy only as its lead."""
    grants = {role: frozenset({R.ANY}) for role in roles}
    for name, relation in related.items():
        grants[Role(name)] = frozenset(relation if isinstance(relation, tuple) else (relation,))
    return grants


def _rule(
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


_DRAFTING = _who(deputy=R.SUBMITTER, liaison=R.DRAFTER)
_DISPATCHERS = _who(town_office=R.DISPATCHER, committee=R.DISPATCHER, county_office=R.DISPATCHER)
_ANSWERING = _who(unit_handler=R.MAIN)
_ASSIGNED = _who(unit_handler=(R.MAIN, R.CO))
_MEDIATING = _who(deputy=R.CLAIMER, mediator=R.CLAIMER)
_OFFICES = _who(T, K, O)
_WALKERS = _who(D, L, HEAD, T, K, O)
_ASG = Subject.ASSIGNMENT
_PUBLIC, _CONGRESS, _TALLY, _UNIT = Audience.PUBLIC, Audience.CONGRESS, Audience.TALLY, Audience.UNIT
_REOPENED = (S.HANDLING, S.PENDING_DISPATCH)
_RATED = (S.CLOSED, S.TRACKING, *_REOPENED, S.EXPERT_REVIEW)
# a suggestion belongs to the deputies who signed it, not to their accounts as residents
_NOT_SUGGESTION = frozenset(Kind) - {Kind.SUGGESTION}
_SUGGESTION, _DISPUTE = (Kind.SUGGESTION,), (Kind.DISPUTE,)

TABLE: tuple[Rule, ...] = (
    # drafting
    _rule(A.SUBMIT, [S.DRAFT], [S.SUBMITTED], _who(deputy=R.SUBMITTER), kinds=_SUGGESTION, audience=_PUBLIC),
    _rule(A.COSIGN, [S.DRAFT], [], _who(deputy=R.INVITED), kinds=_SUGGESTION),
    _rule(A.REVISE, [S.DRAFT], [], _DRAFTING, kinds=_SUGGESTION),
    _rule(A.INVITE, [S.DRAFT], [], _DRAFTING, kinds=_SUGGESTION),
    # registering and sorting
    _rule(A.REGISTER, [S.SUBMITTED], [S.REGISTERED], _who(L, HEAD, T, O, SYSTEM), audience=_PUBLIC),
    _rule(A.REFUSE, [S.SUBMITTED, S.REGISTERED], [S.REFUSED], _who(HEAD, T, O), audience=_PUBLIC),
    _rule(
        A.WITHDRAW,
        [S.SUBMITTED, *SORTING],
        [S.WITHDRAWN],
        _who(citizen=R.SUBMITTER),
        kinds=_NOT_SUGGESTION,
        unless=[Fact.HANDED_OVER],
        audience=_PUBLIC,
    ),
    _rule(
        A.WITHDRAW,
        [S.DRAFT, S.SUBMITTED, S.REGISTERED, S.PENDING_DISPATCH],
        [S.WITHDRAWN],
        _who(deputy=R.SIGNER),
        kinds=_SUGGESTION,
        unless=[Fact.WITHDRAWING, Fact.HANDED_OVER],
        audience=_PUBLIC,
    ),
    _rule(A.SCREEN, [S.REGISTERED], [], _who(L, HEAD, T, K, O), audience=_CONGRESS),
    _rule(
        A.MERGE,
        SORTING,
        [S.MERGED],
        _who(HEAD, T, K, O),
        unless=[Fact.HANDED_OVER],
        audience=_PUBLIC,
    ),
    _rule(A.UNMERGE, [S.MERGED], SORTING, _who(HEAD, T, K, O), audience=_PUBLIC),
    _rule(A.SHORTLIST, [S.REGISTERED], [S.PENDING_DISPATCH], _who(HEAD, T, K, O), audience=_PUBLIC),
    _rule(A.PROPOSE_ROUTE, SORTING, [], _who(D)),
    _rule(
        A.ANSWER_ON_SPOT,
        SORTING,
        [S.REPLIED],
        _who(D, HEAD, T, unit_head=R.PARTY),
        kinds=DISPATCHABLE,
        unless=[Fact.HANDED_OVER],
        audience=_PUBLIC,
    ),
    # claiming: a committee takes a matter of its field onto its desk; a wish or a dispute finds its helper
    _rule(
        A.CLAIM,
        [S.PENDING_DISPATCH],
        [],
        _who(committee=R.FIELD),
        kinds=frozenset(Kind) - CLAIMABLE,
        unless=[Fact.CLAIMED],
    ),
    _rule(
        A.CLAIM,
        [S.PENDING_DISPATCH],
        [S.HANDLING],
        _who(D, citizen=R.OTHER),
        kinds=[Kind.WISH],
        audience=_PUBLIC,
    ),
    _rule(A.CLAIM, [S.PENDING_DISPATCH], [S.HANDLING], _who(D, MEDIATOR), kinds=_DISPUTE, audience=_PUBLIC),
    _rule(
        A.GIVE_BACK,
        [S.PENDING_DISPATCH],
        [],
        _who(committee=R.CLAIMER),
        kinds=frozenset(Kind) - CLAIMABLE,
        when=[Fact.CLAIMED],
    ),
    _rule(
        A.GIVE_BACK,
        [S.HANDLING],
        [S.PENDING_DISPATCH],
        _who(deputy=R.CLAIMER, mediator=R.CLAIMER, citizen=R.CLAIMER),
        kinds=CLAIMABLE,
        when=[Fact.CLAIMED],
        audience=_PUBLIC,
    ),
    # handing over
    _rule(
        A.DISPATCH,
        [S.PENDING_DISPATCH],
        [S.DISPATCHED],
        _who(O, town_office=R.OWN_LEVEL, committee=(R.FIELD, R.CLAIMER)),
        kinds=DISPATCHABLE,
        audience=_PUBLIC,
    ),
    _rule(A.ESCALATE, SORTING, [], _who(station_head=R.OWN_LEVEL, town_office=R.OWN_LEVEL), audience=_PUBLIC),
    _rule(A.NEGOTIATE, [*SORTING, *UNANSWERED], [], _OFFICES),
    _rule(
        A.PUSH_EXTERNAL,
        SORTING,
        [S.EXTERNAL],
        _who(HEAD, T, O),
        unless=[Fact.HANDED_OVER],
        audience=_PUBLIC,
    ),
    _rule(A.EXTERNAL_ACCEPT, [S.EXTERNAL], [], _who(X, HEAD, T, O), audience=_PUBLIC),
    _rule(A.EXTERNAL_RETURN, [S.EXTERNAL], [S.PENDING_DISPATCH], _who(X, HEAD, T, O)),
    _rule(
        A.EXTERNAL_REPLY,
        [S.EXTERNAL],
        [S.REPLIED],
        _who(X, HEAD, T, O, outsider=R.PUSHED_TO),
        audience=_PUBLIC,
    ),
    # handling, each unit on its own hand-over
    _rule(
        A.ACCEPT,
        [S.DISPATCHED],
        [S.HANDLING],
        _ASSIGNED | _who(unit_head=(R.MAIN, R.CO)),
        subject=_ASG,
        audience=_PUBLIC,
    ),
    _rule(
        A.REQUEST_RETURN,
        [S.DISPATCHED, S.HANDLING],
        [S.RETURN_REVIEW],
        _ASSIGNED,
        subject=_ASG,
        unless=[Fact.RETURN_FINAL],
    ),
    _rule(A.DECIDE_RETURN, [S.RETURN_REVIEW], [S.PENDING_DISPATCH, S.DISPATCHED], _DISPATCHERS, subject=_ASG),
    _rule(A.COMMUNICATE, [S.HANDLING], [], _ANSWERING, kinds=DISPATCHABLE, subject=_ASG),
    _rule(A.PLAN, [S.HANDLING], [], _ASSIGNED, subject=_ASG, audience=_PUBLIC),
    _rule(A.PROGRESS, [S.HANDLING], [], _ASSIGNED, subject=_ASG, audience=_PUBLIC),
    _rule(A.PROGRESS, [S.HANDLING], [], _MEDIATING, kinds=_DISPUTE, when=[Fact.CLAIMED], audience=_PUBLIC),
    _rule(A.GIVE_OPINION, [S.HANDLING], [], _who(unit_handler=R.CO), subject=_ASG),
    _rule(
        A.REQUEST_EXTENSION,
        [S.DISPATCHED, S.HANDLING],
        [],
        _ANSWERING,
        subject=_ASG,
        unless=[Fact.EXTENSION_USED],
    ),
    _rule(
        A.DECIDE_EXTENSION,
        [S.DISPATCHED, S.HANDLING],
        [],
        _DISPATCHERS,
        subject=_ASG,
        when=[Fact.EXTENSION_PENDING],
        audience=_PUBLIC,
    ),
    _rule(A.SUSPEND, [S.HANDLING], [], _OFFICES, unless=[Fact.SUSPENDED], audience=_PUBLIC),
    _rule(A.RESUME, [S.HANDLING], [], _OFFICES, when=[Fact.SUSPENDED], audience=_PUBLIC),
    _rule(
        A.DRAFT_REPLY,
        [S.HANDLING],
        [S.REPLY_REVIEW],
        _ANSWERING,
        kinds=_NOT_SUGGESTION,
        subject=_ASG,
        unless=[Fact.SUSPENDED, Fact.TALK_OWED],
    ),
    _rule(
        A.DRAFT_REPLY,
        [S.HANDLING],
        [S.REPLY_REVIEW],
        _ANSWERING,
        kinds=_SUGGESTION,
        subject=_ASG,
        when=[Fact.COMMUNICATED],
        unless=[Fact.SUSPENDED],
    ),
    _rule(A.SEND_BACK, [S.REPLY_REVIEW], [S.HANDLING], _who(T, K, O, unit_head=R.MAIN), subject=_ASG),
    _rule(
        A.SIGN_REPLY, [S.REPLY_REVIEW], [S.REPLIED], _who(unit_head=R.MAIN), subject=_ASG, audience=_PUBLIC
    ),
    _rule(
        A.COMPLETE,
        [S.HANDLING],
        [S.REPLIED],
        _who(HEAD, T, deputy=R.CLAIMER, mediator=R.CLAIMER, citizen=R.CLAIMER),
        kinds=CLAIMABLE,
        when=[Fact.CLAIMED],
        unless=[Fact.SUSPENDED],
        audience=_PUBLIC,
    ),
    # answering for it
    _rule(A.FEEDBACK, [S.REPLIED], [], _who(D, L, HEAD, unit_handler=R.MAIN), audience=_PUBLIC),
    _rule(
        A.EVALUATE,
        [S.REPLIED],
        _RATED,
        _who(citizen=R.SUBMITTER),
        kinds=_NOT_SUGGESTION,
        unless=[Fact.RATED],
        audience=_TALLY,
    ),
    _rule(A.EVALUATE, [S.REPLIED], _RATED, _who(O, deputy=R.LEAD), unless=[Fact.RATED], audience=_TALLY),
    _rule(
        A.REQUEST_REDO,
        [S.REPLIED],
        [],
        _who(citizen=R.SUBMITTER),
        kinds=_NOT_SUGGESTION,
        unless=[Fact.REDO_ASKED],
        audience=_TALLY,
    ),
    _rule(A.REDO, [S.REPLIED], _REOPENED, _OFFICES, when=[Fact.REDO_ASKED], audience=_PUBLIC),
    _rule(
        A.DECLINE_REDO,
        [S.REPLIED],
        [S.CLOSED, S.TRACKING],
        _OFFICES,
        when=[Fact.REDO_ASKED],
        audience=_PUBLIC,
    ),
    _rule(A.CONCLUDE_REVIEW, [S.EXPERT_REVIEW], [*_REOPENED, S.CLOSED], _who(O), audience=_PUBLIC),
    _rule(A.STRIKE_OFF, [S.TRACKING], [S.CLOSED], _who(T, K), audience=_PUBLIC),
    _rule(
        A.CONVERT,
        [*(OPEN - {S.SUBMITTED}), S.CLOSED],
        [S.CONVERTED],
        _who(HEAD, T, O, deputy=R.LEAD),
        audience=_PUBLIC,
    ),
    _rule(A.REOPEN, [S.CLOSED], _REOPENED, _who(O, T), audience=_PUBLIC),
    _rule(
        A.CLOSE_UNRATED,
        [S.REPLIED],
        [S.CLOSED, S.TRACKING],
        _who(SYSTEM),
        unless=[Fact.REDO_ASKED],
        audience=_PUBLIC,
    ),
    # overlays: they change without moving the case
    _rule(A.URGE, OPEN, [], _who(HEAD, T, K, O, deputy=R.LEAD), audience=_PUBLIC),
    _rule(A.SUPERVISE, OPEN, [], _OFFICES),
    _rule(A.INTERVIEW, OPEN, [], _OFFICES),
    _rule(A.SITE_VISIT, OPEN, [], _WALKERS),
    _rule(A.REVISIT, OPEN | {S.CLOSED}, [], _WALKERS, audience=_TALLY),
    _rule(A.FOLLOW, OPEN, [], _WALKERS),
    _rule(A.MARK_KEY, OPEN, [], _OFFICES),
    _rule(A.FLAG_QUALITY, OPEN, [], _who(D, HEAD, T, K, O)),
    _rule(A.SET_PARTIES, OPEN, [], _OFFICES),
    _rule(A.SET_EVENT, OPEN, [], _who(L, HEAD, deputy=R.LEAD)),
    _rule(A.SET_DISPUTANTS, [S.HANDLING], [], _MEDIATING, kinds=_DISPUTE, when=[Fact.CLAIMED]),
    _rule(A.NOTE, OPEN | {S.CLOSED}, [], _who(L, HEAD, T, K, O), audience=_CONGRESS),
    _rule(A.NOTE, OPEN | {S.CLOSED}, [], _who(U, H), audience=_UNIT),
    _rule(A.SUPPLEMENT, OPEN, [], _who(L, HEAD, deputy=R.LEAD), audience=_PUBLIC),
    _rule(A.SUPPLEMENT, OPEN, [], _who(citizen=R.SUBMITTER), kinds=_NOT_SUGGESTION, audience=_PUBLIC),
    _rule(A.REDACT, frozenset(S) - {S.DRAFT}, [], _who(HEAD, T, O), audience=_PUBLIC),
    _rule(
        A.PUBLISH,
        [S.REPLIED, S.CLOSED],
        [],
        _who(HEAD, T, O),
        when=[Fact.PUBLISHABLE],
        audience=_PUBLIC,
    ),
    # somebody without an account: asked through a work link; whatever he answers is kept, however late
    _rule(A.ASK_OUTSIDER, [*SORTING, S.HANDLING, S.EXTERNAL], [], _who(L, HEAD, T, K, O)),
    _rule(A.ASK_OUTSIDER, [S.HANDLING], [], _ASSIGNED, subject=_ASG, unless=[Fact.SEALED]),
    _rule(A.OUTSIDER_ANSWER, frozenset(S) - {S.DRAFT}, [], _who(Role.OUTSIDER)),
)

STEP: dict[Status, Step] = {
    S.DRAFT: Step.DRAFT,
    S.SUBMITTED: Step.REGISTER,
    S.REGISTERED: Step.SORT,
    S.PENDING_DISPATCH: Step.SORT,
    S.DISPATCHED: Step.HANDLE,
    S.RETURN_REVIEW: Step.HANDLE,
    S.HANDLING: Step.HANDLE,
    S.EXTERNAL: Step.HANDLE,
    S.REPLY_REVIEW: Step.HANDLE,
    S.REPLIED: Step.FEEDBACK,
    S.EXPERT_REVIEW: Step.SUPERVISE,
    S.TRACKING: Step.SUPERVISE,
    S.CLOSED: Step.EVALUATED,
    S.REFUSED: Step.REFUSED,
    S.WITHDRAWN: Step.WITHDRAWN,
    S.MERGED: Step.MERGED,
    S.CONVERTED: Step.CONVERTED,
}
