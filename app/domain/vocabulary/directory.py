"""Who is where: congresses, deputies, stations, organs, groups, links, codes."""

from app.domain.labels import LabelledEnum


class CongressLevel(LabelledEnum):
    NATION = "nation", "全国"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    TOWN = "town", "乡镇"


class DeputyStatus(LabelledEnum):
    ACTIVE = "active", "履职中"
    SUSPENDED = "suspended", "暂停执行职务"
    ENDED = "ended", "资格终止"


class Gender(LabelledEnum):
    FEMALE = "female", "女"
    MALE = "male", "男"


class StationTier(LabelledEnum):
    STATION = "station", "联络站"
    POINT = "point", "联络点"


class StationKind(LabelledEnum):
    TOWN = "town", "乡镇（街道）站"
    VILLAGE = "village", "村（社区）点"
    INDUSTRY = "industry", "产业站"
    STUDIO = "studio", "代表工作室"
    SELF_RUN = "self_run", "自办点"


class StationFunction(LabelledEnum):
    """What a station is besides a place: one station may be all three (三融三聚)."""

    LIAISON = "liaison", "代表联络站"
    LEGISLATIVE = "legislative", "基层立法联系点"
    MODEL = "model", "基层示范点"


class Post(LabelledEnum):
    """What somebody is called who serves at a station or an organ. Rights come with the role, not with the post.

    The last four are the ladder: they share their words with `Supervisor`.
    """

    HEAD = "head", "站长"
    VICE_HEAD = "vice_head", "副站长"
    LIAISON = "liaison", "联络员"
    SECRETARY = "secretary", "人大秘书"
    CHAIR = "chair", "人大主席"
    DEPUTY_DIRECTOR = "deputy_director", "人大常委会副主任"
    DIRECTOR = "director", "人大常委会主任"


class GroupKind(LabelledEnum):
    MIXED = "mixed", "混合编组"
    PROFESSIONAL = "professional", "专业代表小组"


class MemberRole(LabelledEnum):
    """As what somebody is in a group: deputies of all levels and those who are none."""

    DEPUTY = "deputy", "人大代表"
    REPORTER = "reporter", "直报员"
    COLLECTOR = "collector", "信息采集员"
    ADVISER = "adviser", "立法顾问"
    EXPERT = "expert", "专家"
    GRID_WORKER = "grid_worker", "网格员"


class LinkKind(LabelledEnum):
    """Standing links 联系: who keeps in touch with whom."""

    DEPUTY_DEPUTY = "deputy_deputy", "常委会组成人员联系代表"
    OFFICE_DEPUTY = "office_deputy", "人大机关联系代表"
    DEPUTY_STATION = "deputy_station", "常委会组成人员联系站"
    DEPUTY_VOTER = "deputy_voter", "代表联系选民"
    DEPUTY_FIRM = "deputy_firm", "代表联系企业"
    DEPUTY_GRID = "deputy_grid", "代表联系网格"
    HELPER_DEPUTY = "helper_deputy", "联络员帮助代表"


class ContactNature(LabelledEnum):
    """What was done along a link."""

    CONTACT = "contact", "联系走访"
    REPORT = "report", "述职报告"
    REVIEW = "review", "选民评议"
    SERVICE = "service", "服务办实事"


class OfficeKind(LabelledEnum):
    TOWN_OFFICE = "town_office", "乡镇人大主席团、街道人大工委"
    COMMITTEE = "committee", "委室"
    COUNTY_OFFICE = "county_office", "代表工委"


class CodeState(LabelledEnum):
    ACTIVE = "active", "使用中"
    REVOKED = "revoked", "已停用"
    REPLACED = "replaced", "已更换"


class CodeTarget(LabelledEnum):
    DEPUTY = "deputy", "代表码"
    STATION = "station", "站码"
    POINT = "point", "点码"


class EventKind(LabelledEnum):
    RECEPTION = "reception", "接待日"
    VISIT = "visit", "负责人进站"
    TALK = "talk", "座谈"
    MEETING = "meeting", "会议"
    INQUIRY = "inquiry", "评议询问"
    SESSION = "session", "人民代表大会会议"
    LECTURE = "lecture", "宣讲"
    SURVEY = "survey", "调研"
    INSPECTION = "inspection", "视察"
    SERVICE = "service", "便民服务"
    AWARD = "award", "表彰"


class EventStatus(LabelledEnum):
    PLANNED = "planned", "已安排"
    HELD = "held", "已举行"
    CANCELLED = "cancelled", "已取消"


class ImportNoun(LabelledEnum):
    """What can come from a spreadsheet."""

    AREAS = "areas", "区划"
    STATIONS = "stations", "联络站"
    POINTS = "points", "联络点"
    UNITS = "units", "承办单位"
    DEPUTIES = "deputies", "代表"
    MANDATES = "mandates", "代表资格"
    GROUPS = "groups", "代表小组"
    LINKS = "links", "联系关系"


class ImportStatus(LabelledEnum):
    CHECKING = "checking", "检查中"
    REFUSED = "refused", "有错误，未导入"
    READY = "ready", "检查通过，待确认"
    APPLYING = "applying", "导入中"
    APPLIED = "applied", "已导入"
    FAILED = "failed", "文件无法处理"


class RowChange(LabelledEnum):
    """What one row of a file does to the directory."""

    CREATE = "create", "新增"
    CHANGE = "change", "修改"
    NONE = "none", "不变"


class SheetFormat(LabelledEnum):
    XLSX = "xlsx", "Excel 工作簿"
    CSV = "csv", "逗号分隔的文本"
