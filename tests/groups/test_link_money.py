"""What was brought along a link in yuan: written as text, never a float, and added up to the cent."""

import re

import pytest

from app.schemas.base import Out
from app.schemas.links import DeputyLinks, KindOfLinks, LinkFigures, LinkItem
from tests.conftest import Client
from tests.directory.entries import refusal
from tests.groups.steps import Json, entry, link, logged, seen, wrong


async def test_what_was_brought_and_how_much(client: Client) -> None:
    row = await link(client)
    made = await logged(client, row["id"], nature="service", amount_yuan="7500000", what="无息贷款")
    assert (made["amount_yuan"], made["what"]) == ("7500000.00", "无息贷款")
    await logged(client, row["id"], amount_yuan="0.1", what="办证费")
    await logged(client, row["id"], amount_yuan="0.20")
    await logged(client, row["id"])
    log = (await seen(client, "deputy", f"/desk/links/{row['id']}/contacts"))["items"]
    assert [(each["amount_yuan"], each["what"]) for each in log] == [
        (None, ""),
        ("0.20", ""),
        ("0.10", "办证费"),
        ("7500000.00", "无息贷款"),
    ]
    (item,) = (await seen(client, "deputy", "/desk/links"))["items"]
    assert (item["contacts"], item["amount_yuan"]) == (4, "7500000.30")


async def test_a_sum_has_as_many_digits_as_it_takes(client: Client) -> None:
    """Each amount may have twelve before the point; what they add up to fits its own schema too."""
    row = await link(client)
    for _ in range(2):
        await logged(client, row["id"], amount_yuan="999999999999.99")
    (item,) = (await seen(client, "deputy", "/desk/links"))["items"]
    (deputy,) = (await seen(client, "deputy", "/desk/links/deputies"))["items"]
    figures = await seen(client, "deputy", "/desk/links/figures")
    shapes: dict[type[Out], Json] = {
        LinkItem: item,
        DeputyLinks: deputy,
        KindOfLinks: deputy["kinds"][0],
        LinkFigures: figures,
    }
    for shape, answer in shapes.items():
        pattern = shape.model_json_schema(mode="serialization")["properties"]["amount_yuan"]["pattern"]
        assert answer["amount_yuan"] == "1999999999999.98"
        assert re.fullmatch(pattern, answer["amount_yuan"]), shape


async def test_without_money_the_sum_is_nought(client: Client) -> None:
    await link(client)
    (item,) = (await seen(client, "deputy", "/desk/links"))["items"]
    assert item["amount_yuan"] == "0.00"
    assert (await seen(client, "deputy", "/desk/links/figures"))["amount_yuan"] == "0.00"


async def test_sums_are_of_the_period(client: Client) -> None:
    row = await link(client)
    await logged(client, row["id"], on="2026-10-05", amount_yuan="100.50")
    await logged(client, row["id"], on="2026-11-05", amount_yuan="900")
    autumn = {"from": "2026-10-01", "to": "2026-10-31"}
    assert (await seen(client, "county_office", "/desk/links/figures", **autumn))["amount_yuan"] == "100.50"
    assert (await seen(client, "county_office", "/desk/links/figures"))["amount_yuan"] == "1000.50"


@pytest.mark.parametrize(
    "amount", ["-1", "1.234", "1e6", "7,500,000", "７", "NaN", "", " ", "0100", "1" * 13, 7500000, 0.5, True]
)
async def test_what_is_no_amount(client: Client, amount: object) -> None:
    row = await link(client)
    path = f"/desk/links/{row['id']}/contacts"
    answer = await client.post("deputy", path, entry(amount_yuan=amount))
    assert wrong(answer) == {("amount_yuan", "YUAN_FORM")}
    long = await client.post("deputy", path, entry(what="款" * 61))
    assert wrong(long) == {("what", "STRING_TOO_LONG")}
    assert (await seen(client, "deputy", path))["items"] == []


async def test_the_same_key_gives_the_same_amount(client: Client) -> None:
    row = await link(client)
    path, key = f"/desk/links/{row['id']}/contacts", "loan-of-the-mill"
    first = await client.post("deputy", path, entry(amount_yuan="999999999999.99"), key=key)
    again = await client.post("deputy", path, entry(amount_yuan="999999999999.99"), key=key)
    assert (first.status_code, again.json()) == (201, first.json())
    other = await client.post("deputy", path, entry(amount_yuan="1"), key=key)
    assert refusal(other) == (422, "IDEMPOTENCY_MISMATCH")
