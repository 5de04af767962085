"""From the draft to the hand-over."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import ConversionKind, DeskLevel, RefusalReason
from app.schemas.actions.base import ActionForm, Organ, Reason, Words
from app.schemas.base import Id, Text
from app.schemas.presets import PresetKey


class RegisterForm(ActionForm):
    category_code: str | None = Field(
        None, max_length=60, description="类别代码", examples=["lighting.street_lamp"]
    )
    sensitive: bool = Field(False, description="是否反映个人问题；是则密封", examples=[False])
    accused_unit_id: Id | None = Field(None, description="被反映的单位", examples=[None])
    accused_deputy_id: Id | None = Field(None, description="被反映的代表", examples=[None])


class ScreenForm(RegisterForm):
    sensitive: bool | None = Field(None, description="是否密封；不填则不变", examples=[None])  # type: ignore[assignment]
    level: DeskLevel | None = Field(None, description="由哪一级交办；不填则不变", examples=["town"])
    double_evaluation: bool | None = Field(None, description="是否由群众和代表双评价", examples=[None])
    preset: Annotated[str, Text(0, 40)] | None = Field(
        None, description="按哪一种做法办理；为空按一般流程，不填则不变", examples=["four_party_order"]
    )
    in_session: bool | None = Field(
        None, description="是否大会期间提出；提交时按大会日程自动标记，不填则不变", examples=[None]
    )
    field_id: Id | None = Field(
        None, description="到县级后由哪个委室认领，只由县人大代表工委确定；不填则不变", examples=[None]
    )
    note: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="核实情况", examples=["经现场核实，情况属实"]
    )


class RefuseForm(ActionForm):
    reason: RefusalReason
    text: Words


class MergeForm(ActionForm):
    master_case_id: Id = Field(description="并入哪一个事项")


class ShortlistForm(ActionForm):
    decided_by: Organ
    meeting: Annotated[str, Text(0, 200)] = Field(
        "", description="会议名称与时间", examples=["2026 年第 3 次议事会"]
    )


class ProposeRouteForm(ActionForm):
    unit_id: Id = Field(description="建议的承办单位")
    reason: Reason


class ConvertForm(ActionForm):
    kind: ConversionKind
    title: Annotated[str, Text(1, 80)] = Field(
        description="转化后的题目", examples=["关于改造杜曲镇老街照明的建议"]
    )
    ends_case: bool = Field(description="原事项是否就此转化（不再单独办理）", examples=[False])
    preset: PresetKey = Field("", description="代表转为建议时，建议按哪一种做法办理", examples=[""])
    cosigner_ids: list[Id] = Field(
        default_factory=list, max_length=60, description="代表转为建议时，邀请联名的代表", examples=[[]]
    )
