"""What holds of every page: whole HTML, no network, links that lead somewhere, tables with captions."""

from html.parser import HTMLParser

import pytest

from tests.assets.reports.pages.made_areas import COMMITTEE, QUIET
from tests.assets.reports.pages.made_pages import RULES, STREETS

_VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """The tags, links and ids of a page; `faults` where tags do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(html)
        self.faults += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "srcset", "data", "action") or (tag == "link" and name == "href"):
                self.fetched.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


@pytest.fixture(scope="module")
def parsed(pages: dict[str, str]) -> dict[str, Page]:
    return {name: Page(html) for name, html in pages.items()}


def test_there_is_a_page_per_tag_and_area_and_six_more(pages: dict[str, str]) -> None:
    areas = (*STREETS, COMMITTEE, QUIET)
    assert pages.keys() == {f"{code}.html" for code in (*RULES.codes, *areas)} | {
        "index.html",
        "types.html",
        "tags.html",
        "dictionary.html",
        "fairness.html",
        "contracts.html",
        "alarms.html",
    }


def test_tags_nest(parsed: dict[str, Page]) -> None:
    assert {name: page.faults for name, page in parsed.items() if page.faults} == {}


def test_no_page_needs_a_network(pages: dict[str, str], parsed: dict[str, Page]) -> None:
    for name, html in pages.items():
        assert parsed[name].fetched == ["../dates.js"], name
        assert not any(word in html for word in ("http:", "https:", "url(", "@import")), name


def test_every_link_leads_somewhere(parsed: dict[str, Page]) -> None:
    for name, page in parsed.items():
        for link in page.links:
            file, _, anchor = link.partition("#")
            target = parsed.get(file or name)
            assert target is not None, (name, link)
            assert not anchor or anchor in target.ids, (name, link)


def test_every_table_has_a_caption_and_every_id_is_one(parsed: dict[str, Page]) -> None:
    for name, page in parsed.items():
        assert page.tags.count("caption") == page.tags.count("table"), name
        assert len(page.ids) == len(set(page.ids)), name


def test_both_languages_are_there(pages: dict[str, str]) -> None:
    for tag in RULES.tags:
        assert tag.title.zh in pages[f"{tag.code}.html"]
        assert tag.title.en.replace("'", "&#39;") in pages[f"{tag.code}.html"]
