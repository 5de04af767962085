"""会上 and 会下: whether a suggestion was handed in while the congress sat."""

from typing import Any

import pytest

from tests.cases import act, draft, submit, view
from tests.conftest import Client
from tests.groups.steps import made, station

TWO_DAYS = {"starts_at": "2026-11-20T08:30:00+08:00", "ends_at": "2026-11-21T18:00:00+08:00"}


async def sits(client: Client, who: str = "county_office", **more: Any) -> str:
    """The congress is called together for the day of the test and the next."""
    body = {"kind": "session", "title": "县十六届人大六次会议", **TWO_DAYS} | more
    event_id: str = (await made(client, who, "/desk/events", body))["id"]
    return event_id


async def handed_in(client: Client) -> str:
    case_id = await draft(client)
    await act(client, "deputy", case_id, "submit")
    return case_id


async def raised_in_session(client: Client, case_id: str) -> bool:
    found: bool = (await view(client, "county_office", case_id))["in_session"]
    return found


async def test_what_is_handed_in_while_the_congress_sits_is_marked(client: Client) -> None:
    drafted_before, before = await draft(client), await handed_in(client)
    await sits(client)
    await act(client, "deputy", drafted_before, "submit")
    client.clock.advance(days=1)
    during = await handed_in(client)
    client.clock.advance(days=1)
    after = await handed_in(client)
    marked = {
        case_id: await raised_in_session(client, case_id)
        for case_id in (drafted_before, before, during, after)
    }
    assert marked == {drafted_before: True, before: False, during: True, after: False}
    for wanted in (True, False):
        listed = (await client.get("county_office", "/desk/cases", in_session=wanted)).json()["items"]
        assert {item["id"] for item in listed} == {
            case_id for case_id, is_so in marked.items() if is_so == wanted
        }
    resident = (await submit(client))["id"]
    assert not await raised_in_session(client, resident)


@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("county_office", {"kind": "meeting"}),
        ("county_office_away", {}),
        ("town_office", {}),
        ("committee", {}),
        ("liaison", {"station_id": "town"}),
    ],
)
async def test_only_a_session_that_the_deputies_office_put_down_counts(
    client: Client, who: str, more: dict[str, str]
) -> None:
    if "station_id" in more:
        more = {"station_id": station(client, more["station_id"])}
    await sits(client, who, **more)
    assert not await raised_in_session(client, await handed_in(client))


async def test_a_session_that_was_put_off_does_not_count_and_one_that_was_held_does(client: Client) -> None:
    cancelled = f"/desk/events/{await sits(client)}/cancel"
    await client.post("county_office", cancelled, {"version": 1, "reason": "推迟"})
    assert not await raised_in_session(client, await handed_in(client))
    held = f"/desk/events/{await sits(client)}/hold"
    await client.post("county_office", held, {"version": 1, "summary": "第一天议程完成"})
    assert await raised_in_session(client, await handed_in(client))


async def test_whoever_sorts_it_puts_right_what_the_calendar_did_not_know(client: Client) -> None:
    """Handed in on paper during the session, and typed in afterwards."""
    case_id = await handed_in(client)
    await act(client, "county_office", case_id, "register")
    await act(client, "county_office", case_id, "screen", note="会上书面提交", in_session=True)
    assert await raised_in_session(client, case_id)
    await act(client, "county_office", case_id, "screen", note="再核实")
    assert await raised_in_session(client, case_id)
    await act(client, "county_office", case_id, "screen", note="实为会后提交", in_session=False)
    assert not await raised_in_session(client, case_id)


async def test_the_filter_may_be_saved(client: Client) -> None:
    form = {"name": "会上建议", "query": {"kind": "suggestion", "in_session": "true"}}
    await made(client, "county_office", "/desk/filters", form)
    wrong = await client.get("county_office", "/desk/cases", in_session="perhaps")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "in_session")
