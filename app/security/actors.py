"""Who acts: a person in one capacity, with the scope that comes with it."""

from dataclasses import dataclass, field
from uuid import UUID

from app.domain.vocabulary import Role


@dataclass(frozen=True)
class Actor:
    """One person in one role. The scope fields that his role does not use are empty.

    `body` is the organ, unit or station that he acts for, `affiliation` where he works besides. `station_ids` are his
    station and every point below it; `helps` are the deputies whose helper he is today; `area_code` is a prefix: all
    divisions that start with it.
    """

    role: Role
    name: str = ""
    body: str = ""
    affiliation: str = ""
    account_id: UUID | None = None
    appointment_id: UUID | None = None
    county_code: str = ""
    area_code: str = ""
    deputy_id: UUID | None = None
    heads_unit_id: UUID | None = None
    station_ids: tuple[UUID, ...] = field(default=())
    helps: tuple[UUID, ...] = field(default=())
    office_id: UUID | None = None
    unit_id: UUID | None = None
    system_id: UUID | None = None
    work_link_id: UUID | None = None

    @property
    def is_unit(self) -> bool:
        return self.unit_id is not None

    @property
    def public_name(self) -> str:
        """What a resident learns of him: a deputy by name, anybody else by the body that he acts for."""
        return self.name if self.role is Role.DEPUTY else self.body or self.role.label

    @property
    def person(self) -> UUID:
        """The account; only the product itself and other systems have none, and they never get this far."""
        if self.account_id is None:
            raise LookupError(f"{self.role} is not a person")
        return self.account_id

    @property
    def caller(self) -> str:
        """Whose idempotency keys and rate windows these are."""
        return str(self.appointment_id or self.account_id or self.system_id or "system")


SYSTEM = Actor(role=Role.SYSTEM, name="系统")


def citizen(account_id: UUID) -> Actor:
    return Actor(role=Role.CITIZEN, account_id=account_id)
