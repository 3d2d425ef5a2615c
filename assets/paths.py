"""Where a run finds and leaves its files.

Belongs here: the layout of the data folder, as paths. Does not belong here: reading or writing any of it.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class DataPaths:
    """The layout below one data folder (`TAGGING_DATA_DIR`)."""

    root: Path
    district: Path | None = None
    """Folder of a district's own configuration (`TAGGING_DISTRICT_DIR`); None: the one we ship."""

    @property
    def mappings(self) -> Path | None:
        """Folder of the mapping files of the district's systems; None: those we ship."""
        return self.district / "mappings" if self.district else None

    @property
    def landing_root(self) -> Path:
        """Folder of all exports, one folder per snapshot date."""
        return self.root / "landing"

    def landing(self, snapshot_date: date) -> Path:
        """Folder of the export for one snapshot date; complete when its manifest.json is there."""
        return self.landing_root / snapshot_date.isoformat()

    @property
    def lake(self) -> Path:
        """Folder of the Parquet lake; its layout is that of `lake.py`."""
        return self.root / "lake"

    @property
    def extraction(self) -> Path:
        """Folder of what was last read from source databases; without it the next read is a full one."""
        return self.lake / "extraction"

    @property
    def running(self) -> Path:
        """Folder of one lock file for each run that is going on, held by the process that runs it."""
        return self.root / "running"

    @property
    def register(self) -> Path:
        """Folder of the identity register and its key. Back it up: ids are never derived again."""
        return self.root / "register"

    @property
    def register_rows(self) -> Path:
        """Note of how many rows the register had, kept apart from it so that its loss is seen."""
        return self.lake / "registry" / "identities.rows"

    @property
    def pages_root(self) -> Path:
        """Folder of all pages, one folder per published date."""
        return self.root / "reports" / "pages"

    def reports(self, run_id: str) -> Path:
        """Folder of what one run was asked to write for people; it may hold one person's data."""
        return self.root / "reports" / run_id

    @property
    def return_files(self) -> Path:
        """Folder of the files that go back to systems of origin: codes of people. An erasure deletes all."""
        return self.root / "reports" / "return_files"

    def pages(self, snapshot_date: date) -> Path:
        """Folder of the pages of a published date: tag cards, data dictionary, fairness. Nothing personal."""
        return self.pages_root / snapshot_date.isoformat()

    @property
    def published_snapshots(self) -> Path:
        """Folder of the immutable, content-addressed inputs of published dates."""
        return self.lake / "publication" / "snapshot"

    @property
    def published_rules(self) -> Path:
        """Folder of the rule files that published dates were decided with, by rule-set version."""
        return self.lake / "publication" / "rules"
