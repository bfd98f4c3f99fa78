"""Runs everyday flows of the official client against the embedded server.

    python flows.py            # in an environment with the official client; `tests/peer/run` makes one

This shows that the server does what a real client needs: the client downloads the specification, uploads and downloads
files through signed URLs, runs jobs, reads logs, and moves tables.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import os
import sys
import tempfile
import time
import traceback
import urllib.request
import warnings
import zipfile
from concurrent.futures import CancelledError
from pathlib import Path

from platform_server import DATABASE, OTHER, PEOPLE, POLL, Server, specification

FLOWS = []


def flow(function):
    FLOWS.append(function)
    return function


class Flow:
    """What a flow works with."""

    def __init__(self, civis, client, server: Server, folder: Path) -> None:
        self.civis, self.client, self.server, self.folder = civis, client, server, folder
        self.sql = {"database": DATABASE, "client": client, "polling_interval": POLL}

    def write(self, name: str, text: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def read(self, table: str) -> list[list[str]]:
        return self.civis.io.read_civis_sql(f"select * from {table} order by 1", **self.sql)

    def download(self, file_id: int) -> bytes:
        buf = io.BytesIO()
        self.civis.io.civis_to_file(file_id, buf, client=self.client)
        return buf.getvalue()


def equal(found, wanted) -> None:
    if found != wanted:
        raise AssertionError(f"{found!r:.2000} is not {wanted!r:.2000}")


@contextlib.contextmanager
def fails(kind, text: str):
    try:
        yield
    except kind as error:
        if text not in str(error):
            raise AssertionError(f"{str(error)!r} does not tell {text!r}") from error
    else:
        raise AssertionError(f"no {kind.__name__} that tells {text!r}")


@flow
def file_by_path(f: Flow) -> None:
    content = bytes(range(256)) * 40
    file_id = f.civis.io.file_to_civis(f.write("a b&é.bin", content), client=f.client)
    equal(f.client.files.get(file_id).name, "a b&é.bin")
    equal(f.client.files.get(file_id).file_size, len(content))
    target = str(f.folder / "copy.bin")
    f.civis.io.civis_to_file(file_id, target, client=f.client)
    equal(Path(target).read_bytes(), content)


@flow
def file_by_handle(f: Flow) -> None:
    with open(f.write("handle.txt", "from a handle"), "rb") as handle:
        file_id = f.civis.io.file_to_civis(handle, client=f.client, description="a handle", expires_at=None)
    kept = f.client.files.get(file_id)
    equal((kept.description, kept.expires_at), ("a handle", None))
    equal(f.download(file_id), b"from a handle")


@flow
def file_from_memory_that_is_empty(f: Flow) -> None:
    file_id = f.civis.io.file_to_civis(io.BytesIO(b""), name="empty", client=f.client)
    equal(f.download(file_id), b"")


@flow
def file_in_parts(f: Flow) -> None:
    size = 50 * 2**20 + 1
    path = f.folder / "large.bin"
    with open(path, "wb") as large:
        large.seek(size - 4)
        large.write(b"tail")
    file_id = f.civis.io.file_to_civis(str(path), client=f.client)
    copy = f.download(file_id)
    equal((len(copy), copy[-5:]), (size, b"\0tail"))


@flow
def file_that_has_expired(f: Flow) -> None:
    file_id = f.civis.io.file_to_civis(io.BytesIO(b"x"), name="old", expires_at="2020-01-01", client=f.client)
    with fails(f.civis.base.EmptyResultError, "expired"):
        f.download(file_id)


@flow
def file_link_that_was_changed(f: Flow) -> None:
    file_id = f.civis.io.json_to_file(1, client=f.client)
    url = f.client.files.get(file_id).file_url
    for broken in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.split("?")[0]):
        try:
            urllib.request.urlopen(broken)
        except urllib.error.HTTPError as error:
            equal(error.code, 403)
        else:
            raise AssertionError(f"{broken} was answered")


@flow
def json_by_file(f: Flow) -> None:
    value = {"é": [1, None, {"a": "☃"}]}
    file_id = f.civis.io.json_to_file(value, client=f.client)
    equal(f.civis.io.file_to_json(file_id, client=f.client), value)


@flow
def read_civis_sql(f: Flow) -> None:
    equal(f.read("public.people"), PEOPLE)


@flow
def read_civis(f: Flow) -> None:
    columns = ["name", "id"]
    rows = f.civis.io.read_civis("public.people", columns=columns, **f.sql)
    equal(rows, [[row[1], row[0]] for row in PEOPLE])


@flow
def read_civis_sql_with_arguments(f: Flow) -> None:
    params = [{"name": "who", "type": "string", "required": True}]
    rows = f.civis.io.read_civis_sql(
        "select id from public.people where name = {{who}}",
        sql_params_arguments={"params": params, "arguments": {"who": "Grace"}},
        **f.sql,
    )
    equal(rows, [["id"], ["3"]])


@flow
def read_civis_sql_without_rows(f: Flow) -> None:
    with fails(f.civis.base.EmptyResultError, "no output"):
        f.civis.io.read_civis_sql("create table public.empty (id int)", **f.sql)


@flow
def read_civis_sql_that_is_wrong(f: Flow) -> None:
    with fails(f.civis.base.CivisJobFailure, "no such table: public.nobody"):
        f.civis.io.read_civis_sql("select * from public.nobody", **f.sql)


@flow
def query_civis(f: Flow) -> None:
    future = f.civis.io.query_civis("select id, name from public.people order by id", preview_rows=2, **f.sql)
    result = future.result(timeout=60)
    equal((result.state, result.result_columns), ("succeeded", ["id", "name"]))
    equal(result.result_rows, [[1, "Ada"], [2, PEOPLE[2][1]]])


@flow
def query_civis_that_is_wrong(f: Flow) -> None:
    future = f.civis.io.query_civis("selec 1", **f.sql)
    with fails(f.civis.base.CivisJobFailure, "syntax error"):
        future.result(timeout=60)


def exported(f: Flow, name: str, **settings) -> bytes:
    target = f.folder / name
    sql = "select * from public.people order by id"
    f.civis.io.civis_to_csv(str(target), sql, **settings, **f.sql).result(timeout=60)
    return target.read_bytes()


@flow
def civis_to_csv(f: Flow) -> None:
    equal(list(csv.reader(io.StringIO(exported(f, "plain.csv").decode()))), PEOPLE)
    tabs = exported(f, "tabs.csv", delimiter="\t", include_header=False).decode()
    equal(list(csv.reader(io.StringIO(tabs), delimiter="\t")), PEOPLE[1:])
    zipped = zipfile.ZipFile(io.BytesIO(exported(f, "people.zip", compression="zip")))
    equal(list(csv.reader(io.StringIO(zipped.read("people.csv").decode()))), PEOPLE)
    unquoted = gzip.decompress(exported(f, "bare.gz", compression="gzip", include_header=False, unquoted=True))
    equal(unquoted.decode().split("\n")[0], "1,Ada,1.5")


@flow
def civis_to_multifile_csv(f: Flow) -> None:
    sql = "select * from public.people order by id"
    for compression, unpack in (("none", bytes), ("gzip", gzip.decompress)):
        manifest = f.civis.io.civis_to_multifile_csv(sql, compression=compression, prefix="part", **f.sql)
        equal((manifest["header"], manifest["delimiter"], manifest["compression"]), (PEOPLE[0], "|", compression))
        assert len(manifest["entries"]) > 1, manifest
        rows = []
        for entry in manifest["entries"]:
            with urllib.request.urlopen(entry["url_signed"]) as answer:
                signed = answer.read()
            equal(len(signed), entry["size"])
            equal(signed, f.download(entry["id"]))
            lines = list(csv.reader(io.StringIO(unpack(signed).decode()), delimiter="|"))
            equal(lines.pop(0), PEOPLE[0])
            rows += lines
        equal(rows, PEOPLE[1:])


@flow
def export_to_civis_file(f: Flow) -> None:
    settings = {"compression": "none", "filename_prefix": "mine"}
    future = f.civis.io.export_to_civis_file("select 1 as one", csv_settings=settings, **f.sql)
    output = future.result(timeout=60)["output"][0]
    equal(output["output_name"], "mine.csv")
    equal(f.download(output["file_id"]), b'"one"\n"1"\n')
    found = f.civis.io.file_id_from_run_output("mine.csv", future.job_id, future.run_id, client=f.client)
    equal(found, output["file_id"])
    found = f.civis.io.file_id_from_run_output("^mi", future.job_id, future.run_id, regex=True, client=f.client)
    equal(found, output["file_id"])
    with fails(FileNotFoundError, "other"):
        f.civis.io.file_id_from_run_output("other", future.job_id, future.run_id, client=f.client)


@flow
def csv_to_civis(f: Flow) -> None:
    text = "id,name,born\n1,Ada,1815-12-10\n2,\"a, \"\"b\"\"\",\n"
    path = f.write("new.csv", text)
    future = f.civis.io.csv_to_civis(path, table="scratch.new", **f.sql)
    equal(future.result(timeout=60).state, "succeeded")
    equal(f.read("scratch.new"), [["id", "name", "born"], ["1", "Ada", "1815-12-10"], ["2", 'a, "b"', ""]])
    table = f.client.databases.get_schemas_tables(f.client.get_database_id(DATABASE), "scratch", "new")
    equal([column.sql_type for column in table.columns], ["INT", "VARCHAR(6)", "DATE"])
    equal(f.client.get_table_id("scratch.new", DATABASE), table.id)


@flow
def csv_to_civis_over_rows_that_exist(f: Flow) -> None:
    load = lambda text, **more: f.civis.io.csv_to_civis(  # noqa: E731
        f.write("rows.csv", text), table="scratch.rows", **more, **f.sql
    ).result(timeout=60)
    load("id,name\n1,a\n")
    with fails(f.civis.base.CivisJobFailure, "already exists"):
        load("id,name\n2,b\n")
    load("id,name\n2,b\n", existing_table_rows="append")
    equal(f.read("scratch.rows"), [["id", "name"], ["1", "a"], ["2", "b"]])
    load("id,name\n3,c\n", existing_table_rows="truncate")
    equal(f.read("scratch.rows"), [["id", "name"], ["3", "c"]])
    keys = {"primary_keys": ["id"], "last_modified_keys": ["name"], "existing_table_rows": "upsert"}
    load("id,name\n3,z\n4,d\n", **keys)
    equal(f.read("scratch.rows"), [["id", "name"], ["3", "z"], ["4", "d"]])
    load("other\n5\n", existing_table_rows="drop")
    equal(f.read("scratch.rows"), [["other"], ["5"]])


@flow
def csv_to_civis_with_errors(f: Flow) -> None:
    columns = [{"name": "id", "sql_type": "INT"}]
    load = lambda errors: f.civis.io.csv_to_civis(  # noqa: E731
        f.write("wrong.csv", "id\n1\nx\n"), table="scratch.wrong", table_columns=columns, headers=True,
        max_errors=errors, **f.sql,
    ).result(timeout=60)
    with fails(f.civis.base.CivisJobFailure, '"x" is not a valid INT'):
        load(0)
    load(1)
    equal(f.read("scratch.wrong"), [["id"], ["1"]])


@flow
def civis_file_to_table(f: Flow) -> None:
    plain = f.civis.io.file_to_civis(io.BytesIO(b"id|word\n1|x\n"), name="a.csv", client=f.client)
    other = f.civis.io.file_to_civis(io.BytesIO(b"id|word\n22|y\n"), name="b.csv", client=f.client)
    future = f.civis.io.civis_file_to_table([plain, other], table="scratch.files", **f.sql)
    future.result(timeout=60)
    equal(f.read("scratch.files"), [["id", "word"], ["1", "x"], ["22", "y"]])
    latin = gzip.compress("n\té\n1\t2\n".encode("latin-1"))
    packed = f.civis.io.file_to_civis(io.BytesIO(latin), name="c", client=f.client)
    how = {"delimiter": "\t", "headers": True, **f.sql}
    f.civis.io.civis_file_to_table(packed, table="scratch.packed", **how).result(timeout=60)
    equal(f.read("scratch.packed"), [["n", "é"], ["1", "2"]])


@flow
def transfer_table(f: Flow) -> None:
    copy = lambda **options: f.civis.io.transfer_table(  # noqa: E731
        DATABASE, OTHER, "public.people", "copies.people", client=f.client, polling_interval=POLL, **options
    ).result(timeout=60)
    copy()
    rows = f.civis.io.read_civis_sql("select * from copies.people", OTHER, client=f.client, polling_interval=POLL)
    equal(rows, PEOPLE)
    with fails(f.civis.base.CivisJobFailure, "already exists"):
        copy()
    copy(existing_table_rows="truncate")


@flow
def run_job(f: Flow) -> None:
    job = f.client.scripts.post_python3("greet", "print('hello')")
    future = f.civis.utils.run_job(job.id, client=f.client, polling_interval=POLL)
    run = future.result(timeout=60)
    equal((run.state, run.error), ("succeeded", None))
    for other in (f.client.jobs.get(job.id), f.client.scripts.get(job.id), f.client.scripts.get_python3(job.id)):
        equal((other.name, other.state, other.last_run.id), ("greet", "succeeded", run.id))
        equal(other.last_run.finished_at, run.finished_at)
    equal(f.client.scripts.get_python3_runs(job.id, run.id).started_at, run.started_at)
    equal([each.id for each in f.client.jobs.list_runs(job.id)], [run.id])
    equal(future.outputs(), [])


@flow
def run_job_that_fails(f: Flow) -> None:
    job = f.client.scripts.post_r("broken", "stop()")
    f.server.tell(plan=f"/scripts/r/{job.id}", fails="object 'x' not found")
    future = f.civis.utils.run_job(job.id, client=f.client, polling_interval=POLL)
    with fails(f.civis.base.CivisJobFailure, "object 'x' not found"):
        future.result(timeout=60)
    equal((future.failed(), f.client.jobs.get(job.id).last_run.error), (True, "object 'x' not found"))


@flow
def run_job_that_is_cancelled(f: Flow) -> None:
    resources = {"cpu": 1, "memory": 1}
    job = f.client.scripts.post_containers(resources, docker_image_name="busybox", docker_command="sleep 1000")
    f.server.tell(plan=f"/scripts/containers/{job.id}", endless=True)
    run = f.client.scripts.post_containers_runs(job.id)
    future = f.civis.futures._ContainerFuture(job.id, run.id, client=f.client, polling_interval=POLL)
    equal(future.done(), False)
    equal(future.cancel(), True)
    with fails(CancelledError, ""):
        future.result(timeout=60)
    equal(f.client.jobs.get_runs(job.id, run.id).state, "cancelled")
    second = f.civis.utils.run_job(job.id, client=f.client, polling_interval=POLL)
    # With the empty answer that the specification declares, the future cannot tell that it has succeeded.
    second.cancel()
    equal(f.client.scripts.get_containers_runs(job.id, second.run_id).state, "cancelled")
    with fails(f.civis.base.CivisAPIError, "404"):
        f.client.jobs.delete_runs(job.id, second.run_id)


@flow
def future_that_tries_again(f: Flow) -> None:
    job = f.client.scripts.post_python3("flaky", "")
    f.server.tell(plan=f"/jobs/{job.id}", fails="once")
    first = f.client.jobs.post_runs(job.id)
    f.server.tell(plan=f"/jobs/{job.id}")
    future = f.civis.futures.CivisFuture(
        f.client.jobs.get_runs, (job.id, first.id), polling_interval=POLL, client=f.client, max_retries=1
    )
    equal(future.result(timeout=60).state, "succeeded")
    states = [run.state for run in f.client.jobs.list_runs(job.id)]
    equal((future.run_id != first.id, states), (True, ["succeeded", "failed"]))


@flow
def run_template(f: Flow) -> None:
    f.server.tell(plan="/scripts/custom/{id}", json={"answer": {"deep": [1, None]}}, files={"report.txt": "done"})
    run = lambda **how: f.civis.utils.run_template(7, {"A": 1}, client=f.client, **how)  # noqa: E731
    equal(run(return_as="JSONValue"), {"deep": [1, None]})
    files = run(return_as="files")
    equal(f.download(files["report.txt"]), b"done")
    equal(run(return_as="future").result(timeout=60).state, "succeeded")


@flow
def job_logs(f: Flow) -> None:
    job = f.server.tell(job="/scripts/python3", sent={"name": "talks", "source": ""})
    lines = [f"line {number}" for number in range(600)]
    f.server.tell(plan=f"/scripts/python3/{job}", lines=lines)
    f.civis.utils._jobs._FOLLOW_POLL_INTERVAL_SEC = POLL
    run = f.client.jobs.post_runs(job)
    logs = list(f.civis.utils.job_logs(job, client=f.client))
    equal([line["message"] for line in logs], ["Queued", "Running", *lines, "Succeeded"])
    equal(len({line["id"] for line in logs}), len(logs))
    f.server.tell(log=run.id, message="late")
    equal(f.client.jobs.list_runs_logs(job, run.id, limit=1)[0].message, "late")


@flow
def job_logs_while_it_runs(f: Flow) -> None:
    job = f.client.scripts.post_python3("slow", "").id
    f.server.tell(plan=f"/scripts/python3/{job}", endless=True)
    run = f.client.jobs.post_runs(job)
    seen = []
    for line in f.civis.utils.job_logs(job, run.id, client=f.client):
        seen.append(line["message"])
        if line["message"] == "Running":
            f.server.tell(log=run.id, message="more")
        if line["message"] == "more":
            f.client.jobs.delete_runs(job, run.id)
    equal(seen, ["Queued", "Running", "more", "Cancelled"])


@flow
def children(f: Flow) -> None:
    parent = f.client.scripts.post_python3("parent", "")
    child = f.client.scripts.post_python3("child", "", parent_id=parent.id)
    equal([job.id for job in f.client.jobs.list_children(parent.id)], [child.id])
    equal([job.id for job in f.client.jobs.list_parents(child.id)], [parent.id])


@flow
def outputs_of_a_program(f: Flow) -> None:
    job = f.client.scripts.post_containers({"cpu": 1, "memory": 1}, name="writes")
    f.server.tell(plan=f"/scripts/containers/{job.id}", endless=True)
    run = f.client.scripts.post_containers_runs(job.id)
    value = f.client.json_values.post(json.dumps({"a": [1]}), name="found")
    f.client.scripts.post_containers_runs_outputs(job.id, run.id, "JSONValue", value.id)
    file_id = f.civis.io.json_to_file([2], name="two.json", client=f.client)
    f.client.scripts.post_containers_runs_outputs(job.id, run.id, "File", file_id)
    f.client.scripts.post_containers_runs_logs(job.id, run.id, message="by hand", level="warn")
    outputs = f.client.jobs.list_runs_outputs(job.id, run.id)
    found = [(output.object_type, output.object_id, output.name) for output in outputs]
    equal(found, [("JSONValue", value.id, "found"), ("File", file_id, "two.json")])
    equal(outputs[0].value, {"a": [1]})
    assert "by hand" in [line.message for line in f.client.scripts.list_containers_runs_logs(job.id, run.id)]


WORKFLOW = """
version: '2.0'
nightly:
  tasks:
    load:
      action: civis.scripts.sql
      input:
        name: load
        sql: create table public.made_by_workflow as select 7 as n
        remote_host_id: {database}
        credential_id: {credential}
      on-success: check
    check:
      action: civis.run_job
      input: {{job_id: {job}}}
      on-error: rescue
    rescue:
      action: std.noop
"""


@flow
def workflows(f: Flow) -> None:
    from civis.workflows import validate_workflow_yaml

    job = f.client.scripts.post_python3("fails", "")
    f.server.tell(plan=f"/scripts/python3/{job.id}", fails="no")
    database, credential = f.client.get_database_id(DATABASE), f.client.default_database_credential_id
    text = WORKFLOW.format(database=database, credential=credential, job=job.id)
    validate_workflow_yaml(text)
    workflow = f.client.workflows.post("nightly", definition=text)
    equal((workflow.valid, workflow.state), (True, "idle"))
    execution = f.client.workflows.post_executions(workflow.id)
    equal(execution.state, "running")
    deadline = time.time() + 60
    while execution.state == "running" and time.time() < deadline:
        time.sleep(POLL)
        execution = f.client.workflows.get_executions(workflow.id, execution.id)
    tasks = {task.name: task.mistral_state for task in execution.tasks}
    equal((execution.state, tasks), ("succeeded", {"load": "success", "check": "error", "rescue": "success"}))
    equal(f.client.workflows.get_executions_tasks(workflow.id, execution.id, "check").runs[0].job_id, job.id)
    equal(f.read("public.made_by_workflow"), [["n"], ["7"]])
    equal(f.client.workflows.get(workflow.id).last_execution_id, execution.id)


@flow
def lookups(f: Flow) -> None:
    client = f.client
    equal(client.get_database_id(DATABASE), client.databases.list()[0].id)
    credential = client.default_database_credential_id
    equal(client.credentials.get(credential).type, "Database")
    equal(client.get_database_credential_id(client.username, DATABASE), credential)
    assert client.get_database_credential_id(client.username, OTHER) != credential
    equal(client.get_aws_credential_id("aws"), client.get_aws_credential_id("aws", owner="me"))
    equal(client.get_storage_host_id("storage"), client.storage_hosts.list()[0].id)
    assert isinstance(client.get_table_id("public.people", DATABASE), int)
    with fails(ValueError, "No tables found"):
        client.get_table_id("public.nobody", DATABASE)


def main() -> int:
    warnings.simplefilter("ignore")
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        spec = specification(Path(folder))
        server = Server(spec)
    os.environ.update(CIVIS_API_KEY=server.access["key"], CIVIS_API_ENDPOINT=server.access["endpoint"])
    import civis
    import civis.workflows  # noqa: F401

    client = civis.APIClient()
    passed = failed = 0
    for function in FLOWS:
        if wanted and function.__name__ not in wanted:
            continue
        started = time.time()
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(Flow(civis, client, server, Path(folder)))
            except Exception:
                failed += 1
                print(f"FAILS {function.__name__}\n{traceback.format_exc()}")
            else:
                passed += 1
                print(f"  ok  {function.__name__} ({time.time() - started:.1f}s)", flush=True)
    server.stop()
    print(f"{passed} of {passed + failed} flows of the official client, with the specification {spec.stem}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
