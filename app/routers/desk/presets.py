"""By which practice a case may go: for whoever enters, drafts or sorts it."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.deps import DeskDep
from app.domain.vocabulary import Kind
from app.openapi import problems
from app.routers.desk.cases import GUARD
from app.schemas.presets import PresetList
from app.services import presets

router = APIRouter(prefix="/desk", tags=["lookups"])


@router.get("/presets", summary="选择做法", responses=problems(*GUARD))
async def find_presets(
    actor: DeskDep,
    kind: Annotated[Kind | None, Query(description="只看适用于这一种类的")] = None,
) -> PresetList:
    """代录、起草、梳理时可以指定；群众提交的事项先按一般流程。"""
    return presets.choices(kind)
