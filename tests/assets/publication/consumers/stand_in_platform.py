"""A work-order platform that stands in for a real one: a program of its own, with a file of its own.

    python stand_in_platform.py ORDERS.csv REPORTS.csv STORE.db [resolve ORDER_ID ...]

It takes orders in, resolves those named, and reports everything it has ever done: shuffled, each line twice.
Needs nothing of ours.
"""

import csv
import random
import sqlite3
import sys
from pathlib import Path


def main(orders: str, reports: str, store: str, *resolved: str) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("create table if not exists done (order_id, status, changed_at)")
        connection.execute("create table if not exists taken (order_id primary key)")
        with Path(orders).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                new = connection.execute("insert or ignore into taken values (?)", [row["order_id"]])
                if new.rowcount:
                    _do(connection, row["order_id"], "accepted")
        for order in resolved:
            _do(connection, order, "in_progress")
            _do(connection, order, "resolved")
        lines = connection.execute("select order_id, status, changed_at from done").fetchall() * 2
    random.Random(7).shuffle(lines)
    with Path(reports).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["order_id", "status", "changed_at"])
        writer.writerows(lines)


def _do(connection: sqlite3.Connection, order: str, status: str) -> None:
    (number,) = connection.execute("select count(*) from done").fetchone()
    moment = f"2024-03-05T10:{number // 60:02}:{number % 60:02}+08:00"
    connection.execute("insert into done values (?, ?, ?)", [order, status, moment])


if __name__ == "__main__":
    main(*sys.argv[1:])
