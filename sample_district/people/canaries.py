"""Values that occur nowhere else: a test plants them and greps everything a run wrote for them."""

from __future__ import annotations

NAMES = ("金丝雀甲", "金丝雀乙", "金丝雀丙", "金丝雀丁")
"""甲 and 乙 are accepted residents, 丙 is in a row that is quarantined, 丁 only in a note."""
PHONES = ("19900000001", "19900000002", "19900000003", "19900000004")
CITIZEN_NUMBER = "310106194001019905"
"""Sequence 990: the sample never gives a sequence of 990 or more to anyone else."""
PASSPORT_NUMBER = "ZZ0CANARY0"
ADDRESS = "金丝雀路1号"
NOTE = f"联系人{NAMES[3]}，电话{PHONES[3]}，家住{ADDRESS}，证件{CITIZEN_NUMBER}，反映电梯故障"

CANARIES: tuple[str, ...] = (*NAMES, *PHONES, CITIZEN_NUMBER, PASSPORT_NUMBER, ADDRESS, "金丝雀")
