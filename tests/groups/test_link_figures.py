"""What links add up to: numerator and denominator apart, of a period, of what one sees; and both layers at once."""

from typing import Any

import pytest

from tests.cases import act, submit
from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.steps import Json, deputy, link, logged, seen, station, wrong

FIGURES, GRAPH = "/desk/links/figures", "/desk/links/graph"


def ratio(numerator: int, denominator: int, excluded: int = 0) -> Json:
    rate = round(numerator / denominator, 4) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "rate": rate, "excluded": excluded}


async def firms(client: Client) -> dict[str, str]:
    """Three firms: two of one deputy (one visited), one of another; and a voter without a word in the year."""
    rows = {
        "mill": await link(client, starts_on="2026-01-01"),
        "bakery": await link(client, starts_on="2026-10-01", party_name="示例食品厂"),
        "far": await link(client, starts_on="2026-10-01", deputy_id=deputy(client, "far_deputy")),
        "voter": await link(
            client, "deputy_voter", deputy_id=deputy(client), party_name="王女士", starts_on="2025-01-01"
        ),
    }
    return {name: row["id"] for name, row in rows.items()}


async def test_figures_of_a_period(client: Client) -> None:
    ids = await firms(client)
    case_id = (await submit(client))["id"]
    await logged(client, ids["mill"], on="2026-03-01", people=2)
    await logged(client, ids["mill"], on="2026-10-05", people=3, case_id=case_id)
    await logged(client, ids["bakery"], on="2026-10-06", nature="service", people=0, case_id=case_id)
    await logged(client, ids["voter"], on="2026-11-01", nature="report", people=40)
    await logged(client, ids["voter"], on="2026-11-02", nature="review", people=38)
    year = await seen(client, "county_office", FIGURES)
    assert (year["since"], year["until"], year["kind"]) == ("2026-01-01", "2026-11-20", None)
    assert {name: year[name] for name in ("links", "deputies", "contacts", "people")} == {
        "links": 4,
        "deputies": 2,
        "contacts": 5,
        "people": 83,
    }
    assert (year["reports"], year["reviews"], year["services"]) == (1, 1, 1)
    assert (year["contacted"], year["overdue"], year["closed"]) == (ratio(3, 4), ratio(0, 4), ratio(0, 1))
    autumn = {"from": "2026-10-01", "to": "2026-12-31", "kind": "deputy_firm"}
    quarter = await seen(client, "county_office", FIGURES, **autumn)
    assert (quarter["contacted"], quarter["contacts"], quarter["people"]) == (ratio(2, 3), 2, 3)


async def test_what_was_overdue_at_the_end_of_a_period_stays_so(client: Client) -> None:
    """At the end of June the mill had not been visited since January, though it was in July."""
    ids = await firms(client)
    await logged(client, ids["mill"], on="2026-07-01")
    june = await seen(client, "county_office", FIGURES, **{"from": "2026-04-01", "to": "2026-06-30"})
    assert (june["links"], june["contacted"]) == (2, ratio(0, 2))
    assert june["overdue"] == ratio(2, 2)  # nor was the voter heard since the year before
    grids = await link(
        client,
        "deputy_grid",
        deputy_id=deputy(client),
        area_code="411122102201",
        starts_on="2026-04-01",
    )
    again = await seen(client, "county_office", FIGURES, **{"from": "2026-04-01", "to": "2026-06-30"})
    assert (grids["kind"], again["links"], again["overdue"]) == ("deputy_grid", 3, ratio(2, 2, 1))


async def test_without_links_there_is_no_rate(client: Client) -> None:
    figures = await seen(client, "county_office", FIGURES)
    assert figures["links"] == 0
    for name in ("contacted", "overdue", "closed"):
        assert figures[name] == ratio(0, 0)
    backwards = await client.get("county_office", FIGURES, **{"from": "2026-05-01", "to": "2026-04-01"})
    assert wrong(backwards) == {("to", "ENDS_BEFORE_START")}
    long_ago = await client.get("county_office", FIGURES, **{"from": "1900-01-01"})
    assert wrong(long_ago) == {("from", "DATE_OUT_OF_RANGE")}


async def test_a_closed_matter_counts_as_closed(client: Client) -> None:
    ids = await firms(client)
    open_id = (await submit(client))["id"]
    done_id = (await submit(client))["id"]
    await act(client, "station_head", done_id, "shortlist", decided_by="站务会")
    await act(
        client,
        "station_head",
        done_id,
        "answer_on_spot",
        public_text="当场解决",
        basis="当场",
        answered_by="站长",
    )
    await act(client, "resident", done_id, "evaluate", result="satisfied", attitude="satisfied")
    for case_id in (open_id, done_id, done_id):
        await logged(client, ids["mill"], case_id=case_id)
    assert (await seen(client, "county_office", FIGURES))["closed"] == ratio(1, 2)


@pytest.mark.parametrize(
    ("who", "links"),
    [
        ("deputy", 3),
        ("far_deputy", 1),
        ("liaison", 3),
        ("far_town_office", 1),
        ("committee", 4),
        ("unit_head", 0),
    ],
)
async def test_figures_are_of_what_one_sees(client: Client, who: str, links: int) -> None:
    await firms(client)
    assert (await seen(client, who, FIGURES))["links"] == links


async def two_layers(client: Client) -> dict[str, Any]:
    """`far_deputy` keeps in touch with `deputy` and `colleague`; the first with two firms, one of them visited."""
    far = deputy(client, "far_deputy")
    rows = {
        "to_deputy": await link(client, "deputy_deputy", deputy_id=far, to_deputy_id=deputy(client)),
        "to_colleague": await link(
            client, "deputy_deputy", deputy_id=far, to_deputy_id=deputy(client, "colleague")
        ),
        "mill": await link(client, starts_on="2026-01-01"),
        "bakery": await link(client, party_name="示例食品厂"),
        "own": await link(client, deputy_id=far, party_name="自联厂"),
        "ended": await link(client, party_name="停产厂", ends_on="2026-11-01"),
        "station": await link(client, "deputy_station", deputy_id=far, station_id=station(client)),
    }
    await logged(client, rows["bakery"]["id"])
    return rows


async def test_a_member_his_deputies_and_their_firms_in_one_call(client: Client) -> None:
    rows = await two_layers(client)
    graph = await seen(client, "far_deputy", GRAPH, deputy_id=deputy(client, "far_deputy"))
    assert graph["name"] == "far_deputy代表"
    assert [each["name"] for each in graph["firms"]] == ["自联厂"]
    first, second = graph["deputies"]
    assert (first["link_id"], first["deputy_id"]) == (rows["to_deputy"]["id"], deputy(client))
    assert (second["name"], second["firms"]) == ("colleague代表", [])
    firms = {each["name"]: (each["last_contact_on"], each["overdue"]) for each in first["firms"]}
    assert firms == {"示例面粉厂": (None, True), "示例食品厂": ("2026-11-20", False)}


async def test_whose_graph_one_may_ask_for(client: Client) -> None:
    await two_layers(client)
    member = {"deputy_id": deputy(client, "far_deputy")}
    for who, status in (
        ("far_deputy", 200),
        ("far_liaison", 200),
        ("far_town_office", 200),
        ("committee", 200),
        ("deputy", 404),
        ("liaison", 404),
        ("town_office", 404),
        ("unit_head", 404),
        ("county_office_away", 404),
    ):
        answer = await client.get(who, GRAPH, **member)
        assert answer.status_code == status, who
    assert refusal(await client.get("deputy", GRAPH, **member)) == (404, "DEPUTY_NOT_FOUND")
    assert wrong(await client.get("deputy", GRAPH)) == {("deputy_id", "MISSING")}
