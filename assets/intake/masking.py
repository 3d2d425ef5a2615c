"""Masking of free text: numbers of documents and phones, names after their markers, addresses.

Masking takes too much rather than too little. A name without any marker beside it stays: text that left the
source unmasked belongs to intake only, and later stages get labels, not text.
"""

from __future__ import annotations

import polars as pl

SURNAMES = (
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|"
    "[王李张陈刘杨赵黄周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金"
    "石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严洪施严倪俞樊翁缪虞闵奚凌乔瞿桑戚仇茅荣费裘褚华庄柳柴盛祝]"
)
TITLES = "女士|先生|小姐|阿姨|老伯|伯伯|爷叔|爷爷|奶奶|老师|师傅|大爷|大妈|叔叔|同志"
MARKERS = "联系人|姓名|户主|家属|当事人|投诉人|来电人|本人|负责人"
HAN = r"\p{Han}"

MASKS: tuple[tuple[str, str], ...] = (
    (r"\d{17}[\dXx]|\d{15}", "［证件号］"),
    (r"(?:证件|护照|通行证)(?:号码?)?[：:为是]?[A-Za-z0-9]{6,20}", "［证件号］"),
    (r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}", "［电话］"),
    (r"(?:0\d{2,3}[- ]?)?[2-9]\d{3}[- ]?\d{4}", "［电话］"),
    (
        rf"(?:{HAN}{{1,6}}(?:路|街|道)|{HAN}{{2,6}}(?:新村|小区))(?:\d+(?:弄|支弄|号|室|楼|单元|幢)[-、]?)+\d*室?",
        "［地址］",
    ),
    (r"(?:\d+弄\d+号|\d+(?:号|幢|单元)\d{3,4}室?)(?:\d+室?)?", "［地址］"),
    (r"\d{3,4}室", "［地址］"),
    (
        rf"({MARKERS})([：:是为叫]*)(?:(?:{SURNAMES}){HAN}{{1,3}}|{HAN}{{2,4}}([，。、；,.; ]|$))",
        "${1}${2}［姓名］${3}",
    ),
    (rf"(叫|名叫|名为)[：:]?(?:{SURNAMES}){HAN}{{1,2}}", "${1}［姓名］"),
    (rf"(?:{SURNAMES}){HAN}{{0,2}}({TITLES})", "［姓名］${1}"),
)
"""Pattern and what stands in its place, applied in this order."""


def masked(text: pl.Expr) -> pl.Expr:
    """Return the text with every pattern of ``MASKS`` replaced; null stays null."""
    for pattern, replacement in MASKS:
        text = text.str.replace_all(pattern, replacement)
    return text
