"""Groups of deputies 代表小组: as administrators keep them, as they are formed by rule, and as the desk sees them."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.grouping import GridLevel
from app.domain.vocabulary import CongressLevel, GroupKind, MemberRole
from app.schemas.base import AreaCode, Day, Id, In, Out, Page, Text
from app.schemas.directory import Active, DirectoryEdit, DirectoryForm, DirectoryOut, Version

Phone = Annotated[str, Text(0, 30), Field(description="电话", examples=["19900000003"])]
Plan = Annotated[str, Text(0, 1000, lines=True), Field(description="年度计划", examples=["每季度视察一次"])]
NAME_PLACES = ("{area}", "{n}", "{no}")
PersonName = Annotated[str, Text(1, 40), Field(description="姓名", examples=["孙和"])]


class GroupFields(DirectoryForm):
    name: Annotated[str, Text(1, 60)] = Field(description="名称", examples=["杜曲镇第1代表小组"])
    area_code: AreaCode
    station_id: Id | None = Field(None, description="活动所在的联络站", examples=[None])
    sponsor_id: Id | None = Field(
        None, description="对口联系的委室；专业小组必填，混合编组为 null", examples=[None]
    )
    plan: Plan = ""


class GroupForm(GroupFields):
    kind: GroupKind = Field(examples=[GroupKind.MIXED.value])


class GroupEdit(GroupFields, DirectoryEdit):
    """Not the kind: its members are in it as in one of that kind."""

    leader_id: Id | None = Field(None, description="组长，须为本组的代表", examples=[None])
    active: Active


class GroupOut(DirectoryOut):
    kind: GroupKind
    name: str = Field(description="名称", examples=["杜曲镇第1代表小组"])
    area_code: AreaCode
    station_id: Id | None = Field(description="活动所在的联络站", examples=[None])
    sponsor_id: Id | None = Field(description="对口联系的委室；混合编组为 null", examples=[None])
    leader_id: Id | None = Field(description="组长", examples=[None])
    plan: str = Field(description="年度计划", examples=["每季度视察一次"])
    active: Active


class GroupPage(Page[GroupOut]):
    pass


class MemberForm(In):
    """A deputy by his id; anybody else by name."""

    role: MemberRole = Field(MemberRole.DEPUTY, description="以什么身份加入", examples=["reporter"])
    deputy_id: Id | None = Field(None, description="代表；其他身份不填", examples=[None])
    name: Annotated[str, Text(0, 40)] = Field("", description="姓名；代表不填", examples=["孙和"])
    phone: Phone = ""
    joined_on: Day | None = Field(None, description="加入日期；不填为今天", examples=[None])

    @model_validator(mode="after")
    def is_a_deputy_or_named(self) -> Self:
        is_deputy = self.role is MemberRole.DEPUTY
        if is_deputy != (self.deputy_id is not None):
            raise PydanticCustomError(
                "deputy_of_role", "代表请填 deputy_id，其他身份不要填", {"fields": "deputy_id"}
            )
        if is_deputy == bool(self.name):
            raise PydanticCustomError("name_of_role", "代表以外的成员请填姓名，代表不填", {"fields": "name"})
        return self


class LeaveForm(In):
    left_on: Day | None = Field(None, description="退出日期；不填为今天", examples=[None])


class MemberOut(Out):
    id: Id
    role: MemberRole
    deputy_id: Id | None = Field(description="代表；其他身份为 null", examples=[None])
    name: str = Field(description="姓名", examples=["孙和"])
    level: CongressLevel | None = Field(description="代表的最高级别；其他身份为 null")
    phone: str | None = Field(description="电话；无权查看时为 null", examples=["19900000003"])
    joined_on: Day
    left_on: Day | None = Field(description="退出日期；在组为 null", examples=[None])


class MemberPage(Page[MemberOut]):
    pass


class OtherPerson(In):
    """Somebody who is no deputy, to be placed in a group of his grid."""

    role: MemberRole = Field(examples=["collector"])
    name: PersonName
    phone: Phone = ""
    area_code: AreaCode

    @model_validator(mode="after")
    def is_no_deputy(self) -> Self:
        if self.role is MemberRole.DEPUTY:
            raise PydanticCustomError("role_not_deputy", "代表由系统按名录编入，不在此列", {"fields": "role"})
        return self


class FormationForm(In):
    """混合编组: how many groups, or how large, over which grids."""

    groups: Annotated[int, Field(ge=1, le=2000)] | None = Field(
        None, description="全县组数；与 size 二选一", examples=[137]
    )
    size: Annotated[int, Field(ge=2, le=200)] | None = Field(
        None, description="每组至多多少人；与 groups 二选一", examples=[None]
    )
    area_level: GridLevel = Field(GridLevel.TOWN, description="以哪一级区划为网格", examples=["town"])
    include: list[MemberRole] = Field(
        default_factory=list,
        max_length=10,
        description="现有混合编组中哪些身份的成员（代表以外）随之编入新组",
        examples=[["reporter"]],
    )
    others: list[OtherPerson] = Field(
        default_factory=list, max_length=5000, description="另外编入的代表以外的人员", examples=[[]]
    )
    name_pattern: Annotated[str, Text(1, 40)] = Field(
        "{area}第{n}代表小组",
        description="组名：{area} 网格名称，{n} 网格内序号，{no} 全县序号",
        examples=["{area}第{n}代表小组"],
    )
    joined_on: Day | None = Field(None, description="编入日期；不填为今天", examples=[None])
    replace: bool = Field(False, description="已有混合编组时，结束旧组后重编", examples=[False])
    dry_run: bool = Field(True, description="只试排，不保存", examples=[True])

    @field_validator("name_pattern")
    @classmethod
    def knows_its_places(cls, value: str) -> str:
        rest = value
        for place in NAME_PLACES:
            rest = rest.replace(place, "")
        if rest == value or "{" in rest or "}" in rest:
            raise PydanticCustomError(
                "name_pattern", "组名须含 {area}、{n}、{no} 中的若干个，不能有别的花括号"
            )
        return value

    @model_validator(mode="after")
    def says_how_many_or_how_large(self) -> Self:
        if (self.groups is None) == (self.size is None):
            raise PydanticCustomError(
                "groups_or_size", "请填组数或每组人数，二者选一", {"fields": "groups,size"}
            )
        return self


class FormedMember(Out):
    deputy_id: Id | None = Field(description="代表；其他身份为 null")
    name: str = Field(description="姓名", examples=["赵新宇"])
    role: MemberRole
    level: CongressLevel | None = Field(description="代表的最高级别；其他身份为 null")


class FormedGroup(Out):
    id: Id | None = Field(description="小组；试排时为 null", examples=[None])
    name: str = Field(description="名称", examples=["杜曲镇第1代表小组"])
    area_code: AreaCode
    station_id: Id | None = Field(description="本组代表最多的联络站", examples=[None])
    members: list[FormedMember] = Field(description="成员，级别高的在前")


class FormationOut(Out):
    dry_run: bool = Field(description="是否只是试排", examples=[True])
    deputies: int = Field(description="编入的代表人数", examples=[1994])
    others: int = Field(description="编入的其他人数", examples=[120])
    ended: int = Field(description="因重编而结束的旧组成员关系数", examples=[0])
    groups: list[FormedGroup] = Field(description="各组")


class GroupItem(Out):
    """One line of the desk's list."""

    id: Id
    kind: GroupKind
    name: str = Field(description="名称", examples=["杜曲镇第1代表小组"])
    area_code: AreaCode
    station_id: Id | None = Field(description="活动所在的联络站", examples=[None])
    station_name: str | None = Field(description="活动所在的联络站", examples=[None])
    sponsor_name: str | None = Field(description="对口联系的委室", examples=[None])
    leader_name: str | None = Field(description="组长", examples=["赵新宇"])
    members: int = Field(description="在组人数", examples=[15])


class GroupItemPage(Page[GroupItem]):
    pass


class GroupPlanForm(In):
    plan: Plan
    version: Version


class GroupDetail(GroupItem):
    version: int = Field(description="版本号，修改计划时原样带回", examples=[1])
    plan: str = Field(description="年度计划", examples=["每季度视察一次"])
    can_plan: bool = Field(description="您现在能否修改年度计划", examples=[False])
    active: Active
    roster: list[MemberOut] = Field(description="在组成员，代表级别高的在前")
