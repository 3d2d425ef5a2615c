"""Jobs that answer a question into files of their run, `reports/<run id>/` below the data folder.

Belongs here: what can be asked from the UI, and where the answer goes. Does not belong here: answering.
An answer may be about one person: it is in the file and nowhere else, and the UI is told only where that is.

No postponed annotations here: Dagster reads them at definition time.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum

import dagster as dg
from pydantic import Field

from assets.files import write_whole
from assets.step_failures import refusals_as_failures
from pipelines.settings import Settings
from tag_rules.engine.errors import RefusedError


class SubjectKind(Enum):
    """The kinds of subject: the launchpad offers these and refuses every other."""

    resident = "resident"
    household = "household"
    dwelling = "dwelling"
    building = "building"
    compound = "compound"
    committee = "committee"
    case = "case"


class Explanation(dg.Config):
    """Whom to explain: by surrogate id, as in the published tables, never by a code or number of a person."""

    subject: SubjectKind = Field(description="居民、户、房屋、楼栋、小区、居民区、事件 kind of subject")
    subject_id: int = Field(description="the surrogate id in the published tables")
    tag: str = Field(default="", description="only this tag, for example M017; empty: every tag")
    date: str = Field(default="", description="snapshot date, 2024-03-02; empty: the newest published")


def write_files(context: dg.OpExecutionContext, settings: Settings, files: Mapping[str, str]) -> None:
    """Write the files of this run, readable by the service alone, and tell the UI where they are."""
    folder = settings.data.reports(context.run.run_id)
    for name, text in files.items():
        write_whole(folder / name, text)
        context.log.info(f"written to {folder / name}")


def day_of(text: str) -> date | None:
    """The day somebody typed, None for nothing; RefusedError for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(
            f"“{text}” 不是日期 is no date: write year, month and day, like 2024-03-02"
        ) from None


@dg.op(name="write_explanation")
def explain_op(
    context: dg.OpExecutionContext, config: Explanation, settings: dg.ResourceParam[Settings]
) -> None:
    """写入说明文件。 Explain one subject into explanation.txt and explanation.json of this run."""
    from pipelines.answers.explaining import explain_one
    from pipelines.answers.explanation_text import as_json, as_text

    tags = [config.tag] if config.tag else []
    with refusals_as_failures():
        explained = explain_one(
            settings, config.subject.value, config.subject_id, None, tags, day_of(config.date)
        )
    write_files(
        context, settings, {"explanation.txt": as_text(explained), "explanation.json": as_json(explained)}
    )


@dg.job(
    name="explain",
    description="为何有或没有某标签。 Why one subject has a tag or has it not: into a file of the run.",
)
def explain() -> None:
    """One question, one answer."""
    explain_op()


class Change(dg.Config):
    """Which rules to compare with, on which date."""

    against: str = Field(
        description="a folder of rules, a published version of the rules, or a git reference"
    )
    date: str = Field(default="", description="snapshot date, 2024-03-02; empty: the newest computed")


@dg.op(name="write_preview")
def preview_op(context: dg.OpExecutionContext, config: Change, settings: dg.ResourceParam[Settings]) -> None:
    """写入预览页。 Compare rules into preview.html and preview.txt of this run."""
    from pipelines.answers.previewing import preview_rules

    with refusals_as_failures():
        done = preview_rules(settings, config.against, day_of(config.date))
    write_files(context, settings, {"preview.html": done.html, "preview.txt": done.text})
    # Counts by tag, small ones hidden as on the page.
    context.add_output_metadata(
        {
            "date": str(done.preview.as_of),
            "tags_that_change": len(done.preview.changed),
            "counts": dg.MetadataValue.md(f"```\n{done.text}\n```"),
        }
    )


@dg.job(
    name="preview",
    description="规则变更预览。 What the rules as they are would change: into files of the run.",
)
def preview() -> None:
    """One change, one preview."""
    preview_op()
