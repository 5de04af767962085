"""Who sees which clocks of a case, under which rules they run, and what is refused."""

from typing import Any

import pytest

from app.errors import CATALOGUE
from tests.cases import (
    Json,
    accept,
    act,
    answer,
    day,
    dispatch_form,
    dispatched,
    door,
    handling,
    promise,
    replied,
    shortlisted,
    split,
    submit,
)
from tests.clocks.bodies import added, change, code, rules
from tests.clocks.bodies import day as special
from tests.clocks.running import by_name, clocks, correct, due, explained, now
from tests.conftest import Client, Deliver

NOWHERE = "0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"


async def names(client: Client, case_id: str, who: str) -> set[str]:
    return set(await by_name(client, case_id, who))


async def why(client: Client, case_id: str, clock_id: str, who: str) -> Any:
    return await client.get(who, f"/{door(who)}/cases/{case_id}/clocks/{clock_id}/explanation")


async def test_a_resident_sees_what_he_waits_for_and_no_more(client: Client) -> None:
    case_id = await handling(client, co=("town_b",))
    everything = await by_name(client, case_id)
    mine = await by_name(client, case_id, "resident")
    assert set(mine) == {"reply@town_a"}
    assert mine["reply@town_a"]["due_at"] == everything["reply@town_a"]["due_at"]
    assert (await explained(client, case_id, mine["reply@town_a"], "resident"))["counted"] == 7
    for name in ("return@town_a", "co_opinion@town_b", "sign_in@town_b"):
        assert code(await why(client, case_id, everything[name]["id"], "resident")) == (
            404,
            "CLOCK_NOT_FOUND",
        )
    waiting = (await submit(client, "neighbour"))["id"]
    assert await names(client, waiting, "neighbour") == {"hand_over"}
    done = await replied(client)
    assert await names(client, done, "resident") == {"feedback", "rating"}


async def test_a_unit_sees_its_own_hand_over_and_nobody_elses(client: Client) -> None:
    case_id = await split(client)
    mine, other = {"reply@town_a", "return@town_a"}, {"reply@town_b", "return@town_b"}
    for who, expected in (
        ("unit_handler", mine),
        ("unit_head", mine),
        ("town_b_handler", other),
        ("town_office", mine | other),
        ("station_head", mine | other),
        ("deputy", mine | other),
    ):
        assert await names(client, case_id, who) == expected, who
    foreign = (await by_name(client, case_id))["reply@town_b"]["id"]
    assert code(await why(client, case_id, foreign, "unit_handler")) == (404, "CLOCK_NOT_FOUND")
    assert (await why(client, case_id, foreign, "town_b_handler")).status_code == 200


@pytest.mark.parametrize("who", ["neighbour", "county_a_handler", "far_liaison", "county_office_away"])
async def test_to_whom_there_is_no_such_case_there_are_no_clocks(client: Client, who: str) -> None:
    case_id = await handling(client)
    clock_id = (await by_name(client, case_id))["reply@town_a"]["id"]
    path = f"/{door(who)}/cases/{case_id}/clocks"
    assert code(await client.get(who, path)) == (404, "CASE_NOT_FOUND")
    assert code(await why(client, case_id, clock_id, who)) == (404, "CASE_NOT_FOUND")


async def test_what_is_refused_and_how(client: Client) -> None:
    case_id, other = await handling(client), await handling(client)
    await answer(client, case_id, **promise(client))
    path = f"/desk/cases/{case_id}/clocks"
    promised = (await by_name(client, case_id))["promise"]["id"]
    foreign = (await by_name(client, other))["reply@town_a"]["id"]
    for asked, expected in (
        (f"{path}/{NOWHERE}/explanation", "CLOCK_NOT_FOUND"),
        (f"{path}/{foreign}/explanation", "CLOCK_NOT_FOUND"),
        (f"{path}/{promised}/explanation", "CLOCK_WITHOUT_RULE"),
        (f"{path}/x/explanation", "VALIDATION_FAILED"),
        (f"/desk/cases/{NOWHERE}/clocks", "CASE_NOT_FOUND"),
    ):
        problem = await client.get("town_office", asked)
        assert code(problem) == (CATALOGUE[expected].status, expected), asked
    for query, expected in (
        ({"as_of": "2026-11-20T09:00:01+08:00"}, "AS_OF_AHEAD"),
        ({"as_of": "2026-11-20T09:00:00"}, "VALIDATION_FAILED"),
        ({"as_of": "soon"}, "VALIDATION_FAILED"),
        ({"on": "2026-11-20"}, "UNKNOWN_PARAMETER"),
    ):
        problem = await client.get("town_office", path, **query)
        assert code(problem) == (CATALOGUE[expected].status, expected), query
    assert (await client.get(None, path)).status_code == 401


async def test_as_it_stood_before_there_was_anything_there_is_nothing(client: Client) -> None:
    started = now(client)
    client.clock.advance(days=2)
    case_id = await handling(client)
    before = await clocks(client, case_id, as_of=started)
    assert (before["as_of"], before["colour"], before["time_colour"], before["items"]) == (
        started,
        "green",
        "green",
        [],
    )
    assert (await clocks(client, case_id, as_of=now(client))) == await clocks(client, case_id)


async def test_a_case_keeps_the_rule_that_it_was_given(client: Client, deliver: Deliver) -> None:
    given = await dispatched(client)
    (found,) = [
        rule
        for rule in await rules(client, clock="reply", on=day(client, 0))
        if (rule["kind"], rule["profile"]) == (None, "")
    ]
    shorter = change(number=2, source="示例县办理办法（修订）", valid_from=day(client, 3))
    path = f"/admin/clock-rules/{found['id']}"
    assert (await client.post("admin", f"{path}/change", shorter)).status_code in (200, 201)
    narrower = await added(client, category_code="lighting.street_lamp", valid_from=day(client, 0), number=4)
    same_day = await dispatched(client)
    client.clock.advance(days=3)
    later = await dispatched(client, category_code=None)
    expected = {
        given: (7, "产品默认值，参照江苏省阜宁县扫码诉求的办理做法", "2026-12-01"),
        same_day: (4, narrower["source"], "2026-11-26"),
        later: (2, "示例县办理办法（修订）", "2026-11-25"),
    }
    for holiday in ("2026-12-30", "2026-12-31"):
        for case_id, (number, source, until) in expected.items():
            clock = (await by_name(client, case_id))["reply@town_a"]
            assert (clock["number"], clock["source"], clock["due_at"][:10]) == (number, source, until)
            assert (await explained(client, case_id, clock))["source"] == source
        await correct(client, special(holiday, name="试验"))
        await deliver()
    ended = await client.delete("admin", path)
    assert code(ended) == (409, "STILL_IN_USE")


async def test_a_rule_that_ends_leaves_new_cases_without_that_clock(client: Client) -> None:
    (feedback,) = await rules(client, clock="feedback")
    body = {"last_day": day(client, 0)}
    assert (await client.post("admin", f"/admin/clock-rules/{feedback['id']}/end", body)).status_code == 200
    today = await replied(client)
    assert await names(client, today, "county_office") == {"feedback", "rating"}
    client.clock.advance(days=1)
    tomorrow = await replied(client)
    assert await names(client, tomorrow, "county_office") == {"rating"}


HOTLINE = {
    "clock": "reply",
    "profile": "12345",
    "kind": None,
    "source": "参照北京市接诉即办做法：危及生命安全",
}


async def handed_over(client: Client, profile: str, **more: Any) -> str:
    case_id = await shortlisted(client, **more)
    form = dispatch_form(client, profile=profile)
    await act(client, "town_office", case_id, "dispatch", **form)
    await accept(client, case_id, "town_a")
    return case_id


@pytest.mark.parametrize(
    ("profile", "until"),
    [("", "2026-12-01"), ("12345", "2026-11-27"), ("12345_hard", "2026-12-07"), ("hard", "2026-12-01")],
)
async def test_the_regime_decides_how_long_the_reply_may_take(
    client: Client, profile: str, until: str
) -> None:
    """Fifteen calendar days end on a Saturday. An appeal has no rule for hard ones: those of any hold."""
    case_id = await handed_over(client, profile)
    assert await due(client, case_id) == {"reply@town_a": until, "return@town_a": "2026-12-04"}


async def test_what_endangers_life_is_answered_in_two_hours(client: Client) -> None:
    await added(client, **HOTLINE, category_code="lighting.street_lamp", number=2, unit="hour")
    case_id = await handed_over(client, "12345")
    clock = (await by_name(client, case_id))["reply@town_a"]
    assert (clock["number"], clock["unit"], clock["due_at"]) == (2, "hour", "2026-11-20T11:00:00+08:00")
    found = await explained(client, case_id, clock)
    assert (found["allowance"], found["counted"]) == (2, 2)
    at = {line["line"]: line["at"] for line in clock["lines"]}
    assert at["yellow"] == "2026-11-20T10:36:00+08:00"
    assert "remind" not in at, "three working days before would be before it began"
    elsewhere = await handed_over(client, "12345", category_code="lighting")
    assert (await due(client, elsewhere))["reply@town_a"] == "2026-11-27"


async def test_a_redo_goes_on_under_the_same_regime(client: Client) -> None:
    await added(client, clock="redo", profile="12345", kind=None, category_code=None, number=2)
    case_id = await handed_over(client, "12345")
    await answer(client, case_id)
    await act(client, "resident", case_id, "request_redo", reason="又灭了")
    await act(client, "town_office", case_id, "redo", reason="属实")
    assert (await due(client, case_id))["redo@town_a"] == "2026-11-24"


@pytest.mark.parametrize("wrong", ["soon", 7, None])
async def test_a_regime_that_is_none(client: Client, wrong: object) -> None:
    case_id = await shortlisted(client)
    form: Json = dispatch_form(client, profile=wrong) | {"version": 2}
    problem = await client.post("town_office", f"/desk/cases/{case_id}/actions/dispatch", form)
    assert code(problem) == (422, "VALIDATION_FAILED")
    assert [error["field"] for error in problem.json()["errors"]] == ["profile"]
