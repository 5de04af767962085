"""Both readmes say the same: the same headings, commands, variables and links, in the same order."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))


def commands(path: Path) -> list[str]:
    """Every shell line, without its comment."""
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [re.sub(r"\s+# .*$", "", line).rstrip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def headings(path: Path) -> list[int]:
    return [
        len(marks) for marks in re.findall(r"^(#+) ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ]


def links(path: Path) -> list[str]:
    found = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    return [link for link in found if not link.startswith("README")]


def variables(path: Path) -> list[str]:
    rows = re.findall(r"^\| (`[A-Z].*?) \|", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)]


def test_the_same_commands_in_both_languages() -> None:
    assert commands(ENGLISH) == commands(CHINESE)
    assert "make run" in commands(ENGLISH)
    assert "make test" in commands(ENGLISH)


def test_the_same_shape_in_both_languages() -> None:
    assert headings(ENGLISH) == headings(CHINESE)
    assert links(ENGLISH) == links(CHINESE)
    assert variables(ENGLISH) == variables(CHINESE)


def test_every_link_leads_somewhere_and_every_variable_is_a_setting() -> None:
    settings = (ROOT / "app/config.py").read_text(encoding="utf-8")
    assert all((ROOT / link).exists() for link in links(ENGLISH))
    assert all(
        re.search(rf"^    {name.lower()}: ", settings, flags=re.MULTILINE) for name in variables(ENGLISH)
    )
