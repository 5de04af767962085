"""How a case is shown: one view for the desk, one for its submitter, one for whoever holds the slip."""

from typing import Annotated, Any

from pydantic import Field

from app.domain.vocabulary import (
    Action,
    AssignmentStatus,
    Channel,
    ClockProfile,
    Colour,
    ConversionKind,
    DeskLevel,
    Kind,
    Part,
    Quality,
    Rater,
    ReplyClass,
    Role,
    Route,
    Satisfaction,
    Status,
    Step,
    Visibility,
)
from app.schemas.base import AreaCode, CountedPage, Day, Id, Out, Page, Position, Timestamp
from app.schemas.mediation import Agreement, DisputantOut
from app.schemas.sources import SourceOut

Number = Annotated[str, Field(description="受理编号", examples=["411122-261120-7K3M9X"])]


class SubmittedOut(Out):
    """The receipt. With the number and the check code anybody can follow the matter without an account."""

    id: Id
    number: Number
    check_code: str = Field(description="查询码，请妥善保管", examples=["7K3M9X"])
    status: Status = Field(examples=["registered"])
    step: Step = Field(examples=["sort"])
    version: int = Field(description="版本号", examples=[2])
    station_name: str = Field(description="受理的联络站", examples=["杜曲镇人大代表联络站"])


class AllowedAction(Out):
    """One thing that may be done now, with what it needs."""

    action: Action = Field(examples=["dispatch"])
    label: str = Field(description="按钮文字", examples=["交办"])
    required: list[str] = Field(description="必填字段", examples=[["route"]])
    optional: list[str] = Field(description="选填字段", examples=[["co_unit_ids"]])
    assignment_ids: list[Id] = Field(description="可对哪些交办单进行；空表示对事项本身", examples=[[]])


class CaseState(Out):
    """Where a case stands after an action."""

    id: Id
    number: Number
    status: Status = Field(examples=["dispatched"])
    step: Step = Field(examples=["handle"])
    version: int = Field(description="版本号", examples=[4])
    round: int = Field(description="办理轮次", examples=[1])
    allowed_actions: list[AllowedAction] = Field(description="您现在可以做什么")


class CaseItem(Out):
    """One line of a list."""

    id: Id
    number: Number
    kind: Kind = Field(examples=["appeal"])
    channel: Channel = Field(examples=["scan"])
    status: Status = Field(examples=["dispatched"])
    step: Step = Field(examples=["handle"])
    round: int = Field(description="办理轮次", examples=[1])
    version: int = Field(description="版本号", examples=[3])
    title: str = Field(description="标题", examples=["老街东口路灯不亮"])
    category_code: str | None = Field(description="类别代码", examples=["lighting.street_lamp"])
    area_code: AreaCode
    place: str = Field(description="地点", examples=["杜曲镇老街东口"])
    station_id: Id
    deputy_id: Id | None = Field(description="代表", examples=[None])
    level: DeskLevel = Field(examples=["town"])
    sealed: bool = Field(description="是否密封", examples=[False])
    colour: Colour = Field(examples=["green"])
    key: bool = Field(description="是否重点督办", examples=[False])
    redo_asked: bool | None = Field(
        description="是否已申请重办；评价结束前对承办单位为 null", examples=[False]
    )
    me_too: int = Field(description="多少人也遇到（不知道是谁）", examples=[3])
    reply_due_at: Timestamp | None = Field(description="答复期限", examples=[None])
    created_at: Timestamp
    updated_at: Timestamp


class CasePage(CountedPage[CaseItem]):
    pass


class TabCount(Out):
    tab: str = Field(description="标签页", examples=["to_sort"])
    label: str = Field(description="标签页名称", examples=["待梳理"])
    count: int = Field(description="件数", examples=[12])


class CounterList(Out):
    tabs: list[TabCount]


class ContactOut(Out):
    name: str = Field(description="称呼", examples=["王女士"])
    phone: str = Field(description="电话", examples=["19900000001"])


class AttachmentOut(Out):
    """Links that need no header and expire."""

    id: Id
    url: str = Field(
        description="原图链接（限时有效）",
        examples=["/api/v1/public/files/0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"],
    )
    thumbnail_url: str = Field(
        description="缩略图链接（限时有效）", examples=["/api/v1/public/files/0198c5a0"]
    )
    media_type: str = Field(description="文件类型", examples=["image/jpeg"])
    width: int = Field(description="宽（像素）", examples=[1280])
    height: int = Field(description="高（像素）", examples=[960])


class EventOut(Out):
    """One entry of the timeline."""

    id: Id
    version: int | None = Field(
        description="此事之后的版本号；系统自行记下、没有改变版本的（到期提醒、亮牌）为 null", examples=[3]
    )
    round: int = Field(description="办理轮次", examples=[1])
    action: Action = Field(examples=["dispatch"])
    label: str = Field(description="动作名称", examples=["交办"])
    from_status: Status | None = Field(description="之前的状态", examples=["pending_dispatch"])
    to_status: Status = Field(examples=["dispatched"])
    role: Role = Field(examples=["town_office"])
    actor_name: str = Field(description="办理人；对群众只显示单位或身份", examples=["杜曲镇人大主席团"])
    affiliation: str = Field(
        description="办理人所在单位；没有登记或不显示姓名时为空", examples=["杜曲人民法庭"]
    )
    on_behalf_of: str = Field(description="代何人", examples=[""])
    data: dict[str, Any] = Field(
        description="所载内容，随动作而不同；各动作的字段见 docs/lifecycle.md 的“经过所载字段”",
        examples=[
            {"units": [{"name": "杜曲镇村镇建设发展中心", "part": "主办"}], "reply_due_on": "2026-12-01"}
        ],
    )
    attachments: list[AttachmentOut] = Field(description="附件")
    colour: Colour | None = Field(
        description="由此变成的颜色；没有改变的，或对群众，为 null", examples=[None]
    )
    at: Timestamp


class EventPage(Page[EventOut]):
    pass


class AssignmentOut(Out):
    """交办单."""

    id: Id
    round: int = Field(description="办理轮次", examples=[1])
    unit_id: Id
    unit_name: str = Field(description="承办单位", examples=["杜曲镇村镇建设发展中心"])
    part: Part = Field(examples=["main"])
    route: Route = Field(examples=["government"])
    status: AssignmentStatus = Field(examples=["dispatched"])
    task: str = Field(description="交办要求或分办部分", examples=["请尽快修复"])
    owners: dict[str, str] = Field(description="三级责任人", examples=[{"chief": "周平"}])
    opinion: str = Field(description="协办意见", examples=[""])
    talked_with: list[Role] = Field(description="本单位已与哪些人沟通过", examples=[[]])
    profile: ClockProfile = Field(description="按哪一类期限规则办理", examples=[""])
    unsigned: bool = Field(description="到期未签收，已自动签收", examples=[False])
    reply_due_at: Timestamp | None = Field(description="答复期限", examples=[None])
    extension_until: Day | None = Field(description="申请延至", examples=[None])
    extension_granted: bool | None = Field(description="延期是否同意；null 为未审批或未申请", examples=[None])
    accepted_at: Timestamp | None = Field(description="签收时间", examples=[None])


class ReplyOut(Out):
    id: Id
    assignment_id: Id | None = Field(description="交办单；当场答复没有", examples=[None])
    round: int = Field(description="办理轮次", examples=[1])
    reply_class: ReplyClass
    public_text: str = Field(description="答复内容", examples=["路灯已修复。"])
    inner_note: str = Field(description="内部说明；无权查看时为空", examples=[""])
    plan: str = Field(description="计划与进度", examples=[""])
    reason: str = Field(description="不具备条件的原因", examples=[""])
    finish_on: Day | None = Field(description="完成日期", examples=[None])
    escalated_to: str = Field(description="向谁反映", examples=[""])
    escalated_on: Day | None = Field(description="何时反映", examples=[None])
    basis: str = Field(description="依据", examples=[""])
    agreement: Agreement | None = Field(
        description="调解协议；没有，或无权查看当事人的为 null", examples=[None]
    )
    answered_by: str = Field(description="答复人", examples=["杜曲镇村镇建设发展中心"])
    signer: str = Field(description="签发人", examples=["周平"])
    signed_at: Timestamp | None = Field(description="签发时间；null 为草稿", examples=[None])


class EvaluationOut(Out):
    round: int = Field(description="办理轮次", examples=[1])
    rater: Rater
    result: Satisfaction
    attitude: Satisfaction
    reason: str = Field(description="理由", examples=[""])
    under_pressure: bool = Field(
        description="评价人是否反映评价时受到压力；只有县人大代表工委看得到，其他人恒为 false",
        examples=[False],
    )
    at: Timestamp


class LinkOut(Out):
    kind: ConversionKind
    title: str = Field(description="题目", examples=["关于改造杜曲镇老街照明的建议"])
    target_case_id: Id | None = Field(description="转化成的事项", examples=[None])


class SignerOut(Out):
    """A deputy who signed a suggestion, or is asked to."""

    deputy_id: Id
    name: str = Field(description="姓名", examples=["赵新宇"])
    lead: bool = Field(description="是否领衔", examples=[True])
    signed_at: Timestamp | None = Field(description="联名时间；null 为尚未联名", examples=[None])
    withdrew_at: Timestamp | None = Field(description="同意撤回的时间", examples=[None])


class StepOut(Out):
    """One step of the way, in the words of the practice that the case follows."""

    label: str = Field(description="步骤", examples=["梳理"])
    reached_at: Timestamp | None = Field(description="到达时间；尚未到达为 null")
    current: bool = Field(description="当前是否在这一步", examples=[True])


class CaseDetail(CaseItem):
    """Everything that the actor may know of a case, in one call."""

    text: str = Field(description="正文", examples=["老街东口路灯三天没亮了。"])
    redacted: bool = Field(description="正文是否经过隐去", examples=[False])
    position: Position | None = Field(description="位置", examples=[None])
    preset: str = Field(description="按哪一种做法办理；为空是一般流程", examples=[""])
    preset_label: str = Field(description="这种做法的名称", examples=["六步闭环"])
    steps: list[StepOut] = Field(description="各步骤，按先后")
    station_name: str = Field(description="联络站", examples=["杜曲镇人大代表联络站"])
    deputy_name: str | None = Field(description="代表", examples=["赵新宇"])
    event_id: Id | None = Field(description="由哪个活动而来，或列入哪个活动", examples=[None])
    event_title: str | None = Field(description="由哪个活动而来，或列入哪个活动", examples=[None])
    in_session: bool = Field(description="是否大会期间提出", examples=[False])
    visibility: Visibility = Field(examples=["units"])
    anonymous: bool = Field(description="是否匿名", examples=[False])
    contact: ContactOut | None = Field(description="联系方式；匿名或无权查看时为 null")
    firm_name: str = Field(description="企业名称", examples=[""])
    proxy_consent: str | None = Field(
        description="代录说明；非代录或无权查看联系方式时为 null", examples=[None]
    )
    accused_unit_id: Id | None = Field(description="被反映的单位", examples=[None])
    accused_deputy_id: Id | None = Field(description="被反映的代表", examples=[None])
    proposed_unit_id: Id | None = Field(description="建议的承办单位：代表提出，或按分流规则", examples=[None])
    field_id: Id | None = Field(description="到县级后等哪个委室认领", examples=[None])
    committee_id: Id | None = Field(description="认领的委室", examples=[None])
    rule_id: Id | None = Field(description="按哪一条分流规则；没有规则符合的为 null", examples=[None])
    route_reason: str = Field(
        description="为何这样分流；没有规则符合的为空",
        examples=["县住建局负责城区照明（类别“路灯”）"],
    )
    origin_station_id: Id | None = Field(
        description="按规则转站的，原来交到哪个联络站；未转站的为 null", examples=[None]
    )
    external_number: str = Field(description="外部平台编号", examples=[""])
    master_case_id: Id | None = Field(description="并入的事项", examples=[None])
    merged_case_ids: list[Id] = Field(description="并入本事项的事项", examples=[[]])
    parties: dict[str, Any] = Field(description="六方联办", examples=[{}])
    quality: Quality | None = Field(description="质量标记", examples=[None])
    needs_check: bool = Field(description="群众与代表评价不一致，待抽查", examples=[False])
    double_evaluation: bool = Field(description="是否双评价", examples=[False])
    disputants: list[DisputantOut] = Field(description="纠纷的当事人", examples=[[]])
    talk_required: bool = Field(description="答复前是否须与代表（企业）当面沟通", examples=[False])
    talk_with: list[Role] = Field(
        description="答复前每个主办、分办单位须与哪些人当面沟通；为空不限何人", examples=[[]]
    )
    suspended_until: Day | None = Field(description="挂账至", examples=[None])
    promise_due_on: Day | None = Field(description="承诺完成日期", examples=[None])
    rating_until: Timestamp | None = Field(description="评价截止", examples=[None])
    published: bool = Field(description="是否已公开", examples=[False])
    closed_at: Timestamp | None = Field(description="办结时间", examples=[None])
    attachments: list[AttachmentOut] = Field(description="提交时的照片")
    assignments: list[AssignmentOut] = Field(description="交办单，最新在前")
    replies: list[ReplyOut] = Field(description="答复，最新在前")
    evaluations: list[EvaluationOut] = Field(description="评价")
    links: list[LinkOut] = Field(description="转化成了什么，成了哪些建议的来源；草稿只有能看到的人知道")
    sources: list[SourceOut] = Field(description="建议由哪些事项、活动而来；只列您能看到的")
    hidden_sources: int = Field(description="另有多少来源您不能看到", examples=[0])
    signers: list[SignerOut] = Field(description="建议的领衔和联名代表；草稿含尚未联名的，提交后只列已联名的")
    timeline: list[EventOut] = Field(description="最近 50 条经过，最新在前")
    allowed_actions: list[AllowedAction] = Field(description="您现在可以做什么")


class MyCaseItem(Out):
    """One of my matters."""

    id: Id
    number: Number
    kind: Kind = Field(examples=["appeal"])
    status: Status = Field(examples=["dispatched"])
    step: Step = Field(examples=["handle"])
    round: int = Field(description="办理轮次", examples=[1])
    version: int = Field(description="版本号", examples=[3])
    title: str = Field(description="标题", examples=["老街东口路灯不亮"])
    place: str = Field(description="地点", examples=["杜曲镇老街东口"])
    station_name: str = Field(description="联络站", examples=["杜曲镇人大代表联络站"])
    deputy_name: str | None = Field(description="代表", examples=["赵新宇"])
    created_at: Timestamp
    updated_at: Timestamp


class MyCasePage(Page[MyCaseItem]):
    pass


class MyCase(MyCaseItem):
    """My matter: who handles it, what was answered, what I may do."""

    preset_label: str = Field(description="按哪一种做法办理", examples=["六步闭环"])
    steps: list[StepOut] = Field(description="各步骤，按先后")
    text: str = Field(description="正文", examples=["老街东口路灯三天没亮了。"])
    check_code: str | None = Field(description="查询码；不是本人提交的为 null", examples=["7K3M9X"])
    visibility: Visibility = Field(examples=["units"])
    anonymous: bool = Field(description="是否匿名", examples=[False])
    contact: ContactOut | None = Field(description="我留的联系方式")
    units: list[str] = Field(description="承办单位", examples=[["杜曲镇村镇建设发展中心"]])
    merged: bool = Field(description="是否与同类事项合并办理", examples=[False])
    reply_due_at: Timestamp | None = Field(description="答复期限", examples=[None])
    rating_until: Timestamp | None = Field(description="评价截止", examples=[None])
    attachments: list[AttachmentOut] = Field(description="我提交的照片")
    replies: list[ReplyOut] = Field(description="答复，最新在前")
    evaluations: list[EvaluationOut] = Field(description="我的评价")
    timeline: list[EventOut] = Field(description="经过，最新在前")
    allowed_actions: list[AllowedAction] = Field(description="您现在可以做什么")


class ReceiptStep(Out):
    label: str = Field(description="动作名称", examples=["登记受理"])
    at: Timestamp


class ReceiptOut(Out):
    """What anybody with the slip may know: how far it is and what was answered, nothing of who asked."""

    number: Number
    status: Status = Field(examples=["replied"])
    step: Step = Field(examples=["feedback"])
    title: str | None = Field(description="标题；提交人未同意公开时为 null", examples=["老街东口路灯不亮"])
    station_name: str = Field(description="联络站", examples=["杜曲镇人大代表联络站"])
    units: list[str] = Field(description="承办单位", examples=[["杜曲镇村镇建设发展中心"]])
    replies: list[str] = Field(description="已签发的答复；未同意公开时为空", examples=[["路灯已修复。"]])
    timeline: list[ReceiptStep] = Field(description="经过")
    updated_at: Timestamp
