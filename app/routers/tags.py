"""The groups of the documentation: one ASCII name an operation, with what people call it."""

TAGS = [
    {"name": "sessions", "description": "登录与身份"},
    {"name": "codes", "description": "码：解析、发放、停用、更换"},
    {"name": "public", "description": "公开查询：联络站、类别、凭条"},
    {"name": "files", "description": "文件"},
    {"name": "mycases", "description": "我的事项（群众、企业）"},
    {"name": "notices", "description": "通知"},
    {"name": "inbox", "description": "工作台：收件箱与事项"},
    {"name": "actions", "description": "工作台：事项的每一个动作"},
    {"name": "lookups", "description": "工作台：选择器（单位、代表、机关）"},
    {"name": "directory", "description": "管理：区划、人大、站点、代表、单位、人员"},
    {"name": "external", "description": "外部系统"},
]
