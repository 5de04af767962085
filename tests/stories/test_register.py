"""The register of practices tells the truth: every story is there, is a test, and is never passed over."""

import ast

import pytest

from app.presets.practices import practices
from tests.stories.register import PAGE, practices_markdown, stories

TOLD = stories()
PASSED_OVER = {"skip", "skipif", "skipTest", "xfail", "importorskip"}


def test_the_page_is_what_the_register_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == practices_markdown(), "python -m tests.stories.register"


def test_all_126_practices_have_a_row() -> None:
    assert [practice.number for practice in practices()] == list(range(1, 127))
    page = practices_markdown()
    assert all(f"\n| {practice.number} | **{practice.name}**" in page for practice in practices())


@pytest.mark.parametrize("number", TOLD)
def test_a_story_is_of_a_practice_and_is_played(number: int) -> None:
    assert 1 <= number <= len(practices())
    tree = ast.parse(TOLD[number].read_text(encoding="utf-8"))
    played = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert ast.get_docstring(tree)
    assert any(isinstance(node, played) and node.name.startswith("test_") for node in tree.body)
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names & PASSED_OVER == set()
