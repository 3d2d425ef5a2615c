from pathlib import Path

import polars as pl
import pytest

from assets.registry.identity.pseudonym import PseudonymKey, PseudonymKeyError, resident_keys


def test_the_sample_makes_its_key_once_for_its_owner_only(tmp_path: Path) -> None:
    key = PseudonymKey(tmp_path / "register" / "pseudonym.key")
    assert key.secret(for_sample=True) == key.secret(for_sample=True)
    assert key.path.stat().st_mode & 0o777 == 0o600


def test_other_data_refuses_the_samples_key(tmp_path: Path) -> None:
    key = PseudonymKey(tmp_path / "pseudonym.key")
    key.secret(for_sample=True)
    with pytest.raises(PseudonymKeyError, match="belongs to the sample district"):
        key.secret(for_sample=False)


def test_other_data_never_gets_a_key_made(tmp_path: Path) -> None:
    key = PseudonymKey(tmp_path / "pseudonym.key")
    with pytest.raises(PseudonymKeyError, match="no pseudonym key"):
        key.secret(for_sample=False)
    assert not key.path.exists()


@pytest.mark.parametrize("text", ["", "abc", "00" * 31, "zz" * 32])
def test_a_malformed_key_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_text(text)
    with pytest.raises(PseudonymKeyError, match="64 hexadecimal digits") as refused:
        PseudonymKey(path).secret(for_sample=False)
    assert not text or text not in str(refused.value)


def test_keys_depend_on_secret_type_and_number_and_null_has_none() -> None:
    kinds = pl.Series(["passport", "hong_kong_macau_travel_permit", "passport", "none"])
    numbers = pl.Series(["E1234567", "E1234567", "E7654321", None])
    keys = resident_keys(bytes(32), kinds, numbers)
    assert keys.to_list() == resident_keys(bytes(32), kinds, numbers).to_list()
    assert keys.drop_nulls().n_unique() == 3 and keys[3] is None
    assert keys.drop_nulls().str.contains(r"^[0-9a-f]{64}$").all()
    other = resident_keys(b"1" * 32, kinds, numbers)
    assert not set(keys.drop_nulls()) & set(other.drop_nulls())
