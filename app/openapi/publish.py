"""The committed documents: written from the code, and checked against it."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.errors import CATALOGUE
from app.lifecycle_doc import lifecycle_markdown
from app.main import create_app
from app.openapi.document import document
from app.openapi.downgrade import downgrade

DOCS = Path(__file__).resolve().parents[2] / "docs"
BASELINE = DOCS / "openapi" / "baseline.json"
_LINES_SHOWN = 20


def write(check: bool = False) -> list[str]:
    """Write the generated documents below docs/; returns one line for each difference found.

    With `check` nothing is written. No database is needed.
    """
    differences: list[str] = []
    for path, text in _artefacts().items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before == text:
            continue
        differences += _differences(path, before, text)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return differences


def _artefacts() -> dict[Path, str]:
    doc = document(create_app())
    return {
        DOCS / "openapi" / "openapi.json": dump(doc),
        DOCS / "openapi" / "openapi-3.0.json": dump(downgrade(doc)),
        DOCS / "errors.md": errors_markdown(),
        DOCS / "lifecycle.md": lifecycle_markdown(),
    }


def dump(doc: Any) -> str:
    """Sorted, so that the same API is the same file and a change is a short diff."""
    return json.dumps(doc, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def errors_markdown() -> str:
    """Every code of the catalogue, by status."""
    rows = [
        "# 错误代码",
        "",
        "所有 4xx 与 5xx 响应体都是 `application/problem+json`。程序按 `code` 判断，`title` 可直接显示给人看。",
        "本文件由代码生成，请勿手工修改。",
        "",
        "| code | 状态码 | 含义 |",
        "|---|---|---|",
    ]
    for code, problem in sorted(CATALOGUE.items(), key=lambda item: (item[1].status, item[0])):
        rows.append(f"| `{code}` | {problem.status} | {problem.title} |")
    return "\n".join(rows) + "\n"


def _differences(path: Path, before: str, after: str) -> list[str]:
    """Where the file and the code part, at most `_LINES_SHOWN` places."""
    name = path.relative_to(DOCS.parent).as_posix()
    if not before:
        return [f"{name}：文件不存在"]
    if path.suffix != ".json":
        return [f"{name}：内容与代码不一致"]
    places = list(islice(_places(json.loads(before), json.loads(after), ""), _LINES_SHOWN))
    return [f"{name}：{place}" for place in places] or [f"{name}：格式与生成结果不一致"]


def _places(before: Any, after: Any, at: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            place = f"{at}/{key}"
            if key not in after:
                yield f"{place} 代码中已没有"
            elif key not in before:
                yield f"{place} 文件中还没有"
            else:
                yield from _places(before[key], after[key], place)
    elif before != after:
        yield f"{at} 不一致"
