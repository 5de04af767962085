"""会上 and 会下: whether a suggestion was handed in while a congress sat in which its deputy has a seat."""

from typing import Any

import pytest

from tests.cases import act, draft, submit, view
from tests.conftest import Client
from tests.groups.steps import deputy, made, station
from tests.world import HOME

TWO_DAYS = {"starts_at": "2026-11-20T08:30:00+08:00", "ends_at": "2026-11-21T18:00:00+08:00"}


async def sits(client: Client, who: str = "county_office", **more: Any) -> str:
    """The congress is called together for the day of the test and the next."""
    body = {"kind": "session", "title": "县十六届人大六次会议", **TWO_DAYS} | more
    event_id: str = (await made(client, who, "/desk/events", body))["id"]
    return event_id


async def handed_in(client: Client, who: str = "deputy") -> str:
    body = {"title": "关于改造老街照明的建议", "text": "建议分两期更换老街路灯。"}
    case_id: str = (await made(client, who, "/desk/suggestions", body))["id"]
    await act(client, who, case_id, "submit", version=1)
    return case_id


async def seat(client: Client, congress_id: str, *names: str, **more: Any) -> None:
    """These deputies are elected to it."""
    term = {"congress_id": congress_id, "name": "第十三届", "starts_on": "2022-01-01"}
    term_id = (await made(client, "admin", "/admin/terms", term))["id"]
    for name in names:
        held = {"deputy_id": deputy(client, name), "term_id": term_id, "starts_on": "2022-01-01"} | more
        await made(client, "admin", "/admin/mandates", held)


async def town_congress(client: Client) -> str:
    body = {"name": "甲镇人大", "level": "town", "area_code": f"{HOME}102"}
    congress_id: str = (await made(client, "admin", "/admin/congresses", body))["id"]
    return congress_id


async def leave(client: Client, name: str) -> None:
    """Of the county's congress: his seat there was over the day before."""
    rows = (await client.get("admin", "/admin/mandates", deputy_id=deputy(client, name))).json()["items"]
    (held,) = [row for row in rows if row["term_id"] == str(client.world.terms["county"])]
    over = {key: held[key] for key in ("term_id", "district", "starts_on", "version")}
    over["ends_on"] = "2026-11-19"
    answer = await client.put("admin", f"/admin/mandates/{held['id']}", over)
    assert answer.status_code == 200, answer.text


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


async def test_each_deputy_goes_by_the_congresses_in_which_he_sits(client: Client) -> None:
    """`deputy` sits in both, `colleague` in the town's alone, `far_deputy` in the county's alone."""
    await seat(client, await town_congress(client), "deputy", "colleague")
    await leave(client, "colleague")
    people = ("deputy", "colleague", "far_deputy")

    async def marked() -> list[str]:
        return [who for who in people if await raised_in_session(client, await handed_in(client, who))]

    assert await marked() == []
    town = await sits(client, "town_office", title="甲镇十三届人大四次会议")
    assert await marked() == ["deputy", "colleague"]
    await client.post("town_office", f"/desk/events/{town}/cancel", {"version": 1, "reason": "推迟"})
    await sits(client, "far_town_office", title="乙镇人大会议")
    assert await marked() == []
    await sits(client)
    assert await marked() == ["deputy", "far_deputy"]


@pytest.mark.parametrize(
    ("held", "counts"),
    [
        ({"starts_on": "2026-11-20"}, True),
        ({"starts_on": "2026-11-21"}, False),
        ({"starts_on": "2022-01-01", "ends_on": "2026-11-20"}, True),
        ({"starts_on": "2022-01-01", "ends_on": "2026-11-19"}, False),
    ],
)
async def test_a_seat_counts_from_its_first_day_to_its_last(
    client: Client, held: dict[str, str], counts: bool
) -> None:
    await seat(client, await town_congress(client), "deputy", **held)
    await sits(client, "town_office")
    assert await raised_in_session(client, await handed_in(client)) == counts


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
