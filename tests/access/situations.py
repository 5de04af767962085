"""The cases that the rows of the table are about, each brought there through the front door."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.cases import act, dispatch_form, shortlisted, submit
from tests.conftest import Client


async def appeal(client: Client, **more: Any) -> str:
    """Handed over by the county: main unit of the town, co unit of the committee's field. The lead is `deputy`."""
    case_id = await shortlisted(client, **more)
    await act(client, "county_office", case_id, "dispatch", **dispatch_form(client, co=("county_a",)))
    return case_id


async def county(client: Client) -> str:
    """Sent up, nobody's yet: in the pool of the committees, proposed for the field of `committee`."""
    case_id: str = (await submit(client))["id"]
    units = client.world.units
    await act(client, "deputy", case_id, "propose_route", unit_id=str(units["county_a"]), reason="属县级职责")
    await act(client, "station_head", case_id, "escalate", reason="需县级统筹")
    await act(client, "station_head", case_id, "shortlist", decided_by="联络站站务会")
    return case_id


async def sealed(client: Client) -> str:
    """A complaint about the conduct of somebody at `town_a`, handed in at the station and not through a deputy."""
    return str(
        (
            await submit(
                client,
                code=client.world.codes["town"],
                category_code="conduct",
                accused_unit_id=str(client.world.units["town_a"]),
            )
        )["id"]
    )


async def accused(client: Client) -> str:
    """A complaint about the very deputy whose code was scanned."""
    return str((await submit(client, accused_deputy_id=str(client.world.deputies["deputy"])))["id"])


async def wish(client: Client) -> str:
    """Open to all, waiting for somebody."""
    return await shortlisted(client, kind="wish", visibility="public")


async def private_wish(client: Client) -> str:
    return await shortlisted(client, kind="wish", visibility="station")


async def dispute(client: Client) -> str:
    return await shortlisted(client, kind="dispute")


async def mediated(client: Client) -> str:
    """Claimed by the station's mediator."""
    case_id = await dispute(client)
    await act(client, "mediator", case_id, "claim")
    return case_id


async def external(client: Client) -> str:
    """Pushed to the hotline."""
    case_id = await shortlisted(client)
    system_id = str(client.world.systems["hotline"])
    await act(client, "station_head", case_id, "push_external", system_id=system_id)
    return case_id


async def draft(client: Client) -> str:
    """A suggestion that `deputy` wrote and `far_deputy` is invited to sign."""
    form: dict[str, Any] = {
        "title": "关于改造老街照明的建议",
        "text": "建议分两期更换老街路灯。",
        "cosigner_ids": [str(client.world.deputies["far_deputy"])],
    }
    answer = await client.post("deputy", "/desk/suggestions", form)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


SITUATIONS: dict[str, Callable[[Client], Awaitable[str]]] = {
    "appeal": appeal,
    "county": county,
    "sealed": sealed,
    "accused": accused,
    "wish": wish,
    "private_wish": private_wish,
    "dispute": dispute,
    "mediated": mediated,
    "external": external,
    "draft": draft,
}
DEFAULT = "appeal"
