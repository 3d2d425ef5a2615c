from pathlib import Path

from assets.intake.manifest.manifest_file import sha256_of
from sample_district import write_sample


def test_the_same_scale_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    def written(name: str, seed: int) -> dict[str, str]:
        write_sample(tmp_path / name, 0.001, seed)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        return {str(path.relative_to(tmp_path / name)): sha256_of(path) for path in files}

    first = written("first", 1)
    assert len(first) == 4 * (50 + 1) + 4 + 4 * 3  # exports, what is planted, the truth
    assert written("second", 1) == first
    assert written("other seed", 2) != first
