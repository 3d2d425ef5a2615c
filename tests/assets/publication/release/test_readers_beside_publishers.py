import sqlalchemy as sa

from tests.assets.publication.concurrent_reading import digest_now, ends, watch


def test_no_read_beside_two_publishers_is_wrong(database, tmp_path) -> None:
    report = watch(database, tmp_path / "snapshots", reads=600, publications=4, seed=1)
    assert report.wrong == []
    assert report.publishes["published"] >= 2
    assert min(report.reads.values()) > 0
    number, digest = digest_now(database)
    assert ends(database)[number] == digest


def test_a_wrong_table_would_be_seen(database, tmp_path) -> None:
    watch(database, tmp_path / "snapshots", reads=50, publications=2, seed=2)
    with database.transaction() as connection:
        connection.execute(sa.text("update tag_assignment set value = 'other' where valid_to is null"))
    number, digest = digest_now(database)
    assert ends(database)[number] != digest
