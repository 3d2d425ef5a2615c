"""What the items of a committee's profile are called, in Chinese and English.

Belongs here: names. Does not belong here: which items there are (`committee_profile`).
"""

from __future__ import annotations

from collections.abc import Mapping

from tag_rules.engine.model import RuleSet

KINDS = {
    "facility": ("服务设施", "Facilities"),
    "venue": ("活动场地", "Venues"),
    "organisation": ("社区社会组织", "Community organisations"),
    "enterprise": ("驻区单位", "Enterprises"),
    "volunteer_team": ("志愿队伍", "Volunteer teams"),
}


class ProfileTitles:
    """The names of items: tags, problem labels, facts, kinds of resources, requests, missing sources."""

    def __init__(self, rule_set: RuleSet, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._names = dict(KINDS)
        for feature in rule_set.features.get("committee", {}).values():
            self._names[feature.name] = (feature.title.zh, feature.title.en)
        titles = {each.code: each.title for each in rule_set.tags}
        titles |= {each.code: each.title for each in rule_set.problem_labels}
        self._names |= {code: (title.zh, title.en) for code, title in titles.items()}

    def of(self, item: str) -> tuple[str, str]:
        """Return both names of an item; its own text where nothing is written of it."""
        kind, _, name = item.partition(":")
        if kind == "missing":
            return f"缺少数据：{self._sources.get(name, name)}", "No data, so nothing is known of it"
        if kind == "request":
            return f"约请：{name}（已办结／全部）", "Requests to departments: resolved / all"
        return self._names.get(item, (item, ""))
