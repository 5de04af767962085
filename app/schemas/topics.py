"""Supervision of whole topics 专项监督: evidence, a report, and what came of it."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import EvidenceKind, Status, TopicState
from app.schemas.base import AreaCode, Day, Id, In, Out, Page, Text, Timestamp, Yuan
from app.schemas.supervision import Version

_Title = Annotated[str, Text(1, 80), Field(description="题目", examples=["城区学校大班额"])]
_Paper = Annotated[
    str, Text(1, 120), Field(description="报告名称", examples=["关于优化城区教育资源配置的报告"])
]


class TopicForm(In):
    title: _Title
    reason: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="为何监督", examples=["群众反映集中，三年未解决"]
    )
    leader: Annotated[str, Text(0, 40)] = Field("", description="带队的领导", examples=["李副主任"])
    area_code: AreaCode | None = Field(None, description="涉及的区划；null 为本机关的区划", examples=[None])
    category_code: Annotated[str, Text(1, 60)] | None = Field(
        None, description="类别代码", examples=["education"]
    )


class EvidenceForm(In):
    """One visit, talk or document."""

    kind: EvidenceKind = Field(description="怎样了解到的", examples=["secret_visit"])
    held_on: Day = Field(description="日期，不晚于今天", examples=["2026-01-02"])
    place: Annotated[str, Text(0, 120)] = Field("", description="地点", examples=["县第二小学"])
    people: Annotated[str, Text(0, 300)] = Field("", description="参加的人", examples=["代表五人、家长三人"])
    deputies: int = Field(0, ge=0, le=10_000, description="参加的代表人数", examples=[5])
    text: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="发现的情况", examples=["一年级三个班都超过六十五人"]
    )


class TopicCasesForm(In):
    case_ids: list[Id] = Field(
        min_length=1,
        max_length=100,
        description="列入的事项；已列入的不再重复",
        examples=[["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"]],
    )


class TopicOrderForm(In):
    unit_id: Id = Field(description="由哪个单位办理、答复")
    text: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="监督意见", examples=["新建城区学校，三年内消除大班额"]
    )
    due_on: Day | None = Field(None, description="答复期限；不限为 null", examples=[None])


class ReportForm(In):
    version: Version
    title: _Paper
    text: Annotated[str, Text(1, 4000, lines=True)] = Field(
        description="报告内容", examples=["现状、成因与建议"]
    )
    delivered_to: Annotated[str, Text(1, 120)] = Field(description="送交谁", examples=["县委、县人民政府"])
    reported_on: Day = Field(description="送交日期，不晚于今天", examples=["2026-01-02"])


class ResultFigureForm(In):
    """What can be counted of a result."""

    label: Annotated[str, Text(1, 40)] = Field(description="名称", examples=["新增学位"])
    number: int = Field(ge=0, le=10**12, description="数目", examples=[12000])
    measure: Annotated[str, Text(0, 20)] = Field("", description="单位", examples=["个"])


class TopicResultForm(In):
    version: Version
    text: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="跟踪的结果", examples=["县政府投入建设资金，新建学校六所"]
    )
    amount_yuan: Yuan | None = Field(None, description="投入或收回的金额（元）；没有的为 null")
    figures: list[ResultFigureForm] = Field(default_factory=list, max_length=20, description="其他数字")


class EvidenceOut(Out):
    id: Id
    kind: EvidenceKind = Field(description="怎样了解到的", examples=["secret_visit"])
    held_on: Day = Field(description="日期")
    place: str = Field(description="地点", examples=["县第二小学"])
    people: str = Field(description="参加的人", examples=["代表五人、家长三人"])
    deputies: int = Field(description="参加的代表人数", examples=[5])
    text: str = Field(description="发现的情况", examples=["一年级三个班都超过六十五人"])
    entered_by: str = Field(description="谁记录的", examples=["穆川"])
    created_at: Timestamp


class TopicCaseOut(Out):
    case_id: Id
    number: str = Field(description="受理编号", examples=["411122-261120-7K3M9X"])
    title: str = Field(description="标题", examples=["班里坐不下"])
    status: Status = Field(description="事项现在的状态", examples=["handling"])


class ReportOut(Out):
    title: str = Field(description="报告名称", examples=["关于优化城区教育资源配置的报告"])
    text: str = Field(description="报告内容", examples=["现状、成因与建议"])
    delivered_to: str = Field(description="送交谁", examples=["县委、县人民政府"])


class ResultFigureOut(Out):
    label: str = Field(description="名称", examples=["新增学位"])
    number: int = Field(description="数目", examples=[12000])
    measure: str = Field(description="单位", examples=["个"])


class TopicResultOut(Out):
    text: str = Field(description="跟踪的结果", examples=["新建学校六所"])
    amount_yuan: Yuan | None = Field(description="投入或收回的金额（元）；没有的为 null")
    figures: list[ResultFigureOut] = Field(description="其他数字")


class TopicSummary(Out):
    """One topic in the list of topics."""

    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    number: str = Field(description="编号", examples=["ZX411122-261120-7K3M9X"])
    title: str = Field(description="题目", examples=["城区学校大班额"])
    state: TopicState = Field(description="进行到哪一步", examples=["gathering"])
    leader: str = Field(description="带队的领导", examples=["李副主任"])
    area_code: AreaCode
    category_code: str | None = Field(description="类别代码", examples=["education"])
    office_id: Id
    office_name: str = Field(description="由哪个机关监督", examples=["县人大常委会教科文卫工委"])
    created_at: Timestamp
    reported_on: Day | None = Field(description="报告送交的日期；还没有报告的为 null", examples=[None])
    closed_at: Timestamp | None = Field(description="何时了结的；没有了结的为 null", examples=[None])


class TopicPage(Page[TopicSummary]):
    pass


class TopicOut(TopicSummary):
    reason: str = Field(description="为何监督", examples=["群众反映集中，三年未解决"])
    evidence: list[EvidenceOut] = Field(description="明察、暗访、座谈的记录，先后为序，至多 500 条")
    cases: list[TopicCaseOut] = Field(description="列入的事项中您能看到的，至多 500 件")
    orders: int = Field(description="发出的监督意见数；逐件见督办列表", examples=[1])
    report: ReportOut | None = Field(description="报告；没有的为 null")
    result: TopicResultOut | None = Field(description="结果；没有的为 null")
    may_lead: bool = Field(description="您能否推进这项监督", examples=[True])
