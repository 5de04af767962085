"""The life of a case, said a second time and compared with the table whole, so that no row changes by accident."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import guard
from app.domain.guard import View
from app.domain.notices import RECIPIENTS, Party
from app.domain.privacy import AUDIENCE, CONGRESS_ORGANS
from app.domain.vocabulary import (
    Action,
    AssignmentStatus,
    Audience,
    Fact,
    Kind,
    Relation,
    Role,
    Status,
)
from app.domain.workflow import STEP, TABLE, Rule, Subject
from app.errors import Conflict, Forbidden
from app.schemas.actions import FORMS
from app.services.actions import EFFECTS
from app.services.actions.outsiders import LINKING
from app.services.crossings import NOTED

LIFECYCLE = """
submit            | draft                                   | submitted    | D:submitter            | suggestion    |               | public
cosign            | draft                                   |              | D:invited              | suggestion    |               | desk
revise            | draft                                   |              | D:submitter L:drafter  | suggestion    |               | desk
invite            | draft                                   |              | D:submitter L:drafter  | suggestion    |               | desk
register          | submitted                               | registered   | L S T O sys            |               |               | public
refuse            | submitted registered                    | refused      | S T O                  |               |               | public
withdraw          | submitted sorting                       | withdrawn    | C:submitter            | -suggestion   | -handed_over  | public
withdraw          | draft submitted sorting                 | withdrawn    | D:signer               | suggestion    | -withdrawing -handed_over | public
screen            | registered                              |              | L S T K O              |               |               | congress
merge             | sorting                                 | merged       | S T K O                |               | -handed_over  | public
unmerge           | merged                                  | sorting      | S T K O                |               |               | public
shortlist         | registered                              | pending_dispatch | S T K O            |               |               | public
propose_route     | sorting                                 |              | D                      |               |               | desk
answer_on_spot    | sorting                                 | replied      | D S T H:party          | -wish         | -handed_over  | public
claim             | pending_dispatch                        |              | K:field                | -wish -dispute | -claimed     | desk
claim             | pending_dispatch                        | handling     | D C:other              | wish          |               | public
claim             | pending_dispatch                        | handling     | D M                    | dispute       |               | public
give_back         | pending_dispatch                        |              | K:claimer              | -wish -dispute | +claimed     | desk
give_back         | handling                                | pending_dispatch | D:claimer M:claimer C:claimer | wish dispute | +claimed | public
dispatch          | pending_dispatch                        | dispatched   | T:own_level K:field,claimer O | -wish  |               | public
escalate          | sorting                                 |              | S:own_level T:own_level |              |               | public
negotiate         | sorting unanswered                      |              | T K O                  |               |               | desk
push_external     | sorting                                 | external     | S T O                  |               | -handed_over  | public
external_accept   | external                                |              | X S T O                |               |               | public
external_return   | external                                | pending_dispatch | X S T O            |               |               | desk
external_reply    | external                                | replied      | X S T O out:pushed_to  |               |               | public
accept*           | dispatched                              | handling     | U:main,co sys H:main,co |               |               | public
request_return*   | dispatched handling                     | return_review | U:main,co             |               | -return_final | desk
decide_return*    | return_review                           | pending_dispatch dispatched | T:dispatcher K:dispatcher O:dispatcher | | | desk
communicate*      | handling                                |              | U:main                 | -wish         |               | desk
plan*             | handling                                |              | U:main,co              |               |               | public
progress*         | handling                                |              | U:main,co              |               |               | public
progress          | handling                                |              | D:claimer M:claimer    | dispute       | +claimed      | public
give_opinion*     | handling                                |              | U:co                   |               |               | desk
request_extension* | dispatched handling                    |              | U:main                 |               | -extension_used -suspended | desk
decide_extension* | dispatched handling                     |              | T:dispatcher K:dispatcher O:dispatcher | | +extension_pending | public
suspend           | handling                                |              | T K O                  |               | -suspended    | public
resume            | handling                                |              | T K O                  |               | +suspended    | public
draft_reply*      | handling                                | reply_review | U:main                 | -suggestion   | -suspended -talk_owed | desk
draft_reply*      | handling                                | reply_review | U:main                 | suggestion    | +communicated -suspended | desk
send_back*        | reply_review                            | handling     | H:main T K O           |               |               | desk
sign_reply*       | reply_review                            | replied      | H:main                 |               |               | public
complete          | handling                                | replied      | S T D:claimer M:claimer C:claimer | wish dispute | +claimed -suspended | public
feedback          | replied                                 |              | D L S U:main           |               |               | public
evaluate          | replied                                 | closed tracking handling pending_dispatch expert_review | C:submitter | -suggestion | -rated | tally
evaluate          | replied                                 | closed tracking handling pending_dispatch expert_review | D:lead O | | -rated  | tally
request_redo      | replied                                 |              | C:submitter            | -suggestion   | -redo_asked   | tally
redo              | replied                                 | handling pending_dispatch | T K O     |               | +redo_asked   | public
decline_redo      | replied                                 | closed tracking | T K O               |               | +redo_asked   | public
conclude_review   | expert_review                           | handling pending_dispatch closed | O  |               |               | public
strike_off        | tracking                                | closed       | T K                    |               |               | public
convert           | open-submitted closed                   | converted    | D:lead S T O           |               |               | public
reopen            | closed                                  | handling pending_dispatch | O T       |               |               | public
close_unrated     | replied                                 | closed tracking | sys                 |               | -redo_asked   | public
urge              | open                                    |              | D:lead S T K O         |               |               | public
supervise         | open                                    |              | T K O                  |               |               | desk
interview         | open                                    |              | T K O                  |               |               | desk
site_visit        | open                                    |              | D L S T K O            |               |               | desk
revisit           | open closed                             |              | D L S T K O            |               |               | tally
follow            | open                                    |              | D L S T K O            |               |               | desk
mark_key          | open                                    |              | T K O                  |               |               | desk
flag_quality      | open                                    |              | D S T K O              |               |               | desk
set_parties       | open                                    |              | T K O                  |               |               | desk
record_party_act  | open                                    |              | T K O U:main,party H:main,party D:lead | |           | desk
consult           | open                                    |              | T K O                  |               |               | desk
set_event         | open                                    |              | L S D:lead             |               |               | desk
set_disputants    | handling                                |              | D:claimer M:claimer    | dispute       | +claimed      | desk
note              | open closed                             |              | L S T K O              |               |               | congress
note              | open closed                             |              | U H                    |               |               | unit
supplement        | open                                    |              | L S D:lead             |               |               | public
supplement        | open                                    |              | C:submitter            | -suggestion   |               | public
redact            | not-draft                               |              | S T O                  |               |               | public
publish           | replied closed                          |              | S T O                  |               | +publishable  | public
remind            | open closed                             |              | sys                    |               |               | desk
turn_colour       | open closed                             |              | sys                    |               |               | desk
move_due          | open closed                             |              | sys                    |               |               | public
ask_outsider      | sorting handling external               |              | L S T K O              |               |               | desk
ask_outsider*     | handling                                |              | U:main,co              |               | -sealed       | desk
outsider_answer   | not-draft                               |              | out                    |               |               | desk
"""  # noqa: E501
"""action (* judged by the unit's own hand-over) | from | to | who | kinds | when (+) and unless (-) | audience"""

WHO = {
    "C": Role.CITIZEN,
    "D": Role.DEPUTY,
    "L": Role.LIAISON,
    "S": Role.STATION_HEAD,
    "M": Role.MEDIATOR,
    "T": Role.TOWN_OFFICE,
    "K": Role.COMMITTEE,
    "O": Role.COUNTY_OFFICE,
    "U": Role.UNIT_HANDLER,
    "H": Role.UNIT_HEAD,
    "X": Role.EXTERNAL,
    "out": Role.OUTSIDER,
    "sys": Role.SYSTEM,
}
ENDS = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.CONVERTED})
OVER = ENDS | {Status.CLOSED, Status.MERGED}
OPEN = frozenset(Status) - OVER - {Status.DRAFT}
GROUPS = {
    "open": OPEN,
    "open-submitted": OPEN - {Status.SUBMITTED},
    "sorting": frozenset({Status.REGISTERED, Status.PENDING_DISPATCH}),
    "unanswered": frozenset(
        {Status.DISPATCHED, Status.RETURN_REVIEW, Status.HANDLING, Status.REPLY_REVIEW},
    ),
    "not-draft": frozenset(Status) - {Status.DRAFT},
}


def statuses(words: str) -> frozenset[Status]:
    groups = [GROUPS[word] if word in GROUPS else frozenset({Status(word)}) for word in words.split()]
    return frozenset().union(*groups)


def kinds(words: str) -> frozenset[Kind]:
    named = frozenset(Kind(word.removeprefix("-")) for word in words.split())
    return frozenset(Kind) - named if "-" in words or not named else named


def who(words: str) -> dict[Role, frozenset[Relation]]:
    found = {}
    for grant in words.split():
        letter, _, relations = grant.partition(":")
        found[WHO[letter]] = frozenset(Relation(name) for name in (relations or "any").split(","))
    return found


def written(line: str) -> Rule:
    action, source, to, people, of_kinds, facts, audience = (cell.strip() for cell in line.split("|"))
    return Rule(
        Action(action.removesuffix("*")),
        statuses(source),
        statuses(to),
        who(people),
        kinds(of_kinds),
        Subject.ASSIGNMENT if action.endswith("*") else Subject.CASE,
        frozenset(Fact(fact[1:]) for fact in facts.split() if fact[0] == "+"),
        frozenset(Fact(fact[1:]) for fact in facts.split() if fact[0] == "-"),
        Audience(audience),
    )


EXPECTED = [written(line) for line in LIFECYCLE.strip().splitlines()]


def test_the_table_says_what_the_lifecycle_says_row_by_row() -> None:
    assert list(TABLE) == EXPECTED


def test_every_action_has_its_rows_a_form_an_effect_and_a_line_of_recipients() -> None:
    assert {rule.action for rule in TABLE} == set(Action)
    at_doors = set(Action) - {Action.CLOSE_UNRATED, Action.OUTSIDER_ANSWER, *NOTED}
    assert set(FORMS) == at_doors
    assert set(EFFECTS) == at_doors - LINKING
    assert set(RECIPIENTS) == set(Action)


def may(action: Action, view: View) -> bool:
    """Read from the expectation alone."""
    held, facts = view.relations | {Relation.ANY}, view.facts
    for rule in EXPECTED:
        if rule.action is not action or view.kind not in rule.kinds:
            continue
        standing = view.status if rule.subject is Subject.CASE else view.assignment
        timely = standing is not None and standing.value in {status.value for status in rule.source}
        related = bool(rule.who.get(view.role, frozenset()) & held)
        if timely and related and rule.when <= facts and not rule.unless & facts:
            return True
    return False


def permitted(action: Action, view: View) -> bool:
    try:
        rule = guard.permit(action, view)
    except (Conflict, Forbidden):
        return False
    assert rule.action is action
    return True


def agree(view: View) -> None:
    allowed = guard.allowed(view)
    assert {action for action in Action if permitted(action, view)} == allowed
    assert {action for action in Action if may(action, view)} == allowed


@pytest.mark.parametrize("relations", [frozenset(), frozenset(Relation)], ids=["stranger", "related"])
@pytest.mark.parametrize("role", Role)
def test_guard_and_offer_agree_for_every_status_action_and_kind(
    role: Role, relations: frozenset[Relation]
) -> None:
    for status, kind in product(Status, Kind):
        share = AssignmentStatus(status.value) if status.value in list(AssignmentStatus) else None
        agree(View(status, kind, role, relations, frozenset(), share))


@given(
    st.builds(
        View,
        status=st.sampled_from(Status),
        kind=st.sampled_from(Kind),
        role=st.sampled_from(Role),
        relations=st.frozensets(st.sampled_from(Relation)),
        facts=st.frozensets(st.sampled_from(Fact)),
        assignment=st.none() | st.sampled_from(AssignmentStatus),
    )
)
def test_guard_and_offer_agree_whatever_the_relations_and_facts(view: View) -> None:
    agree(view)


def test_somebody_without_any_row_is_forbidden_and_somebody_too_late_is_told_so() -> None:
    closed = View(Status.CLOSED, Kind.APPEAL, Role.UNIT_HANDLER, frozenset({Relation.MAIN}))
    with pytest.raises(Forbidden, match="FORBIDDEN"):
        guard.permit(Action.STRIKE_OFF, closed)
    with pytest.raises(Conflict, match="ILLEGAL_MOVE"):
        guard.permit(Action.PLAN, closed)


def moves(kind: Kind) -> Iterator[tuple[Status, Status]]:
    for rule in TABLE:
        if kind in rule.kinds:
            yield from product(rule.source, rule.to)


def reachable(kind: Kind, start: Status) -> frozenset[Status]:
    seen, step = frozenset[Status](), frozenset({start})
    while step:
        seen |= step
        step = frozenset(to for source, to in moves(kind) if source in seen) - seen
    return seen


@pytest.mark.parametrize("kind", Kind)
def test_every_status_can_be_reached_and_leads_on_to_an_end(kind: Kind) -> None:
    start = Status.DRAFT if kind is Kind.SUGGESTION else Status.SUBMITTED
    found = reachable(kind, start)
    not_for_a_wish = {Status.DISPATCHED, Status.RETURN_REVIEW, Status.REPLY_REVIEW}
    missing = (set() if kind is Kind.SUGGESTION else {Status.DRAFT}) | (
        not_for_a_wish if kind is Kind.WISH else set()
    )
    assert set(Status) - found <= missing
    for status in found - ENDS:
        onward = reachable(kind, status) - {status}
        assert onward & {Status.CLOSED, *ENDS}, f"{kind} is stuck in {status}"
    for status in ENDS:
        assert reachable(kind, status) == {status}


def test_each_of_the_17_statuses_has_a_step() -> None:
    assert len(Status) == 17
    assert set(STEP) == set(Status)


READERS: dict[Party, frozenset[Role]] = {
    Party.SUBMITTER: frozenset({Role.CITIZEN}),
    Party.CLAIMER: frozenset({Role.CITIZEN}),
    Party.LEAD: frozenset({Role.DEPUTY}),
    Party.COSIGNERS: frozenset({Role.DEPUTY}),
    Party.STATION: frozenset({Role.LIAISON, Role.STATION_HEAD}),
    Party.DESK: frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE}),
    Party.DISPATCHER: frozenset({Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE}),
    Party.MAIN: frozenset({Role.UNIT_HANDLER}),
    Party.CO: frozenset({Role.UNIT_HANDLER}),
    Party.HEAD: frozenset({Role.UNIT_HEAD}),
    Party.FOLLOWERS: CONGRESS_ORGANS | {Role.DEPUTY},
    Party.LINK_GIVER: CONGRESS_ORGANS | {Role.UNIT_HANDLER},
    Party.DRAFTER: frozenset({Role.LIAISON}),
    Party.HOLDER: CONGRESS_ORGANS | {Role.UNIT_HANDLER},
    Party.HOLDER_HEAD: frozenset({Role.UNIT_HEAD}),
    Party.SUPERVISOR: frozenset({Role.TOWN_OFFICE, Role.COUNTY_OFFICE}),
    Party.ORDERED: CONGRESS_ORGANS,
}
"""In which capacity each party is told."""


@pytest.mark.parametrize("action", Action)
def test_whoever_is_to_be_told_of_an_action_may_read_its_entry(action: Action) -> None:
    audiences = {rule.audience for rule in TABLE if rule.action is action}
    readers = frozenset[Role]().union(*(AUDIENCE[audience] for audience in audiences))
    unheard = [party for party in RECIPIENTS[action] if not READERS[party] & readers]
    assert not unheard
