"""Compares lookups with the official client, on a server in the same state.

Each case has the expected result of both clients, and the reason if they differ on purpose.
"""

from __future__ import annotations

import collections
import urllib.parse

DATABASES = [{"id": number, "name": f"database {number}"} for number in range(1, 4)]
HOSTS = [{"id": 21, "name": "bucket"}, {"id": 22, "name": "drive"}]
USER = {"id": 9, "username": "me"}


def credential(number: int, **more: object) -> dict:
    return {"id": number, "type": "Database", "owner": "me", "default": False, **more}


CREDENTIALS = [
    credential(31, name="one", username="me", remoteHostId=1, remoteHostName="database 1"),
    credential(32, name="two", username="you", remoteHostId=1, remoteHostName="database 1", default=True),
    credential(33, name="aws", type="Amazon Web Services S3", username="a", owner="me"),
    credential(34, name="aws", type="Amazon Web Services S3", username="b", owner="you"),
    credential(35, name="alone", type="Amazon Web Services S3", username="c", owner="you"),
    credential(36, name="twin", type="Amazon Web Services S3", username="d", owner="you"),
    credential(37, name="twin", type="Amazon Web Services S3", username="e", owner="you"),
] + [
    # The second page and later.
    credential(100 + number, name=f"filler {number}", type="Amazon Web Services S3", username=f"f{number}", owner="you")
    for number in range(1200)
]
TABLES = [
    {"id": 41, "databaseId": 1, "schema": "public", "name": "people"},
    {"id": 42, "databaseId": 1, "schema": "public", "name": "peopleXold"},
    {"id": 43, "databaseId": 1, "schema": "my.schema", "name": "a table"},
]

FOUND, ABSENT = "found", "absent"
# Lookup, arguments, their answer, ours, and why they differ.
CASES = [
    ("get_database_id", ["database 2"], 2, 2, None),
    ("get_database_id", [2], 2, 2, None),
    ("get_database_id", ["no database"], ABSENT, ABSENT, None),
    ("get_storage_host_id", ["drive"], 22, 22, None),
    ("get_storage_host_id", [5], 5, 5, None),
    ("get_storage_host_id", ["no host"], ABSENT, ABSENT, None),
    ("get_database_credential_id", ["me", "database 1"], 31, 31, None),
    ("get_database_credential_id", ["me", 1], 31, 31, None),
    ("get_database_credential_id", [31, "database 1"], 31, 31, None),
    ("get_database_credential_id", ["nobody", "database 1"], ABSENT, ABSENT, None),
    ("get_aws_credential_id", ["alone"], 35, 35, None),
    ("get_aws_credential_id", ["aws"], 33, 33, None),
    ("get_aws_credential_id", ["aws", "you"], 34, 34, None),
    ("get_aws_credential_id", ["aws", "nobody"], ABSENT, ABSENT, None),
    ("get_aws_credential_id", ["no credential"], ABSENT, ABSENT, None),
    ("get_aws_credential_id", [35], 35, 35, None),
    ("get_aws_credential_id", ["twin", "you"], 36, "Ambiguous", "ambiguity is an error, not resolved by chance"),
    ("get_aws_credential_id", ["filler 1150"], ABSENT, 1250, "every page is searched, not only the first"),
    ("get_table_id", ["public.people", "database 1"], 41, 41, None),
    ("get_table_id", ['"my.schema"."a table"', 1], 43, 43, None),
    ("get_table_id", ["public.nothing", 1], ABSENT, ABSENT, None),
    ("get_table_id", ["public.people_old", 1], 42, ABSENT, "`_` in a filter stands for any character; names are compared"),
    ("default_credential", [], 32, 32, None),
    ("default_database_credential_id", [], 32, 32, None),
    ("username", [], "me", "me", None),
]


def respond(target: str) -> tuple[int, dict, object]:
    """The state of the server, filtered and paged as the Platform does."""
    path, _, query = target.partition("?")
    asked = dict(urllib.parse.parse_qsl(query))
    if path == "/users/me":
        return 200, {}, USER
    items = {"/databases": DATABASES, "/storage_hosts": HOSTS, "/credentials": CREDENTIALS, "/tables": TABLES}[path]
    if "type" in asked:
        items = [one for one in items if one["type"] in asked["type"].split(",")]
    if asked.get("default", "").lower() == "true":
        items = [one for one in items if one["default"]]
    if path == "/tables":
        items = [one for one in items if like(one["schema"], asked.get("schema")) and like(one["name"], asked.get("name"))]
    if path in ("/databases", "/storage_hosts"):
        return 200, {}, items
    limit, page = int(asked.get("limit", 1000)), int(asked.get("page_num", 1))
    headers = {
        "X-Pagination-Current-Page": str(page),
        "X-Pagination-Per-Page": str(limit),
        "X-Pagination-Total-Pages": str(max(1, -(-len(items) // limit))),
        "X-Pagination-Total-Entries": str(len(items)),
    }
    return 200, headers, items[(page - 1) * limit : page * limit]


def like(text: str, pattern: str | None) -> bool:
    """Whether a text fits a pattern with `_` for any character."""
    return pattern is None or (
        len(text) == len(pattern) and all(wanted in ("_", one) for one, wanted in zip(text, pattern))
    )


def theirs(civis: object, lookup: str, arguments: list) -> object:
    client = civis.APIClient(local_api_spec=civis_spec())
    try:
        found = getattr(client, lookup)
        return found(*arguments) if callable(found) else found
    except (ValueError, IndexError):
        return ABSENT


def civis_spec() -> object:
    import json
    import os
    from pathlib import Path

    pinned = Path(__file__).resolve().parents[2] / "civis" / "civis-spec.json"
    if not hasattr(civis_spec, "kept"):
        civis_spec.kept = json.loads(pinned.read_text(encoding="utf-8"), object_pairs_hook=collections.OrderedDict)
    return civis_spec.kept


def check(server: object, ours: object, civis: object) -> tuple[collections.Counter, list[str]]:
    """Counts of lookups by verdict, and what differs."""
    server.respond = respond
    counts, failures = collections.Counter(), []
    for lookup, arguments, their_answer, our_answer, reason in CASES:
        found = theirs(civis, lookup, arguments)
        told, _ = ours.tell({"lookup": lookup, "arguments": arguments})
        kind = told.get("kind")
        answer = told["value"] if "value" in told else ABSENT if kind == "NotFound" else kind
        if (found, answer) != (their_answer, our_answer):
            failures.append(f"{lookup}{arguments}: theirs {found!r}, ours {answer!r}: {told}")
        verdict = "lookups that answer alike" if reason is None else f"lookup: {reason}"
        counts[verdict] += 1
    return counts, failures
