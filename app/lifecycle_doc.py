"""The life of a case as a page: drawn and listed from the table itself, so that it cannot be out of date."""

from app.domain.vocabulary import Fact, Relation, Role, Status
from app.domain.workflow import STEP, TABLE, Rule, Subject

_INTRO = """# 事项的一生

本页由 `app/domain/workflow.py` 中的流转表生成，`make check` 会核对。全部状态、动作和权限只有这一张表。

- 交办单动作按承办单位自己的交办单状态判断，事项状态取主办、分办中进度最慢的一份。
- “→ 不变”的动作不改变状态，只留下记录或标记。
"""


def lifecycle_markdown() -> str:
    """docs/lifecycle.md."""
    return "\n".join([_INTRO, _diagram(), _statuses(), _actions()])


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


def who(rule: Rule) -> str:
    """The roles that may, each with the relation that it needs."""
    return "、".join(_grant(role, relations) for role, relations in rule.who.items())


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


def describe(rule: Rule) -> str:
    """One row as a sentence, for the documentation of its endpoint."""
    source = "、".join(status.label for status in _in_order(rule.source))
    to = "、".join(status.label for status in _in_order(rule.to)) or "不变"
    needs = conditions(rule)
    return f"{source} → {to}；办理人：{who(rule)}" + (f"；{needs}" if needs else "")
