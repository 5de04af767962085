"""By which practice a case may go."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import Kind, Role
from app.schemas.base import Out, Text

PresetKey = Annotated[
    str, Text(0, 40), Field(description="按哪一种做法办理；为空按一般流程", examples=["resident_order"])
]


class PresetChoice(Out):
    key: str = Field(description="做法的代号", examples=["four_party_order"])
    label: str = Field(description="名称", examples=["四方联单"])
    kinds: list[Kind] = Field(description="适用的事项种类", examples=[["appeal", "opinion"]])
    steps: list[str] = Field(
        description="办理步骤", examples=[["居民点单", "委室派单", "局长接单", "代表评单"]]
    )
    double_evaluation: bool = Field(description="是否由群众和代表双评价", examples=[True])
    talk_required: bool = Field(description="答复前是否须当面沟通", examples=[False])
    talk_with: list[Role] = Field(description="须与哪些人当面沟通", examples=[[]])


class PresetList(Out):
    items: list[PresetChoice] = Field(description="做法，一般流程在最前")
