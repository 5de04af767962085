"""What a rule would give for a case that might be, and why."""

from datetime import date, timedelta

import pytest

from tests.clocks.bodies import PREVIEW, Json, added, asked, code, previewed
from tests.conftest import Client
from tests.test_memory import run, serving, until

__all__ = ["serving"]


async def test_a_deadline_is_explained_day_by_day_and_in_a_sentence(client: Client) -> None:
    found = await previewed(client)
    told = found["explanation"]
    assert (found["due_at"], found["provisional"]) == ("2026-12-01T23:59:59+08:00", False)
    assert (told["received_on"], told["allowance"], told["counted"]) == ("2026-11-20", 7, 7)
    assert [each["day"] for each in told["days"]] == [
        (date(2026, 11, 20) + timedelta(days=number)).isoformat() for number in range(12)
    ]
    assert sum(each["counted"] for each in told["days"]) == told["counted"]
    assert [(each["told"], each["note"]) for each in told["days"][:3]] == [
        ("receipt", ""),
        ("rest", "周六"),
        ("rest", "周日"),
    ]
    assert told["notices"][0]["text"].endswith("（国办发明电〔2025〕7号）")
    assert told["sentence"].startswith(
        f"依据{found['rule']['source']}，期限为7个工作日；2026年11月20日（周五）收到"
    )
    assert told["sentence"].endswith("2026年12月1日（周二）结束时到期。")
    assert await previewed(client, "admin") == found


@pytest.mark.parametrize(
    ("more", "number", "unit", "due"),
    [
        ({"clock": "sign_in"}, 1, "working_day", "2026-11-23T23:59:59+08:00"),
        ({"kind": "suggestion"}, 3, "month", "2027-02-22T23:59:59+08:00"),
        ({"kind": "suggestion", "profile": "hard"}, 6, "month", "2027-05-20T23:59:59+08:00"),
        ({"profile": "deputy"}, 24, "hour", "2026-11-21T09:00:00+08:00"),
        ({"profile": "12345"}, 7, "calendar_day", "2026-11-27T23:59:59+08:00"),
        ({"profile": "12345_hard"}, 15, "calendar_day", "2026-12-07T23:59:59+08:00"),
        ({"profile": "12345", "clock": "sign_in"}, 1, "working_day", "2026-11-23T23:59:59+08:00"),
        ({"clock": "rating", "kind": "suggestion"}, 10, "working_day", "2026-12-04T23:59:59+08:00"),
    ],
)
async def test_the_clocks_of_a_new_county(
    client: Client, more: Json, number: int, unit: str, due: str
) -> None:
    found = await previewed(client, **more)
    assert (found["rule"]["number"], found["rule"]["unit"], found["due_at"]) == (number, unit, due)


async def test_pauses_and_an_extension_count(client: Client) -> None:
    pause = {"start": "2026-11-23T10:00:00+08:00", "end": "2026-11-25T10:00:00+08:00", "reason": "等待鉴定"}
    paused = await previewed(client, pauses=[pause])
    assert paused["due_at"] == "2026-12-03T23:59:59+08:00"
    assert [(each["reason"], each["added"]) for each in paused["explanation"]["pauses"]] == [("等待鉴定", 2)]
    still = await previewed(client, pauses=[pause | {"end": None}])
    assert (still["due_at"], still["explanation"]["stopped_at"]) == (None, pause["start"])
    assert still["explanation"]["counted"] + still["explanation"]["left"] == 7
    at = {"asked_at": "2026-11-30T09:00:00+08:00", "granted_at": "2026-11-30T10:00:00+08:00"}
    longer = await previewed(client, extension={"until": "2026-12-09"} | at)
    assert longer["due_at"] == "2026-12-09T23:59:59+08:00"
    assert (longer["explanation"]["extended"], longer["explanation"]["extended_until"]) == (6, "2026-12-09")


async def test_hours_are_told_in_hours(client: Client) -> None:
    await added(client, number=10, unit="working_hour")
    found = await previewed(client)
    assert found["due_at"] == "2026-11-23T12:00:00+08:00"
    assert found["explanation"]["allowance"] == 10
    assert [each["counted"] for each in found["explanation"]["days"]] == [6.5, 0, 0, 3.5]


@pytest.mark.parametrize(
    ("more", "status", "refused"),
    [
        ({"clock": "promise"}, 409, "CLOCK_WITHOUT_RULE"),
        ({"category_code": "nothing"}, 404, "CATEGORY_NOT_FOUND"),
        (
            {"pauses": [{"start": "2026-11-25T10:00:00+08:00", "end": "2026-11-24T10:00:00+08:00"}]},
            422,
            "PAUSE_BACKWARDS",
        ),
        (
            {"pauses": [{"start": "2026-11-23T10:00:00+08:00", "end": "2099-11-24T10:00:00+08:00"}]},
            409,
            "DATE_OUT_OF_RANGE",
        ),
        (
            {
                "extension": {
                    "until": "2026-12-09",
                    "asked_at": "2026-12-02T00:00:00+08:00",
                    "granted_at": "2026-12-02T00:00:00+08:00",
                }
            },
            409,
            "EXTENSION_TOO_LATE",
        ),
        (
            {
                "extension": {
                    "until": "2026-12-01",
                    "asked_at": "2026-11-25T00:00:00+08:00",
                    "granted_at": "2026-11-25T00:00:00+08:00",
                }
            },
            409,
            "EXTENSION_NOT_LATER",
        ),
        (
            {
                "extension": {
                    "until": "2026-12-09",
                    "asked_at": "2026-11-25T00:00:00+08:00",
                    "granted_at": "2026-11-24T00:00:00+08:00",
                }
            },
            422,
            "VALIDATION_FAILED",
        ),
        ({"start": "2026-11-20"}, 422, "VALIDATION_FAILED"),
        ({"start": "2026-11-20T09:00:00"}, 422, "VALIDATION_FAILED"),
    ],
)
async def test_what_cannot_be_is_refused(client: Client, more: Json, status: int, refused: str) -> None:
    assert code(await client.post("liaison", PREVIEW, asked(**more))) == (status, refused)


async def test_calendar_and_rules_are_remembered_until_they_change(serving: Client) -> None:
    """A change that nobody announces is not seen, so the next preview asked no statement for them."""

    async def number() -> int:
        return int((await previewed(serving, category_code=None))["rule"]["number"])

    async def due() -> str:
        return str((await previewed(serving, category_code=None))["due_at"])

    assert (await number(), await due()) == (7, "2026-12-01T23:59:59+08:00")
    for table, edit in (
        ("clock_rule", "UPDATE clock_rule SET number = 9 WHERE clock = 'reply'"),
        (
            "calendar_day",
            "UPDATE calendar_day SET day = '2026-11-30', kind = 'holiday' WHERE day = '2026-10-10'",
        ),
    ):
        await run(serving.house, f"ALTER TABLE {table} DISABLE TRIGGER announce", edit)
        assert (await number(), await due()) == (7, "2026-12-01T23:59:59+08:00"), table
    await run(
        serving.house,
        "ALTER TABLE calendar_day ENABLE TRIGGER announce",
        "UPDATE calendar_notice SET version = version + 1",  # whoever changes days changes their notice
        "UPDATE calendar_day SET name = ''",
    )

    async def moved() -> bool:
        return await due() == "2026-12-04T23:59:59+08:00"

    await until(moved)
    assert await number() == 9
