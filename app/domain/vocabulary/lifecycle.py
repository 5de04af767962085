"""Where a case stands, what can happen to it, and who does it."""

from app.domain.labels import LabelledEnum


class Status(LabelledEnum):
    """Where a case stands. 17 of them; archived is a date, not a status."""

    DRAFT = "draft", "草稿（联名中）"
    SUBMITTED = "submitted", "已提交"
    REGISTERED = "registered", "已登记"
    PENDING_DISPATCH = "pending_dispatch", "待交办"
    DISPATCHED = "dispatched", "已交办（待签收）"
    RETURN_REVIEW = "return_review", "退办审核"
    HANDLING = "handling", "办理中"
    EXTERNAL = "external", "外部平台办理中"
    REPLY_REVIEW = "reply_review", "答复审签"
    REPLIED = "replied", "已答复（待评价）"
    EXPERT_REVIEW = "expert_review", "评估会商"
    TRACKING = "tracking", "承诺跟踪"
    CLOSED = "closed", "办结"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已并案"
    CONVERTED = "converted", "已转化"


class Step(LabelledEnum):
    """The six steps that a citizen sees, and the ways out."""

    DRAFT = "draft", "草稿"
    REGISTER = "register", "登记"
    SORT = "sort", "梳理"
    HANDLE = "handle", "处办"
    FEEDBACK = "feedback", "反馈"
    SUPERVISE = "supervise", "督办"
    EVALUATED = "evaluated", "评议完成"
    REFUSED = "refused", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已并案"
    CONVERTED = "converted", "已转化"


class Action(LabelledEnum):
    """Everything that can happen to a case."""

    SUBMIT = "submit", "提交"
    COSIGN = "cosign", "联名"
    REVISE = "revise", "修改草稿"
    INVITE = "invite", "邀请联名"
    REGISTER = "register", "登记受理"
    REFUSE = "refuse", "不予受理"
    WITHDRAW = "withdraw", "撤回"
    SCREEN = "screen", "梳理研判"
    MERGE = "merge", "并案"
    UNMERGE = "unmerge", "取消并案"
    SHORTLIST = "shortlist", "确定交办"
    PROPOSE_ROUTE = "propose_route", "建议承办单位"
    ANSWER_ON_SPOT = "answer_on_spot", "当场答复"
    CLAIM = "claim", "认领"
    GIVE_BACK = "give_back", "退回认领"
    DISPATCH = "dispatch", "交办"
    ESCALATE = "escalate", "上报"
    NEGOTIATE = "negotiate", "协商"
    PUSH_EXTERNAL = "push_external", "推送外部平台"
    EXTERNAL_ACCEPT = "external_accept", "外部平台受理"
    EXTERNAL_RETURN = "external_return", "外部平台退回"
    EXTERNAL_REPLY = "external_reply", "外部平台答复"
    ACCEPT = "accept", "签收"
    REQUEST_RETURN = "request_return", "申请退办"
    DECIDE_RETURN = "decide_return", "退办裁定"
    COMMUNICATE = "communicate", "办前沟通"
    PLAN = "plan", "制定方案"
    PROGRESS = "progress", "办理进展"
    GIVE_OPINION = "give_opinion", "协办意见"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "延期审批"
    SUSPEND = "suspend", "挂账"
    RESUME = "resume", "恢复办理"
    DRAFT_REPLY = "draft_reply", "拟答复"
    SEND_BACK = "send_back", "退回修改"
    SIGN_REPLY = "sign_reply", "签发答复"
    COMPLETE = "complete", "办成"
    FEEDBACK = "feedback", "反馈告知"
    EVALUATE = "evaluate", "评价"
    REQUEST_REDO = "request_redo", "申请重办"
    REDO = "redo", "重新办理"
    DECLINE_REDO = "decline_redo", "不予重办"
    CONCLUDE_REVIEW = "conclude_review", "评估结论"
    STRIKE_OFF = "strike_off", "销号"
    CONVERT = "convert", "转化"
    REOPEN = "reopen", "重新打开"
    CLOSE_UNRATED = "close_unrated", "未评价办结"
    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    INTERVIEW = "interview", "约谈"
    SITE_VISIT = "site_visit", "现场察看"
    REVISIT = "revisit", "回访"
    FOLLOW = "follow", "关注"
    MARK_KEY = "mark_key", "重点督办"
    FLAG_QUALITY = "flag_quality", "质量标记"
    SET_PARTIES = "set_parties", "六方联办"
    RECORD_PARTY_ACT = "record_party_act", "六方履责"
    CONSULT = "consult", "会诊"
    SET_EVENT = "set_event", "列入活动"
    SET_DISPUTANTS = "set_disputants", "登记当事人"
    NOTE = "note", "内部备注"
    SUPPLEMENT = "supplement", "补充材料"
    REDACT = "redact", "隐去内容"
    PUBLISH = "publish", "公开"
    ASK_OUTSIDER = "ask_outsider", "请外部人员处理"
    OUTSIDER_ANSWER = "outsider_answer", "外部人员答复"
    REMIND = "remind", "到期提醒"
    TURN_COLOUR = "turn_colour", "亮牌"
    MOVE_DUE = "move_due", "期限调整"


class Role(LabelledEnum):
    """In which capacity somebody acts. One person may hold several appointments, and acts in one at a time."""

    CITIZEN = "citizen", "群众"
    DEPUTY = "deputy", "人大代表"
    LIAISON = "liaison", "联络员"
    STATION_HEAD = "station_head", "站长"
    MEDIATOR = "mediator", "调解员"
    TOWN_OFFICE = "town_office", "乡镇（街道）人大"
    COMMITTEE = "committee", "县人大委室"
    COUNTY_OFFICE = "county_office", "县人大代表工委"
    UNIT_HANDLER = "unit_handler", "单位经办人"
    UNIT_HEAD = "unit_head", "单位负责人"
    EXTERNAL = "external", "外部系统"
    OUTSIDER = "outsider", "外部人员"
    ADMIN = "admin", "系统管理员"
    SYSTEM = "system", "系统"


class Relation(LabelledEnum):
    """How the actor stands to this very case. Most rights need one besides the role."""

    ANY = "any", "可见即可"
    SUBMITTER = "submitter", "提交人"
    LEAD = "lead", "领衔或被扫码的代表"
    INVITED = "invited", "受邀联名的代表"
    SIGNER = "signer", "已联名的代表"
    DRAFTER = "drafter", "代为起草的联络员"
    OWN_LEVEL = "own_level", "事项在本级"
    FIELD = "field", "事项属对口领域"
    DISPATCHER = "dispatcher", "交办人所在机关"
    MAIN = "main", "主办或分办单位"
    CO = "co", "协办单位"
    PARTY = "party", "六方联办所列单位"
    CLAIMER = "claimer", "认领人"
    OTHER = "other", "提交人以外"
    PUSHED_TO = "pushed_to", "被推送的外部人员"


class Fact(LabelledEnum):
    """Overlays of a case (or of the acting assignment) that switch actions on and off."""

    EXTENSION_PENDING = "extension_pending", "有待批延期"
    EXTENSION_USED = "extension_used", "已申请过延期"
    REDO_ASKED = "redo_asked", "已申请重办"
    SUSPENDED = "suspended", "已挂账"
    CLAIMED = "claimed", "已认领"
    COMMUNICATED = "communicated", "已办前沟通"
    RATED = "rated", "本人本轮已评价"
    RETURN_FINAL = "return_final", "退办已终局"
    WITHDRAWING = "withdrawing", "本人已同意撤回"
    HANDED_OVER = "handed_over", "已有单位在办或已答复"
    PUBLISHABLE = "publishable", "提交人同意公开且未密封"
    TALK_OWED = "talk_owed", "欠与代表（企业）的当面沟通"
    SEALED = "sealed", "已密封"


class Kind(LabelledEnum):
    APPEAL = "appeal", "群众诉求"
    ENTERPRISE = "enterprise", "企业诉求"
    SUGGESTION = "suggestion", "代表建议"
    OPINION = "opinion", "意见"
    WISH = "wish", "微心愿"
    DISPUTE = "dispute", "矛盾纠纷"
    REVIEW_ITEM = "review_item", "审议意见"


class Channel(LabelledEnum):
    SCAN = "scan", "扫码"
    STATION = "station", "到站"
    RECEPTION = "reception", "接待日"
    EVENT = "event", "活动"
    APP = "app", "小程序"
    PHONE = "phone", "电话"
    LETTER = "letter", "来信"
    IMPORT = "import", "导入"
    EXTERNAL = "external", "外部平台"


class Visibility(LabelledEnum):
    """Who may know how to reach the submitter. A published case never names him."""

    PUBLIC = "public", "内容可以公开；联系方式给联络站、人大机关、经手的代表和承办单位"
    UNITS = "units", "内容不公开；联系方式给联络站、人大机关、经手的代表和承办单位"
    STATION = "station", "内容不公开；联系方式仅给联络站"


class Audience(LabelledEnum):
    """Who may read one entry of the timeline."""

    PUBLIC = "public", "提交人及各方"
    DESK = "desk", "工作台各方"
    TALLY = "tally", "提交人与人大机关；承办单位在本轮评价结束后可见"
    CONGRESS = "congress", "人大机关"
    UNIT = "unit", "本单位"


class DeskLevel(LabelledEnum):
    """On whose desk the hand-over lies."""

    TOWN = "town", "乡镇（街道）"
    COUNTY = "county", "县"
