from pathlib import Path

import tag_rules
from assets.publication.store.rule_store import keep_rules, kept_rules
from tag_rules.engine.reading.loader import load_rules

FILES = Path(tag_rules.__file__).parent


def test_kept_rules_are_the_rules_that_were_kept(tmp_path) -> None:
    rules = load_rules(FILES)
    keep_rules(tmp_path / "store", rules.version, FILES)
    keep_rules(tmp_path / "store", rules.version, FILES)
    kept = kept_rules(tmp_path / "store", rules.version)
    assert kept == rules
    assert [path.name for path in (tmp_path / "store").iterdir()] == [rules.version]


def test_no_rules_of_a_version_that_was_never_kept(tmp_path) -> None:
    assert kept_rules(tmp_path, "a5c8919c68cc") is None


def test_rules_that_cannot_be_read_any_more_are_as_good_as_gone(tmp_path) -> None:
    (tmp_path / "a5c8919c68cc").mkdir()
    (tmp_path / "a5c8919c68cc" / "features.yaml").write_text("resident: [")
    assert kept_rules(tmp_path, "a5c8919c68cc") is None
