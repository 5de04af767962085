"""How a case is handed over, answered, rated and watched."""

from app.domain.labels import LabelledEnum


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


class ContactMethod(LabelledEnum):
    """How somebody was spoken to."""

    MEETING = "meeting", "座谈"
    VISIT = "visit", "上门"
    PHONE = "phone", "电话"
    MESSAGE = "message", "消息"
    LETTER = "letter", "书面"


class ShortlistDecision(LabelledEnum):
    """What a meeting decided of one matter."""

    SEND = "send", "报送交办"
    ESCALATE = "escalate", "上报县级"
    ON_SPOT = "on_spot", "就地办理"
    KEEP = "keep", "暂不报送"


class WorkOutcome(LabelledEnum):
    """What somebody without an account says came of what he was asked to do."""

    DONE = "done", "已办好"
    NOT_POSSIBLE = "not_possible", "办不了"


class WorkLinkState(LabelledEnum):
    """How a work link stands. Only one that waits opens anything."""

    WAITING = "waiting", "待答复"
    ANSWERED = "answered", "已答复"
    LATE = "late", "已答复（事项已先行流转，仅留存）"
    EXPIRED = "expired", "已过期"
    WITHDRAWN = "withdrawn", "已撤回"


class FileVariant(LabelledEnum):
    FULL = "full", "原图"
    THUMBNAIL = "thumbnail", "缩略图"
