"""Every action of the table has its door, one for each way of coming in."""

import pytest
from fastapi import FastAPI

from app.domain.privacy import DESK
from app.domain.vocabulary import Action, Role
from app.domain.workflow import TABLE
from app.services.crossings import NOTED

DOORS = {"citizen": {Role.CITIZEN}, "desk": set(DESK), "open": {Role.EXTERNAL}}


@pytest.mark.parametrize("at", DOORS)
def test_a_door_offers_exactly_what_those_who_use_it_can_ever_do(app: FastAPI, at: str) -> None:
    prefix = f"/api/v1/{at}/cases/{{case_id}}/actions/"
    offered = {path.removeprefix(prefix) for path in app.openapi()["paths"] if path.startswith(prefix)}
    assert offered == {rule.action.value for rule in TABLE if DOORS[at] & rule.who.keys()}


def test_only_what_the_product_does_by_itself_has_no_door(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    unserved = {
        action for action in Action if not any(path.endswith(f"/actions/{action.value}") for path in paths)
    }
    assert unserved == {Action.CLOSE_UNRATED, Action.OUTSIDER_ANSWER, *NOTED}
    assert "/api/v1/public/work-links/{token}/answer" in paths, "an outsider has a door of his own"
