"""What may be neither an input nor an output of a tag, with no override.

Grounds: Personal Information Protection Law art. 24 and 28; the ban has no switch on purpose. The check
is by words in names and titles, so it catches the plain case and a person still reviews every new
feature and tag. What belongs here: topics and their words. What does not: restricted topics, which need
a purpose instead.
"""

from __future__ import annotations

import re

TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # topic: (Chinese words, English words; each matches a whole word or its plural)
    "religion": (
        ("宗教", "信仰", "教徒", "信教", "穆斯林", "基督", "佛教", "清真"),
        ("religion", "religious", "faith", "church", "mosque", "muslim", "christian"),
    ),
    "ethnicity": (
        ("民族", "族裔", "种族", "族别"),
        ("ethnic", "ethnicity", "ethnic group", "race", "racial", "nationality group"),
    ),
    "political stance": (
        ("政治", "党员", "党派", "政审", "舆情", "异见"),
        (
            "political",
            "politics",
            "party member",
            "party membership",
            "communist",
            "opinion monitoring",
            "dissident",
        ),
    ),
    "petition or complaint history": (
        ("信访", "上访", "投诉", "举报", "诉求人"),
        ("petition", "petitioner", "complaint", "complainant", "whistleblower"),
    ),
    "biometrics": (
        ("人脸", "指纹", "虹膜", "声纹", "步态", "生物特征", "生物识别"),
        ("biometric", "face template", "facial", "fingerprint", "iris", "voiceprint", "gait"),
    ),
    "predicted criminality": (
        ("犯罪", "前科", "涉案", "重点人员", "重点人口", "违法风险"),
        ("crime", "criminal", "criminality", "offender", "recidivism", "targeted population", "key person"),
    ),
    "credit or stability score": (
        ("信用", "征信", "失信", "维稳", "稳定性", "不稳定", "积分", "评分", "忠诚"),
        ("credit", "creditworthiness", "trust score", "stability", "loyalty", "social score", "reputation"),
    ),
    "sexual orientation": (("性取向", "同性恋"), ("sexual", "sexuality", "homosexual")),
    "genetic data": (("基因", "遗传信息"), ("genetic", "genome", "dna")),
    "a proxy of one of these": (
        ("籍贯", "出生地", "姓氏"),
        ("birthplace", "place of birth", "native place", "surname", "family name"),
    ),
}


def prohibited_topic(text: str) -> tuple[str, str] | None:
    """Return (topic, word) of the first prohibited topic that a name or title speaks of, or None."""
    words = f" {' '.join(re.findall(r'[a-z]+', text.lower()))} "
    for topic, (chinese, english) in TOPICS.items():
        for word in chinese:
            if word in text:
                return topic, word
        for word in english:
            if f" {word} " in words or f" {word}s " in words:
                return topic, word
    return None
