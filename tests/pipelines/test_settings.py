"""Settings come from TAGGING_* variables; what is not set lies below the data folder."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from pipelines.settings import Settings, SettingsError

NAMES = ("TAGGING_DATA_DIR", "TAGGING_DATABASE_URL", "TAGGING_PSEUDONYM_KEY", "TAGGING_SCALE")
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_lie_below_the_current_folder(tmp_path: Path) -> None:
    settings = Settings.from_environment()
    assert settings.data.root == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path / 'data' / 'published.db'}"
    assert settings.pseudonym_key == tmp_path / "data" / "register" / "pseudonym.key"
    assert settings.scale == 0.1
    assert settings.rules == ROOT / "tag_rules"


def test_a_data_folder_moves_all_that_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAGGING_DATA_DIR", str(tmp_path / "district"))
    settings = Settings.from_environment()
    assert settings == Settings.below(settings.data)
    assert settings.data.root == tmp_path / "district"
    assert settings.database_url.endswith("/district/published.db")


def test_a_relative_data_folder_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAGGING_DATA_DIR", "elsewhere")
    assert Settings.from_environment().data.root == tmp_path / "elsewhere"


def test_every_variable_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ("/srv/district", "postgresql+psycopg://reader@localhost/tags", "/secret/key", "0.25")
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment()
    assert settings.data.root == Path("/srv/district")
    assert settings.database_url == "postgresql+psycopg://reader@localhost/tags"
    assert settings.pseudonym_key == Path("/secret/key")
    assert settings.scale == 0.25


WRONG = {
    "TAGGING_SCALE": ("small", "-1", "0", "nan", "11"),
    "TAGGING_LAKE_DAYS": ("ten", "0", "1.5"),
    "TAGGING_DATABASE_URL": (
        "garbage",
        "mysql://somebody:secret@host/name",
        "sqlite://",
        "sqlite:///",
        "sqlite:///?mode=ro",
        "postgresql+psycopg://somebody:secret@host:port/name",
        "postgresql+psycopg://somebody:secret@host:65536/name",
    ),
    "TAGGING_DISTRICT_DIR": ("/nowhere",),
    "TAGGING_DATA_DIR": (__file__,),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in WRONG for value in WRONG[name]])
def test_what_cannot_be_used_is_refused_by_name_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"\n{name}: ") as refused:
        Settings.from_environment()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://reader:p%40ss@localhost:5432/tags?sslmode=require",
        "postgresql+psycopg://reader:p#s/s@localhost/tags",
        "postgresql+psycopg://[::1]:5432/tags",
        "postgresql+psycopg:///tags?host=/run/postgresql",
        "sqlite:////srv/published.db",
        "sqlite:///published.db?timeout=3",
    ],
)
def test_a_database_is_let_through(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("TAGGING_DATABASE_URL", url)
    assert sa.make_url(Settings.from_environment().database_url).database


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, values in WRONG.items():
        monkeypatch.setenv(name, values[0])
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment()
    assert [line.split(":")[0] for line in str(refused.value).splitlines()[1:]] == [
        "TAGGING_DATA_DIR", "TAGGING_DISTRICT_DIR", "TAGGING_DATABASE_URL", "TAGGING_SCALE",
        "TAGGING_LAKE_DAYS",
    ]  # fmt: skip


def test_a_variable_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, *WRONG):
        monkeypatch.setenv(name, "")
    assert Settings.from_environment().scale == 0.1


def test_spark_decides_the_tags_only_where_it_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGGING_SPARK_MASTER", "spark://master:7077")
    assert Settings.from_environment().spark_master is None
    monkeypatch.setenv("TAGGING_ENGINE", "spark")
    assert Settings.from_environment().spark_master == "spark://master:7077"
    monkeypatch.setenv("TAGGING_SPARK_MASTER", "somewhere")
    with pytest.raises(SettingsError, match="TAGGING_SPARK_MASTER"):
        Settings.from_environment()
