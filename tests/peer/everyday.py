"""Does the same everyday work with the official client and with this library, against the same embedded server.

    python everyday.py [FLOW…]     # in an environment with the official client; `tests/peer/run` makes one

The results must be equal byte for byte. This library may send fewer requests, and none of a kind that the official client
does not send. Polls are told apart from the rest: how many there are depends on the time.
"""

from __future__ import annotations

import collections
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
import warnings
import zipfile
from pathlib import Path

from platform_server import DATABASE, OTHER, PEOPLE, POLL, ROOT, Server, specification

FLOWS = []

# Polls: their number depends on the time that a run takes.
POLLS = re.compile(r"GET (/jobs/\{\}|/scripts/\w+/\{\}|/imports/files/\{\}|/imports/\{\})/runs/\{\}$|GET /queries/\{\}$")


def flow(function):
    FLOWS.append(function)
    return function


class Ours:
    """`tests/examples/everyday.rs`, behind a pipe."""

    def __init__(self) -> None:
        command = ["cargo", "run", "--quiet", "-p", "civis-tests", "--example", "everyday"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __call__(self, command: str, **arguments):
        self.process.stdin.write(json.dumps({"command": command, **arguments}) + "\n")
        self.process.stdin.flush()
        result = json.loads(self.process.stdout.readline())
        if "error" in result:
            raise AssertionError(f"{command}: {result['error']}")
        return result["value"]

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


def kind(method: str, path: str) -> str:
    """A request without IDs and the names of objects in the store."""
    path = re.sub(r"\{\w*\}", "{}", path)
    path = re.sub(r"(?<=/)\d+(?=/|$)", "{}", path)
    return f"{method} {re.sub(r'^/civis-mock-files/.*', '/{object}', path)}"


class Flow:
    """What a flow works with: both clients, and the requests that each sent."""

    def __init__(self, civis, client, server: Server, ours: Ours, folder: Path) -> None:
        self.civis, self.client, self.server, self.run, self.folder = civis, client, server, ours, folder
        self.sql = {"database": DATABASE, "client": client, "polling_interval": POLL}
        self.sent: dict[str, collections.Counter] = {}

    def theirs(self, work):
        return self._record("theirs", work)

    def ours(self, command: str, **arguments):
        return self._record("ours", lambda: self.run(command, **arguments))

    def _record(self, who: str, work):
        self.server.tell(requests=True)
        result = work()
        requests = self.server.tell(requests=True)
        self.sent.setdefault(who, collections.Counter()).update(kind(*request) for request in requests)
        return result

    def write(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def content(self, file_id: int) -> bytes:
        """A file of the Platform, not recorded."""
        buffer = io.BytesIO()
        self.civis.io.civis_to_file(file_id, buffer, client=self.client)
        return buffer.getvalue()

    def table(self, name: str) -> list[list[str]]:
        """The rows of a table, not recorded."""
        return self.civis.io.read_civis_sql(f"select * from {name} order by 1", **self.sql)

    def columns(self, name: str) -> list[tuple[str, str]]:
        """Names and types of the columns of a table, not recorded."""
        schema, table = name.split(".")
        found = self.client.databases.get_schemas_tables(self.client.get_database_id(DATABASE), schema, table)
        return [(column.name, column.sql_type) for column in found.columns]


def equal(ours, theirs) -> None:
    if ours != theirs:
        raise AssertionError(f"ours {ours!r:.1500}\n  theirs {theirs!r:.1500}")


@flow
def upload_of_a_path(f: Flow) -> None:
    content = bytes(range(256)) * 40
    path = f.write("a b&é.bin", content)
    theirs = f.theirs(lambda: f.civis.io.file_to_civis(path, client=f.client, description="nightly"))
    ours = f.ours("upload", path=path, description="nightly")
    files = [f.client.files.get(file_id) for file_id in (ours, theirs)]
    equal(*[(file.name, file.file_size, file.description) for file in files])
    equal(f.content(ours), content)


@flow
def upload_in_parts(f: Flow) -> None:
    size = 50 * 2**20 + 1
    path = f.folder / "large.bin"
    with open(path, "wb") as large:
        large.seek(size - 4)
        large.write(b"tail")
    theirs = f.theirs(lambda: f.civis.io.file_to_civis(str(path), client=f.client))
    ours = f.ours("upload", path=str(path))
    equal(f.content(ours), f.content(theirs))


@flow
def upload_of_nothing(f: Flow) -> None:
    theirs = f.theirs(lambda: f.civis.io.file_to_civis(io.BytesIO(b""), name="empty", client=f.client))
    ours = f.ours("upload", path=f.write("empty", b""))
    equal(f.content(ours), f.content(theirs))


@flow
def download_to_a_path(f: Flow) -> None:
    file_id = f.civis.io.file_to_civis(io.BytesIO(b"\0\xff" * 70_000), name="x.bin", client=f.client)
    theirs, ours = f.folder / "theirs", f.folder / "ours"
    f.theirs(lambda: f.civis.io.civis_to_file(file_id, str(theirs), client=f.client))
    f.ours("download", id=file_id, path=str(ours))
    equal(ours.read_bytes(), theirs.read_bytes())


@flow
def json_files(f: Flow) -> None:
    value = {"é": [1, None, {"a": "☃"}]}
    theirs = f.theirs(lambda: f.civis.io.json_to_file(value, client=f.client))
    ours = f.ours("upload_json", value=value)
    files = [f.client.files.get(file_id) for file_id in (ours, theirs)]
    equal(*[file.name for file in files])
    theirs = f.theirs(lambda: f.civis.io.file_to_json(ours, client=f.client))
    equal(f.ours("read_json", id=ours), theirs)


@flow
def output_of_a_run_by_name(f: Flow) -> None:
    job = f.client.scripts.post_python3("writes", "")
    f.server.tell(plan=f"/scripts/python3/{job.id}", files={"mine.csv": "a,b\n", "other.txt": ""})
    run = f.client.scripts.post_python3_runs(job.id)
    f.civis.futures.CivisFuture(f.client.jobs.get_runs, (job.id, run.id), client=f.client, polling_interval=POLL).result()
    find = lambda name, **how: f.civis.io.file_id_from_run_output(name, job.id, run.id, client=f.client, **how)  # noqa: E731
    theirs = f.theirs(lambda: find("mine.csv"))
    equal(f.ours("find_output", job=job.id, run=run.id, name="mine.csv"), theirs)
    theirs = f.theirs(lambda: find("^oth", regex=True))
    equal(f.ours("find_output_starting", job=job.id, run=run.id, prefix="oth"), theirs)


@flow
def rows_of_sql(f: Flow) -> None:
    sql = "select * from public.people order by id"
    theirs = f.theirs(lambda: f.civis.io.read_civis_sql(sql, **f.sql))
    ours = f.ours("rows", sql=sql)
    equal(ours, theirs)
    equal(ours, PEOPLE)


@flow
def rows_of_a_table(f: Flow) -> None:
    theirs = f.theirs(lambda: f.civis.io.read_civis("public.people", columns=["name", "id"], **f.sql))
    equal(f.ours("table_rows", table="public.people", columns=["name", "id"]), theirs)


@flow
def rows_with_arguments(f: Flow) -> None:
    sql = "select id from public.people where name = {{who}}"
    params = [{"name": "who", "type": "string", "required": True}]
    arguments = {"who": "Grace"}
    how = {"sql_params_arguments": {"params": params, "arguments": arguments}}
    theirs = f.theirs(lambda: f.civis.io.read_civis_sql(sql, **how, **f.sql))
    equal(f.ours("rows", sql=sql, params=params, arguments=arguments), theirs)


@flow
def sql_preview(f: Flow) -> None:
    sql = "select id, name from public.people order by id"
    theirs = f.theirs(lambda: f.civis.io.query_civis(sql, preview_rows=2, **f.sql).result(timeout=60))
    equal(f.ours("query", sql=sql, preview_rows=2), [theirs.result_columns, [list(map(str, row)) for row in theirs.result_rows]])


@flow
def sql_without_rows(f: Flow) -> None:
    run = lambda: f.civis.io.export_to_civis_file("create table public.theirs (id int)", **f.sql).result(timeout=60)  # noqa: E731
    theirs = f.theirs(run)
    f.ours("execute", sql="create table public.ours (id int)")
    equal((theirs.state, f.columns("public.ours")), ("succeeded", f.columns("public.theirs")))


def export(f: Flow, name: str, ours: dict, theirs: dict) -> tuple[bytes, bytes]:
    sql = "select * from public.people order by id"
    target, other = f.folder / f"ours-{name}", f.folder / f"theirs-{name}"
    f.theirs(lambda: f.civis.io.civis_to_csv(str(other), sql, **theirs, **f.sql).result(timeout=60))
    f.ours("to_path", sql=sql, path=str(target), **ours)
    return target.read_bytes(), other.read_bytes()


@flow
def sql_to_a_path(f: Flow) -> None:
    equal(*export(f, "plain.csv", {}, {}))
    equal(*export(f, "tabs.csv", {"delimiter": "\t", "header": False}, {"delimiter": "\t", "include_header": False}))
    settings = {"compression": "gzip", "unquoted": True}
    packed = export(f, "bare.gz", {**settings, "header": False}, {**settings, "include_header": False})
    equal(*map(gzip.decompress, packed))
    zipped = [zipfile.ZipFile(io.BytesIO(content)) for content in export(f, "p.zip", {"compression": "zip"}, {"compression": "zip"})]
    equal(*[archive.read(archive.namelist()[0]) for archive in zipped])


@flow
def sql_to_a_platform_file(f: Flow) -> None:
    settings = {"compression": "none", "filename_prefix": "mine"}
    run = lambda: f.civis.io.export_to_civis_file("select 1 as one", csv_settings=settings, **f.sql).result(timeout=60)  # noqa: E731
    theirs = f.theirs(run)["output"][0]
    ours = f.ours("to_file", sql="select 1 as one", prefix="mine")
    files = [f.client.files.get(file_id) for file_id in (ours, theirs["file_id"])]
    equal(*[file.name for file in files])
    equal(f.content(ours), f.content(theirs["file_id"]))


@flow
def sql_to_several_files(f: Flow) -> None:
    sql = "select * from public.people order by id"
    theirs = f.theirs(lambda: f.civis.io.civis_to_multifile_csv(sql, prefix="part", **f.sql))
    ours = f.ours("to_files", sql=sql, prefix="part", delimiter="|")
    equal(ours["header"], theirs["header"])
    contents = [[f.content(file_id) for file_id in ids] for ids in (ours["ids"], [entry["id"] for entry in theirs["entries"]])]
    equal(*contents)


def load(f: Flow, text: str, ours: dict, theirs: dict) -> None:
    """Loads a text into a table of each client, and compares the tables."""
    path = f.write("rows.csv", text)
    f.theirs(lambda: f.civis.io.csv_to_civis(path, table="theirs.rows", **theirs, **f.sql).result(timeout=60))
    f.ours("load", path=path, table="ours.rows", **ours)
    equal(f.table("ours.rows"), f.table("theirs.rows"))
    equal(f.columns("ours.rows"), f.columns("theirs.rows"))


@flow
def csv_file_into_a_table(f: Flow) -> None:
    load(f, "id,name,born\n1,Ada,1815-12-10\n2,\"a, \"\"b\"\"\",\n", {}, {})
    load(f, "id,name,born\n3,c,\n", {"existing": "append"}, {"existing_table_rows": "append"})
    load(f, "id,name,born\n4,d,\n", {"existing": "truncate"}, {"existing_table_rows": "truncate"})
    keys = {"primary_keys": ["id"], "last_modified_keys": ["name"]}
    load(f, "id,name,born\n4,e,\n5,f,\n", {"existing": "upsert", **keys}, {"existing_table_rows": "upsert", **keys})
    load(f, "other\n5\n", {"existing": "drop"}, {"existing_table_rows": "drop"})
    columns = [{"name": "id", "sql_type": "BIGINT"}]
    given = {"existing_table_rows": "drop", "table_columns": columns, "headers": True}
    load(f, "id\n1\n", {"existing": "drop", "columns": columns, "headers": True}, given)


@flow
def platform_files_into_a_table(f: Flow) -> None:
    texts = (b"id|word\n1|x\n", b"id|word\n22|y\n")
    ids = [f.civis.io.file_to_civis(io.BytesIO(text), name="a.csv", client=f.client) for text in texts]
    f.theirs(lambda: f.civis.io.civis_file_to_table(ids, table="theirs.files", **f.sql).result(timeout=60))
    f.ours("load_files", ids=ids, table="ours.files")
    equal(f.table("ours.files"), f.table("theirs.files"))


@flow
def table_between_databases(f: Flow) -> None:
    copy = lambda: f.civis.io.transfer_table(  # noqa: E731
        DATABASE, OTHER, "public.people", "theirs.people", client=f.client, polling_interval=POLL
    ).result(timeout=60)
    f.theirs(copy)
    f.ours("transfer", source=[DATABASE, "public.people"], destination=[OTHER, "ours.people"])
    rows = [
        f.civis.io.read_civis_sql(f"select * from {name}.people", OTHER, client=f.client, polling_interval=POLL)
        for name in ("ours", "theirs")
    ]
    equal(*rows)


@flow
def job_to_its_end(f: Flow) -> None:
    job = f.client.scripts.post_python3("greet", "print('hello')")
    theirs = f.theirs(lambda: f.civis.utils.run_job(job.id, client=f.client, polling_interval=POLL).result(timeout=60))
    equal(f.ours("run_job", job=job.id), theirs.state)


@flow
def template_to_its_outputs(f: Flow) -> None:
    f.server.tell(plan="/scripts/custom/{id}", json={"answer": {"deep": [1, None]}})
    run = lambda: f.civis.utils.run_template(7, {"A": 1}, client=f.client, return_as="JSONValue")  # noqa: E731
    equal(f.ours("run_template", template=7, arguments={"A": 1}), f.theirs(run))


@flow
def log_of_a_run(f: Flow) -> None:
    job = f.server.tell(job="/scripts/python3", sent={"name": "talks", "source": ""})
    f.server.tell(plan=f"/scripts/python3/{job}", lines=[f"line {number}" for number in range(600)])
    f.civis.utils._jobs._FOLLOW_POLL_INTERVAL_SEC = POLL
    run = f.client.jobs.post_runs(job)
    f.civis.futures.CivisFuture(f.client.jobs.get_runs, (job, run.id), client=f.client, polling_interval=POLL).result()
    theirs = f.theirs(lambda: [line["message"] for line in f.civis.utils.job_logs(job, run.id, client=f.client)])
    equal(f.ours("log", job=job, run=run.id), theirs)


def report(flows: list[tuple[str, Flow, str | None]]) -> None:
    print(f"\n{'flow':<30} {'their requests':>14} {'ours':>5}  equal")
    for name, f, why in flows:
        counts = [sum(f.sent.get(who, {}).values()) for who in ("theirs", "ours")]
        print(f"{name:<30} {counts[0]:>14} {counts[1]:>5}  {why or 'yes'}")


def compare_requests(f: Flow) -> None:
    """Fails if this library sent a request that the official client did not send, or sent one more often."""
    theirs, ours = f.sent["theirs"], f.sent["ours"]
    for request, count in ours.items():
        allowed = theirs[request]
        if count > allowed and not (POLLS.match(request) and allowed):
            raise AssertionError(f"{request}: {count} requests of ours, {allowed} of theirs")


def main() -> int:
    warnings.simplefilter("ignore")
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        spec = specification(Path(folder))
        server = Server(spec)
    os.environ.update(CIVIS_API_KEY=server.access["key"], CIVIS_API_ENDPOINT=server.access["endpoint"])
    import civis

    client, ours = civis.APIClient(), Ours()
    done, failed = [], 0
    for function in FLOWS:
        name = function.__name__
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            f = Flow(civis, client, server, ours, Path(folder))
            why = None
            try:
                function(f)
                compare_requests(f)
            except Exception:
                failed += 1
                why = "NO"
                print(f"FAILS {name}\n{traceback.format_exc()}")
            done.append((name, f, why))
    ours.stop()
    server.stop()
    report(done)
    print(f"{len(done) - failed} of {len(done)} flows alike, with the specification {spec.stem}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
