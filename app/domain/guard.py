"""Reads the table: may this actor do this to this case, now?"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.vocabulary import Action, AssignmentStatus, Fact, Kind, Relation, Role, Status
from app.domain.workflow import TABLE, Rule, Subject
from app.errors import Conflict, Forbidden


@dataclass(frozen=True)
class View:
    """What the table needs to know of a case as one actor sees it (for one of his hand-overs, if any).

    To an onlooker his role alone opens nothing: he needs a relation that the rule names.
    """

    status: Status
    kind: Kind
    role: Role
    relations: frozenset[Relation]
    facts: frozenset[Fact] = frozenset()
    assignment: AssignmentStatus | None = None
    onlooker: bool = False

    def standing(self, rule: Rule) -> str | None:
        """The status that this rule is judged by."""
        return self.status if rule.subject is Subject.CASE else self.assignment


def rules_for(action: Action, kind: Kind) -> Iterator[Rule]:
    return (rule for rule in TABLE if rule.action is action and kind in rule.kinds)


def concerning(action: Action, view: View) -> list[Rule]:
    """The rules that let this actor do it to this case at some time."""
    return [rule for rule in rules_for(action, view.kind) if _related(rule, view)]


def _related(rule: Rule, view: View) -> bool:
    held = view.relations if view.onlooker else view.relations | {Relation.ANY}
    return bool(rule.who.get(view.role, frozenset()) & held)


def _timely(rule: Rule, view: View) -> bool:
    return view.standing(rule) in rule.source and rule.when <= view.facts and not rule.unless & view.facts


def permit(action: Action, view: View) -> Rule:
    """The rule under which this actor may do this now.

    Forbidden when no rule ever lets this actor do it to this case; Conflict ILLEGAL_MOVE when it is only not the time.
    """
    related = concerning(action, view)
    if not related:
        raise Forbidden("FORBIDDEN")
    for rule in related:
        if _timely(rule, view):
            return rule
    raise Conflict(_code(related, view), _why_not(action, related, view))


_OWN_CODE = {Fact.EXTENSION_USED: "SECOND_EXTENSION", Fact.RETURN_FINAL: "RETURN_CLOSED"}
"""Facts whose refusal clients tell apart from that of any other move at the wrong time."""


def _code(related: list[Rule], view: View) -> str:
    timely = [rule for rule in related if view.standing(rule) in rule.source]
    blocking = {fact for rule in timely for fact in rule.unless & view.facts}
    return next((code for fact, code in _OWN_CODE.items() if fact in blocking), "ILLEGAL_MOVE")


def _why_not(action: Action, related: list[Rule], view: View) -> str:
    """What stands in the way: a fact, if the status would do; else the status."""
    for rule in related:
        if view.standing(rule) in rule.source:
            missing = [f"须{fact.label}" for fact in Fact if fact in rule.when - view.facts]
            blocking = [fact.label for fact in Fact if fact in rule.unless & view.facts]
            return f"“{action.label}”不能进行：{'，'.join([*missing, *blocking])}"
    return f"“{action.label}”不能在“{view.status.label}”时进行"


def allowed(view: View) -> frozenset[Action]:
    """Every action that `permit` would grant."""
    return frozenset(
        rule.action
        for rule in TABLE
        if view.kind in rule.kinds and _related(rule, view) and _timely(rule, view)
    )
