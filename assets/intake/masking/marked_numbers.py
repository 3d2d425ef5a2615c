"""Numbers that something beside them marks: plates, accounts, last digits, digits in Chinese, births.

What belongs here: patterns that begin with a word, a letter, a province or a Chinese digit. What does not:
numbers that their digits alone tell (`numbers`).
Plates as in GA 36-2018: province, letter, five characters, six for new energy, 学警挂 and the like last.
"""

from __future__ import annotations

import re

from assets.intake.masking.numbers import APART, BETWEEN, CALENDAR_DAY, COMPACT_DAY, DOCUMENT, PHONE, D

PLATE, ACCOUNT, BIRTH = "［车牌］", "［账号］", "［出生日期］"
PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
NOT_ALNUM = "(?![A-Za-z0-9])"
SIGN = r"[ 　]{0,2}[·•・‧.．\-－—]?[ 　]{0,2}"
PLATES = re.compile(
    rf"(?<![即促驱致迫假大唆指])使{SIGN}[0-9]{{3}}{SIGN}[0-9]{{3}}{NOT_ALNUM}|"
    rf"{PROVINCE}牌?[ 　]{{0,2}}[A-Za-z]{SIGN}(?=[A-Za-z ]{{0,6}}[0-9*＊])"
    rf"(?:[A-Za-z0-9*＊][ ·•]?){{4,5}}[A-Za-z0-9*＊学警挂港澳试超领使]{NOT_ALNUM}"
)
PLATE_CALLED = re.compile(
    r"((?:车牌|牌照|车号|牌号)(?:号码?)?(?:后[三四五]位|尾号|末尾)?[为是：:]?[ 　]{0,2})"
    rf"(?:[A-Za-z]{SIGN}(?=[A-Za-z]?[0-9*])[A-Za-z0-9*＊]{{3,6}}|(?=[A-Za-z]{{0,2}}[0-9])[A-Za-z0-9]{{3,6}})"
    r"(?![A-Za-z0-9年月])[学警挂]?"
)
MAIL = re.compile(
    r"[A-Za-z0-9_%+][A-Za-z0-9._%+\-]*[ ]?[@＠][ ]?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}"
)
ENDINGS = "com|cn|net|org|edu|gov|cc|vip"
MAIL_SPELT = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9._%+\-]*(?: ?[@＠#＃] ?| ?艾特 ?| ?[（(\[]at[)）\]] ?| at )[A-Za-z0-9\-]+"
    rf"(?:(?: ?[.。．点] ?| dot | ?[（(\[]dot[)）\]] ?)"
    rf"(?:[A-Za-z0-9\-]+(?=.*?(?:{ENDINGS}))|{ENDINGS})){{1,3}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""An address made to be read by people alone: name AT mail DOT com, name#163.com."""
SERVICE = (
    r"微[ 　]?信|薇信|威信|[Vv] ?[Xx]|[Ww][Xx]|[Vv]信|[Ww]ei[Xx]in|[Ww]e[Cc]hat|[Qq][Qq]|扣扣|企鹅号"
    r"|支付宝|抖音|快手|微博|小红书|淘宝|旺旺|钉钉|账号|帐号|账户|用户名|网名|卡号"
    r"|[加+＋] ?[Vv]|[Vv](?=[：:])"
)
SERVICE_BEGINS = "微薇威VvWwQq扣企支抖快小淘旺钉账帐用网卡加+＋"
ACCOUNTS = re.compile(
    rf"(?=[{SERVICE_BEGINS}])((?:{SERVICE})群?"
    r"(?:号码?|账号|帐号|账户|名|[Ii][Dd])?(?:同号)?[为是：:，,（(“\"]{0,2}[ 　]{0,2})"
    rf"((?!(?i:app|pay)\b)[A-Za-z_][A-Za-z0-9_.\-]{{1,29}}[ ]{D}{{3,}}(?![0-9元年月])"
    rf"|[A-Za-z_][A-Za-z0-9_.\-]{{4,29}}|{D}(?: {D}){{4,13}}(?! ?[0-9])"
    rf"|(?!1[3-9]{D}{{9}}(?!{D})){D}{{5,14}}(?![0-9元块万个人次户年])(?!{BETWEEN}{{1,2}}[0-9]))"
)
CALLED = (
    "身份证|证件|护照|通行证|居住证|港澳证|台胞证|台湾证|回乡证|军官证|士兵证|残疾证"
    "|医保卡|社保卡|驾驶证|驾照|学籍|病历|住院"
)
CALLED_DOCUMENT = re.compile(
    rf"((?:{CALLED})"
    r"(?:号码?|编号)?[：:为是]{0,2}[ 　\t]{0,2}(?:号码?)?[：:]?)"
    rf"(?!{CALENDAR_DAY}|(?:19|20){D}{{2}}[ -](?:19|20){D}{{2}})"
    r"(?=[A-Za-z]{0,3}[ -]?[0-9*])[A-Za-z0-9*＊×](?:[ -]?[A-Za-z0-9*＊×]){5,19}(?![A-Za-z0-9年月])"
    rf"(?!{BETWEEN}{{1,3}}[0-9])"
)
LETTERED = re.compile(
    rf"[A-Za-z](?<![A-Za-z0-9_].)[A-Za-z]?{APART}{D}{{7,10}}(?![A-Za-z0-9])|[A-Z]{{3}}{D}{{12}}(?!{D})"
)
CASE_BEFORE = re.compile(r"(?:工单|单|编|案|文|型|批)号?(?:编?号)?[为是：:#]?[ 　]?\Z")
LAST_DIGITS = re.compile(
    r"([后末最尾](?:(?<=最)[后末])?(?:[四4五5六6八8]位?(?:数字?|号码?)?|(?<=尾)[号数]|(?<=末)尾)(?:数字)?"
    r"[为是：:]{0,2}[ 　（(]{0,2})([0-9]{3,8}[Xx]?)(?![0-9])"
)
OF_PHONE = re.compile("(?:手机|电话)[^，。；\n0-9]{0,4}\\Z")
HIDDEN = re.compile(r"(?<![0-9A-Za-z*＊×●•])(?<![0-9A-Za-z][ \-])[*＊×●•]{3,}[0-9]{2,6}[Xx]?(?![0-9])")
CHINESE_DIGIT = "零〇○一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
ONE_CHINESE_DIGIT = re.compile(f"[{CHINESE_DIGIT}]")
ANY_DIGIT = f"[{CHINESE_DIGIT}0-9]"
IN_CHINESE = re.compile(
    rf"[{CHINESE_DIGIT}](?:{BETWEEN}?{ANY_DIGIT}){{6,17}}(?![{CHINESE_DIGIT}0-9十百千万])"
    rf"|(?<![0-9])1[ \-]?[3-9三四五六七八九](?:[ \-]?{ANY_DIGIT}){{9}}(?!{ANY_DIGIT})"
    rf"|(?<![0-9])[一幺1壹](?:{BETWEEN}|[，,、])?[3-9三四五六七八九叁肆伍陆柒捌玖](?:(?:{BETWEEN}|[，,、])?{ANY_DIGIT}){{9}}(?!{ANY_DIGIT})"
    rf"|(?<=[话机打拨码是：:])[{CHINESE_DIGIT}](?:[，,、]?[{CHINESE_DIGIT}]){{6,7}}(?![{CHINESE_DIGIT}0-9十百千万])"
)
ALNUM = re.compile("[0-9A-Za-z*＊●•]")
LETTER, STAR = re.compile("[A-Za-z]"), re.compile("[*＊×●•]")
FIVE_DIGITS = re.compile("[0-9]{5}")
DATE = (
    rf"(?:{CALENDAR_DAY}(?:月(?!{D}))?|{COMPACT_DAY}"
    rf"|(?:19|20){D}{{2}}(?:0[1-9]|1[0-2])(?!{D})|(?:19|20){D}{{2}}年(?!{D}))"
)
BORN = re.compile(
    rf"((?:出生(?:日期|年月日?|时间|于)?|生日|生于|诞辰)[为是在：:]{{0,2}}[ 　]{{0,2}}){DATE}"
    rf"|{DATE}(?=[ 　]?(?:出生|生人|生[，,。；;）)于]|生$))"
)
BESIDE_NAME = re.compile(
    rf"(［姓名］(?:[ 　，,、（(/：:]|男|女|性|汉族|身份证|［证件号］|［电话］|[0-9]{{1,3}}岁){{1,10}})"
    rf"(?=1[89]|200|201[0-5]){DATE}"
)
"""A day beside a name is its holder's birth; one as late as the texts themselves dates them."""

MAY_HOLD_MARKED_NUMBER = "|".join(
    (
        rf"[{CHINESE_DIGIT}](?:{BETWEEN}?{ANY_DIGIT}){{6}}|[话机打拨码是：:][{CHINESE_DIGIT}](?:[，,、]?[{CHINESE_DIGIT}]){{6}}|[一幺1壹](?:(?:{BETWEEN}|[，,、])?{ANY_DIGIT}){{10}}",
        rf"{PROVINCE}牌?[ 　]{{0,2}}[A-Za-z]|使[0-9]{{3}}|车牌|牌照|车号|牌号",
        rf"[@＠]|[A-Za-z0-9](?: ?[#＃艾]|[ （(\[]{{1,2}}[Aa][Tt][ ）)\]])|[*＊×●•]{{3}}|[A-Za-z]{APART}{D}",
        rf"(?:{SERVICE.replace('(?=[：:])', '')})[^。；]{{0,10}}[A-Za-z_0-9]",
        rf"[后末最尾][^，。；]{{0,12}}{D}{{3}}",
        rf"(?:{CALLED})[^，。；]{{0,8}}[A-Za-z0-9*]",
        "出生|生日|生于|诞辰|[0-9年月日号] ?　?生",
    )
)
"""A text in which this is not found holds none (for Polars, over a whole column: no look-around)."""


def _in_chinese(found: re.Match[str]) -> str:
    digits = re.sub(f"{BETWEEN}|[，,、]", "", found[0])
    if re.fullmatch("[0-9]+", digits) or (digits[:2] in ("二〇", "二零", "二○", "一九") and len(digits) < 11):
        return found[0]
    return DOCUMENT if len(digits) > 12 else PHONE


def _lettered(found: re.Match[str]) -> str:
    return (
        found[0] if CASE_BEFORE.search(found.string, max(0, found.start() - 9), found.start()) else DOCUMENT
    )


def _last_digits(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 6) : found.start()]
    return found[1] + (PHONE if OF_PHONE.search(before) else DOCUMENT)


def without_marked_numbers(text: str) -> str:
    """Return the text with plates, accounts, lettered numbers, last digits and birth dates masked."""
    if ONE_CHINESE_DIGIT.search(text):
        text = IN_CHINESE.sub(_in_chinese, text)
    if not ALNUM.search(text):
        return text
    text = PLATES.sub(PLATE, text)
    if "牌" in text or "车号" in text:
        text = PLATE_CALLED.sub(rf"\1{PLATE}", text)
    if "@" in text or "＠" in text:
        text = MAIL.sub(ACCOUNT, text)
    lettered = LETTER.search(text) is not None
    if lettered:
        text = MAIL_SPELT.sub(ACCOUNT, text)
    if lettered or FIVE_DIGITS.search(text):
        text = ACCOUNTS.sub(rf"\1{ACCOUNT}", text)
    text = LAST_DIGITS.sub(_last_digits, text)
    if "证" in text or "卡" in text or "照" in text:
        text = CALLED_DOCUMENT.sub(rf"\1{DOCUMENT}", text)
    if lettered:
        text = LETTERED.sub(_lettered, text)
    if STAR.search(text):
        text = HIDDEN.sub(DOCUMENT, text)
    if "生" in text:
        text = BORN.sub(lambda found: (found[1] or "") + BIRTH, text)
    return text


def without_births_beside_names(text: str) -> str:
    """Return the text with the days that stand beside a masked name masked too."""
    return text if "［姓名］" not in text else BESIDE_NAME.sub(rf"\1{BIRTH}", text)
