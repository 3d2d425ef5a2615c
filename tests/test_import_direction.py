"""Imports point one way: rules and the sample know nothing of ours, a stage knows earlier stages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STAGES = ("intake", "registry", "features", "tagging", "problems", "reports", "publication")
# What all stages share: pure modules, and what their assets.py files share of Dagster, because stages cannot
# import pipelines.
SHARED = tuple(
    f"assets.{name}" for name in ("chart", "clock", "files", "lake", "locks", "paths", "people", "refusals")
)
SHARED_WIRING = tuple(f"assets.{name}" for name in ("frame_outputs", "partitions", "step_failures"))
# Within publication: a wing may import those before it.
WINGS = {
    "history": (),
    "store": ("history",),
    "consumers": ("history", "store"),
    "release": ("history", "store", "consumers"),
    "upkeep": ("history", "store", "consumers", "release"),
}
FOLDERS = ("assets", "benchmarks", "pipelines", "sample_district", "tag_rules", "tests")
LONGEST = 400


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module a file imports, at the top or inside a function; whether it stands inside a function."""

    def below(node: ast.AST, inside: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                package = path.relative_to(root_of(path)).parent.parts
                start = ".".join(package[: len(package) - child.level + 1]) if child.level else ""
                module = ".".join(part for part in (start, child.module) if part)
                # `from assets.intake import assets` imports a module just as `import assets.intake.assets`.
                yield from ((f"{module}.{alias.name}", inside) for alias in child.names)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from below(child, inside or function)

    yield from below(ast.parse(path.read_text(encoding="utf-8")), False)


def root_of(path: Path) -> Path:
    """The folder that holds `assets`, `pipelines` and the others: the nearest above one of them."""
    return next(folder.parent for folder in path.parents if folder.name in FOLDERS)


def is_of(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def is_assets_module(module: str) -> bool:
    """Whether this names an assets.py of a stage, or something in it."""
    return module.split(".")[0] == "assets" and module.split(".")[2:3] == ["assets"]


def is_shared_wiring(where: Path) -> bool:
    return ".".join(where.with_suffix("").parts) in SHARED_WIRING


def faults(root: Path) -> list[str]:
    """Every import that points the wrong way, as `file: module`."""
    found = []
    for top in ("assets", "pipelines", "sample_district", "tag_rules"):
        for path in sorted((root / top).rglob("*.py")):
            where = path.relative_to(root)
            found += [
                f"{where}: {module}"
                for module, inside in imports(path)
                if not allowed(where, module) or (is_of(module, "great_expectations") and not inside)
            ]
    return found


def allowed(where: Path, module: str) -> bool:
    """Whether the file at `where` may import the module, wherever in the file."""
    top, wires = where.parts[0], where.parts[0] == "pipelines" or where.name == "assets.py"
    if is_of(module, "tests", "benchmarks"):
        return False
    if is_of(module, "dagster"):
        return wires or is_shared_wiring(where)
    if is_of(module, "great_expectations"):
        return where == Path("pipelines/checks.py")
    if top == "pipelines" or not is_of(module, "assets", "pipelines", "sample_district", "tag_rules"):
        return True
    if top in ("sample_district", "tag_rules"):
        return is_of(module, top)
    if is_assets_module(module):
        return False
    if is_of(module, *SHARED_WIRING):
        return wires or is_shared_wiring(where)
    if where.parts[:2] == ("assets", "publication") and where.parts[2] in WINGS:
        wings = (where.parts[2], *WINGS[where.parts[2]])
        if is_of(module, "assets.publication"):
            return is_of(module, *(f"assets.publication.{wing}" for wing in wings))
    stage = where.parts[1]
    earlier = STAGES[: STAGES.index(stage) + 1] if stage in STAGES else ()
    return is_of(module, "tag_rules", *SHARED, *(f"assets.{name}" for name in earlier))


def test_every_import_points_one_way() -> None:
    assert faults(ROOT) == []


def test_the_walk_covers_every_stage() -> None:
    walked = {path.parent.name for path in (ROOT / "assets").rglob("assets.py")}
    assert walked == set(STAGES)


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("tag_rules/engine/new.py", "import assets.intake.formats.reader", "assets.intake.formats.reader"),
        ("tag_rules/engine/new.py", "from pipelines.settings import Settings", "pipelines.settings.Settings"),
        ("tag_rules/engine/new.py", "def f():\n    import dagster", "dagster"),
        (
            "assets/intake/new.py",
            "from assets.registry.identity.register import ids",
            "assets.registry.identity.register.ids",
        ),
        ("assets/registry/new.py", "from assets.intake import assets", "assets.intake.assets"),
        ("assets/registry/new.py", "from ..features import staleness", "assets.features.staleness"),
        ("assets/publication/new.py", "import pipelines.jobs.nightly", "pipelines.jobs.nightly"),
        ("assets/publication/new.py", "import dagster as dg", "dagster"),
        ("assets/publication/assets.py", "import assets.reports.assets", "assets.reports.assets"),
        ("assets/registry/new.py", "import assets.partitions", "assets.partitions"),
        ("assets/lake.py", "import assets.intake.formats.reader", "assets.intake.formats.reader"),
        ("assets/publication/new.py", "def f():\n    import great_expectations", "great_expectations"),
        (
            "assets/publication/history/new.py",
            "import assets.publication.store.schema",
            "assets.publication.store.schema",
        ),
        (
            "assets/publication/release/new.py",
            "import assets.publication.upkeep.remains",
            "assets.publication.upkeep.remains",
        ),
        (
            "assets/publication/consumers/new.py",
            "import assets.publication.release.gate",
            "assets.publication.release.gate",
        ),
        ("assets/publication/store/new.py", "import assets.publication.pages", "assets.publication.pages"),
        ("sample_district/new.py", "from assets.intake import manifest", "assets.intake.manifest"),
        ("sample_district/new.py", "import tag_rules.engine.model", "tag_rules.engine.model"),
        ("tag_rules/engine/new.py", "import sample_district.write", "sample_district.write"),
        ("pipelines/checks.py", "import great_expectations as gx", "great_expectations"),
        ("pipelines/new.py", "def f():\n    from great_expectations import core", "great_expectations.core"),
        ("pipelines/new.py", "from tests.conftest import database", "tests.conftest.database"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, file: str, text: str, fault: str) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(text)
    assert faults(tmp_path) == [f"{file}: {fault}"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tag_rules/engine/new.py", "import polars\nfrom tag_rules.engine.model import Tag"),
        ("assets/features/assets.py", "import dagster as dg\nfrom assets.partitions import SNAPSHOT_DATES"),
        ("assets/features/new.py", "from assets.registry.places import AREA\nfrom . import staleness"),
        ("pipelines/checks.py", "import dagster\ndef f():\n    import great_expectations as gx"),
        ("pipelines/new.py", "import assets.intake.assets"),
    ],
)
def test_a_right_import_is_let_through(tmp_path: Path, file: str, text: str) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(text)
    assert faults(tmp_path) == []


def test_no_file_is_too_long() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 100
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}
