"""Before handing in: is it known already? And what somebody follows because he met it too."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import Kind, Status, Step
from app.schemas.base import SAMPLE_TOKEN, AreaCode, Day, Id, In, Out, Page, Position, Text
from app.schemas.intake import Body, Title


class SimilarForm(In):
    """What somebody is about to hand in, as far as he has got. Nothing of it is kept."""

    code: str | None = Field(
        None, max_length=1024, description="码：原样传入扫到或手输的内容", examples=[SAMPLE_TOKEN]
    )
    station_id: Id | None = Field(None, description="没有码时，打算提交到哪个联络站", examples=[None])
    kind: Kind = Field(Kind.APPEAL, description="事项种类", examples=["appeal"])
    title: Title = ""
    text: Body = ""
    category_code: str | None = Field(
        None, max_length=60, description="类别代码", examples=["lighting.street_lamp"]
    )
    area_code: AreaCode | None = Field(
        None, description="事发地区划代码；不填则为联络站所在地", examples=["411122102"]
    )
    place: Annotated[str, Text(0, 200)] = Field("", description="地点", examples=["杜曲镇老街东口"])
    position: Position | None = Field(None, description="位置（可不填）", examples=[None])

    @model_validator(mode="after")
    def has_one_way_in_and_a_subject(self) -> Self:
        if (self.code is None) == (self.station_id is None):
            raise PydanticCustomError(
                "code_or_station", "请扫码提交，或选择一个联络站", {"fields": "code,station_id"}
            )
        if not self.title and not self.text and self.category_code is None:
            raise PydanticCustomError(
                "subject_required", "请填写标题、正文或类别", {"fields": "title,text,category_code"}
            )
        return self


Hint = Annotated[str, Field(description="提示凭据：一小时内凭它表示“我也遇到”", examples=["MTc5NTQ4MTIwMA"])]
MeToo = Annotated[int, Field(description="多少人也遇到", examples=[3])]
KnownTitle = Annotated[
    str | None, Field(description="标题；提交人未同意公开时为 null", examples=["老街东口路灯不亮"])
]
CategoryName = Annotated[str | None, Field(description="类别名称", examples=["路灯"])]
AreaName = Annotated[str, Field(description="所在区划", examples=["杜曲镇"])]
HandedIn = Annotated[Day, Field(description="提交日期")]


class SimilarCase(Out):
    """A matter that may be the same. Nothing of who handed it in."""

    case_id: Id
    hint: Hint
    kind: Kind = Field(examples=["appeal"])
    status: Status = Field(examples=["handling"])
    step: Step = Field(examples=["handle"])
    title: KnownTitle
    category_code: str | None = Field(description="类别代码", examples=["lighting.street_lamp"])
    category_name: CategoryName
    area_name: AreaName
    handed_in_on: HandedIn
    me_too: MeToo
    own: bool = Field(description="是否您自己提交的", examples=[False])
    followed: bool = Field(description="您是否已表示“我也遇到”", examples=[False])


class SimilarList(Out):
    items: list[SimilarCase] = Field(description="可能相同的事项，最像的在前，至多 5 件")


class MeTooForm(In):
    hint: str | None = Field(
        None,
        max_length=64,
        description="相似事项给出的提示凭据；内容公开的事项可不填",
        examples=["MTc5NTQ4MTIwMA"],
    )


class FollowedItem(Out):
    """What somebody follows because he met it too: how far it is, and the answer if it is for everybody."""

    case_id: Id
    number: str | None = Field(
        description="受理编号；提交人未同意公开时为 null", examples=["411122-261120-7K3M9X"]
    )
    kind: Kind = Field(examples=["appeal"])
    status: Status = Field(examples=["replied"])
    step: Step = Field(examples=["feedback"])
    title: KnownTitle
    category_code: str | None = Field(description="类别代码", examples=["lighting.street_lamp"])
    category_name: CategoryName
    area_name: AreaName
    handed_in_on: HandedIn
    me_too: MeToo
    merged: bool = Field(description="是否与同类事项合并办理；状态、答复是合并后的", examples=[False])
    replies: list[str] = Field(
        description="已签发的答复，最新在前；提交人未同意公开时为空", examples=[["路灯已修复。"]]
    )


class FollowedPage(Page[FollowedItem]):
    pass
