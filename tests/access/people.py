"""The columns of the table: everybody who may knock, in scope and out of it."""

from dataclasses import dataclass
from uuid import UUID

from app.db import unit_of_work
from app.domain.vocabulary import Role
from app.models import Account, Appointment
from app.models.base import new_id
from app.security.tokens import Signed
from tests.conftest import Client
from tests.world import HOME, SYSTEM_SECRET, Person

GROUPS: dict[str, tuple[str, ...]] = {
    "nobody": ("anonymous",),
    "residents": ("resident", "neighbour"),
    "in scope": (
        "deputy",
        "liaison",
        "station_head",
        "mediator",
        "town_office",
        "committee",
        "county_office",
        "unit_handler",
        "unit_head",
    ),
    "same county": (
        "far_deputy",
        "far_liaison",
        "far_station_head",
        "far_mediator",
        "far_town_office",
        "far_committee",
        "town_b_handler",
        "town_b_head",
    ),
    "other county": (
        "deputy_away",
        "liaison_away",
        "station_head_away",
        "mediator_away",
        "town_office_away",
        "committee_away",
        "county_office_away",
        "unit_handler_away",
        "unit_head_away",
    ),
    "platforms": ("hotline", "hotline_away"),
    "admins": ("admin", "admin_away"),
    "ended": ("ended_deputy",),
}
EVERYBODY = tuple(name for group in GROUPS.values() for name in group)


@dataclass(frozen=True)
class Knock:
    """One request, so far without who sends it."""

    method: str
    path: str
    body: bytes
    content_type: str


async def appoint_the_missing(client: Client) -> None:
    """The template has no station head and no mediator of the other town's station."""
    async with unit_of_work(client.house.sessions) as session:
        for role in (Role.STATION_HEAD, Role.MEDIATOR):
            key = f"far_{role.value}"
            account = Account(id=new_id(), openid=key)
            session.add(account)
            await session.flush()
            appointment = Appointment(
                id=new_id(),
                county_code=HOME,
                account_id=account.id,
                role=role,
                name=key,
                station_id=client.world.stations["other"],
            )
            session.add(appointment)
            client.world.people[key] = Person(key, account.id, appointment.id, role)


def headers(client: Client, who: str, knock: Knock) -> dict[str, str]:
    """What this one shows at the door: nothing, a token, or a signature."""
    common = {"Content-Type": knock.content_type, "Idempotency-Key": new_id().hex}
    if who == "anonymous":
        return common
    if who in client.world.systems:
        return common | signed(client, client.world.systems[who], knock)
    return common | client.headers(who)


def signed(client: Client, system_id: UUID, knock: Knock) -> dict[str, str]:
    timestamp = str(int(client.clock().timestamp()))
    signature = Signed(timestamp, knock.method, knock.path, knock.body, "").expected(SYSTEM_SECRET)
    return {"X-System": str(system_id), "X-Timestamp": timestamp, "X-Signature": signature}
