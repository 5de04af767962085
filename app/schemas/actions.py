"""What each action must carry: one form an action, used by its endpoint and by `allowed_actions`."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import (
    Action,
    Colour,
    ContactMethod,
    ConversionKind,
    DeskLevel,
    Quality,
    RefusalReason,
    Route,
    Satisfaction,
)
from app.schemas.base import Day, Id, In, Text
from app.schemas.replies import ReplyFields

Reason = Annotated[
    str, Text(1, 1000, lines=True), Field(description="理由", examples=["不属于本单位职责范围"])
]
Words = Annotated[
    str, Text(1, 2000, lines=True), Field(description="内容", examples=["已联系施工单位到场查看"])
]
Name = Annotated[str, Text(1, 40), Field(description="姓名", examples=["周平"])]
Organ = Annotated[
    str, Text(1, 120), Field(description="机关或会议名称", examples=["杜曲镇人大主席团第三次会议"])
]
UploadIds = Annotated[
    list[Id],
    Field(max_length=9, description="已上传文件的编号，至多 9 个", examples=[[]], default_factory=list),
]


class ActionForm(In):
    """Every action names the version that its author was looking at."""

    version: int = Field(ge=1, description="所见事项的版本号；已被他人更新时返回 STALE_VERSION", examples=[3])


class AssignmentForm(ActionForm):
    assignment_id: Id | None = Field(
        None, description="交办单编号；只有一个可操作的交办单时可不填", examples=[None]
    )


class BareForm(ActionForm):
    """Nothing but the act itself."""


class ReasonForm(ActionForm):
    reason: Reason


class NoteForm(ActionForm):
    text: Words


class RecordForm(NoteForm):
    upload_ids: UploadIds


class AssignmentReasonForm(AssignmentForm):
    reason: Reason


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


class AnswerOnSpotForm(ActionForm):
    public_text: Words
    basis: Annotated[str, Text(1, 300)] = Field(description="依据", examples=["《城市道路照明设施管理规定》"])
    answered_by: Annotated[str, Text(0, 120)] = Field(
        "", description="由到站的单位负责人当场答复时，写明单位与姓名", examples=[""]
    )


class SplitPart(In):
    """One unit's own part of a matter handled separately."""

    unit_id: Id
    task: Annotated[str, Text(1, 500, lines=True)] = Field(
        description="该单位负责的部分", examples=["更换灯具"]
    )


class DispatchForm(ActionForm):
    """Either one main unit, with or without co units, or parts for separate handling."""

    route: Route
    main_unit_id: Id | None = Field(None, description="主办单位；分办时不填")
    co_unit_ids: list[Id] = Field(default_factory=list, max_length=20, description="协办单位", examples=[[]])
    split: list[SplitPart] = Field(
        default_factory=list, max_length=20, description="分办：每个单位一份", examples=[[]]
    )
    deadline_rule: Annotated[str, Text(1, 120)] = Field(
        description="答复期限的依据", examples=["群众诉求：7 个工作日"]
    )
    reply_due_on: Day | None = Field(None, description="答复截止日期", examples=["2026-12-01"])
    instruction: Annotated[str, Text(0, 500, lines=True)] = Field(
        "", description="交办要求", examples=["请尽快修复"]
    )

    @model_validator(mode="after")
    def main_or_split(self) -> Self:
        if (self.main_unit_id is None) == (not self.split):
            raise PydanticCustomError("main_or_split", "请指定一个主办单位，或列出分办的各个单位")
        if self.split and self.co_unit_ids:
            raise PydanticCustomError("split_has_no_co", "分办时没有协办单位")
        return self


class PushExternalForm(ActionForm):
    system_id: Id = Field(description="外部平台")
    note: Annotated[str, Text(0, 500, lines=True)] = Field("", description="说明", examples=[""])


class ExternalAcceptForm(ActionForm):
    external_number: Annotated[str, Text(1, 60)] = Field(
        description="外部平台编号", examples=["12345-2026-0099"]
    )


class ExternalReplyForm(ReplyFields, ActionForm):
    external_number: Annotated[str, Text(0, 60)] = Field(
        "", description="外部平台编号", examples=["12345-2026-0099"]
    )


class Owners(In):
    """三级责任人."""

    chief: Name = Field(description="主要负责人（总责）", examples=["周平"])
    leader: Name = Field(description="分管负责人（具体抓）", examples=["李清"])
    handler: Name = Field(description="经办人（具体办）", examples=["王路"])


class AcceptForm(AssignmentForm):
    owners: Owners


class RequestReturnForm(AssignmentReasonForm):
    legal_basis: Annotated[str, Text(1, 300)] = Field(
        description="法律法规或职责依据", examples=["本单位“三定”规定第四条"]
    )
    proposed_unit_id: Id | None = Field(None, description="建议改由哪个单位办理", examples=[None])


class DecideReturnForm(AssignmentReasonForm):
    upheld: bool = Field(description="true 同意退办，false 不同意", examples=[False])


class CommunicateForm(AssignmentForm):
    method: ContactMethod
    on: Day = Field(description="沟通日期")
    record: Words


class PlanForm(AssignmentForm):
    measures: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="措施", examples=["更换灯具并检修线路"]
    )
    people: Annotated[str, Text(1, 300)] = Field(description="责任人", examples=["王路"])
    starts_on: Day
    ends_on: Day = Field(description="完成日期", examples=["2026-12-01"])

    @model_validator(mode="after")
    def ends_after_start(self) -> Self:
        if self.ends_on < self.starts_on:
            raise PydanticCustomError("date_order", "完成日期不能早于开始日期")
        return self


class ProgressForm(AssignmentForm):
    text: Words
    upload_ids: UploadIds


class OpinionForm(AssignmentForm):
    opinion: Words


class RequestExtensionForm(AssignmentReasonForm):
    until: Day = Field(description="延至", examples=["2026-12-20"])


class DecideExtensionForm(AssignmentReasonForm):
    granted: bool = Field(description="是否同意", examples=[True])


class SuspendForm(ReasonForm):
    review_on: Day = Field(description="何时重新研究", examples=["2027-01-15"])


class DraftReplyForm(ReplyFields, AssignmentForm):
    inner_note: Annotated[str, Text(0, 2000, lines=True)] = Field(
        "", description="内部说明，不对外", examples=[""]
    )


class SignReplyForm(AssignmentForm):
    signer: Name = Field(description="签发人", examples=["周平"])
    missing_opinions_reason: Annotated[str, Text(0, 300)] = Field(
        "", description="协办单位未提意见仍要签发时，说明理由", examples=[""]
    )


class CompleteForm(ActionForm):
    public_text: Words
    upload_ids: UploadIds


class FeedbackForm(ActionForm):
    method: ContactMethod
    told_on: Day = Field(description="告知日期")
    text: Words


class EvaluateForm(ActionForm):
    """Result and attitude apart; whoever is not satisfied says why."""

    result: Satisfaction = Field(description="对办理结果")
    attitude: Satisfaction = Field(description="对办理态度")
    reason: Annotated[str, Text(0, 1000, lines=True)] = Field("", description="不满意时必填", examples=[""])

    @model_validator(mode="after")
    def says_why(self) -> Self:
        if Satisfaction.DISSATISFIED in (self.result, self.attitude) and not self.reason:
            raise PydanticCustomError("reason_required", "不满意时请说明理由")
        return self


class RedoForm(ReasonForm):
    assignment_ids: list[Id] = Field(
        default_factory=list,
        max_length=20,
        description="重办哪些交办单；不填则为本轮全部主办、分办",
        examples=[[]],
    )


class ConcludeReviewForm(ActionForm):
    finding: Words
    redo: bool = Field(description="true 继续办理，false 办结", examples=[False])


class StrikeOffForm(ActionForm):
    proof: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="现场核查情况", examples=["现场已亮灯"]
    )
    checker: Name = Field(description="核查人", examples=["刘岚"])
    upload_ids: UploadIds


class ConvertForm(ActionForm):
    kind: ConversionKind
    title: Annotated[str, Text(1, 80)] = Field(
        description="转化后的题目", examples=["关于改造杜曲镇老街照明的建议"]
    )
    ends_case: bool = Field(description="原事项是否就此转化（不再单独办理）", examples=[False])


class SuperviseForm(NoteForm):
    colour: Colour = Field(description="督办颜色", examples=["yellow"])


class InterviewForm(ActionForm):
    person: Annotated[str, Text(1, 80)] = Field(description="约谈对象", examples=["镇村镇建设发展中心 周平"])
    cause: Reason
    remedy: Annotated[str, Text(1, 1000, lines=True)] = Field(
        description="整改要求", examples=["三日内到场修复"]
    )


class SiteVisitForm(RecordForm):
    visited_on: Day = Field(description="察看日期")


class RevisitForm(RecordForm):
    holds: bool = Field(description="办理结果是否保持", examples=[True])


class MarkKeyForm(ReasonForm):
    key: bool = Field(description="true 列为重点督办，false 取消", examples=[True])
    leader: Annotated[str, Text(0, 40)] = Field(
        "", description="领衔督办的领导", examples=["县人大常委会副主任"]
    )


class FlagQualityForm(ReasonForm):
    quality: Quality | None = Field(description="质量标记；null 取消标记", examples=["low"])


class Party(In):
    """One slot of the six-party handling."""

    name: Annotated[str, Text(1, 80)] = Field(description="姓名或单位", examples=["县住建局"])
    unit_id: Id | None = Field(None, description="承办单位编号；只用于 unit", examples=[None])


class SetPartiesForm(ActionForm):
    """六方联办: whoever is named watches over the case in that slot."""

    leader: Party | None = Field(None, description="常委会领导（督办）")
    government: Party | None = Field(None, description="政府分管领导（领办）")
    committee: Party | None = Field(None, description="对口工委（促办）")
    centre: Party | None = Field(None, description="督查中心（催办）")
    unit: Party | None = Field(None, description="承办单位（承办）")
    deputy: Party | None = Field(None, description="代表（参与）")


class RedactForm(ReasonForm):
    redacted_text: Annotated[str, Text(0, 4000, lines=True)] = Field(
        description="隐去后的正文；原文仍为有权者保留", examples=["路灯不亮，请修复。"]
    )


FORMS: dict[Action, type[ActionForm]] = {
    Action.SUBMIT: BareForm,
    Action.COSIGN: BareForm,
    Action.REGISTER: RegisterForm,
    Action.REFUSE: RefuseForm,
    Action.WITHDRAW: ReasonForm,
    Action.SCREEN: ScreenForm,
    Action.MERGE: MergeForm,
    Action.UNMERGE: ReasonForm,
    Action.SHORTLIST: ShortlistForm,
    Action.PROPOSE_ROUTE: ProposeRouteForm,
    Action.ANSWER_ON_SPOT: AnswerOnSpotForm,
    Action.CLAIM: BareForm,
    Action.GIVE_BACK: ReasonForm,
    Action.DISPATCH: DispatchForm,
    Action.ESCALATE: ReasonForm,
    Action.PUSH_EXTERNAL: PushExternalForm,
    Action.EXTERNAL_ACCEPT: ExternalAcceptForm,
    Action.EXTERNAL_RETURN: ReasonForm,
    Action.EXTERNAL_REPLY: ExternalReplyForm,
    Action.ACCEPT: AcceptForm,
    Action.REQUEST_RETURN: RequestReturnForm,
    Action.DECIDE_RETURN: DecideReturnForm,
    Action.COMMUNICATE: CommunicateForm,
    Action.PLAN: PlanForm,
    Action.PROGRESS: ProgressForm,
    Action.GIVE_OPINION: OpinionForm,
    Action.REQUEST_EXTENSION: RequestExtensionForm,
    Action.DECIDE_EXTENSION: DecideExtensionForm,
    Action.SUSPEND: SuspendForm,
    Action.RESUME: ReasonForm,
    Action.DRAFT_REPLY: DraftReplyForm,
    Action.SEND_BACK: AssignmentReasonForm,
    Action.SIGN_REPLY: SignReplyForm,
    Action.COMPLETE: CompleteForm,
    Action.FEEDBACK: FeedbackForm,
    Action.EVALUATE: EvaluateForm,
    Action.REQUEST_REDO: ReasonForm,
    Action.REDO: RedoForm,
    Action.DECLINE_REDO: ReasonForm,
    Action.CONCLUDE_REVIEW: ConcludeReviewForm,
    Action.STRIKE_OFF: StrikeOffForm,
    Action.CONVERT: ConvertForm,
    Action.REOPEN: ReasonForm,
    Action.URGE: NoteForm,
    Action.SUPERVISE: SuperviseForm,
    Action.INTERVIEW: InterviewForm,
    Action.SITE_VISIT: SiteVisitForm,
    Action.REVISIT: RevisitForm,
    Action.FOLLOW: BareForm,
    Action.MARK_KEY: MarkKeyForm,
    Action.FLAG_QUALITY: FlagQualityForm,
    Action.SET_PARTIES: SetPartiesForm,
    Action.NOTE: NoteForm,
    Action.SUPPLEMENT: RecordForm,
    Action.REDACT: RedactForm,
    Action.PUBLISH: BareForm,
}
"""`close_unrated` has no form: only the product itself does it."""
