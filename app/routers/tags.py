"""The groups of the documentation: one ASCII name an operation, with what people call it."""

from app.security.tokens import SIGNATURE_SECONDS

_SIGNING = f"""外部系统。每次请求都要签名，带三个请求头：

- `X-System`：外部系统编号（登记时得到）
- `X-Timestamp`：当前时间，Unix 秒；与服务器相差超过 {SIGNATURE_SECONDS // 60} 分钟的拒绝
- `X-Signature`：HMAC-SHA256 的十六进制小写，密钥是登记时得到的密钥（UTF-8）

签名的内容是四段字节，用一个换行符（0x0A）连接，末尾没有换行：

1. `X-Timestamp` 的原文
2. 请求方法，大写，如 `POST`
3. 请求路径，从 `/` 起，不含域名和问号以后的部分，如 `/api/v1/open/cases/{{case_id}}/actions/external_accept`
4. 请求体原始字节的 SHA-256，是 32 个字节本身，不是十六进制文字

不符、过期或缺少请求头时返回 401 `SIGNATURE_INVALID`。可以运行的例子见 docs/external-systems.md。"""

TAGS = [
    {"name": "sessions", "description": "登录与身份"},
    {"name": "codes", "description": "码：解析、发放、停用、更换"},
    {"name": "public", "description": "公开查询：联络站、类别、凭条"},
    {"name": "files", "description": "文件"},
    {"name": "mycases", "description": "我的事项（群众、企业）"},
    {"name": "notices", "description": "通知"},
    {"name": "inbox", "description": "工作台：收件箱与事项"},
    {"name": "actions", "description": "工作台：事项的每一个动作"},
    {"name": "worklinks", "description": "工作链接：请没有账号的物业、电力、村组处理，一次有效"},
    {"name": "batches", "description": "工作台：交办清单与选件会"},
    {"name": "lookups", "description": "工作台：选择器（单位、代表、机关）"},
    {"name": "pools", "description": "工作台：委室认领"},
    {"name": "filters", "description": "工作台：保存的筛选"},
    {"name": "supervision", "description": "监督：督办、六方联办、专项监督、预警"},
    {"name": "groups", "description": "代表小组"},
    {"name": "links", "description": "联系：代表联系代表、选民、企业、网格，联络员帮助代表"},
    {"name": "events", "description": "活动：接待日、进站、座谈、宣讲……"},
    {"name": "promises", "description": "承诺：台账、督办、销号、结转、测评"},
    {"name": "accountability", "description": "追责，以及受到压力的评价"},
    {"name": "directory", "description": "管理：区划、人大、站点、代表、单位、人员"},
    {"name": "imports", "description": "管理：用表格导入、导出目录"},
    {"name": "routing", "description": "管理：分流规则"},
    {"name": "clocks", "description": "期限：工作日日历、规则与试算"},
    {"name": "external", "description": _SIGNING},
]
