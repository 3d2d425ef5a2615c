"""Names of provinces and cities that people write without 省 or 市 before a road: 上海柳营路669弄.

Belongs here: names that may stand bare at the head of an address (provinces and prefecture-level cities of GB/T
2260, districts of Shanghai). Does not belong here: names with their closing word, which the grammar knows by it.
Left out: cities whose name begins many roads' names (中山, 解放).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from assets.registry.addresses.grammar import PROVINCES

CITIES: Final = (
    "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 "
    "乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 "
    "辽源 通化 白城 松原 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 "
    "连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 "
    "铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 "
    "赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 "
    "安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 "
    "随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 "
    "惠州 梅州 汕尾 河源 阳江 清远 东莞 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 "
    "三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳 六盘水 遵义 安顺 毕节 铜仁 "
    "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 拉萨 日喀则 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 "
    "武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 银川 石嘴山 吴忠 固原 乌鲁木齐 克拉玛依"
).split()
_DISTRICTS: Final = (
    "黄浦|徐汇|长宁|静安|普陀|虹口|杨浦|闵行|宝山|嘉定|浦东|金山|松江|青浦|奉贤|崇明|闸北|卢湾|南汇"
)
PARTED: Final = "\x1f"
"""Stands in a text where the lexer must end a segment."""
_PROVINCE = rf"(?:{PROVINCES})(?:省|自治区|壮族自治区|回族自治区|维吾尔自治区)?"
_CITY = rf"(?:{'|'.join(CITIES)})市?"
# What follows is a name of its own: not 路 nor 西路, which would make the city part of a road's name (南京西路).
_A_NAME = "[^0-9A-Z路街巷道弄里村湾市省号-][^0-9A-Z路街巷道弄村号]"
_SHANGHAI = rf"^(上海市?)((?:{_DISTRICTS})(?:新?区)?)({_A_NAME})"
_HEAD = rf"^({_PROVINCE})?({_CITY}|上海市?|北京市?|天津市?|重庆市?)?({_A_NAME})"

_BEGINNINGS: Final = sorted({name[:2] for name in (*PROVINCES.split("|"), *CITIES)})
BARE: Final = (
    ("city", "^(?:上海|北京|天津|重庆)$"),
    ("province", rf"^(?:{PROVINCES})$"),
    ("district", rf"^(?:{_DISTRICTS})$"),
    ("city", rf"^(?:{'|'.join(CITIES)})$"),
)
"""What a bare name is, when it is all of a segment."""


def with_heads_parted(texts: pl.Series) -> pl.Series:
    """Return tidied texts with ``PARTED`` after a bare province, city or Shanghai district at their beginning."""
    begins = texts.str.head(2).is_in(_BEGINNINGS).fill_null(False).arg_true()
    if not len(begins):
        return texts
    rows = texts.gather(begins)
    parted = (
        rows.str.replace(_SHANGHAI, f"${{1}}{PARTED}${{2}}{PARTED}${{3}}")
        .str.replace(_HEAD, f"${{1}}{PARTED}${{2}}{PARTED}${{3}}")
        .str.replace_all(f"{PARTED}+", PARTED)
        .str.strip_chars_start(PARTED)
    )
    return texts.scatter(begins, parted)
