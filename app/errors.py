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
    "RECUSED": Problem(403, "您与该事项有关联，应当回避"),
    "FILE_LINK_EXPIRED": Problem(403, "文件链接已过期，请返回后重新打开"),
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
    "REFERENCE_NOT_FOUND": Problem(404, "引用的对象不存在"),
    "RECEIPT_NOT_FOUND": Problem(404, "受理编号或查询码不正确"),
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
    "DATE_OUT_OF_RANGE": Problem(409, "日期超出允许范围"),
    "CASES_MERGED_IN": Problem(409, "有其他事项并入本事项，请先取消并案"),
    "MASTER_ANSWERED": Problem(409, "合并办理的事项已经答复，不能取消并案"),
    "MERGE_SELF": Problem(409, "事项不能并入自己"),
    "MERGE_TARGET_INVALID": Problem(409, "目标事项已并案、办结或不在同一县区，不能并入"),
    "UPLOAD_USED": Problem(409, "文件已用于其他事项"),
    "ALREADY_EXISTS": Problem(409, "已经存在相同的记录"),
    "STILL_IN_USE": Problem(409, "该记录仍被使用，不能删除"),
    "TREE_LOOP": Problem(409, "上下级关系形成了循环"),
    "CODE_NOT_ACTIVE": Problem(409, "该码已停用，不能进行此操作"),
    "CATEGORY_REFUSED": Problem(409, "这类事项联络站不能受理，请通过下面的渠道反映"),
    "INVITATION_INVALID": Problem(409, "邀请码无效、已使用或已过期"),
    "BUSY": Problem(409, "该内容正在被他人处理，请稍后重试"),
    # it was here once: each still leads to a station
    "CODE_REVOKED": Problem(410, "这个码已停用，您可以向下面的联络站反映"),
    "CODE_REPLACED": Problem(410, "这个码已更换，请使用新的码"),
    "CODE_SUSPENDED": Problem(410, "该代表暂停履职，您可以向下面的联络站反映"),
    "CODE_ENDED": Problem(410, "该代表已不再履职，您的事项由所属联络站受理"),
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
