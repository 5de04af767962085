"""The life of a case as a page: drawn and listed from the table itself, so that it cannot be out of date."""

from collections.abc import Collection

from app.domain.privacy import CITIZEN_FIELDS
from app.domain.vocabulary import Action, Fact, Relation, Role, Status
from app.domain.workflow import STEP, TABLE, Rule, Subject
from app.schemas.actions import FORMS
from app.schemas.actions.base import NOT_CARRIED

_INTRO = """# 事项的一生

本页由 `app/domain/workflow/` 中的流转表生成，`make check` 会核对。全部状态、动作和权限只有这一张表。

- 交办单动作按承办单位自己的交办单状态判断，事项状态取主办、分办中进度最慢的一份。
- “→ 不变”的动作不改变状态，只留下记录或标记。
"""


_CARRIED = """## 经过所载字段

经过（`timeline`）中每一条的 `data`，按动作而不同，没有填写的字段不出现。
加粗的字段群众和外部系统也能看到，其余只给工作人员。
"""
_REPLY = ("reply_class", "public_text", "plan", "finish_on", "reason", "escalated_to", "escalated_on")
_MEETING = ("meeting", "deciders", "reason")
_LINE = ("line", "clock", "cause", "due_at", "holder", "supervisor")
_ADDED: dict[Action, tuple[str, ...]] = {
    Action.SHORTLIST: _MEETING,
    Action.SCREEN: ("field",),
    Action.PROPOSE_ROUTE: ("unit",),
    Action.NEGOTIATE: ("unit",),
    Action.ANSWER_ON_SPOT: _MEETING,
    Action.CLAIM: ("claimer",),
    Action.DISPATCH: ("units", "batch", "reply_due_on"),
    Action.REMIND: _LINE,
    Action.TURN_COLOUR: _LINE,
    Action.MOVE_DUE: ("clock", "from", "to", "reason"),
    Action.ESCALATE: _MEETING,
    Action.PUSH_EXTERNAL: ("system", "work_link_id", "expires_on", "reply_due_on"),
    Action.REDO: ("reply_due_on",),
    Action.REOPEN: ("reply_due_on",),
    Action.EXTERNAL_REPLY: ("work_link_id",),
    Action.ACCEPT: ("unit",),
    Action.REQUEST_RETURN: ("proposed_unit",),
    Action.PLAN: ("unit",),
    Action.PROGRESS: ("unit", "claimer"),
    Action.COMMUNICATE: ("met", "talked_with"),
    Action.DECIDE_EXTENSION: ("until",),
    Action.SIGN_REPLY: ("unit", *_REPLY),
    Action.COMPLETE: ("signed_on", "perform_by", "claimer"),
    Action.EVALUATE: ("rater",),
    Action.URGE: ("orders",),
    Action.SUPERVISE: ("orders",),
    Action.INTERVIEW: ("orders",),
    Action.MARK_KEY: ("orders",),
    Action.RECORD_PARTY_ACT: ("party",),
    Action.CONSULT: ("orders",),
    Action.SET_EVENT: ("event", "left_event_id"),
    Action.SET_DISPUTANTS: ("capacities",),
    Action.NOTE: _MEETING,
    Action.ASK_OUTSIDER: ("work_link_id", "expires_on"),
    Action.OUTSIDER_ANSWER: ("text", "outcome", "late", "work_link_id"),
}
"""What the effect of an action tells besides the fields of its form."""
_INSTEAD: dict[Action, tuple[str, ...]] = {Action.REVISE: ("changed",)}
"""What it tells in place of them."""


def lifecycle_markdown() -> str:
    """docs/lifecycle.md."""
    return "\n".join([_INTRO, _diagram(), _statuses(), _actions(), _carried()])


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    direction TB"]
    lines += [f"    {status.value}: {status.label}" for status in Status]
    moves: dict[tuple[str, str], list[str]] = {}
    for rule in TABLE:
        for source in _in_order(rule.source):
            for target in _in_order(rule.to):
                moves.setdefault((source.value, target.value), []).append(rule.action.label)
    lines += [
        f"    {source} --> {to}: {'、'.join(dict.fromkeys(names))}" for (source, to), names in moves.items()
    ]
    return "\n".join([*lines, "```", ""])


def _statuses() -> str:
    rows = [f"| `{status.value}` | {status.label} | {STEP[status].label} |" for status in Status]
    return "\n".join(["## 状态", "", "| 状态 | 中文 | 群众看到的步骤 |", "|---|---|---|", *rows, ""])


def _actions() -> str:
    head = ["## 动作", "", "| 动作 | 从 → 到 | 谁 | 条件 |", "|---|---|---|---|"]
    return "\n".join([*head, *(_row(rule) for rule in TABLE), ""])


def _row(rule: Rule) -> str:
    source = "、".join(status.label for status in _in_order(rule.source))
    to = "、".join(status.label for status in _in_order(rule.to)) or "不变"
    subject = "（交办单）" if rule.subject is Subject.ASSIGNMENT else ""
    action = f"`{rule.action.value}` {rule.action.label}{subject}"
    return f"| {action} | {source} → {to} | {who(rule)} | {conditions(rule)} |"


def _carried() -> str:
    head = [_CARRIED, "| 动作 | 字段 |", "|---|---|"]
    rows = [
        f"| `{action.value}` {action.label} | {_marked(action)} |" for action in Action if carried(action)
    ]
    return "\n".join([*head, *rows, ""])


def carried(action: Action) -> tuple[str, ...]:
    """The members that `data` of such an event may have."""
    if action in _INSTEAD:
        return _INSTEAD[action]
    form = FORMS[action].model_fields if action in FORMS else {}
    names = [*(name for name in form if name not in NOT_CARRIED), *_ADDED.get(action, ())]
    return tuple(dict.fromkeys(names))


def _marked(action: Action) -> str:
    public = CITIZEN_FIELDS.get(action, frozenset())
    return "、".join(f"**`{name}`**" if name in public else f"`{name}`" for name in carried(action))


def who(rule: Rule, roles: Collection[Role] = tuple(Role)) -> str:
    """Those of `roles` that may, each with the relation that it needs."""
    return "、".join(_grant(role, relations) for role, relations in rule.who.items() if role in roles)


def _grant(role: Role, relations: frozenset[Relation]) -> str:
    needed = [
        relation.label for relation in Relation if relation in relations and relation is not Relation.ANY
    ]
    return f"{role.label}（{'或'.join(needed)}）" if needed else role.label


def conditions(rule: Rule) -> str:
    """What must and must not hold besides."""
    must = [f"须{fact.label}" for fact in Fact if fact in rule.when]
    return "；".join([*must, *(f"不得{fact.label}" for fact in Fact if fact in rule.unless)])


def _in_order(statuses: frozenset[Status]) -> list[Status]:
    return [status for status in Status if status in statuses]


def describe(rule: Rule, roles: Collection[Role]) -> str:
    """One row as a sentence, for the documentation of its endpoint among the doors of `roles`."""
    source = "、".join(status.label for status in _in_order(rule.source))
    to = "、".join(status.label for status in _in_order(rule.to)) or "不变"
    needs = conditions(rule)
    return f"{source} → {to}；办理人：{who(rule, roles)}" + (f"；{needs}" if needs else "")
