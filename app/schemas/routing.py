"""Routing rules as administrators keep them, and what a list of them would do to the cases of some days."""

from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.routing import REASON_LENGTH, TargetKind
from app.domain.vocabulary import Kind
from app.schemas.base import AreaCode, Id, In, Out, Text, Timestamp

MOST_RULES = 200
TARGETS = ("unit_id", "office_id", "to_station_id")


class RuleForm(In):
    """Conditions that all must hold, and exactly one target."""

    name: Annotated[str, Text(1, 60)] = Field(description="规则名称", examples=["照明类归县住建局"])
    kinds: list[Kind] = Field(
        default_factory=list, max_length=len(Kind), description="种类；空为不限", examples=[["appeal"]]
    )
    category_code: str | None = Field(
        None,
        min_length=1,
        max_length=60,
        description="类别（含下级）；null 为不限",
        examples=["lighting.street_lamp"],
    )
    area_code: AreaCode | None = Field(
        None, description="区划（含下级）；null 为不限", examples=["411122101"]
    )
    station_id: Id | None = Field(
        None, description="从哪个站、点来（不含下级点）；null 为不限", examples=[None]
    )
    words: list[Annotated[str, Text(1, 20)]] = Field(
        default_factory=list,
        max_length=50,
        description="标题或正文含有其中任何一个，不分大小写；空为不限",
        examples=[["路灯", "照明"]],
    )
    unit_id: Id | None = Field(None, description="去向：建议由这个单位承办")
    office_id: Id | None = Field(None, description="去向：到县级后由这个委室认领", examples=[None])
    to_station_id: Id | None = Field(None, description="去向：转到这个联络站", examples=[None])
    reason: Annotated[str, Text(1, REASON_LENGTH)] = Field(
        description="理由，随事项给工作人员看", examples=["县住建局负责城区照明"]
    )
    active: bool = Field(True, description="是否启用；去向已停用的规则不能启用", examples=[True])

    @model_validator(mode="after")
    def one_target(self) -> Self:
        if sum(getattr(self, name) is not None for name in TARGETS) != 1:
            raise PydanticCustomError("one_target", "请指定一个且只有一个去向", {"fields": ",".join(TARGETS)})
        return self

    def columns(self) -> dict[str, Any]:
        """What goes into the row, by column."""
        return self.model_dump(exclude={"version"})


class RuleEdit(RuleForm):
    """Replaces the whole rule; names the version that its author was looking at."""

    version: int = Field(ge=1, description="所见的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])


class RuleOut(Out):
    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    name: str = Field(description="规则名称", examples=["照明类归县住建局"])
    kinds: list[Kind] = Field(description="种类；空为不限", examples=[["appeal"]])
    category_code: str | None = Field(
        description="类别（含下级）；null 为不限", examples=["lighting.street_lamp"]
    )
    area_code: AreaCode | None = Field(description="区划（含下级）；null 为不限", examples=["411122101"])
    station_id: Id | None = Field(description="从哪个站、点来；null 为不限", examples=[None])
    words: list[str] = Field(description="含有其中任何一个词语；空为不限", examples=[["路灯", "照明"]])
    unit_id: Id | None = Field(description="去向：承办单位")
    office_id: Id | None = Field(description="去向：委室", examples=[None])
    to_station_id: Id | None = Field(description="去向：联络站", examples=[None])
    target_name: str = Field(description="去向的名称", examples=["县住建局"])
    reason: str = Field(description="理由", examples=["县住建局负责城区照明"])
    active: bool = Field(description="是否启用", examples=[True])
    off_at: Timestamp | None = Field(description="何时停用；启用时为 null", examples=[None])
    off_reason: str = Field(description="为何停用；启用时为空", examples=[""])


class RuleList(Out):
    items: list[RuleOut] = Field(description="全部规则，按先后；第一条符合的起作用")


class SeenRule(In):
    id: Id
    version: int = Field(ge=1, description="所见的版本号", examples=[1])


class OrderForm(In):
    rules: list[SeenRule] = Field(max_length=MOST_RULES, description="全部规则，按新的先后")


class DryRunForm(In):
    rules: list[RuleForm] | None = Field(
        None, max_length=MOST_RULES, description="设想的规则，按先后；null 为现有的规则"
    )
    days: int = Field(30, ge=1, le=366, description="对最近多少天交来的事项", examples=[30])


class TargetOut(Out):
    kind: TargetKind
    id: Id
    name: str = Field(description="名称", examples=["县住建局"])


class RuleTally(Out):
    """How many cases one rule would take. It takes none that an earlier one fits."""

    rule_id: Id | None = Field(description="现有规则的标识；设想的规则为 null", examples=[None])
    name: str = Field(description="规则名称", examples=["照明类归县住建局"])
    target: TargetOut
    cases: int = Field(description="件数", examples=[128])


class TargetTally(Out):
    target: TargetOut
    cases: int = Field(description="件数", examples=[128])


class DryRunExample(Out):
    """A case that would go elsewhere. Administrators keep the rules, and read no cases: nothing of what it says."""

    number: str = Field(description="受理编号", examples=["411122-261120-7K3M9X"])
    kind: Kind = Field(examples=["appeal"])
    category_code: str | None = Field(description="类别代码", examples=["lighting.street_lamp"])
    area_code: AreaCode
    from_target: TargetOut | None = Field(description="按现有规则的去向；null 为留在本站")
    to_target: TargetOut | None = Field(description="按设想规则的去向；null 为留在本站")
    reason: str = Field(
        description="按设想的规则为何如此；留在本站为空",
        examples=["县住建局负责城区照明（类别“路灯”）"],
    )


class DryRunOut(Out):
    days: int = Field(description="最近多少天", examples=[30])
    cases: int = Field(description="看了多少件；密封的也计数", examples=[1300])
    cases_are_capped: bool = Field(description="为 true 时这些天的事项太多，只看了最新的", examples=[False])
    unmatched: int = Field(description="没有规则符合、留在本站的件数", examples=[420])
    rules: list[RuleTally] = Field(description="每条启用的规则，按先后")
    targets: list[TargetTally] = Field(description="每个去向，多的在前")
    different: int = Field(description="去向与现有规则不同的件数", examples=[12])
    examples: list[DryRunExample] = Field(description="其中最新的至多 100 件；密封的不列出")
