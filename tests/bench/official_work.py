"""Does everyday tasks with the official client: one line of JSON each, a line with seconds and result back.

The key and the base URL come from the environment.
"""

from __future__ import annotations

import csv
import json
import sys
import time

import civis

DATABASE = "redshift-general"
POLL = 0.05


def execute(client: civis.APIClient, task: dict) -> object:
    sql = {"database": DATABASE, "client": client, "polling_interval": POLL}
    match task["command"]:
        case "upload":
            return civis.io.file_to_civis(task["path"], client=client)
        case "download":
            return civis.io.civis_to_file(task["id"], task["path"], client=client)
        case "count_rows":
            return len(civis.io.read_civis_sql(task["sql"], **sql)) - 1
        case "count_frame":
            return len(civis.io.read_civis_sql(task["sql"], return_as="pandas", **sql))
        case "count_csv":
            with open(task["path"], newline="", encoding="utf-8") as file:
                return sum(1 for _ in csv.reader(file)) - 1
        case "to_path":
            civis.io.civis_to_csv(task["path"], task["sql"], **sql).result()
        case "wait_all":
            futures = [
                civis.utils.run_job(task["job"], client=client, polling_interval=POLL) for _ in range(task["runs"])
            ]
            return sum(future.result().state == "succeeded" for future in futures)
        case "count_log":
            return sum(1 for _ in civis.utils.job_logs(task["job"], task["run"], client=client))


def main() -> None:
    client = civis.APIClient()
    for line in sys.stdin:
        start = time.monotonic()
        value = execute(client, json.loads(line))
        print(json.dumps({"value": value, "seconds": time.monotonic() - start}), flush=True)


if __name__ == "__main__":
    main()
