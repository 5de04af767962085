"""By what figures are told apart, and which waits are timed."""

from app.domain.labels import LabelledEnum


class Dimension(LabelledEnum):
    """Along what figures are told apart. A category is itself and all below it."""

    COUNTY = "county", "全县"
    TOWN = "town", "乡镇（街道）"
    STATION = "station", "联络站（点）"
    UNIT = "unit", "承办单位"
    COMMITTEE = "committee", "县人大委室"
    DEPUTY = "deputy", "代表"
    CATEGORY = "category", "类别"


class Grain(LabelledEnum):
    """How many days of submission one row of a roll-up stands for."""

    DAY = "day", "日"
    MONTH = "month", "月"


class Wait(LabelledEnum):
    """A step whose length is told. In order; the place of a word is stored (`domain.waits`): only add at the end."""

    REGISTER = "register", "提交到登记"
    HAND_OVER = "hand_over", "登记到首次交办"
    SIGN_IN = "sign_in", "交办到签收"
    REPLY = "reply", "交办到答复"
    REDO = "redo", "重办到答复"
    FEEDBACK = "feedback", "答复到告知"
    RATING = "rating", "答复到首个评价"
    ANSWER = "answer", "提交到首次答复"
    CLOSE = "close", "提交到办结"
