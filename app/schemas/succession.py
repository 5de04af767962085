"""What comes after what: an area that is merged away, a term that ends. Each can be tried first."""

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import LinkKind, Post
from app.schemas.base import AreaCode, Day, Id, In, Out, Text
from app.schemas.directory import Version

SHOWN = 100
"""How many of each kind an answer names; it counts all."""
NAMES = 10

DryRun = Annotated[
    bool, Field(description="为 true 时只试算：返回将要发生的变化，什么也不改", examples=[True])
]
Total = Annotated[int, Field(description="总数；items 最多列出前 100 条", examples=[1])]


class SuccessionForm(In):
    version: Version
    successor_code: AreaCode = Field(description="由哪个区划承接", examples=["411122102"])
    last_day: Day = Field(description="存续的最后一天；正式办理时不能晚于今天")
    dry_run: DryRun


class Moved(Out):
    """One kind of thing that goes over."""

    label: str = Field(description="哪一类", examples=["联络站（点）"])
    total: int = Field(description="总数", examples=[12])
    names: list[str] = Field(description="前 10 个的名称；事项不列名称", examples=[["杜曲镇人大代表联络站"]])


class SuccessionOut(Out):
    dry_run: bool = Field(description="是否只是试算", examples=[True])
    code: AreaCode
    successor_code: AreaCode = Field(description="由哪个区划承接", examples=["411122102"])
    last_day: Day = Field(description="存续的最后一天")
    version: int = Field(description="区划的版本号", examples=[1])
    moved: list[Moved] = Field(description="随之变更的全部内容，逐类列出")


class ElectedForm(In):
    deputy_id: Id = Field(description="当选的代表；新当选的先建立代表，再在此列出")
    district: Annotated[str, Text(0, 80)] = Field(
        "", description="选区；连任的留空时沿用上届", examples=["杜曲镇第二选区"]
    )


class SuccessorForm(In):
    from_deputy_id: Id = Field(description="离任的代表")
    to_deputy_id: Id = Field(
        description="接替的代表，须有新一届的代表资格", examples=["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d11"]
    )


def _each_once(values: list[ElectedForm]) -> list[ElectedForm]:
    if len({each.deputy_id for each in values}) < len(values):
        raise PydanticCustomError("repeated", "同一代表不能重复")
    return values


class TermChangeForm(In):
    ended_term_id: Id = Field(description="结束的那一届，须属于同一人大")
    last_day: Day = Field(description="上一届的最后一天；正式办理时不能晚于今天")
    elected: Annotated[list[ElectedForm], Field(max_length=5000), AfterValidator(_each_once)] = Field(
        description="新一届的全部代表；未列出且没有其他代表资格的，终止履职"
    )
    successors: list[SuccessorForm] = Field(
        default_factory=list,
        max_length=5000,
        description="谁接替谁：离任代表的码和未办结事项归接替人；没有列出的归所属联络站",
    )
    posts_end: bool = Field(
        False, description="本级人大所设联络站的站长、副站长、联络员是否一并卸任", examples=[False]
    )
    dry_run: DryRun

    @field_validator("successors")
    @classmethod
    def one_heir_each(cls, value: list[SuccessorForm]) -> list[SuccessorForm]:
        if len({each.from_deputy_id for each in value}) < len(value):
            raise PydanticCustomError("repeated", "同一离任代表只能有一个接替人")
        return value


class Leaver(Out):
    deputy_id: Id
    name: str = Field(description="姓名", examples=["赵新宇"])
    to_deputy_id: Id | None = Field(description="接替的代表；由联络站承接的为 null")
    to_name: str = Field(description="由谁承接：接替的代表，或所属联络站", examples=["钱清"])
    codes: int = Field(description="在用的码", examples=[2])
    cases: int = Field(description="领衔的未办结事项", examples=[5])


class LeaverList(Out):
    total: Total
    items: list[Leaver] = Field(description="没有其他代表资格的离任代表")


class Elected(Out):
    deputy_id: Id
    name: str = Field(description="姓名", examples=["钱清"])
    district: str = Field(description="选区", examples=["杜曲镇第二选区"])
    held_before: bool = Field(description="是否连任", examples=[False])


class ElectedList(Out):
    total: Total
    items: list[Elected] = Field(description="新一届的代表")


class Stayer(Out):
    deputy_id: Id
    name: str = Field(description="姓名", examples=["孙明"])


class StayerList(Out):
    total: Total
    items: list[Stayer] = Field(description="离开本级人大、但还有其他代表资格的代表；码和事项不变")


class PostEnd(Out):
    appointment_id: Id
    post: Post = Field(examples=["head"])
    name: str = Field(description="姓名", examples=["刘岚"])
    station_name: str = Field(description="联络站", examples=["杜曲镇人大代表联络站"])


class PostEndList(Out):
    total: Total
    items: list[PostEnd] = Field(description="一并卸任的站上人员")


class MembershipEnd(Out):
    group_id: Id
    group_name: str = Field(description="小组", examples=["杜曲镇第一混合编组"])
    deputy_id: Id
    name: str = Field(description="姓名", examples=["赵新宇"])


class MembershipEndList(Out):
    total: Total
    items: list[MembershipEnd] = Field(description="退出的小组")


class LinkEnd(Out):
    link_id: Id
    kind: LinkKind


class LinkEndList(Out):
    total: Total
    items: list[LinkEnd] = Field(description="终止的联系关系")


class Handed(Out):
    total: int = Field(description="总数", examples=[7])
    to_successors: int = Field(description="归接替的代表", examples=[5])
    to_stations: int = Field(description="归所属联络站", examples=[2])


class TermChangeOut(Out):
    """What happens to whom; the same whether it is tried or done."""

    dry_run: bool = Field(description="是否只是试算", examples=[True])
    term_id: Id = Field(description="新一届")
    ended_term_id: Id = Field(description="结束的那一届")
    last_day: Day = Field(description="上一届的最后一天")
    mandates_ended: int = Field(description="终止的代表资格", examples=[330])
    leaving: LeaverList
    staying: StayerList
    elected: ElectedList
    codes: Handed = Field(description="离任代表在用的码")
    cases: Handed = Field(description="离任代表领衔的未办结事项")
    posts: PostEndList
    memberships: MembershipEndList
    links: LinkEndList
