"""The error tree. Every refusal is one of these; `error_handlers` renders it as a problem document (RFC 9457).

AppError
├── InvalidRequest      422  the payload itself is malformed
├── Unauthorized        401  who are you?
├── Forbidden           403  you see it, but it is not yours to do
├── NotFound            404  not there, or not for you to know
├── Conflict            409  not now: state, version or a business rule
├── Gone                410  it was here once
├── TooLarge            413
├── UnsupportedMedia    415
├── RateLimited         429  carries Retry-After
└── Unavailable         503  try again

`CATALOGUE` is the complete list of (code → status, Chinese title); a code outside it cannot be raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One offending field: a dotted path as the client sent it, a stable code and a Chinese sentence."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal."""

    status: int
    title: str


CATALOGUE: dict[str, Problem] = {
    # the payload
    "VALIDATION_FAILED": Problem(422, "提交的内容有误，请检查后重试"),
    "IDEMPOTENCY_KEY_REQUIRED": Problem(422, "缺少 Idempotency-Key 请求头"),
    "IDEMPOTENCY_MISMATCH": Problem(422, "同一个 Idempotency-Key 不能用于不同的内容"),
    "UNKNOWN_PARAMETER": Problem(422, "请求中有不认识的参数"),
    "CURSOR_INVALID": Problem(422, "翻页游标无效，请从第一页重新开始"),
    "FILE_EMPTY": Problem(422, "文件是空的，请重新选择"),
    "IMAGE_UNREADABLE": Problem(422, "图片无法读取，请换一张"),
    "IMAGE_TOO_MANY_PIXELS": Problem(422, "图片尺寸过大，请压缩后再上传"),
    # the file of an import
    "SHEET_TOO_LARGE": Problem(413, "表格文件过大，请拆成几个文件分别导入"),
    "SHEET_TOO_COMPLEX": Problem(422, "表格过于复杂，无法读取，请把内容复制到新下载的模板里再导入"),
    "SHEET_UNREADABLE": Problem(422, "无法读取这个文件，请用模板填写，保存为 .xlsx 或 .csv"),
    "SHEET_OLD_FORMAT": Problem(422, "不支持旧格式的表格，请另存为 .xlsx"),
    "SHEET_ENCRYPTED": Problem(422, "表格设有打开密码，请去掉密码后再导入"),
    "SHEET_EMPTY": Problem(422, "表格里没有内容"),
    "SHEET_TOO_MANY_ROWS": Problem(422, "表格行数过多，请拆成几个文件分别导入"),
    "SHEETS_SEVERAL": Problem(422, "有内容的工作表不止一张，请只保留要导入的一张"),
    "SHEET_HIDDEN": Problem(422, "文件里有隐藏的工作表，请取消隐藏并核对，或删除后再导入"),
    "SHEET_ROWS_HIDDEN": Problem(422, "有内容的行被隐藏或筛选掉了，请全部显示并核对后再导入"),
    "SHEET_COLUMNS_HIDDEN": Problem(422, "有内容的列被隐藏了，请全部显示并核对后再导入"),
    "SHEET_MERGED_CELLS": Problem(422, "表格里有合并单元格，请取消合并后再导入"),
    "SHEET_HEADER_WRONG": Problem(422, "表头与模板不一致"),
    # who are you
    "TOKEN_MISSING": Problem(401, "请先登录"),
    "TOKEN_INVALID": Problem(401, "登录已失效，请重新登录"),
    "REFRESH_INVALID": Problem(401, "登录已过期，请重新登录"),
    "LOGIN_CODE_INVALID": Problem(401, "登录凭证无效或已使用，请重新进入小程序"),
    "LOGIN_BLOCKED": Problem(401, "微信判定该账号存在风险，暂不能登录"),
    "SIGNATURE_INVALID": Problem(401, "请求签名无效"),
    # not yours to do
    "FORBIDDEN": Problem(403, "您没有权限进行此操作"),
    "APPOINTMENT_REQUIRED": Problem(403, "请先选择工作身份"),
    "APPOINTMENT_ENDED": Problem(403, "该工作身份已停用或结束"),
    "APPOINTMENT_NOT_BEGUN": Problem(403, "该工作身份尚未开始，请到任后再试"),
    "DEPUTY_SUSPENDED": Problem(403, "暂停执行代表职务期间，不能以代表身份办理"),
    "RECUSED": Problem(403, "您与该事项有关联，应当回避"),
    "FILE_LINK_INVALID": Problem(403, "链接无效，请返回后重新打开"),
    "FILE_LINK_EXPIRED": Problem(403, "文件链接已过期，请返回后重新打开"),
    "STRIKE_OFF_BY_UNIT": Problem(403, "承诺由人大机关核查后销号，单位不能自行销号"),
    "HELPER_LINK_REQUIRED": Problem(403, "您与该代表没有帮录的联系，不能代其起草或录入"),
    # not there
    "NOT_FOUND": Problem(404, "没有找到该内容"),
    "ROUTE_NOT_FOUND": Problem(404, "没有这个接口"),
    "METHOD_NOT_ALLOWED": Problem(405, "该接口不支持这种请求方法"),
    "CASE_NOT_FOUND": Problem(404, "没有找到该事项"),
    "CODE_UNKNOWN": Problem(404, "没有找到这个码，请核对后重试，或联系就近的联络站"),
    "STATION_NOT_FOUND": Problem(404, "没有找到该联络站"),
    "DEPUTY_NOT_FOUND": Problem(404, "没有找到该代表"),
    "UNIT_NOT_FOUND": Problem(404, "没有找到该承办单位"),
    "CATEGORY_NOT_FOUND": Problem(404, "没有找到该类别"),
    "AREA_NOT_FOUND": Problem(404, "没有找到该行政区划"),
    "UPLOAD_NOT_FOUND": Problem(404, "没有找到上传的文件，请重新上传"),
    "BATCH_NOT_FOUND": Problem(404, "没有找到该交办清单"),
    "SHORTLIST_NOT_FOUND": Problem(404, "没有找到该选件记录"),
    "REFERENCE_NOT_FOUND": Problem(404, "引用的对象不存在"),
    "WORK_LINK_UNKNOWN": Problem(404, "没有找到这个链接，请与发给您链接的单位核对"),
    "RECEIPT_NOT_FOUND": Problem(404, "受理编号或查询码不正确"),
    "PROMISE_NOT_FOUND": Problem(404, "没有找到该承诺"),
    "ACCOUNTABILITY_NOT_FOUND": Problem(404, "没有找到该追责事项"),
    "EVALUATION_NOT_FOUND": Problem(404, "没有找到您对该事项的评价"),
    "PRESSURE_REPORT_NOT_FOUND": Problem(404, "没有找到该情况反映"),
    "QUESTION_NOT_FOUND": Problem(404, "没有找到该询问"),
    "GROUP_NOT_FOUND": Problem(404, "没有找到该代表小组"),
    "MEMBER_NOT_FOUND": Problem(404, "没有找到该小组成员"),
    "LINK_NOT_FOUND": Problem(404, "没有找到该联系关系"),
    "EVENT_NOT_FOUND": Problem(404, "没有找到该活动"),
    "PRESET_NOT_FOUND": Problem(404, "没有这种做法"),
    "IMPORT_NOT_FOUND": Problem(404, "没有找到该导入"),
    "IMPORT_NOT_MARKED": Problem(404, "该导入没有标出错误的副本"),
    "ORDER_NOT_FOUND": Problem(404, "没有找到该督办"),
    "TOPIC_NOT_FOUND": Problem(404, "没有找到该专项监督"),
    "INDICATOR_NOT_FOUND": Problem(404, "没有找到该指标"),
    "ALERT_NOT_FOUND": Problem(404, "没有找到该预警"),
    # not now
    "ILLEGAL_MOVE": Problem(409, "事项当前状态不能进行此操作"),
    "STALE_VERSION": Problem(409, "内容已被他人更新，请刷新后重试"),
    "ASSIGNMENT_REQUIRED": Problem(409, "有多个交办单，请指明是哪一个"),
    "ASSIGNMENT_OPEN": Problem(409, "还有未办结的交办单，不能进行此操作"),
    "OPINIONS_MISSING": Problem(409, "协办单位尚未提出意见，请等待或说明理由"),
    "UNIT_REPEATED": Problem(409, "同一单位不能重复交办"),
    "UNIT_ACCUSED": Problem(409, "不能交给被反映的单位办理"),
    "UNIT_OUT_OF_SCOPE": Problem(409, "该单位不在您的交办范围内，请报上级处理"),
    "ROUTE_MISMATCH": Problem(409, "承办单位与交办路径不一致"),
    "BATCH_NOT_READY": Problem(409, "清单中有事项不能交办，整单未交办"),
    "BATCH_CASE_HANDED_OVER": Problem(409, "该事项已经交办"),
    "BATCH_HANDED_OVER": Problem(409, "该清单已经交办"),
    "SHORTLIST_NOT_READY": Problem(409, "有事项不能按会议决定办理，全部未生效"),
    "DATE_OUT_OF_RANGE": Problem(409, "日期超出允许范围"),
    "CASES_MERGED_IN": Problem(409, "有其他事项并入本事项，请先取消并案"),
    "MASTER_ANSWERED": Problem(409, "合并办理的事项已经答复，不能取消并案"),
    "MERGE_SELF": Problem(409, "事项不能并入自己"),
    "MERGE_TARGET_INVALID": Problem(409, "目标事项已并案、办结或不在同一县区，不能并入"),
    "UPLOAD_USED": Problem(409, "文件已用于其他事项"),
    "ALREADY_EXISTS": Problem(409, "已经存在相同的记录"),
    "STILL_IN_USE": Problem(409, "该记录仍被使用，不能删除"),
    "TERM_HELD": Problem(409, "已有代表在该届任职，不能改为另一人大的届次"),
    "MANDATE_BEFORE_TERM": Problem(409, "代表任期不能早于本届开始"),
    "CONGRESS_LEVEL_MISMATCH": Problem(409, "人大的级别与区划不一致"),
    "CONGRESS_EXISTS": Problem(409, "该区划已有人民代表大会"),
    "NOTHING_CHANGED": Problem(409, "内容没有变化"),
    "TREE_LOOP": Problem(409, "上下级关系形成了循环"),
    "POST_TAKEN": Problem(409, "该职务已有在任人员"),
    "AREA_ENDED": Problem(409, "该行政区划已撤并"),
    "AREA_IN_SUCCESSION": Problem(409, "该行政区划已撤并或承接了撤并的区划，不能删除"),
    "AREA_OUTSIDE": Problem(409, "该行政区划不属于本县区"),
    "AREA_LEVEL_MISMATCH": Problem(409, "承接的区划应与原区划同级，且在县区以下"),
    "SUCCESSION_LOOP": Problem(409, "撤并后的承接关系形成了循环"),
    "TERM_OTHER_CONGRESS": Problem(409, "两个届次不属于同一人大"),
    "DEPUTY_OTHER_CONGRESS": Problem(409, "该代表不属于这一级人大的这一届"),
    "DEPUTY_NOT_LEAVING": Problem(409, "该代表仍在履职，不需要接替"),
    "SUCCESSOR_NOT_IN_FORCE": Problem(409, "接替的代表不在履职"),
    "GROUP_KIND_TAKEN": Problem(409, "该代表已在同类的小组中，请先退出"),
    "GROUP_CLOSED": Problem(409, "该小组已停用"),
    "GROUPS_DO_NOT_FIT": Problem(409, "小组数应不少于网格数、不多于人数"),
    "LEADER_NOT_MEMBER": Problem(409, "组长应为本组在组的代表"),
    "MEMBER_LEFT": Problem(409, "该成员已退出小组"),
    "DEPUTY_UNBOUND": Problem(409, "该代表尚未绑定账号，无法确认代为起草的内容"),
    "EVENT_CLOSED": Problem(409, "活动已举行或已取消，不能再更改"),
    "EVENT_CANCELLED": Problem(409, "活动已取消，不能由此登记或列入事项"),
    "EVENT_OVER": Problem(409, "活动已结束，不能再列入事项"),
    "ROSTER_SIZE": Problem(409, "到场代表的人数不符合这种活动的要求"),
    "ROSTER_OVERLAP": Problem(409, "有代表在同一时间已列入别的活动"),
    "CODE_NOT_ACTIVE": Problem(409, "该码已停用，不能进行此操作"),
    "CATEGORY_REFUSED": Problem(409, "这类事项联络站不能受理，请通过下面的渠道反映"),
    "INVITATION_INVALID": Problem(409, "邀请码无效、已使用或已过期"),
    "TALK_RECORD_INCOMPLETE": Problem(409, "本事项须当面沟通，请写明见了谁、在哪里"),
    "AGREEMENT_OF_DISPUTE": Problem(409, "只有矛盾纠纷才有调解协议"),
    "DISPUTANTS_MISSING": Problem(409, "请先登记纠纷的当事人"),
    "TALK_NOT_IN_PERSON": Problem(409, "本事项须与代表（企业）当面沟通，请选择座谈或上门"),
    "PRESET_NOT_FOR_KIND": Problem(409, "这种做法不适用于该种类的事项"),
    "ME_TOO_OWN": Problem(409, "这是您自己提交的事项，请在“我的事项”中查看"),
    "ME_TOO_OVER": Problem(409, "该事项已结束，仍有同样的问题请另行提交"),
    "WORK_LINK_OVER": Problem(409, "这个工作链接已答复、过期或撤回"),
    "WORK_PHOTOS_FULL": Problem(409, "照片已满 9 张，请用已上传的照片答复"),
    "LIMIT_REACHED": Problem(409, "数量已达上限，请先删除不用的"),
    "IMPORT_NOT_READY": Problem(409, "该导入不在待确认的状态"),
    "IMPORT_RUNNING": Problem(409, "另一个导入正在进行，请稍后再试"),
    "IMPORT_STALE": Problem(409, "检查之后目录有变动，什么都没有导入，请重新上传核对"),
    "IMPORT_ABANDONED": Problem(409, "处理中断，什么都没有导入，请重新上传"),
    # promises, and who answers for what was not done
    "PROMISE_DATE_PAST": Problem(409, "承诺的期限不能早于今天"),
    "PROMISE_STRUCK_OFF": Problem(409, "该承诺已经销号"),
    "PROMISE_NOT_STRUCK_OFF": Problem(409, "该承诺没有销号，不需要重新挂号"),
    "PROMISE_SUPERSEDED": Problem(409, "该承诺所在的事项已另行办理，承诺以新的答复为准"),
    "PROMISE_RATED": Problem(409, "该承诺本年度已经测评"),
    "STRIKE_OFF_WITHOUT_PROOF": Problem(409, "没有证明，不能销号"),
    "STRIKE_OFF_WITH_CASE": Problem(409, "事项在承诺跟踪中，请在事项中销号"),
    "CARRY_OVER_WITHOUT_REASON": Problem(422, "结转承诺必须写明理由"),
    "CARRY_OVER_NOT_LATER": Problem(409, "结转后的期限应晚于现在的期限"),
    "ACCOUNTABILITY_OVER": Problem(409, "该追责事项已有结论"),
    "EVIDENCE_MISSING": Problem(409, "没有证据，不能决定追责"),
    "PRESSURE_REPORTED": Problem(409, "您已反映过这次评价的情况"),
    "PRESSURE_TAKEN_UP": Problem(409, "该情况已转为追责事项"),
    "QUESTION_ANSWERED": Problem(409, "该询问已经答复"),
    "CASE_NOT_OF_EVENT": Problem(409, "该事项没有列入这次活动"),
    # rules that route
    "ROUTE_TO_ITSELF": Problem(409, "规则的去向就是事项原来所在的站，不起作用"),
    "CATCH_ALL_NOT_LAST": Problem(409, "没有任何条件的规则只能有一条，并且排在最后"),
    "TARGET_INACTIVE": Problem(409, "规则的去向已停用，不能启用这条规则"),
    "BUSY": Problem(409, "该内容正在被他人处理，请稍后重试"),
    # calendars, rules and clocks
    "CALENDAR_DAY_TWICE": Problem(422, "日历中同一天出现了不止一次"),
    "CALENDAR_OTHER_YEAR": Problem(422, "日历中有不属于这一年的日期"),
    "OFFICE_HOURS_INVALID": Problem(422, "办公时间应按先后排列，互不重叠"),
    "RULE_WITHOUT_SOURCE": Problem(422, "期限规则必须写明依据"),
    "RULE_NUMBER": Problem(422, "期限的数目超出允许范围"),
    "RULE_PERIOD": Problem(422, "期限规则的生效日期与终止日期不符合要求"),
    "RULES_OVERLAP": Problem(409, "同一范围在同一时间已有一条期限规则"),
    "RULE_ENDED": Problem(409, "该期限规则到那一天已经终止"),
    "CLOCK_WITHOUT_RULE": Problem(409, "那一天没有适用的期限规则"),
    "PAUSE_BACKWARDS": Problem(422, "暂停的结束早于开始"),
    "LINE_WITHOUT_THRESHOLD": Problem(422, "请写明所剩时间的百分比或工作日数"),
    "LINE_DAYS": Problem(422, "亮牌的工作日数超出允许范围"),
    "LINE_SHARE": Problem(422, "亮牌的百分比超出允许范围"),
    "SECOND_EXTENSION": Problem(409, "只能延期一次"),
    "EXTENSION_TOO_LATE": Problem(409, "已超过期限，不能再申请延期"),
    "CALENDAR_SHEET_WRONG": Problem(422, "表格里有填写错误"),
    "CLOCK_NOT_FOUND": Problem(404, "没有找到该期限"),
    "AS_OF_AHEAD": Problem(422, "只能查看现在或以前的时刻"),
    "EXTENSION_TOO_LONG": Problem(409, "延期超过规定的最长期限"),
    "RETURN_CLOSED": Problem(409, "已不能申请退办"),
    "EXTENSION_NOT_LATER": Problem(409, "延期后的日期应晚于原期限"),
    # supervision
    "ORDER_CLOSED": Problem(409, "该督办已了结"),
    "ORDER_ANSWERED": Problem(409, "该督办已答复，等待核实"),
    "ORDER_TO_ONESELF": Problem(409, "不能了结发给自己的督办"),
    "PARTY_SLOT_EMPTY": Problem(409, "六方联办中没有写明这一方"),
    "TOPIC_CLOSED": Problem(409, "该专项监督已了结"),
    "TOPIC_WITHOUT_EVIDENCE": Problem(409, "还没有明察、暗访或座谈的记录，不能形成报告"),
    "TOPIC_NOT_REPORTED": Problem(409, "还没有形成报告"),
    "INDICATOR_OFF": Problem(409, "该指标已停用"),
    "ALERT_DECIDED": Problem(409, "该预警已处置"),
    "ALERT_NOT_OPENED": Problem(409, "该预警没有转为事项"),
    "ALERT_SETTLED": Problem(409, "该预警已有结果"),
    # it was here once: each still leads to a station
    "CODE_REVOKED": Problem(410, "这个码已停用，您可以向下面的联络站反映"),
    "CODE_REPLACED": Problem(410, "这个码已更换，请使用新的码"),
    "CODE_SUSPENDED": Problem(410, "该代表暂停履职，您可以向下面的联络站反映"),
    "CODE_ENDED": Problem(410, "该代表已不再履职，您的事项由所属联络站受理"),
    "CODE_STATION_CLOSED": Problem(410, "这个码所属的联络站已停用，您可以向下面的联络站反映"),
    # a work link opens nothing any more, and shows nothing
    "WORK_LINK_USED": Problem(410, "这个链接已经答复过，不能再用"),
    "WORK_LINK_EXPIRED": Problem(410, "这个链接已过期，请向发给您链接的单位重新索取"),
    "WORK_LINK_WITHDRAWN": Problem(410, "这个链接已被撤回"),
    # what was shown before handing in is shown anew
    "HINT_EXPIRED": Problem(410, "提示已过期，请重新查看相似事项"),
    # too much, too often, not possible now
    "BODY_TOO_LARGE": Problem(413, "提交的内容过大"),
    "FILE_TOO_LARGE": Problem(413, "文件过大，请压缩后再上传"),
    "MEDIA_UNSUPPORTED": Problem(415, "不支持这种文件格式"),
    "CONTENT_TYPE_UNSUPPORTED": Problem(415, "请求体应为 application/json"),
    "RATE_LIMITED": Problem(429, "操作过于频繁，请稍后再试"),
    "WECHAT_UNAVAILABLE": Problem(503, "微信服务暂时不可用，请稍后再试"),
    "DATABASE_UNAVAILABLE": Problem(503, "服务暂时不可用，请稍后重试"),
    "STORAGE_UNAVAILABLE": Problem(503, "文件服务暂时不可用，请稍后重试"),
    "INTERNAL_ERROR": Problem(500, "服务出现异常，我们已记录，请稍后重试"),
}


class AppError(Exception):
    """A refusal with a stable code of `CATALOGUE`.

    `detail` is a Chinese sentence about this very case; `extra` are further members of the problem
    document (current status, version, the station to turn to).
    """

    status = 500

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        problem = CATALOGUE[code]
        if problem.status != self.status:
            raise LookupError(
                f"{code} is a {problem.status}, raised as {type(self).__name__} ({self.status})"
            )
        super().__init__(code)
        self.code = code
        self.title = problem.title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = headers or {}
        self.extra = extra


class InvalidRequest(AppError):
    status = 422


class Unauthorized(AppError):
    status = 401


class Forbidden(AppError):
    status = 403


class NotFound(AppError):
    status = 404


class Conflict(AppError):
    status = 409


class Gone(AppError):
    status = 410


class TooLarge(AppError):
    status = 413


class UnsupportedMedia(AppError):
    status = 415


class RateLimited(AppError):
    status = 429

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("RATE_LIMITED", headers={"Retry-After": str(retry_after_seconds)})


class Unavailable(AppError):
    status = 503
