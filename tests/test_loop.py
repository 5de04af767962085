"""The main job: a resident's matter goes from the scan to the rating."""

from tests.cases import RESOLVED, act, replied
from tests.conftest import Client


async def test_from_scan_to_rating_with_a_redo_in_between(client: Client) -> None:
    case_id = await replied(client)
    rated = await act(
        client, "resident", case_id, "evaluate", result="dissatisfied", attitude="satisfied", reason="又灭了"
    )
    assert rated["status"] == "replied"
    redone = await act(client, "town_office", case_id, "redo", reason="情况属实，重新办理")
    assert (redone["status"], redone["round"]) == ("handling", 2)
    await act(client, "unit_handler", case_id, "draft_reply", **RESOLVED)
    await act(client, "unit_head", case_id, "sign_reply", signer="周平")
    closed = await act(client, "resident", case_id, "evaluate", result="satisfied", attitude="satisfied")
    assert closed["status"] == "closed"
    detail = (await client.get("resident", f"/citizen/cases/{case_id}")).json()
    assert detail["step"] == "evaluated"
    assert [rating["result"] for rating in detail["evaluations"]] == ["satisfied", "dissatisfied"]
    assert len(detail["replies"]) == 2
