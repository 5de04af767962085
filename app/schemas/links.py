"""Standing links 联系: as administrators keep them, with what was done along them, and the figures of both."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.domain.links import ENDS, FROM, TO
from app.domain.vocabulary import ContactMethod, ContactNature, LinkKind
from app.schemas.base import AreaCode, Day, Id, In, Out, Page, Text, Timestamp, Yuan, YuanSum
from app.schemas.directory import DirectoryEdit, DirectoryForm, DirectoryOut
from app.schemas.figures import FigureOut


class LinkFields(DirectoryForm):
    party_phone: Annotated[str, Text(0, 30)] = Field(
        "", description="选民或企业的电话", examples=["19900000004"]
    )
    note: Annotated[str, Text(0, 300)] = Field("", description="备注", examples=["规模以上企业"])
    starts_on: Day = Field(description="开始日期")
    ends_on: Day | None = Field(
        None, validate_default=True, description="最后一天；继续联系为 null", examples=[None]
    )

    @field_validator("ends_on")
    @classmethod
    def ends_after_it_starts(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if value and starts_on and value < starts_on:
            raise PydanticCustomError("ends_before_start", "结束不能早于开始")
        return value


class LinkForm(LinkFields):
    kind: LinkKind = Field(examples=[LinkKind.DEPUTY_FIRM.value])
    deputy_id: Id | None = Field(None, description="联系人：代表")
    office_id: Id | None = Field(None, description="联系人：人大机关", examples=[None])
    appointment_id: Id | None = Field(None, description="联系人：联络员的任职", examples=[None])
    to_deputy_id: Id | None = Field(None, description="被联系的代表", examples=[None])
    station_id: Id | None = Field(None, description="被联系的联络站", examples=[None])
    area_code: AreaCode | None = Field(None, description="联系的网格", examples=[None])
    party_name: Annotated[str, Text(0, 80)] = Field(
        "", description="被联系的选民或企业", examples=["示例面粉厂"]
    )

    @model_validator(mode="after")
    def has_the_two_ends_of_its_kind(self) -> Self:
        wanted = ENDS[self.kind].columns
        given = {name for name in (*FROM, *TO) if getattr(self, name)}
        if given != wanted:
            raise PydanticCustomError(
                "ends_of_kind",
                "“{kind}”须填且只填：{wanted}",
                {
                    "kind": self.kind.label,
                    "wanted": "、".join(sorted(wanted)),
                    "fields": ",".join(sorted(given ^ wanted)),
                },
            )
        if self.deputy_id is not None and self.deputy_id == self.to_deputy_id:
            raise PydanticCustomError("link_to_oneself", "不能与自己建立联系", {"fields": "to_deputy_id"})
        return self


class LinkEdit(LinkFields, DirectoryEdit):
    """Not the kind nor the two ends: a link ends, and another begins."""


class StandingLink(DirectoryOut):
    kind: LinkKind
    deputy_id: Id | None = Field(description="联系人：代表")
    office_id: Id | None = Field(description="联系人：人大机关", examples=[None])
    appointment_id: Id | None = Field(description="联系人：联络员的任职", examples=[None])
    to_deputy_id: Id | None = Field(description="被联系的代表", examples=[None])
    station_id: Id | None = Field(description="被联系的联络站", examples=[None])
    area_code: AreaCode | None = Field(description="联系的网格", examples=[None])
    party_name: str = Field(description="被联系的选民或企业", examples=["示例面粉厂"])
    party_phone: str = Field(description="选民或企业的电话", examples=["19900000004"])
    note: str = Field(description="备注", examples=["规模以上企业"])
    starts_on: Day = Field(description="开始日期")
    ends_on: Day | None = Field(description="最后一天；继续联系为 null", examples=[None])
    from_name: str = Field(description="谁联系", examples=["赵新宇"])
    to_name: str = Field(description="联系谁", examples=["示例面粉厂"])


class StandingLinkPage(Page[StandingLink]):
    pass


class LinkItem(Out):
    """One line of the desk's list, with where its log stands."""

    id: Id
    kind: LinkKind
    deputy_id: Id | None = Field(description="联系人：代表")
    to_deputy_id: Id | None = Field(description="被联系的代表", examples=[None])
    from_name: str = Field(description="谁联系", examples=["赵新宇"])
    to_name: str = Field(description="联系谁", examples=["示例面粉厂"])
    party_phone: str | None = Field(description="选民或企业的电话；无权查看时为 null", examples=[None])
    note: str = Field(description="备注", examples=["规模以上企业"])
    starts_on: Day = Field(description="开始日期")
    ends_on: Day | None = Field(description="最后一天；继续联系为 null", examples=[None])
    contacts: int = Field(description="已记录的联系次数", examples=[2])
    amount_yuan: YuanSum = Field(description="已记录的金额合计（元）")
    last_contact_on: Day | None = Field(description="最近一次联系", examples=[None])
    due_on: Day | None = Field(
        description="最迟下一次联系的日期；没有次数要求时为 null", examples=["2026-04-02"]
    )
    overdue: bool = Field(description="是否逾期未联系", examples=[False])
    can_log: bool = Field(description="您能否为它记录联系", examples=[True])


class LinkItemPage(Page[LinkItem]):
    pass


class LogForm(In):
    """One entry of the log."""

    nature: ContactNature = Field(ContactNature.CONTACT, description="做了什么", examples=["contact"])
    method: ContactMethod = Field(examples=["visit"])
    on: Day = Field(description="哪一天")
    record: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="记录", examples=["到厂走访，了解用工情况，带回意见一条"]
    )
    people: int = Field(1, ge=0, le=100000, description="人次", examples=[3])
    amount_yuan: Yuan | None = Field(None, description="帮助落实的金额（元），写成文字；没有为 null")
    what: Annotated[str, Text(0, 60)] = Field("", description="落实了什么", examples=["无息贷款"])
    case_id: Id | None = Field(None, description="由此提出的事项", examples=[None])


class LogOut(Out):
    id: Id
    on: Day = Field(description="哪一天")
    nature: ContactNature
    method: ContactMethod
    record: str = Field(description="记录", examples=["到厂走访，了解用工情况，带回意见一条"])
    people: int = Field(description="人次", examples=[3])
    amount_yuan: Yuan | None = Field(description="帮助落实的金额（元）；没有为 null")
    what: str = Field(description="落实了什么", examples=["无息贷款"])
    case_id: Id | None = Field(description="由此提出的事项；没有或您无权查看时为 null", examples=[None])
    logged_by: str = Field(description="记录人", examples=["刘岚"])
    created_at: Timestamp


class LogPage(Page[LogOut]):
    pass


class LinkFigures(Out):
    """What was done along the links that you may see, in one period."""

    kind: LinkKind | None = Field(description="哪一种联系；null 为全部")
    since: Day = Field(description="从哪一天")
    until: Day = Field(description="到哪一天（含）")
    links: int = Field(description="期间内有效的联系", examples=[140])
    deputies: int = Field(description="其中联系人为代表的人数", examples=[70])
    contacted: FigureOut = Field(description="期间内联系过的 ÷ 有效的")
    contacts: int = Field(description="联系次数", examples=[152])
    people: int = Field(description="人次", examples=[420])
    reports: int = Field(description="述职报告次数", examples=[6])
    reviews: int = Field(description="选民评议次数", examples=[6])
    services: int = Field(description="服务办实事次数", examples=[12])
    amount_yuan: YuanSum = Field(description="帮助落实的金额合计（元）")
    closed: FigureOut = Field(description="由联系提出并已办结的事项 ÷ 由联系提出的事项")
    overdue: FigureOut = Field(
        description="期末逾期未联系的 ÷ 期末有效且有次数要求的；不计没有次数要求的和期末前已结束的"
    )


class KindOfLinks(Out):
    """What one deputy did along his links of one kind, in one period."""

    kind: LinkKind = Field(examples=["deputy_voter"])
    links: int = Field(description="期间内有效的联系", examples=[6])
    contacts: int = Field(description="期间内的联系次数", examples=[12])
    amount_yuan: YuanSum = Field(description="期间内帮助落实的金额合计（元）")
    last_contact_on: Day | None = Field(description="截止期末最近一次联系", examples=[None])


class DeputyLinks(Out):
    """One deputy, whichever end of his links he stands at."""

    deputy_id: Id
    name: str = Field(description="姓名", examples=["赵新宇"])
    links: int = Field(description="期间内有效的联系", examples=[7])
    contacts: int = Field(description="期间内的联系次数", examples=[13])
    amount_yuan: YuanSum = Field(description="期间内帮助落实的金额合计（元）")
    last_contact_on: Day | None = Field(description="截止期末最近一次联系", examples=[None])
    kinds: list[KindOfLinks] = Field(description="分种类；没有的种类不列")


class DeputyLinksPage(Page[DeputyLinks]):
    since: Day = Field(description="从哪一天")
    until: Day = Field(description="到哪一天（含）")


class GraphFirm(Out):
    link_id: Id
    name: str = Field(description="企业", examples=["示例面粉厂"])
    last_contact_on: Day | None = Field(description="最近一次联系", examples=[None])
    due_on: Day | None = Field(description="最迟下一次联系的日期", examples=["2026-04-02"])
    overdue: bool = Field(description="是否逾期未联系", examples=[False])


class GraphDeputy(Out):
    link_id: Id
    deputy_id: Id
    name: str = Field(description="代表", examples=["钱清"])
    last_contact_on: Day | None = Field(description="最近一次联系", examples=[None])
    due_on: Day | None = Field(description="最迟下一次联系的日期", examples=["2026-04-02"])
    overdue: bool = Field(description="是否逾期未联系", examples=[False])
    firms: list[GraphFirm] = Field(description="他联系的企业")


class LinkGraph(Out):
    """Two layers 双联: a member, the deputies he keeps in touch with, and the firms that they do."""

    deputy_id: Id
    name: str = Field(description="常委会组成人员", examples=["赵新宇"])
    deputies: list[GraphDeputy] = Field(description="他联系的代表")
    firms: list[GraphFirm] = Field(description="他本人直接联系的企业")
