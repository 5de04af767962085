"""Trees told as child → parent, or as dotted paths."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def on_loops(parents: Mapping[Node, Node]) -> set[Node]:
    """The nodes that stand above themselves. Linear, however deep it goes."""
    looping: set[Node] = set()
    settled: set[Node] = set()
    for start in parents:
        path: dict[Node, int] = {}
        node = start
        while node not in settled and node not in path:
            path[node] = len(path)
            if node not in parents:
                break
            node = parents[node]
        if node in path and node in parents:
            looping |= {each for each, place in path.items() if place >= path[node]}
        settled |= path.keys()
    return looping


def preorder(root: Node, parents: Mapping[Node, Node | None]) -> list[tuple[Node, int]]:
    """Each node at and below `root` with its depth, each before what hangs on it; however deep."""
    below: dict[Node, list[Node]] = {}
    for node, parent in parents.items():
        if parent is not None and node != root:
            below.setdefault(parent, []).append(node)
    order: list[tuple[Node, int]] = []
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        order.append((node, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(node, []))]
    return order


def rolled_up(
    order: Iterable[Node], parents: Mapping[Node, Node | None], own: Mapping[Node, int]
) -> dict[Node, int]:
    """What each node holds with all that hangs on it; `order` has every node after the one above it."""
    totals = dict(own)
    for node in reversed(list(order)):
        parent = parents[node]
        if parent is not None and parent in totals:
            totals[parent] += totals[node]
    return totals


def lies_within(code: str | None, path: str) -> bool:
    """The category of this path or anything below it."""
    return code is not None and f"{code}.".startswith(f"{path}.")
