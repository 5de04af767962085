"""Standing links, as administrators keep them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.domain.vocabulary import LinkKind
from app.routers.admin.doors import Door, add_door
from app.schemas.links import LinkEdit, LinkForm, StandingLinkPage
from app.services import links

router = APIRouter(prefix="/admin", tags=["links"])

DOOR = Door(
    "links",
    "联系关系",
    links.LINK,
    LinkForm,
    LinkEdit,
    StandingLinkPage,
    ("deputy_id", "station_id", "area_code"),
    "两端不能改：结束旧的联系，另建新的。",
    {
        "kind": Annotated[LinkKind | None, Query(description="联系种类")],
        "to_deputy_id": Annotated[UUID | None, Query(description="被联系的代表")],
        "appointment_id": Annotated[UUID | None, Query(description="联络员的任职")],
    },
)
add_door(router, DOOR)
