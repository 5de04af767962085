"""What administrators do to the directory."""

from app.domain.labels import LabelledEnum


class AuditAction(LabelledEnum):
    CREATE = "create", "新增"
    EDIT = "edit", "修改"
    DELETE = "delete", "删除"
    ISSUE = "issue", "发码"
    REVOKE = "revoke", "停用码"
    REPLACE = "replace", "更换码"
    REINVITE = "reinvite", "重新邀请"
    SUCCEED = "succeed", "撤并"
    CHANGE_TERM = "change_term", "换届"
