"""线上线下双接待: deputies hear people in the station and online; every opinion keeps its way in and is rated."""

import pytest

from app.db import unit_of_work
from app.domain.vocabulary import Channel, Kind, Rater, Satisfaction, Status, Visibility
from app.models import Case, Evaluation
from app.models.base import new_id
from app.presets.practices import practices
from app.services.intake import new_number
from tests.cases import GOOD
from tests.conftest import Client
from tests.stories.play import Matter, enter, read, submit
from tests.world import HOME

FIGURES = practices()[31].figures
OFFLINE, ONLINE = ("reception", "phone"), ("scan", "app")


async def told(client: Client, channel: str) -> Matter:
    """One opinion by this way in; what is taken in person has a deputy and no account behind it."""
    fields = {"kind": "opinion", "title": "公园开门太晚"}
    if channel in ONLINE:
        station = str(client.world.stations["town"])
        way = {"code": "deputy"} if channel == "scan" else {"code": None, "station_id": station}
        return await submit(client, **fields, **way)
    lead = str(client.world.deputies["deputy"])
    return await enter(client, "liaison", channel=channel, deputy_id=lead, **fields)


@pytest.mark.parametrize("channel", [*OFFLINE, *ONLINE])
async def test_every_way_in_ends_in_a_rating(client: Client, channel: str) -> None:
    case = await told(client, channel)
    if case.status == "submitted":
        await case.do("liaison", "register")
    await case.do("deputy", "answer_on_spot", public_text="下周起早一小时开。", basis="公园管理规定")
    rater = "deputy" if channel in OFFLINE else "resident"
    assert (await case.do(rater, "evaluate", **GOOD))["status"] == "closed"
    seen = await case.seen_by("deputy")
    assert (seen["channel"], seen["evaluations"][0]["result"]) == (channel, "satisfied")
    same = await read(client, "liaison", "/desk/cases", channel=channel, with_total=True)
    assert same["total"] == 1


async def year(client: Client) -> None:
    """What the year brought, by four ways in equally; 98 of a hundred were content."""
    now, resident = client.clock(), client.world.people["resident"].account_id
    content = FIGURES["opinions"] * FIGURES["satisfied_percent"] // 100
    ways = (Channel.RECEPTION, Channel.PHONE, Channel.SCAN, Channel.APP)
    async with unit_of_work(client.house.sessions) as session:
        for number in range(FIGURES["opinions"]):
            case = Case(
                id=new_id(),
                county_code=HOME,
                number=new_number(HOME, now),
                check_code="ABCDEF",
                kind=Kind.OPINION,
                channel=ways[number % len(ways)],
                status=Status.CLOSED,
                title="今年的一条意见",
                area_code=f"{HOME}102",
                station_id=client.world.stations["town"],
                visibility=Visibility.UNITS,
                submitter_id=resident,
                created_at=now,
                updated_at=now,
            )
            rating = Satisfaction.SATISFIED if number < content else Satisfaction.BASICALLY
            session.add(case)
            await session.flush()
            session.add(
                Evaluation(
                    county_code=HOME,
                    case_id=case.id,
                    own_case_id=case.id,
                    round=1,
                    rater=Rater.CITIZEN,
                    account_id=resident,
                    result=rating,
                    attitude=Satisfaction.SATISFIED,
                    at=now,
                )
            )


async def test_the_year_counts_by_way_in_and_by_content(client: Client) -> None:
    await year(client)
    figures = await read(client, "county_office", "/desk/figures", kind="opinion")
    assert figures["received"] == FIGURES["opinions"]
    counts = {each["channel"]: each["count"] for each in figures["by_channel"]}
    assert counts == dict.fromkeys((*OFFLINE, *ONLINE), FIGURES["opinions"] // 4)
    strict, broad = figures["satisfaction_strict"], figures["satisfaction_broad"]
    assert strict["rate"] == FIGURES["satisfied_percent"] / 100
    assert (broad["rate"], strict["denominator"]) == (1.0, FIGURES["opinions"])
    assert figures["rating_coverage"]["rate"] == 1.0
    elsewhere = await read(client, "far_town_office", "/desk/figures", kind="opinion")
    assert (elsewhere["received"], elsewhere["satisfaction_strict"]["rate"]) == (0, None)
