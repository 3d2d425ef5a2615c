"""Settings from the environment, read once and in one place.

Belongs here: the names, defaults and meaning of TAGGING_* variables. Does not belong here: using them.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from assets.paths import DataPaths
from tag_rules.engine.district import district_rules


@dataclass(frozen=True)
class Settings:
    """What a deployment sets; `scale` sizes the sample district.

    `rules` is the folder tag_rules/, or for another district one made of the shared rules and its own.
    `lake_days`: for so many days exports and the frames of the lake stay; published history for ever.
    """

    data: DataPaths
    database_url: str
    pseudonym_key: Path
    scale: float
    rules: Path
    lake_days: int = 90

    @staticmethod
    def from_environment() -> "Settings":
        """Read TAGGING_DATA_DIR, _DISTRICT_DIR, _DATABASE_URL, _PSEUDONYM_KEY, _SCALE, _LAKE_DAYS."""
        district = os.environ.get("TAGGING_DISTRICT_DIR")
        data = DataPaths(
            Path(os.environ.get("TAGGING_DATA_DIR", "data")).absolute(),
            Path(district).absolute() if district else None,
        )
        return Settings.below(
            data,
            database_url=os.environ.get("TAGGING_DATABASE_URL"),
            pseudonym_key=os.environ.get("TAGGING_PSEUDONYM_KEY"),
            scale=float(os.environ.get("TAGGING_SCALE", "0.1")),
            lake_days=int(os.environ.get("TAGGING_LAKE_DAYS", "90")),
        )

    @staticmethod
    def source_variable(system: str) -> str:
        """Name of the variable with the URL of a system's database."""
        return f"TAGGING_SOURCE_{system.upper()}_URL"

    @staticmethod
    def source_url(system: str) -> str | None:
        """URL of a system's database, credentials and all: read when it is needed, kept nowhere."""
        return os.environ.get(Settings.source_variable(system))

    @staticmethod
    def below(
        data: DataPaths,
        database_url: str | None = None,
        pseudonym_key: str | None = None,
        scale: float = 0.1,
        lake_days: int = 90,
    ) -> "Settings":
        """Settings with everything not given kept below the data folder."""
        shared = Path(__file__).parent.parent / "tag_rules"
        own = data.district and district_rules(shared, data.district, data.root / "rules")
        return Settings(
            data=data,
            database_url=database_url or f"sqlite:///{data.root / 'published.db'}",
            pseudonym_key=Path(pseudonym_key) if pseudonym_key else data.register / "pseudonym.key",
            scale=scale,
            rules=own or shared,
            lake_days=lake_days,
        )
