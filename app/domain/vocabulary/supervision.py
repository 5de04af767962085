"""How handling is watched over: orders, the six parties, topics, and figures that raise alarm."""

from app.domain.labels import LabelledEnum


class OrderKind(LabelledEnum):
    """What somebody is ordered to answer. An alert is none: it becomes a case, or is dismissed."""

    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    INTERVIEW = "interview", "约谈"
    KEY = "key", "重点督办"
    CONSULTATION = "consultation", "会诊"
    TOPIC = "topic", "专项监督"


class OrderState(LabelledEnum):
    WAITING = "waiting", "待答复"
    ANSWERED = "answered", "已答复（待核实）"
    CLOSED = "closed", "已了结"


class PartySlot(LabelledEnum):
    """The six of 六方联办, and what each does."""

    LEADER = "leader", "常委会领导督办"
    GOVERNMENT = "government", "政府分管领导领办"
    COMMITTEE = "committee", "工委促办"
    CENTRE = "centre", "督查中心催办"
    UNIT = "unit", "单位承办"
    DEPUTY = "deputy", "代表参与"


class EvidenceKind(LabelledEnum):
    """How something was found out."""

    OPEN_VISIT = "open_visit", "明察"
    SECRET_VISIT = "secret_visit", "暗访"
    TALK = "talk", "座谈"
    SURVEY = "survey", "问卷"
    DOCUMENT = "document", "资料"


class TopicState(LabelledEnum):
    GATHERING = "gathering", "调查中"
    REPORTED = "reported", "已形成报告"
    CLOSED = "closed", "已了结"


class Direction(LabelledEnum):
    """On which side of its threshold a figure raises alarm."""

    BELOW = "below", "低于"
    ABOVE = "above", "高于"


class AlertState(LabelledEnum):
    RAISED = "raised", "待处置"
    OPENED = "opened", "已转为事项"
    DISMISSED = "dismissed", "已排除"
    SETTLED = "settled", "已有结果"
