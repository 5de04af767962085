"""What is promised and whether it is kept; who answers for what was not done as it should."""

from app.domain.labels import LabelledEnum


class PromiseSource(LabelledEnum):
    """Where a promise was given."""

    REPLY = "reply", "答复中承诺"
    EVENT = "event", "进站等活动中承诺"
    PLAN = "plan", "年初承诺"


class PromiseState(LabelledEnum):
    """How a promise stands. Superseded is one whose case its owner answers anew: the next answer takes its place."""

    OPEN = "open", "履行中"
    KEPT = "kept", "已销号"
    SUPERSEDED = "superseded", "已由新的答复取代"


class PromiseStep(LabelledEnum):
    """What happened to a promise, one entry each."""

    GIVE = "give", "作出承诺"
    PROVE = "prove", "报送进展或证明"
    CHECK = "check", "督办检查"
    CARRY_OVER = "carry_over", "结转"
    STRIKE_OFF = "strike_off", "销号"
    REVIVE = "revive", "重新挂号"
    RATE = "rate", "测评"


class AccountabilityCause(LabelledEnum):
    """The five for which those in charge at a unit answer (代表法 2025, on what becomes of suggestions)."""

    OVERDUE = "overdue", "未按规定期限办理"
    PERFUNCTORY = "perfunctory", "敷衍塞责、相互推诿，或者耽误工作造成损失或不良影响"
    PRESSURE = "pressure", "以威胁、利诱等方式影响评价"
    REPRISAL = "reprisal", "打击报复"
    DISCLOSURE = "disclosure", "公开国家秘密、商业秘密、个人隐私等不宜公开的内容"


class AccountabilityState(LabelledEnum):
    OPEN = "open", "调查中"
    DECIDED = "decided", "已决定追责"
    DISMISSED = "dismissed", "不予追责"
