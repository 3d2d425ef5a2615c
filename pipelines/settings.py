"""Settings from the environment, read once and in one place.

Belongs here: the names, defaults and meaning of TAGGING_* variables. Does not belong here: using them.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError, field_validator

from assets.paths import DataPaths
from tag_rules.engine.errors import RefusedError
from tag_rules.engine.reading.district import district_rules

_PREFIX = "TAGGING_"
SHARED_RULES = Path(__file__).parent.parent / "tag_rules"
_SQLITE = re.compile(r"sqlite:///[^?]+(\?.*)?")
_POSTGRESQL = re.compile(
    r"postgresql\+psycopg://(?:[^@]*@)?(?:\[[^/?]+\]|[^/:?]*)(?::(?P<port>[^/?]*))?(?:[/?].*)?"
)


class SettingsError(RefusedError):
    """All variables that cannot be used, and what they should be; no value, which may be a secret."""


class _Environment(BaseModel):
    data_dir: str = Field("data", min_length=1)
    district_dir: str | None = None
    database_url: str | None = None
    pseudonym_key: str | None = None
    scale: float = Field(0.1, gt=0, le=10, allow_inf_nan=False)
    lake_days: int = Field(90, ge=1)
    engine: Literal["local", "spark"] = "local"
    spark_master: str = Field("local[*]", pattern=r"^(local(\[.+\])?|yarn|(spark|k8s|sc)://.+)$")
    pages_url: str = Field("http://127.0.0.1:3001", pattern=r"^https?://[^/?#\s]+(/[^?#\s]*)?$")

    @field_validator("data_dir")
    @classmethod
    def _is_no_file(cls, folder: str) -> str:
        if Path(folder).exists() and not Path(folder).is_dir():
            raise ValueError("this is a file; name a folder, it is made when there is none")
        return folder

    @field_validator("district_dir")
    @classmethod
    def _is_a_folder(cls, folder: str) -> str:
        if not Path(folder).is_dir():
            raise ValueError("no such folder")
        return folder

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_write(cls, url: str) -> str:
        # Read here as SQLAlchemy will: importing it would keep `tagging lint` waiting.
        postgresql = _POSTGRESQL.fullmatch(url)
        if not (_SQLITE.fullmatch(url) or postgresql):
            raise ValueError("write sqlite:///<file> or postgresql+psycopg://<user>@<host>/<name>")
        port = postgresql["port"] if postgresql else None
        if port and not (re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 2**16):
            raise ValueError("the port is a number from 1 to 65535")
        return url


def _read(variables: Mapping[str, str]) -> _Environment:
    """The variables that are set and not empty; raises SettingsError."""
    wanted = {name: variables.get(_PREFIX + name.upper()) for name in _Environment.model_fields}
    try:
        return _Environment.model_validate({name: value for name, value in wanted.items() if value})
    except ValidationError as refused:
        wrong = (
            f"{_PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in refused.errors()
        )
        raise SettingsError("\n".join(["设置不能使用 settings that cannot be used", *wrong])) from None


@dataclass(frozen=True)
class Settings:
    """What a deployment sets; `scale` sizes the sample district.

    `shared_rules`: the folder of the rules that all districts share. `lake_days`: for so many days exports
    and the frames of the lake stay; published history for ever. `pages_url`: where the pages are served.
    `spark_master`: of the Spark whose workers decide the tags; None: this process does.
    """

    data: DataPaths
    database_url: str
    pseudonym_key: Path
    scale: float
    lake_days: int = 90
    pages_url: str = "http://127.0.0.1:3001"
    shared_rules: Path = SHARED_RULES
    spark_master: str | None = None

    @cached_property
    def rules(self) -> Path:
        """Folder of the rule files: the shared ones, or for a district one made of them and its own.

        The latter is made below the data folder when its content is new. Raises RuleErrors.
        """
        if self.data.district is None:
            return self.shared_rules
        return district_rules(self.shared_rules, self.data.district, self.data.root / "rules")

    @staticmethod
    def from_environment() -> "Settings":
        """Read TAGGING_DATA_DIR, TAGGING_DATABASE_URL and the others that `_Environment` lists.

        One that is set to nothing counts as not set. Raises SettingsError with everything that is wrong.
        """
        read = _read(os.environ)
        data = DataPaths(
            Path(read.data_dir).absolute(), Path(read.district_dir).absolute() if read.district_dir else None
        )
        made = Settings.below(data, read.database_url, read.pseudonym_key, read.scale, read.lake_days)
        master = read.spark_master if read.engine == "spark" else None
        return replace(made, pages_url=read.pages_url.rstrip("/"), spark_master=master)

    @property
    def dagster_home(self) -> Path:
        """Folder of Dagster's own settings and, unless these name a database, of its runs (DAGSTER_HOME)."""
        return Path(os.environ.get("DAGSTER_HOME") or self.data.root / "dagster")

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
        return Settings(
            data=data,
            database_url=database_url or f"sqlite:///{data.root / 'published.db'}",
            pseudonym_key=Path(pseudonym_key) if pseudonym_key else data.register / "pseudonym.key",
            scale=scale,
            lake_days=lake_days,
        )
