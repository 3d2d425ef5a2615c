"""A rule engine that decides row by row (zen), on the first residents of the first file.

Mode: rows. Prints also what is true, as the hash of its keys, and how many rows were decided.
"""

import datetime
import json
import sys
import time
from pathlib import Path

import pandas as pd
import zen
from timed import peak_bytes

SHIFT = 40
EPOCH = datetime.date(1970, 1, 1)


def main() -> None:
    """Decide every rule of every row; true where its expression is."""
    job, target = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[3])
    asked = job["subjects"]["resident"]
    frame = pd.read_parquet(
        asked["files"][0], columns=["subject_id", *asked["columns"]], dtype_backend="pyarrow"
    )
    rows = [
        {name: None if pd.isna(value) else _plain(value) for name, value in row.items()}
        for row in frame.head(job["rows"]).to_dict("records")
    ]
    rules = [(number, zen.compile_expression(is_true)) for number, is_true, _ in asked["rows"]]
    keys = []
    started, cpu = time.perf_counter(), time.process_time()
    for row in rows:
        for number, rule in rules:
            if rule.evaluate(row):
                keys.append(row["subject_id"] + (number << SHIFT))
    told = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "rows": len(rows)}
    pd.DataFrame({"key": keys}).to_parquet(target / "true.parquet")
    print(json.dumps(told | {"peak": peak_bytes("self")}))


def _plain(value: object) -> object:
    return (value - EPOCH).days if isinstance(value, datetime.date) else value


if __name__ == "__main__":
    main()
