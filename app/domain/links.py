"""What each kind of standing link 联系 joins, and how often it wants to be used. Data that others read."""

from dataclasses import dataclass

from app.domain.vocabulary import LinkKind as K
from app.domain.vocabulary import Role

FROM = ("deputy_id", "office_id", "appointment_id")
TO = ("to_deputy_id", "station_id", "area_code", "party_name")
HELPERS = frozenset({Role.LIAISON})
"""Who may help a deputy: the liaisons (信息员、联络员) of 沈丘县's 结对帮助."""


@dataclass(frozen=True)
class Ends:
    """The column on each side, and the months within which there must be one contact; None: as needed."""

    source: str
    target: str
    months: int | None = None

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({self.source, self.target})


ENDS: dict[K, Ends] = {
    K.DEPUTY_DEPUTY: Ends("deputy_id", "to_deputy_id", 3),
    K.OFFICE_DEPUTY: Ends("office_id", "to_deputy_id"),
    K.DEPUTY_STATION: Ends("deputy_id", "station_id", 3),
    K.DEPUTY_VOTER: Ends("deputy_id", "party_name", 12),
    K.DEPUTY_FIRM: Ends("deputy_id", "party_name", 3),
    K.DEPUTY_GRID: Ends("deputy_id", "area_code"),
    K.HELPER_DEPUTY: Ends("appointment_id", "to_deputy_id"),
}
"""A firm, the deputy in between and a station each quarter (浉河区“双联”“季季联”); a voter each year (年终述职)."""
