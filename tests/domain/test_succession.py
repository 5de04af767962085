"""Who comes after whom, and trees: pure."""

import pytest

from app.domain.succession import check_area, stands_for
from app.domain.trees import preorder, rolled_up
from app.errors import Conflict

ENDED = {"411122101": "411122102", "411122102": "411122103"}


def test_a_chain_is_followed_to_what_stands_today() -> None:
    assert [stands_for(f"41112210{last}", ENDED) for last in range(1, 5)] == [
        "411122103",
        "411122103",
        "411122103",
        "411122104",
    ]


@pytest.mark.parametrize(
    ("code", "successor", "refusal"),
    [
        ("411122104", "411122103", None),
        ("411122101201", "411122103201", None),
        ("411122101", "411122103", "AREA_ENDED"),
        ("411122104", "411122102", "AREA_ENDED"),
        ("411122103", "411122101", "SUCCESSION_LOOP"),
        ("411122104", "411122104", "SUCCESSION_LOOP"),
        ("411122104", "411121103", "AREA_OUTSIDE"),
        ("411122104", "4111", "AREA_OUTSIDE"),
        ("411122104", "411122", "AREA_LEVEL_MISMATCH"),
        ("411122104", "411122103201", "AREA_LEVEL_MISMATCH"),
        ("411122", "411122103", "AREA_LEVEL_MISMATCH"),
    ],
)
def test_an_area_is_succeeded_by_one_of_its_kind_that_is_there(
    code: str, successor: str, refusal: str | None
) -> None:
    if refusal is None:
        check_area(code, successor, "411122", ENDED)
        return
    with pytest.raises(Conflict) as refused:
        check_area(code, successor, "411122", ENDED)
    assert refused.value.code == refusal


def test_a_tree_is_walked_from_above_and_added_up_from_below() -> None:
    parents = {"root": None, "a": "root", "b": "root", "a1": "a", "elsewhere": "nowhere"}
    order = preorder("root", parents)
    assert order == [("root", 0), ("a", 1), ("a1", 2), ("b", 1)]
    own = {"root": 1, "a": 2, "a1": 4, "b": 8}
    assert rolled_up([key for key, _ in order], parents, own) == {"root": 15, "a": 6, "a1": 4, "b": 8}


def test_a_chain_of_any_length_is_a_tree() -> None:
    parents: dict[int, int | None] = {at: at - 1 if at else None for at in range(5000)}
    assert preorder(0, parents)[-1] == (4999, 4999)


def test_a_loop_is_walked_once() -> None:
    assert preorder("a", {"a": "b", "b": "a"}) == [("a", 0), ("b", 1)]
