"""Which practice has its story. `python -m tests.stories.register` writes docs/practices.md anew."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.vocabulary import Kind, Role, StationKind
from app.presets.practices import Practice, Preset, practices, presets

STORIES = Path(__file__).parent
PAGE = STORIES.parent.parent / "docs" / "practices.md"
_NAME = re.compile(r"test_(\d{3})_\w+\.py")

_INTRO = """# 实践登记

本页由 `python -m tests.stories.register` 从 `app/presets/practices.yaml` 和 `tests/stories/` 生成，测试会核对。

- 一项实践有了自己的故事，就是“通过”（passes）：故事是一个测试，用该实践的角色和数字，从接口的正门把它走完。
- 其余为“等待”（waiting）。
- 不是普通流程的实践有自己的预设：事项带着预设的代号，步骤、评价和沟通要求都由预设决定，见页末。
"""


def stories() -> dict[int, Path]:
    """The module that tells each practice, by its number; ValueError if two tell the same."""
    found: dict[int, Path] = {}
    for path in sorted(STORIES.glob("test_*.py")):
        if match := _NAME.fullmatch(path.name):
            number = int(match[1])
            if number in found:
                raise ValueError(f"{path.name} and {found[number].name} tell the same practice")
            found[number] = path
    return found


def practices_markdown() -> str:
    """docs/practices.md."""
    told = stories()
    rows = [_row(practice, told.get(practice.number)) for practice in practices()]
    count = f"共 {len(rows)} 项：通过 {len(told)} 项，等待 {len(rows) - len(told)} 项。"
    table = ["| # | 实践 | 名词 | 预设 | 故事 | 状态 |", "|---|---|---|---|---|---|", *rows, ""]
    return "\n".join([_INTRO, count, "", *table, *_presets()])


def _row(practice: Practice, story: Path | None) -> str:
    nouns = "、".join(noun.label for noun in practice.nouns)
    preset = f"`{practice.preset}`" if practice.preset else "—"
    told = f"[{story.name}](../tests/stories/{story.name}) | passes" if story else "— | waiting"
    return f"| {practice.number} | **{practice.name}**：{practice.text} | {nouns} | {preset} | {told} |"


def _presets() -> Iterator[str]:
    yield from ("## 预设", "", "| 代号 | 名称 | 用于 | 规定 |", "|---|---|---|---|")
    for preset in presets().values():
        used = [word.label for word in (*Kind, *StationKind) if word in preset.kinds | preset.stations]
        yield f"| `{preset.key}` | {preset.label} | {'、'.join(used) or '—'} | {'；'.join(_settings(preset))} |"
    yield ""


def _settings(preset: Preset) -> Iterator[str]:
    if preset.steps:
        yield " → ".join(step.label for step in preset.steps)
    if preset.double_evaluation:
        yield "群众和代表都评价"
    if preset.talk_required:
        yield f"答复前须与{'、'.join(role.label for role in Role if role in preset.talk_required)}当面沟通"
    if preset.roster:
        yield f"每次 {preset.roster.least} 至 {preset.roster.most} 名代表"
    if preset.standards:
        yield f"标准 {len(preset.standards)} 条"


if __name__ == "__main__":
    PAGE.write_text(practices_markdown(), encoding="utf-8")
