"""What is timed, and under which regime."""

from app.domain.labels import LabelledEnum


class ClockName(LabelledEnum):
    """The clocks of a case: each runs from one step to another, several at once.

    A promise is due on the day that the reply names; every other clock gets its length from a rule.
    """

    REGISTER = "register", "登记"
    HAND_OVER = "hand_over", "交办"
    SIGN_IN = "sign_in", "签收"
    RETURN = "return", "申请退办"
    REASSIGN = "reassign", "退办后重新交办"
    REPLY = "reply", "答复"
    EXTENSION = "extension", "延期"
    CO_OPINION = "co_opinion", "协办意见"
    FEEDBACK = "feedback", "告知群众"
    RATING = "rating", "评价"
    REDO = "redo", "重办"
    EXPERT_REVIEW = "expert_review", "评估会商"
    PROMISE = "promise", "承诺"
    PRE_TALK = "pre_talk", "办前沟通"


class ClockProfile(LabelledEnum):
    """Under which regime a case is handled: its own rules come first, then those of the regime that it stands on."""

    PLAIN = "", "一般"
    HARD = "hard", "涉及面广或办理难度大"
    DEPUTY = "deputy", "代表本人答复"
    HOTLINE = "12345", "12345热线"
    HOTLINE_HARD = "12345_hard", "12345热线疑难"

    @property
    def chain(self) -> "tuple[ClockProfile, ...]":
        """Itself, and whose rules hold where it has none."""
        if self is ClockProfile.PLAIN:
            return (self,)
        if self is ClockProfile.HOTLINE_HARD:
            return (self, *ClockProfile.HOTLINE.chain)
        return (self, ClockProfile.PLAIN)


class Line(LabelledEnum):
    """What a running clock comes to, one after the other. Crossing one is noted once."""

    REMIND = "remind", "到期提醒"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"
    DEPUTY_DIRECTOR = "deputy_director", "副主任约谈"
    DIRECTOR = "director", "主任约谈"
    LAPSE = "lapse", "期满"


class Supervisor(LabelledEnum):
    """Who watches over a case from a line on (大新镇三色督办)."""

    SECRETARY = "secretary", "人大秘书"
    CHAIR = "chair", "人大主席"
    DEPUTY_DIRECTOR = "deputy_director", "人大常委会副主任"
    DIRECTOR = "director", "人大常委会主任"
