"""Keep a committee's current tags in a file of your own, in step with what is published.

    python docs/examples/keep_a_copy.py <URL of the published database> <copy.db> <committee code>

Run it as often as you like. It takes what was added and removed since it last looked, in one query, then
compares the copy with the committee's checksum; a copy that lost or damaged rows is mended from the published
table, this committee only. Needs nothing of the pipeline: copy it, and change it to your own tables.
"""

import hashlib
import sqlite3
import sys

import sqlalchemy as sa

COLUMNS = "subject, subject_id, tag_code, value, origin, status, street_code, committee_code"
CHANGES = sa.text(
    f"select change, {COLUMNS} from tag_change where publication_id > :seen and effective_to is null"
    " and committee_code = :committee order by publication_id, sequence"
)
CURRENT = sa.text(
    f"select {COLUMNS} from tag_assignment where valid_to is null and committee_code = :committee"
)
CHECKSUM = sa.text("select rows, checksum from committee_checksum where committee_code = :committee")


def checksum(copy: sqlite3.Connection) -> tuple[int, int]:
    """Return rows and checksum of the copy, as docs/publication.md defines them."""
    rows = copy.execute(f"select {COLUMNS} from tag").fetchall()
    texts = ("|".join("" if value is None else str(value) for value in row) for row in rows)
    total = sum(int(hashlib.sha256(text.encode()).hexdigest()[:15], 16) for text in texts)
    return len(rows), total % 2**60


def follow(published: sa.Connection, copy: sqlite3.Connection, committee: str) -> str:
    """Bring the copy up to date; returns what was done, in a sentence."""
    copy.execute(f"create table if not exists tag ({COLUMNS}, primary key (subject, subject_id, tag_code))")
    copy.execute("create table if not exists seen (publication_id integer)")
    (seen,) = copy.execute("select coalesce(max(publication_id), 0) from seen").fetchone()
    newest = published.scalar(sa.text("select coalesce(max(publication_id), 0) from publication"))
    changes = published.execute(CHANGES, {"seen": seen, "committee": committee}).all()
    for change, *row in changes:
        copy.execute("delete from tag where subject = ? and subject_id = ? and tag_code = ?", row[:3])
        if change == "added":
            copy.execute(f"insert into tag values ({', '.join('?' * len(row))})", row)
    wanted = published.execute(CHECKSUM, {"committee": committee}).one_or_none()
    done = f"publication {newest}: {len(changes)} changes"
    if checksum(copy) != tuple(wanted or (0, 0)):
        rows = published.execute(CURRENT, {"committee": committee}).all()
        copy.execute("delete from tag")
        copy.executemany(f"insert into tag values ({', '.join('?' * 8)})", [tuple(row) for row in rows])
        done += "; the copy was damaged and has been mended"
    copy.execute("delete from seen")
    copy.execute("insert into seen values (?)", (newest,))
    return done


def main() -> None:
    """Follow once, in one transaction on either side."""
    url, path, committee = sys.argv[1:]
    # One snapshot for all queries, so that changes and checksum are of the same publication.
    level = {} if url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}
    engine = sa.create_engine(url, **level)
    with engine.connect() as published, sqlite3.connect(path, isolation_level=None) as copy:
        if url.startswith("sqlite"):
            published.exec_driver_sql("begin")
        copy.execute("begin immediate")
        print(follow(published, copy, committee))
        copy.execute("commit")
    engine.dispose()


if __name__ == "__main__":
    main()
