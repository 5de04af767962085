"""Handover lists 交办清单: what goes in, how each matter on them stands, and what receiving them as one did."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import AssignmentStatus, ClockProfile, Part, Route, Status
from app.schemas.actions.dispatching import DispatchFields, Owners
from app.schemas.base import Day, Id, In, Out, Page, Text, Timestamp

MOST_CASES = 500
Version = Annotated[
    int, Field(ge=1, description="所见清单的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])
]
ListNumber = Annotated[str, Field(description="清单编号", examples=["交办〔2026〕7K3M9X号"])]
ListTitle = Annotated[str, Field(description="清单名称", examples=["第三季度群众诉求交办清单"])]
Meeting = Annotated[str, Field(description="交办会议", examples=["县人大常委会第三次交办会"])]
WhyNot = Annotated[
    str | None,
    Field(description="不能进行的错误代码，如 BATCH_CASE_HANDED_OVER；可以时为 null", examples=[None]),
]


def _each_case_once(items: list[Any]) -> list[Any]:
    if len({item.case_id for item in items}) < len(items):
        raise PydanticCustomError("case_repeated", "同一事项不能出现两次")
    return items


EachCaseOnce = AfterValidator(_each_case_once)


class BatchItemForm(DispatchFields):
    """One matter and how it is to be handed over."""

    case_id: Id = Field(description="事项")


class BatchForm(In):
    """The whole list, in the order in which it is printed."""

    number: Annotated[str, Text(1, 40)] | None = Field(
        None, description="清单编号，本县区内不重复；不填则自动编号", examples=[None]
    )
    title: Annotated[str, Text(1, 80)] = Field(description="清单名称", examples=["第三季度群众诉求交办清单"])
    meeting: Annotated[str, Text(0, 120)] = Field(
        "", description="交办会议", examples=["县人大常委会第三次交办会"]
    )
    met_on: Day | None = Field(None, description="会议日期", examples=["2026-11-18"])
    items: Annotated[list[BatchItemForm], EachCaseOnce] = Field(
        min_length=1, max_length=MOST_CASES, description=f"事项及其交办方式，1 至 {MOST_CASES} 件，不重复"
    )


class BatchEdit(BatchForm):
    """Replaces the whole draft; without a number it keeps the one that it has."""

    version: Version


class HandOverForm(In):
    version: Version


class AcceptBatchForm(In):
    owners: Owners


class BatchShareOut(Out):
    """One unit's share of a matter: intended, or handed over and as it stands today."""

    assignment_id: Id | None = Field(description="交办单；尚未交办为 null")
    unit_id: Id
    unit_name: str = Field(description="承办单位", examples=["杜曲镇村镇建设发展中心"])
    part: Part = Field(examples=["main"])
    task: str = Field(description="交办要求或分办部分", examples=["请尽快修复"])
    status: AssignmentStatus | None = Field(
        description="这份交办单现在的状态；尚未交办为 null", examples=["dispatched"]
    )
    reply_due_at: Timestamp | None = Field(description="现在的答复期限；尚未交办为 null")
    accepted_at: Timestamp | None = Field(description="签收时间；未签收为 null", examples=[None])


class BatchItemOut(Out):
    """One matter on the list, with its number and title as the reader may read them."""

    position: int = Field(description="序号，从 1 起", examples=[1])
    case_id: Id
    number: str | None = Field(description="受理编号；看不到该事项为 null", examples=["411122-261120-7K3M9X"])
    title: str | None = Field(description="标题；看不到该事项为 null", examples=["老街东口路灯不亮"])
    case_status: Status | None = Field(description="事项现在的状态；看不到为 null", examples=["dispatched"])
    ready: bool | None = Field(
        description="现在能否交办；已交办的清单、别的机关的草稿为 null", examples=[None]
    )
    code: WhyNot
    reason: str | None = Field(description="不能交办的中文原因", examples=[None])
    route: Route
    profile: ClockProfile = Field(description="按哪一类期限规则办理", examples=[""])
    instruction: str = Field(description="交办要求", examples=["请尽快修复"])
    shares: list[BatchShareOut] = Field(description="主办、协办或分办的每一份")


class ShareCount(Out):
    """How many shares of the list stand there today."""

    status: AssignmentStatus
    label: str = Field(description="状态名称", examples=["待签收"])
    count: int = Field(description="份数", examples=[12])


class BatchSummary(Out):
    """One line of the lists; units count their own part only."""

    id: Id
    version: int = Field(description="版本号，修改和交办时原样带回", examples=[1])
    number: ListNumber
    title: ListTitle
    meeting: Meeting
    met_on: Day | None = Field(description="会议日期", examples=["2026-11-18"])
    office_id: Id
    office_name: str = Field(description="交办机关", examples=["县人大常委会代表工委"])
    created_at: Timestamp
    handed_over_at: Timestamp | None = Field(description="交办时间；null 为草稿")
    cases: int = Field(description="事项件数", examples=[36])
    unsigned: int = Field(description="待签收的份数", examples=[4])


class BatchPage(Page[BatchSummary]):
    pass


class BatchOut(BatchSummary):
    """The list, whole: for the office every matter, for a unit its own."""

    not_ready: int = Field(description="本机关草稿中现在不能交办的件数；为 0 才能交办", examples=[0])
    states: list[ShareCount] = Field(description="各状态的份数；没有的状态不列")
    print_url: str = Field(
        description="打印页链接（限时有效，无需请求头），内容与您看到的一致",
        examples=["/api/v1/public/batches/0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10/print"],
    )
    items: list[BatchItemOut] = Field(description="事项，按清单顺序")


class ReceiptOfCase(Out):
    """What receiving the list did to one's share of one matter."""

    case_id: Id
    number: str = Field(description="受理编号", examples=["411122-261120-7K3M9X"])
    assignment_id: Id
    accepted: bool = Field(description="是否由这一次签收", examples=[True])
    status: AssignmentStatus = Field(description="这份交办单现在的状态", examples=["handling"])
    label: str = Field(description="状态名称", examples=["办理中"])


class BatchAccepted(Out):
    """Receiving as one, matter by matter."""

    accepted: int = Field(description="这一次签收的份数", examples=[12])
    items: list[ReceiptOfCase] = Field(description="本单位在清单中的每一份")
