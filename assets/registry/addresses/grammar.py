"""The grammar of Chinese addresses: words that close a name, words of units, and the lexer made of them.

Belongs here: words and patterns. Does not belong here: what a number means beside its neighbours
(`segments`).
Order matters: in the lexer the first alternative that fits wins, and of a name the shortest that ends in a
closing word. So a longer word (街道) stands before its beginning (街), and a word that only looks like a
closing one (小区) before the one it contains (区).
"""

from __future__ import annotations

from typing import Final

PROVINCES: Final = (
    "北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|"
    "四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆"
)

_OTHER_NAMES = (
    "小学|中学|大学|学校|学院|幼儿园|大厦|大楼|花园|花苑|公寓|广场|市场|菜场|公园|医院|支行|派出所|车站|地铁|商场|超市|酒店|"
    "宾馆|饭店|商城|加油站|公司|卫生|新苑|家园|佳苑|雅苑|新居|山庄|名苑|小区|新村|宿舍|别墅|商业街|美食街|步行街|工业|创意|中心"
)
_BEFORE_ROAD = (
    "公园|广场|花园|新村|市场|学院|大学|医院|车站|火车站|开发区|工业区|园区|新区|中心|体育场|体育馆"
)
_SIDE = "[东西南北中新老内外上下环前后]"
_ROAD_NAME = (
    rf"(?:(?:{_BEFORE_ROAD}|[村里桥街塘浜江港湾城园路弄巷])?{_SIDE}{{0,2}}[一二三四五六七八九十]*|[镇乡])"
)
"""How a road's name may end before 路: with words that would close another name (中关村南大街, 新村路)."""
_INSIDE = rf"{_ROAD_NAME}(?:路|街|巷|村|桥|里|弄|塘|市|县|区|新村|大楼|大厦|公寓|花园|花苑|小区|广场)?"

ENDINGS: Final = (
    (
        "poi",
        rf"{_ROAD_NAME}(?:路|街|巷|村|道|镇|桥)(?:{_OTHER_NAMES})|[村镇]口|街心|(?:商业|美食|小吃|古玩|酒吧)街|[市区县镇]政府",
    ),
    (
        "community",
        rf"{_INSIDE}(?:社区居委会|社区|居委会|居民委员会|居民区|村民委员会|村委会|居委|村委)|行政村|自然村|嘎查",
    ),
    ("town", rf"{_INSIDE}街道(?:办事处)?|巷镇"),
    (
        "road",
        rf"{_ROAD_NAME}"
        r"(?:高速公路|公路|大道|大街|国道|省道|县道|支路|辅路|环路|直街|横街|老街|步行街|胡同|路|街|巷|弄)(?:[东南西北中一二三四五六七八九十]段)?"
        r"|[镇乡][东西南北中一二三四五六七八九十]路|[东南西北中]道|通道|马道",
    ),
    ("town", "[路街村桥里塘市]?[镇乡]"),
    (
        "poi",
        r"城市(?:花园|广场|公寓|之星|绿洲|庄园|经典|学院|家园)|市场|超市|菜市|夜市|门市部?|市民中心|新村|度假村|"
        r"(?:小|街|厂|库|景|校|片|别墅|住宅|生活|宿舍|商业|商务|风景|名胜|度假|服务|居住|安置|物流|仓储|办公|教学|公寓)区|"
        r"[东西南北中A-Z一二三四五六七八九十]区|[一二三四五六七八九十]+村|花园|花苑|公寓|大厦|大楼|广场|公园|商城|山庄",
    ),
    ("zone", "(?:开发|工业|园|保税|产业|集聚|功能|试验|示范|合作|高新)区|产业园|工业园|科技园"),
    ("province", "自治区|省"),
    ("city", "自治州|地区|[乡镇州村里]?市"),
    ("district", "自治县|[左右中前后]旗|自治旗|新区|区|县"),
    ("village", "村"),
)
"""Kind of a name by the words that close it; the first that fits decides."""

_SHOP = "商铺|店铺|铺面|门面|店面|摊位|铺位|展位|商位|档口|门市|车库|仓库"
UNITS: Final = {
    "sublane": "支弄",
    "lane": "弄",
    "building": (
        "号(?:住宅|教学|宿舍|公寓|综合|办公|商务)?楼|号厂房|号大楼|号馆|号院|幢楼?|栋楼?|座楼?|塔楼?|舍"
    ),
    "unit": "号?单元|门洞|门|梯",
    "floor": "层楼?|楼层?|F",
    "room": (f"号?(?:{_SHOP}|铺|摊|房间)|号[室房]|室|房|户"),
    "group": "村民小组|居民小组|生产队|小组|组|大队|队|社",
    "house": "号门牌|号",
    "estate": "村|区",
    "other": (
        "平方米|平米|米|公里|千米|期|号线|路公交|路车|年|月|日|元|分钟|站|弯|社区|社会|"
        "号(?:会议室|地块|码头|路口|出口|门|机库|基地)|门店|天|度"
    ),
}
"""Kind of a number by the word of its unit, longest first where they begin alike."""
UNIT_NAMES: Final = (
    "other", "building", "unit", "sublane", "lane", "room", "group", "house", "floor", "estate",
)  # fmt: skip
"""In this order the words are tried: 号楼 before 号, 号线 before both."""

SHOPS: Final = "[铺面位口摊市库档]"
"""In words of rooms: shops, stalls and stores."""
STEMS: Final = "甲乙丙丁戊己庚辛"
ONE: Final = (
    rf"[临特新老附]?[{STEMS}]?(?:[0-9]{{1,2}}[A-EG-Z][0-9]{{1,3}}|[A-Z]{{0,2}}[0-9]+[A-Z]?)[{STEMS}]?"
)
MANY: Final = rf"{ONE}(?:[-、/]{ONE})*"
_LISTED = "|".join(UNITS[name] for name in ("other", "building", "sublane", "lane", "group", "estate"))
_SINGLE = "|".join(UNITS[name] for name in ("unit", "room", "floor"))
_NUMBERED_ROAD = "[A-Z]?[0-9]+号?(?:大街|大道|公路|国道|省道|县道|乡道|支路|路|街)"
NUMBERED_HOUSE: Final = rf"{MANY}号(?:门牌)?(?:、{MANY}号)*(?:(?:-?附|之){ONE}号?|-{ONE}号|[{STEMS}])?"
STEM_UNIT: Final = f"[{STEMS}](?:单元|[室座幢栋楼])"
OWN_WORD: Final = f"(?:{STEM_UNIT}|楼[上下][0-9前后东西南北统中亭客灶])"
"""甲室: the stem is the room's, not the house's before it as in 12号甲. 楼下前间: of no 号楼."""
_LETTERED = "[A-Z]{1,2}(?:号楼|座|栋|幢|楼|塔|单元|区|馆)"
_SIDE_BUILDING = "(?:[东西南北主副裙附辅]楼|[东西南北][座幢])"
_SIDE_UNIT = "[东西南北中前后]单元"
ROOM_WORDS: Final = (
    "半?地下室|亭子间|[前后东西中统]?客堂间?|[前后]楼|[二三23]层阁|阁楼|"
    "晒台|灶披间|灶间|[前后东西]?厢房?|统厢|统楼|天井|门房|"
    "朝[东西南北]{1,2}[大小前后正]?房?间|[东西南北]{1,2}[大小前后]?房?间|[前后中统正大小][东西南北]?房?间|"
    "[前后]?披[间屋]|汽车间|[A-H]间"
)
"""Rooms of old lane houses and of shared flats that bear no number."""
FLOOR_WORDS: Final = (
    "楼[上下]|[底顶]层|[底顶]楼|假[三四34]层|半?地下[0-9]*[层楼]|负[0-9]+[层楼]|B[0-9]+[层楼]"
)
_UNFILLED = "(?:支弄|弄|号|室|单元)(?:支弄|弄|号|室|单元|幢|楼|栋|层)*"
_NAME = r"[^0-9A-Z\-、/\x1f]"
_BARE_ZONE = (
    "(?:经济|技术|高新|工业|科技|产业)*(?:开发区|产业园区?|工业园区?|科技园区?|高新区|"
    "工业区|园区)(?:[东西南北中]?路)?"
)
_NAMED = rf"[A-Z]*{_NAME}+?(?:{'|'.join(words for _, words in ENDINGS)})"

LEXER: Final = "|".join(
    (
        rf"(?:{_NUMBERED_ROAD})",
        rf"(?:{ONE}(?:号?(?:{_SHOP})|号[铺摊]))-?",
        rf"(?:{MANY}(?:{_LISTED}))-?",
        rf"(?:{NUMBERED_HOUSE})-?",
        rf"[23]层阁|[{STEMS}]支弄-?",
        rf"(?:{ONE}室[{STEMS}A-H])-?",
        rf"(?:{ONE}(?:{_SINGLE}))-?",
        rf"(?:{_LETTERED}|{STEM_UNIT})-?",
        rf"(?:{ROOM_WORDS}|{FLOOR_WORDS})(?:公路|新村|小区|花园|[路街巷村镇桥浜宅])",
        rf"(?:{FLOOR_WORDS}|{ROOM_WORDS}|{_SIDE_UNIT}|{_SIDE_BUILDING})-?",
        rf"(?:{ONE}|[A-Z]{{1,2}}-)[-、/]?",
        rf"(?:{_UNFILLED})",
        rf"(?:{_BARE_ZONE})",
        rf"(?:{_NAMED})",
        rf"[A-Z]*{_NAME}+",
        "[A-Z]+",
        r".",
    )
)
"""Splits a tidied text into segments without a gap; each alternative is one shape of a segment."""

_VALUED = rf"(?:{MANY}(?:号、{MANY})*(?:号(?:门牌)?(?:-附|[-之附]){ONE})?|[A-Z]{{1,2}}|[{STEMS}])"
READ_NUMBER: Final = (
    rf"^(?:(?<value>{_VALUED})(?:"
    + "|".join(f"(?<{kind}>{UNITS[kind]})" for kind in UNIT_NAMES)
    + rf")(?<stem>[{STEMS}A-H])?|(?<bare>{_VALUED}))[-、/]?$"
)
"""Reads a numbered segment: its value and, in the group of its kind, the word of its unit."""
READ_NAME: Final = (
    "(?:" + "|".join(f"(?<{kind}_{place}>{words})" for place, (kind, words) in enumerate(ENDINGS)) + ")$"
)
"""Reads a name: the group of its kind holds the words that close it."""
WORDED: Final = (
    ("floor", f"^(?:{FLOOR_WORDS})-?$"),
    ("room", f"^(?:{ROOM_WORDS})-?$"),
    ("building", f"^{_SIDE_BUILDING}-?$"),
    ("unit", f"^{_SIDE_UNIT}-?$"),
    ("unfilled", f"^(?:{_UNFILLED})$"),
    ("other", r"^[^\p{Han}0-9A-Z]+$"),
)
"""Pieces that are what they are by one word: a floor, a room or a building without a number, units
unfilled."""
ESTATE: Final = (
    "(?:苑|里|坊|城|园|居|庭|府|邸|郡|院|寓|厦|楼|湾|墅|舍|中心|基地|公司|厂|校|店|馆|所|站|"
    "局|银行|小学|中学|大学|期|区|村)$"
)
"""How names of estates and of other places with houses in them end."""
_NO_GROUP = (
    "消防|部|支|中|车|乐|球|[保治]安|综治|巡逻|巡防|志愿|工程|施工|维修|环卫|保洁|卫生|医疗|文艺|警|"
    "项目|工作|专案|剧|机|摄制|党"
)
NAMED_GROUP: Final = (
    "..(?:生产队|小?组|大?队)$|[东西南北前后中]小?[组队]$",
    rf"(?:{_NO_GROUP})(?:[大中支]?队|小?组)$|^[村居]民小组$",
)
"""How names of village groups end (李家组, 姚家队), and how teams do that are none."""
JOINED: Final = "^[与和近及靠跟、]+"
"""What may stand between two roads that meet; no part of the second one's name."""
