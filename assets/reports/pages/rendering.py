"""Templates to HTML: one environment, one base page, one stylesheet written into every page.

Belongs here: what all pages share. Does not belong here: what any one page shows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
# File, Chinese and English name of the pages one can go to from everywhere.
NAVIGATION = (
    ("index.html", "概览", "Overview"),
    ("types.html", "社区类型", "Types"),
    ("alarms.html", "异常上升", "Rising"),
    ("tags.html", "标签目录", "Tags"),
    ("dictionary.html", "数据字典", "Dictionary"),
    ("fairness.html", "公平性", "Fairness"),
    ("contracts.html", "数据契约", "Contracts"),
)
SUBJECTS = {
    "resident": ("居民", "residents"),
    "household": ("户", "households"),
    "dwelling": ("房屋", "dwellings"),
    "building": ("楼栋", "buildings"),
    "compound": ("小区", "compounds"),
    "committee": ("居民区", "committees"),
    "case": ("事件", "cases"),
}
SENSITIVITIES = {
    "open": ("公开", "open"),
    "general": ("一般", "general"),
    "sensitive": ("敏感", "sensitive"),
}


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    environment.globals |= {
        # Our own stylesheet and script, the only texts that are not escaped.
        "style": Markup(style),
        "script": Markup((_TEMPLATES / "script.js").read_text(encoding="utf-8")),
        "subjects": SUBJECTS,
        "sensitivities": SENSITIVITIES,
    }
    return environment


def render(template: str, here: str = "", linked: bool = True, **content: object) -> str:
    """Return a template as a whole HTML page; a name it does not get is an error, never a blank.

    Args:
        here: the page's own file name.
        linked: whether it lies beside the pages of the navigation.
    """
    navigation = NAVIGATION if linked else ()
    return _environment().get_template(template).render(here=here, navigation=navigation, **content)
