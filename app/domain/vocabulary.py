"""The field's own words, one member a word. Tables, routes, files and tests use exactly these."""

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
    NOTE = "note", "内部备注"
    SUPPLEMENT = "supplement", "补充材料"
    REDACT = "redact", "隐去内容"
    PUBLISH = "publish", "公开"
    ASK_OUTSIDER = "ask_outsider", "请外部人员处理"
    OUTSIDER_ANSWER = "outsider_answer", "外部人员答复"


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
    OWN_LEVEL = "own_level", "事项在本级"
    FIELD = "field", "事项属对口领域"
    DISPATCHER = "dispatcher", "交办人所在机关"
    MAIN = "main", "主办或分办单位"
    CO = "co", "协办单位"
    PARTY = "party", "六方联办所列单位"
    CLAIMER = "claimer", "认领人"
    OTHER = "other", "提交人以外"


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
    TALK_OWED = "talk_owed", "须先与代表（企业）当面沟通"


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


class CongressLevel(LabelledEnum):
    NATION = "nation", "全国"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWN = "town", "乡镇"


class Route(LabelledEnum):
    """The four roads of a hand-over."""

    CONGRESS = "congress", "人大"
    GOVERNMENT = "government", "政府"
    SUPERVISORY_JUDICIAL = "supervisory_judicial", "监委、法院、检察院"
    OTHER = "other", "其他"


class Part(LabelledEnum):
    MAIN = "main", "主办"
    CO = "co", "协办"
    SPLIT = "split", "分办"


class AssignmentStatus(LabelledEnum):
    """The first five share their words with Status; the rest are ways in which an assignment ends."""

    DISPATCHED = "dispatched", "待签收"
    RETURN_REVIEW = "return_review", "退办审核"
    HANDLING = "handling", "办理中"
    REPLY_REVIEW = "reply_review", "答复审签"
    REPLIED = "replied", "已答复"
    RETURNED = "returned", "已退办（待重新交办）"
    REPLACED = "replaced", "已改派"
    LAPSED = "lapsed", "未提意见"


class ReplyClass(LabelledEnum):
    RESOLVED = "resolved", "已解决或采纳"
    IN_PROGRESS = "in_progress", "正在解决"
    NOT_FEASIBLE = "not_feasible", "暂不具备条件"
    ESCALATED = "escalated", "已向上反映"


class Satisfaction(LabelledEnum):
    SATISFIED = "satisfied", "满意"
    BASICALLY = "basically", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Rater(LabelledEnum):
    CITIZEN = "citizen", "群众"
    DEPUTY = "deputy", "代表"
    PANEL = "panel", "评议组"


class Colour(LabelledEnum):
    GREEN = "green", "正常"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"
    GREY = "grey", "挂账"


class Quality(LabelledEnum):
    """A flag on how a case is being handled; yellow and red come from it (大新镇三色督办)."""

    LOW = "low", "标准不高"
    POOR = "poor", "质量较差"


class RefusalReason(LabelledEnum):
    """Why a station cannot take a matter; each names the right door."""

    COURT = "court", "已进入或应当进入诉讼程序：请向人民法院提出"
    PETITION = "petition", "属信访事项：请向信访部门提出"
    HOTLINE = "hotline", "属日常服务咨询：请拨打 12345"
    POLICE = "police", "属治安或紧急事项：请拨打 110"
    FIRE = "fire", "属火情救援：请拨打 119"
    DUPLICATE = "duplicate", "同一事项已有处理结果"
    UNCLEAR = "unclear", "内容不具体，无法核实"
    OUT_OF_AREA = "out_of_area", "不属于本县区"


class ConversionKind(LabelledEnum):
    SUGGESTION = "suggestion", "代表建议"
    PROJECT = "project", "民生项目"
    MICRO_PROJECT = "micro_project", "微实事"
    PROPOSAL = "proposal", "议案"


class DeputyStatus(LabelledEnum):
    ACTIVE = "active", "履职中"
    SUSPENDED = "suspended", "暂停执行职务"
    ENDED = "ended", "资格终止"


class Gender(LabelledEnum):
    FEMALE = "female", "女"
    MALE = "male", "男"


class StationTier(LabelledEnum):
    STATION = "station", "联络站"
    POINT = "point", "联络点"


class StationKind(LabelledEnum):
    TOWN = "town", "乡镇（街道）站"
    VILLAGE = "village", "村（社区）点"
    INDUSTRY = "industry", "产业站"
    STUDIO = "studio", "代表工作室"
    SELF_RUN = "self_run", "自办点"


class StationFunction(LabelledEnum):
    """What a station is besides a place: one station may be all three (三融三聚)."""

    LIAISON = "liaison", "代表联络站"
    LEGISLATIVE = "legislative", "基层立法联系点"
    MODEL = "model", "基层示范点"


class Post(LabelledEnum):
    """What somebody is called who serves at a station. Rights come with the role, not with the post."""

    HEAD = "head", "站长"
    VICE_HEAD = "vice_head", "副站长"
    LIAISON = "liaison", "联络员"


class GroupKind(LabelledEnum):
    MIXED = "mixed", "混合编组"
    PROFESSIONAL = "professional", "专业代表小组"


class MemberRole(LabelledEnum):
    """As what somebody is in a group: deputies of all levels and those who are none."""

    DEPUTY = "deputy", "人大代表"
    REPORTER = "reporter", "直报员"
    COLLECTOR = "collector", "信息采集员"
    ADVISER = "adviser", "立法顾问"
    EXPERT = "expert", "专家"
    GRID_WORKER = "grid_worker", "网格员"


class LinkKind(LabelledEnum):
    """Standing links 联系: who keeps in touch with whom."""

    DEPUTY_DEPUTY = "deputy_deputy", "常委会组成人员联系代表"
    OFFICE_DEPUTY = "office_deputy", "人大机关联系代表"
    DEPUTY_STATION = "deputy_station", "常委会组成人员联系站"
    DEPUTY_VOTER = "deputy_voter", "代表联系选民"
    DEPUTY_FIRM = "deputy_firm", "代表联系企业"
    DEPUTY_GRID = "deputy_grid", "代表联系网格"
    HELPER_DEPUTY = "helper_deputy", "联络员帮助代表"


class ContactNature(LabelledEnum):
    """What was done along a link."""

    CONTACT = "contact", "联系走访"
    REPORT = "report", "述职报告"
    REVIEW = "review", "选民评议"
    SERVICE = "service", "服务办实事"


class EventKind(LabelledEnum):
    RECEPTION = "reception", "接待日"
    VISIT = "visit", "负责人进站"
    TALK = "talk", "座谈"
    MEETING = "meeting", "会议"
    LECTURE = "lecture", "宣讲"
    SURVEY = "survey", "调研"
    INSPECTION = "inspection", "视察"
    SERVICE = "service", "便民服务"
    AWARD = "award", "表彰"


class EventStatus(LabelledEnum):
    PLANNED = "planned", "已安排"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"


class ShortlistDecision(LabelledEnum):
    """What a meeting decided of one matter."""

    SEND = "send", "报送交办"
    ESCALATE = "escalate", "上报县级"
    ON_SPOT = "on_spot", "就地办理"
    KEEP = "keep", "暂不报送"


class ImportNoun(LabelledEnum):
    """What can come from a spreadsheet."""

    AREAS = "areas", "区划"
    STATIONS = "stations", "联络站"
    POINTS = "points", "联络点"
    UNITS = "units", "承办单位"
    DEPUTIES = "deputies", "代表"
    MANDATES = "mandates", "代表资格"
    GROUPS = "groups", "代表小组"
    LINKS = "links", "联系关系"


class ImportStatus(LabelledEnum):
    CHECKING = "checking", "检查中"
    REFUSED = "refused", "有错误，未导入"
    READY = "ready", "检查通过，待确认"
    APPLYING = "applying", "导入中"
    APPLIED = "applied", "已导入"
    FAILED = "failed", "文件无法处理"


class RowChange(LabelledEnum):
    """What one row of a file does to the directory."""

    CREATE = "create", "新增"
    CHANGE = "change", "修改"
    NONE = "none", "不变"


class OfficeKind(LabelledEnum):
    TOWN_OFFICE = "town_office", "乡镇人大主席团、街道人大工委"
    COMMITTEE = "committee", "委室"
    COUNTY_OFFICE = "county_office", "代表工委"


class CodeState(LabelledEnum):
    ACTIVE = "active", "使用中"
    REVOKED = "revoked", "已停用"
    REPLACED = "replaced", "已更换"


class CodeTarget(LabelledEnum):
    DEPUTY = "deputy", "代表码"
    STATION = "station", "站码"
    POINT = "point", "点码"


class ContactMethod(LabelledEnum):
    """How somebody was spoken to."""

    MEETING = "meeting", "座谈"
    VISIT = "visit", "上门"
    PHONE = "phone", "电话"
    MESSAGE = "message", "消息"
    LETTER = "letter", "书面"


class FileVariant(LabelledEnum):
    FULL = "full", "原图"
    THUMBNAIL = "thumbnail", "缩略图"
