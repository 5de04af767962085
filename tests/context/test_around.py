"""What stands around a case: only what its reader may see anyway, in few statements."""

import pytest

from tests.cases import BAD, GOOD, Json, act, hidden, replied, shortlisted, submit
from tests.conftest import Client
from tests.test_statements import asked
from tests.workflow.test_entries import entered

ACTOR = 1
"""Statements that say who is asking."""
SQUARE = {"lat": 33.587711, "lng": 114.016536, "datum": "gcj02"}
HUNDRED_METRES_NORTH = SQUARE | {"lat": 33.588611}
TWO_KILOMETRES_NORTH = SQUARE | {"lat": 33.605711}


async def around(client: Client, who: str, case_id: str) -> Json:
    answer = await client.get(who, f"/desk/cases/{case_id}/context")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def ids(found: Json) -> list[str]:
    return [item["id"] for item in found["items"]]


async def test_nearby_are_matters_of_the_same_branch_or_in_like_words(client: Client) -> None:
    same = (await submit(client, "neighbour", title="路灯又坏了", category_code="lighting"))["id"]
    words = (await submit(client, "neighbour", category_code=None, place="老街东口"))["id"]
    other = {"title": "下水道堵塞", "text": "污水漫到路面。", "category_code": None}
    await submit(client, "neighbour", **other)
    await submit(client, "neighbour", place="卫生院门前")
    case_id = (await submit(client))["id"]
    found = (await around(client, "liaison", case_id))["nearby_same_kind"]
    assert (ids(found), found["total"], found["total_is_capped"]) == ([words, same], 2, False)
    assert found["items"][1]["title"] == "路灯又坏了"
    assert found["items"][1]["distance"] is None


async def test_nearby_is_a_kilometre_even_across_the_border_of_a_town(client: Client) -> None:
    other_town = {"code": None, "station_id": str(client.world.stations["other"]), "place": "乙镇街口"}
    near = (await submit(client, "neighbour", **other_town, position=HUNDRED_METRES_NORTH))["id"]
    await submit(client, "neighbour", position=TWO_KILOMETRES_NORTH)
    case_id = (await submit(client, position=SQUARE))["id"]
    found = (await around(client, "county_office", case_id))["nearby_same_kind"]
    assert [(item["id"], item["distance"]) for item in found["items"]] == [(near, 100)]
    assert ids((await around(client, "liaison", case_id))["nearby_same_kind"]) == []


async def test_after_half_a_year_nothing_is_nearby_and_after_a_year_nothing_is_history(
    client: Client,
) -> None:
    old = (await submit(client, "neighbour"))["id"]
    client.clock.advance(days=181)
    case_id = (await submit(client))["id"]
    found = await around(client, "liaison", case_id)
    assert (ids(found["nearby_same_kind"]), ids(found["place_history"])) == ([], [old])
    client.clock.advance(days=185)
    assert (await around(client, "liaison", case_id))["place_history"]["total"] == 0


async def test_the_earlier_ones_of_a_resident_with_what_he_rated(client: Client) -> None:
    happy, sad = await replied(client), await replied(client)
    await act(client, "resident", happy, "evaluate", **GOOD)
    await act(client, "resident", sad, "evaluate", **BAD)
    await submit(client, "neighbour")
    await submit(client, contact=None, anonymous=True)
    case_id = (await submit(client))["id"]
    found = (await around(client, "town_office", case_id))["earlier_of_submitter"]
    assert [(item["id"], item["rating"], item["status"]) for item in found["items"]] == [
        (sad, "dissatisfied", "replied"),
        (happy, "satisfied", "closed"),
    ]
    assert ids((await around(client, "town_office", happy))["earlier_of_submitter"]) == [case_id, sad]


async def test_a_rating_given_through_the_master_is_found(client: Client) -> None:
    master = (await submit(client, "neighbour"))["id"]
    merged = await shortlisted(client)
    await act(client, "town_office", merged, "merge", master_case_id=master)
    answered = {"public_text": "已修好。", "basis": "现场", "answered_by": "站长"}
    await act(client, "station_head", master, "answer_on_spot", **answered)
    await act(client, "resident", merged, "evaluate", **GOOD)
    case_id = (await submit(client))["id"]
    (item,) = (await around(client, "town_office", case_id))["earlier_of_submitter"]["items"]
    assert (item["id"], item["status"], item["rating"]) == (merged, "merged", "satisfied")


async def test_of_one_who_stayed_anonymous_nothing_is_put_together(client: Client) -> None:
    await submit(client)
    case_id = (await submit(client, contact=None, anonymous=True))["id"]
    for who in ("liaison", "station_head", "county_office"):
        assert (await around(client, who, case_id))["earlier_of_submitter"]["total"] == 0, who


async def test_what_was_taken_down_is_put_together_by_telephone(client: Client) -> None:
    first = await entered(client)
    await entered(client, contact={"name": "李先生", "phone": "19900000009"})
    await submit(client)  # the same number, but an account's
    again = await entered(client, contact={"name": "王阿姨", "phone": "19900000002"})
    found = (await around(client, "liaison", again))["earlier_of_submitter"]
    assert [(item["id"], item["rating"]) for item in found["items"]] == [(first, None)]


@pytest.mark.parametrize(
    ("visibility", "knows"),
    [
        ("units", {"liaison", "station_head", "town_office", "county_office", "deputy"}),
        ("station", {"liaison", "station_head"}),
    ],
)
async def test_who_may_not_reach_the_submitter_learns_not_what_else_is_his(
    client: Client, visibility: str, knows: set[str]
) -> None:
    earlier = await submit(client, visibility=visibility)
    case_id = await shortlisted(client, visibility=visibility)
    for who in ("liaison", "station_head", "town_office", "county_office", "deputy", "colleague"):
        found = await around(client, who, case_id)
        assert (ids(found["earlier_of_submitter"]) == [earlier["id"]]) == (who in knows), who


async def test_the_history_of_a_place_counts_every_status(client: Client) -> None:
    await submit(client, "neighbour", title="井盖缺失", category_code=None)
    done = await replied(client)
    await act(client, "resident", done, "evaluate", **GOOD)
    await submit(client, "neighbour", place="学校门前")
    case_id = (await submit(client))["id"]
    found = (await around(client, "liaison", case_id))["place_history"]
    assert (found["place"], found["total"], len(found["items"])) == ("老街东口", 2, 2)
    assert [(count["status"], count["label"], count["count"]) for count in found["counts"]] == [
        ("registered", "已登记", 1),
        ("closed", "办结", 1),
    ]


async def test_without_words_for_the_place_the_code_is_the_place(client: Client) -> None:
    point = client.world.codes["point"]
    first = (await submit(client, "neighbour", code=point, place=""))["id"]
    await submit(client, "neighbour", place="")
    case_id = (await submit(client, code=point, place=""))["id"]
    found = (await around(client, "liaison", case_id))["place_history"]
    assert (found["place"], ids(found)) == ("", [first])
    straight: Json = {"code": None, "station_id": str(client.world.stations["town"]), "place": ""}
    at_the_station = (await submit(client, **straight))["id"]
    assert (await around(client, "liaison", at_the_station))["place_history"]["total"] == 1


async def test_nobody_sees_more_around_a_case_than_in_his_list(client: Client) -> None:
    sealed = (await submit(client, sensitive=True))["id"]
    await submit(client, code=None, station_id=str(client.world.stations["other"]))
    case_id = await shortlisted(client)
    for who in ("deputy", "colleague", "liaison", "station_head", "town_office", "county_office"):
        listed = {item["id"] for item in (await client.get(who, "/desk/cases")).json()["items"]}
        found = await around(client, who, case_id)
        shown = {other for part in found.values() for other in ids(part)}
        assert shown <= listed - {case_id}, who
        assert (sealed in shown) == (who in {"station_head", "town_office", "county_office", "deputy"}), who


async def test_a_redacted_title_stays_redacted(client: Client) -> None:
    told = (await submit(client, title="老街东口路灯不亮，找张三"))["id"]
    await act(client, "station_head", told, "redact", redacted_text="老街东口路灯不亮。", reason="涉及个人")
    case_id = (await submit(client))["id"]
    for who, seen in (("liaison", False), ("station_head", True)):
        found = str(await around(client, who, case_id))
        assert ("张三" in found, told in found) == (seen, True), who


async def test_an_unseen_case_has_no_surroundings(client: Client) -> None:
    case_id = (await submit(client, sensitive=True, code=client.world.codes["town"]))["id"]
    assert await hidden(client, "liaison", case_id)
    for who in ("liaison", "far_liaison", "county_office_away"):
        answer = await client.get(who, f"/desk/cases/{case_id}/context")
        assert (answer.status_code, answer.json()["code"]) == (404, "CASE_NOT_FOUND"), who


async def test_few_statements_whatever_there_is(client: Client) -> None:
    case_id = (await submit(client, position=SQUARE))["id"]
    counts = []
    for _ in range(2):
        for _ in range(6):
            await submit(client, position=SQUARE)
        with asked(client) as statements:
            found = await around(client, "county_office", case_id)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 5 + ACTOR, counts
    for part in ("nearby_same_kind", "earlier_of_submitter", "place_history"):
        assert (found[part]["total"], len(found[part]["items"])) == (12, 10)
