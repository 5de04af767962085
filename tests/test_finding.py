"""Lists find all that one may see and nothing else, whatever way they are read; words from two characters on."""

from typing import Any
from uuid import UUID

import pytest

from app.models import Case
from app.services import finding
from tests.access.people import GROUPS, appoint_the_missing
from tests.access.situations import SITUATIONS
from tests.cases import act, replied, submit
from tests.conftest import Client

READERS = (
    "deputy",
    "committee",
    "mediator",
    "liaison",
    "station_head",
    "town_office",
    "county_office",
    "unit_handler",
    "unit_head",
)
DESK = [name for group in ("in scope", "same county", "other county") for name in GROUPS[group]]


@pytest.fixture(params=["by reading", "by the index"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short lists are read whole; in long ones the index of words is asked, a few candidates at once."""
    if request.param == "by the index":
        monkeypatch.setattr(finding, "NEWEST", 1)
        monkeypatch.setattr(finding, "MATCHING", 2)


async def listed(client: Client, who: str, **params: Any) -> list[str]:
    """Every id of the list, page by page."""
    found, cursor = [], None
    while True:
        more: dict[str, str] = {"cursor": cursor} if cursor else {}
        answer = await client.get(who, "/desk/cases", limit=3, **more, **params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def test_a_list_holds_exactly_what_may_be_opened_newest_first(client: Client) -> None:
    await appoint_the_missing(client)
    made = [await make(client) for make in SITUATIONS.values()] + [await replied(client)]
    statuses = set()
    for who in DESK:
        answers = [await client.get(who, f"/desk/cases/{case_id}") for case_id in made]
        seen = [answer.json() for answer in answers if answer.status_code == 200]
        newest_first = sorted((case["id"] for case in seen), reverse=True)
        assert await listed(client, who) == newest_first, who
        for status in {case["status"] for case in seen}:
            statuses.add(status)
            of_it = sorted((case["id"] for case in seen if case["status"] == status), reverse=True)
            assert await listed(client, who, status=status) == of_it, (who, status)
    assert len(statuses) >= 5


@pytest.mark.usefixtures("way")
async def test_words_find_no_more_than_may_be_opened(client: Client) -> None:
    await appoint_the_missing(client)
    made = [await make(client) for make in SITUATIONS.values()] + [await replied(client)]
    for who in READERS:
        answers = [await client.get(who, f"/desk/cases/{case_id}") for case_id in made]
        seen = [answer.json() for answer in answers if answer.status_code == 200]
        words = sorted((case["id"] for case in seen if "路灯" in case["title"] + case["text"]), reverse=True)
        assert await listed(client, who, q="路灯") == words, who


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "words", ["井盖", "盖缺", "东街 井盖", "老街𠮷野", "东街 缺", "Ａ区", "a区", "it's", "100%", "c:\\"]
)
async def test_words_are_found_from_two_characters_on(client: Client, words: str) -> None:
    wanted = await submit(
        client, title="东街井盖缺失", text="老街𠮷野家门口，Ａ区和A区之间。IT'S 100% c:\\门牌"
    )
    await submit(client, "neighbour", title="东街路面坑洼", text="井在别处，盖也在别处。区A")
    assert await listed(client, "liaison", q=words) == [wanted["id"]]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("words", ["井缺", "' OR 1=1 --", "\\'); DROP TABLE x", "路%灯", "不存在的词"])
async def test_what_is_not_there_is_not_found(client: Client, words: str) -> None:
    await submit(client, title="东街井盖缺失", text="路边的灯")
    assert await listed(client, "liaison", q=words) == []


async def test_a_single_character_is_no_word(client: Client) -> None:
    answer = await client.get("liaison", "/desk/cases", q="井 盖")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "WORD_TOO_SHORT")


async def test_what_was_redacted_is_not_found_any_more(client: Client) -> None:
    case = await submit(client, title="东街井盖缺失", text="张三家门口的井盖没了")
    assert await listed(client, "liaison", q="张三") == [case["id"]]
    await act(
        client, "station_head", case["id"], "redact", redacted_text="某户门口的井盖没了", reason="隐去姓名"
    )
    assert await listed(client, "liaison", q="张三") == []
    assert await listed(client, "liaison", q="某户") == [case["id"]]


async def copied(client: Client, case_id: str, days_ago: int) -> str:
    """The same matter as if it had been handed in long ago, under an id and a number of then."""
    async with client.house.sessions.begin() as session:
        case = await session.get_one(Case, UUID(case_id))
        then = UUID(int=case.id.int - (days_ago * 86_400_000 << 80))
        session.add(Case(**case.model_dump() | {"id": then, "number": f"{case.number[:-6]}{days_ago:06}"}))
    return str(then)


@pytest.mark.usefixtures("way")
async def test_words_are_found_however_long_ago_and_in_order(client: Client) -> None:
    newest = await submit(client, title="东街井盖缺失", text="已经三天")
    ages = [1, 30, 70, 71, 160, 300, 800, 1200, 2000]
    older = [await copied(client, newest["id"], days) for days in ages]
    assert await listed(client, "liaison", q="井盖") == [newest["id"], *older]
    assert await listed(client, "liaison", q="井盖 三天", status=newest["status"]) == [newest["id"], *older]
    assert await listed(client, "liaison", q=f"{newest['number'][:-6]}{300:06}") == [older[5]]
