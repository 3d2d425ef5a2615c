"""Made-up texts for masking: templates, each blank filled with a made-up detail, and what must be left.

The templates were written before the code they test. Names are drawn by frequency from surnames and given
names of `details.yaml`, so that code and test share no list.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
LISTS: dict[str, list[str]] = yaml.safe_load((HERE / "details.yaml").read_text(encoding="utf-8"))
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True)
class MadeUpText:
    """A text, its kind, the details in it by blank, and its words that are no detail."""

    kind: str
    text: str
    details: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


def name(rng: random.Random) -> str:
    """A surname, commoner ones oftener, and one or two more characters."""
    surname = LISTS["surnames"][min(int(rng.expovariate(1 / 40)), len(LISTS["surnames"]) - 1)]
    draw = rng.random()
    if draw < 0.25:
        return surname + rng.choice(LISTS["given_last"])
    if draw < 0.45:
        return surname + rng.choice(LISTS["whole_given"])
    return surname + rng.choice(LISTS["given_first"]) + rng.choice(LISTS["given_last"])


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _grouped(rng: random.Random, number: str, ways: list[tuple[int, ...]], between: str) -> str:
    parts, at = [], 0
    for length in rng.choice(ways):
        parts.append(number[at : at + length])
        at += length
    return rng.choice(between).join(parts)


def detail(blank: str, rng: random.Random) -> str:
    """A value for a blank; a trailing digit only tells blanks of one text apart."""
    mobile = "1" + rng.choice("3456789") + _digits(rng, 9)
    year, month, day = rng.randint(1930, 2015), rng.randint(1, 12), rng.randint(1, 28)
    number = rng.choice(["310106", "310108", "320981", "342401"]) + f"{year}{month:02}{day:02}"
    number += _digits(rng, 3) + rng.choice("0123456789X")
    plate = rng.choice(["沪A", "沪B", "沪C", "苏E", "浙A", "皖K", "鲁Q", "豫N"])
    tail = rng.choice("ABCDEFGHJK0123456789") + _digits(rng, 4)
    card = "62" + _digits(rng, 17)
    land = rng.choice("2356") + _digits(rng, 7)
    birth = f"{year}年{month}月{day}日"
    user = rng.choice(["zhang_wei", "lili88", "abc-2001", "wxid_9k2j3h", "wang.fang"])
    if blank.startswith("name"):
        return name(rng)
    spelled = mobile.translate(CHINESE)
    plain_plate = plate + tail
    whole_day = f"{year}{month:02}{day:02}"
    values = {
        "surname": lambda: rng.choice(LISTS["surnames"][:100]),
        "phone": lambda: mobile,
        "phone_cn": lambda: rng.choice([spelled, spelled.replace("一", "幺")]),
        "phone_misread": lambda: mobile[:2] + mobile[2:].translate(str.maketrans("01", "Ol")),
        "phone_star": lambda: mobile[:3] + rng.choice(["****", "xxxx", "＊＊＊＊", "XXXX"]) + mobile[7:],
        "phone_blank": lambda: rng.choice(
            [" ".join(mobile), _grouped(rng, mobile, [(3, 4, 4), (3, 3, 5), (4, 3, 4), (5, 6)], " -")]
        ),
        "phone_odd": lambda: _grouped(rng, mobile, [(3, 2, 2, 2, 2), (4, 4, 3), (5, 3, 3), (6, 5)], " -.—"),
        "land": lambda: rng.choice(["021-", "021", "(021)", "（021）", "0512-", "021 "]) + land,
        "local7": lambda: rng.choice("2356") + _digits(rng, 2) + rng.choice(["", "-", " "]) + _digits(rng, 4),
        "local8": lambda: land[:4] + rng.choice(["", "-", " "]) + land[4:],
        "last4": lambda: number[-4:],
        "last8": lambda: number[-8:],
        "id": lambda: number,
        "id_group": lambda: _grouped(
            rng, number, [(6, 8, 4), (3, 3, 4, 4, 4), (4, 4, 4, 4, 2), (6, 4, 4, 4), (10, 8)], " -"
        ),
        "id_star": lambda: rng.choice(
            [
                number[:4] + "*" * 10 + number[-4:],
                number[:6] + "********" + number[-4:],
                number[:1] + "*" * 16 + number[-1],
            ]
        ),
        "id15": lambda: number[:6] + number[8:17],
        "card": lambda: card,
        "card_group": lambda: _grouped(rng, card, [(4, 4, 4, 4, 3), (6, 4, 4, 5)], " -"),
        "medical": lambda: rng.choice(["A", "B", "S"]) + _digits(rng, 8),
        "passport": lambda: rng.choice(["E", "EA", "G"]) + _digits(rng, 8)[: 8 if rng.random() < 0.5 else 7],
        "plate": lambda: plate + tail,
        "plate_dot": lambda: plate + rng.choice(["·", " ", "-", "•"]) + tail,
        "plate_new": lambda: plate + rng.choice("DF") + _digits(rng, 5),
        "plate_wide": lambda: plain_plate.translate(
            {ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEFGHJK"}
        ),
        "plate_learner": lambda: plate + _digits(rng, 4) + rng.choice("学警挂"),
        "email": lambda: (
            user + "@" + rng.choice(["163.com", "qq.com", "126.com", "sina.com.cn", "gmail.com"])
        ),
        "wechat": lambda: rng.choice([user, "w" + _digits(rng, 7), mobile]),
        "qq": lambda: rng.choice("123456789") + _digits(rng, rng.randint(5, 9)),
        "birth": lambda: rng.choice(
            [birth, f"{year}-{month:02}-{day:02}", f"{year}.{month}.{day}", whole_day]
        ),
        "birth_short": lambda: rng.choice([birth, whole_day]),
        "birth_month": lambda: rng.choice([f"{year}年{month}月", f"{year}.{month:02}", f"{year}{month:02}"]),
        "road": lambda: rng.choice(LISTS["roads"]),
        "compound_name": lambda: rng.choice(LISTS["compounds"]),
        "village": lambda: rng.choice(LISTS["villages"]),
        "n": lambda: str(rng.randint(1, 999)),
        "room": lambda: str(rng.randint(1, 24) * 100 + rng.randint(1, 8)),
        "compound": lambda: (
            rng.choice(LISTS["compound"]) + rng.choice([*LISTS["given_last"], "志强", "雪梅", "建华"])
        ),
        "minority": lambda: rng.choice(LISTS["minority"]),
        "latin": lambda: rng.choice(LISTS["latin"]),
    }
    return values[blank.rstrip("23") if blank.rstrip("23") in values else blank]()


def templates(file: str = "texts_with_people.txt") -> list[tuple[str, str]]:
    """Kind and template, in the file's order."""
    found, kind = [], ""
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((kind, line.replace("\\n", "\n")))
    return found


def filled(kind: str, template: str, rng: random.Random) -> MadeUpText:
    """The template with every blank filled; equal blanks get equal values."""
    values: dict[str, str] = {}
    pieces, words = [], []
    for at, piece in enumerate(re.split(r"\{(\w+)\}", template)):
        if at % 2:
            pieces.append(values.setdefault(piece, detail(piece, rng)))
        else:
            pieces.append(piece)
            words.append(piece)
    return MadeUpText(kind, "".join(pieces), tuple(values.items()), tuple(words))
