"""Real transactions: one answer wins, and a link taken back in the same moment is either used or gone."""

import asyncio
from collections import Counter

from tests.cases import handling, view
from tests.conftest import Client
from tests.work_links.links import asked, links, pushed, reply, take_back, upload


async def test_of_two_answers_at_once_one_is_taken(committed: Client) -> None:
    case_id, link = await pushed(committed)
    answers = await asyncio.gather(
        *(reply(committed, link, outcome="done", text=f"第 {n} 个") for n in range(6))
    )
    codes = Counter(answer.json().get("code", "taken") for answer in answers)
    assert codes == {"taken": 1, "WORK_LINK_USED": 5}
    case = await view(committed, "town_office", case_id)
    assert (case["status"], len(case["replies"])) == ("replied", 1)


async def test_the_same_key_at_once_is_one_answer_for_both(committed: Client) -> None:
    case_id = await handling(committed)
    link = await asked(committed, case_id)
    first, second = await asyncio.gather(*(reply(committed, link, key="same-answer") for _ in range(2)))
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (200, first.json())
    timeline = (await view(committed, "liaison", case_id))["timeline"]
    assert [entry["action"] for entry in timeline].count("outsider_answer") == 1


async def test_of_many_photos_at_once_no_more_are_taken_than_an_answer_carries(committed: Client) -> None:
    link = await asked(committed, await handling(committed))
    sent = await asyncio.gather(*(upload(committed, link) for _ in range(12)))
    assert Counter(answer.status_code for answer in sent) == {201: 9, 409: 3}
    taken = [answer.json()["upload_id"] for answer in sent if answer.status_code == 201]
    assert (await reply(committed, link, outcome="done", text="修好了", upload_ids=taken)).status_code == 200


async def test_answered_or_taken_back_but_not_both(committed: Client) -> None:
    case_id = await handling(committed)
    for _ in range(4):
        link = await asked(committed, case_id)
        answer, back = await asyncio.gather(
            reply(committed, link), take_back(committed, "unit_handler", case_id, link)
        )
        state = (await links(committed, "liaison", case_id))[0]["state"]
        told = (answer.status_code, back.status_code, state)
        assert told in {(200, 409, "answered"), (410, 200, "withdrawn")}
