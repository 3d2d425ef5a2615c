"""The district's clock: its time zone and what time it is there.

Belongs here: now, for records of when something was done. Does not belong here: the date a rule is decided
on, which is the snapshot date and never the clock.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

TIMEZONE = "Asia/Shanghai"
SHANGHAI = ZoneInfo(TIMEZONE)


def now() -> datetime:
    """The time in Shanghai."""
    return datetime.now(SHANGHAI)


def yesterday() -> date:
    """The last day that has ended in Shanghai: the newest an export can be of."""
    return now().date() - timedelta(days=1)


def timestamp() -> str:
    """The time in Shanghai as ISO text to the second, with its offset, as records of deeds carry it."""
    return now().isoformat(timespec="seconds")
