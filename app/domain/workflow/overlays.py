"""What changes a case without moving it, and who is asked without an account."""

from app.domain.vocabulary import Fact, Role
from app.domain.workflow.rules import (
    ASG,
    ASSIGNED,
    CONGRESS,
    DISPUTE,
    HEAD,
    MEDIATING,
    NOT_SUGGESTION,
    OFFICES,
    OPEN,
    PUBLIC,
    SORTING,
    SYSTEM,
    TALLY,
    UNIT,
    WALKERS,
    A,
    D,
    H,
    K,
    L,
    O,
    R,
    Rule,
    S,
    T,
    U,
    rule,
    who,
)

PARTIES = who(T, K, O, unit_handler=(R.MAIN, R.PARTY), unit_head=(R.MAIN, R.PARTY), deputy=R.LEAD)
"""Whoever may stand in one of the six slots and sign in; the others are entered by an organ of the congress."""

ROWS: tuple[Rule, ...] = (
    # overlays: they change without moving the case
    rule(A.URGE, OPEN, [], who(HEAD, T, K, O, deputy=R.LEAD), audience=PUBLIC),
    rule(A.SUPERVISE, OPEN, [], OFFICES),
    rule(A.INTERVIEW, OPEN, [], OFFICES),
    rule(A.SITE_VISIT, OPEN, [], WALKERS),
    rule(A.REVISIT, OPEN | {S.CLOSED}, [], WALKERS, audience=TALLY),
    rule(A.FOLLOW, OPEN, [], WALKERS),
    rule(A.MARK_KEY, OPEN, [], OFFICES),
    rule(A.FLAG_QUALITY, OPEN, [], who(D, HEAD, T, K, O)),
    rule(A.SET_PARTIES, OPEN, [], OFFICES),
    rule(A.RECORD_PARTY_ACT, OPEN, [], PARTIES),
    rule(A.CONSULT, OPEN, [], OFFICES),
    rule(A.SET_EVENT, OPEN, [], who(L, HEAD, deputy=R.LEAD)),
    rule(A.SET_DISPUTANTS, [S.HANDLING], [], MEDIATING, kinds=DISPUTE, when=[Fact.CLAIMED]),
    rule(A.NOTE, OPEN | {S.CLOSED}, [], who(L, HEAD, T, K, O), audience=CONGRESS),
    rule(A.NOTE, OPEN | {S.CLOSED}, [], who(U, H), audience=UNIT),
    rule(A.SUPPLEMENT, OPEN, [], who(L, HEAD, deputy=R.LEAD), audience=PUBLIC),
    rule(A.SUPPLEMENT, OPEN, [], who(citizen=R.SUBMITTER), kinds=NOT_SUGGESTION, audience=PUBLIC),
    rule(A.REDACT, frozenset(S) - {S.DRAFT}, [], who(HEAD, T, O), audience=PUBLIC),
    rule(
        A.PUBLISH,
        [S.REPLIED, S.CLOSED],
        [],
        who(HEAD, T, O),
        when=[Fact.PUBLISHABLE],
        audience=PUBLIC,
    ),
    # what the product notes by itself: a clock came to a line, a deadline was counted anew
    rule(A.REMIND, OPEN | {S.CLOSED}, [], who(SYSTEM)),
    rule(A.TURN_COLOUR, OPEN | {S.CLOSED}, [], who(SYSTEM)),
    rule(A.MOVE_DUE, OPEN | {S.CLOSED}, [], who(SYSTEM), audience=PUBLIC),
    # somebody without an account: asked through a work link; whatever he answers is kept, however late
    rule(A.ASK_OUTSIDER, [*SORTING, S.HANDLING, S.EXTERNAL], [], who(L, HEAD, T, K, O)),
    rule(A.ASK_OUTSIDER, [S.HANDLING], [], ASSIGNED, subject=ASG, unless=[Fact.SEALED]),
    rule(A.OUTSIDER_ANSWER, frozenset(S) - {S.DRAFT}, [], who(Role.OUTSIDER)),
)
