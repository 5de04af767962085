"""What a suggestion was made from."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import Status
from app.schemas.base import Day, Id, Out

SourceCases = Annotated[
    list[Id],
    Field(max_length=100, description="由哪些事项（线索、意见）而来；须是您能看到的", examples=[[]]),
]
SourceEvents = Annotated[
    list[Id],
    Field(max_length=100, description="由哪些活动（接待日、走访、调研）而来", examples=[[]]),
]


class SourceOut(Out):
    """A case or an event that the reader may see."""

    case_id: Id | None = Field(description="事项；来源是活动时为 null")
    event_id: Id | None = Field(description="活动；来源是事项时为 null", examples=[None])
    label: str = Field(description="种类名称", examples=["企业诉求"])
    title: str = Field(description="标题", examples=["园区没有夜班公交"])
    number: str | None = Field(description="受理编号；活动为 null", examples=["411122-261120-7K3M9X"])
    status: Status | None = Field(description="事项的状态；活动为 null", examples=["registered"])
    on: Day | None = Field(description="活动日期；事项为 null", examples=[None])
