"""Runs the packed zip as Lambda would: unpacked, with the handler's name and the settings that the template gives it, on a
small Runtime API; against the template's own table and secrets in AWS's interfaces on loopback (moto's server), which it asks
for no more than its role allows.

Usage: deploy/python --test deploy/packed_test.py [ZIP | --debug]. Without a ZIP it takes that of deploy/pack; `--debug` packs
a debug build, which is quick where the workspace is built already. `deploy/test --packed` does that.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from urllib.parse import urlencode
from zipfile import ZipFile

import boto3
from moto.server import ThreadedMotoServer

import pack
from loopback import Table
from rights import Asked, Watched, beyond
from template import at, load

ZIP = pack.OUT / "function.zip"
ORIGIN_SECRET = "o" * 48
HASH_SECRET = "h" * 64
RETENTION = {"RETENTION_DECISION": "SN 2026/0123", "RETENTION_DAYS": "730"}
ANSWERS = {
    "form": "sign-up", "kind": "individual", "language": "sv", "role": "newcomer", "name": "Prov Provsson",
    "email": "prov@example.com", "phone": "", "place": "yes", "adult": "yes",
}  # fmt: skip


class Runtime:
    """Lambda's Runtime API for one function: hands it an event, and takes its answer."""

    def __init__(self, folder: Path, handler: str, settings: dict[str, str]) -> None:
        self.events, self.answers, self.asking = Queue(), Queue(), Queue()
        self.at_answer = lambda: None
        self.aws = Watched(settings["AWS_ENDPOINT_URL"])
        server = HTTPServer(("127.0.0.1", 0), self._requests())
        server.handle_error = lambda *_: None  # a function that is stopped hangs up
        threading.Thread(target=server.serve_forever, daemon=True).start()
        lambdas = {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}",
            "AWS_LAMBDA_FUNCTION_NAME": handler,
            "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_STREAM_NAME": "log",
            "AWS_LAMBDA_LOG_GROUP_NAME": "log",
            "AWS_ENDPOINT_URL": self.aws.url,
            "_HANDLER": handler,
        }
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([folder / "bootstrap"], cwd=folder, env=settings | lambdas, stdout=self.log, stderr=self.log)

    def call(self, event: dict) -> dict:
        self.finish()
        self.asking.get()
        self.events.put(event)
        path, answer = self.answers.get(timeout=30)
        assert path.endswith("/response"), f"{path}: {answer}\n{self.said()}"
        return answer or {}

    def finish(self) -> None:
        """Waits until it asks for the next event, and so has done with the last one."""
        self.asking.put(self.asking.get(timeout=30))

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode()

    def _requests(self) -> type[BaseHTTPRequestHandler]:
        runtime = self

        class Requests(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # noqa: N802 - the library's name
                runtime.asking.put(None)
                body = json.dumps(runtime.events.get()).encode()
                self.send_response(200)
                for name, value in (
                    ("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
                    ("Lambda-Runtime-Deadline-Ms", "4102444800000"),
                    ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-north-1:123456789012:function:f"),
                    ("Content-Length", str(len(body))),
                ):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:  # noqa: N802
                length = self.headers.get("Content-Length")
                body = self.rfile.read(int(length)) if length else read_chunks(self.rfile)
                runtime.at_answer()
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()
                runtime.answers.put((self.path, json.loads(body or b"null")))

            def log_message(self, *_) -> None:
                pass

        return Requests


def read_chunks(file) -> bytes:
    body = b""
    while size := int(file.readline(), 16):
        body += file.read(size)
        file.readline()
    file.readline()
    return body


def request(method: str, path: str, answers: dict | None = None, secret: str = ORIGIN_SECRET) -> dict:
    """An event of API Gateway's HTTP API, payload 2.0."""
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test"}
    headers = {"x-origin-secret": secret, "cloudfront-viewer-address": "192.0.2.7:1234", "host": "api"}
    return {
        "version": "2.0", "routeKey": "ANY /api/{proxy+}", "rawPath": path, "rawQueryString": "", "isBase64Encoded": False,
        "headers": headers | {"content-type": "application/x-www-form-urlencoded"},
        "requestContext": {
            "accountId": "1", "apiId": "a", "domainName": "api", "domainPrefix": "a", "http": http, "requestId": "r",
            "routeKey": "ANY /api/{proxy+}", "stage": "$default", "time": "26/Nov/2026:10:00:00 +0000", "timeEpoch": 1795687200000,
        },
        "body": urlencode(answers) if answers else None,
    }  # fmt: skip


def stack(mail: Path) -> dict[str, str]:
    """The template's table and secrets, and the settings that its functions are told."""
    table = at(load("template.yaml"), "Resources.Table.Properties")
    parts = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    boto3.client("dynamodb").create_table(TableName="table", **{part: table[part] for part in parts})
    secrets = boto3.client("secretsmanager")
    told = at(load("template.yaml"), "Resources.HttpFunction.Properties.Environment.Variables")
    values = {
        "TABLE": "table",
        "HASH_SECRET": secrets.create_secret(Name="hash", SecretString=HASH_SECRET)["ARN"],
        "ORIGIN_SECRET": ORIGIN_SECRET,
        "COORDINATORS": "kompis@kommun.example",
        "MAIL_FROM": "kompis@kompis.example",
        "MAIL_FROM_NAME": "Kompis",
        "MAIL_MODE": "notice",
        "METRICS_NAMESPACE": "sign-up-test",
    }
    assert values.keys() <= told.keys(), values.keys() - told.keys()
    return values | {"PROBE_MAIL": "sink@example.net", "MAILER": "folder", "MAIL_FOLDER": str(mail)} | {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


def run(package: Path, folder: Path) -> list[str]:
    ZipFile(package).extractall(folder)
    (folder / "bootstrap").chmod(0o755)
    mail = folder / "mail"
    mail.mkdir()
    settings = stack(mail)
    checks, asked = {}, {"Http": [], "Schedule": [], "Bounce": []}
    first, closed = visitors_sign_up(folder, settings, checks, asked["Http"])
    table = Table("table")
    table.owe_again(table.messages(first)[0])
    table.close(closed, "2020-01-01T00:00:00.000Z")
    swept = {"OldestUndeliveredSeconds": [0.0]}
    bounce = (pack.ROOT / "function/tests/events/bounce.json").read_text().replace("KD-222222", first)
    for name, event, counted in (
        ("Schedule", {"task": "sweep"}, [swept]),
        ("Schedule", {"task": "digest"}, [swept]),
        ("Schedule", {"task": "probe"}, [{"TrialsPassed": 1}]),
        ("Bounce", json.loads(bounce), []),
    ):
        with running(folder, name, settings | RETENTION, asked[name]) as other:
            checks[f"{name} takes {event.get('task', 'what came back')}"] = other.call(event) == {} and numbers_in(other.said()) == counted
            other.finish()
    other = Runtime(folder, "htpp", settings)
    checks["a handler that is none stops it"] = other.process.wait(30) != 0 and '_HANDLER is \\"htpp\\"' in other.said()
    checks["what a decision lets go is gone"] = not any(closed in str(item) for item in table.all())
    checks["what came back is told"] = [message["SK"] for message in table.messages(first) if message["state"] == "pending"] == ["OUT#returned#1"]
    checks |= roles_allow(asked)
    return [name for name, right in checks.items() if not right] + [""] * sum(checks.values())


def visitors_sign_up(folder: Path, settings: dict[str, str], checks: dict[str, bool], asked: list[Asked]) -> tuple[str, str]:
    """One as most do, one who looks like spam, and one more; the references of the first and the last. Where nobody seals
    answers, the function is told the hash secret itself."""
    with running(folder, "Http", settings | {"HASH_SECRET": HASH_SECRET}, asked) as http:
        checks["no secret, no answer"] = http.call(request("POST", "/api/sign-up", ANSWERS, "wrong"))["statusCode"] == 403
        faulty = http.call(request("POST", "/api/sign-up", ANSWERS | {"name": "", "email": "no address"}))
        checks["a fault gives the page again"] = faulty["statusCode"] == 422 and 'value="no address"' in faulty["body"]
        mails = lambda: len(list((folder / "mail").rglob("*.eml")))  # noqa: E731
        at_answer = []
        http.at_answer = lambda: at_answer.append(mails())
        stored = http.call(request("POST", "/api/sign-up", ANSWERS))
        http.finish()
        checks["a sign-up is stored"] = stored["statusCode"] == 303
        checks["two mails are sent, when the visitor has the answer"] = (at_answer, mails()) == ([0], 2)
        seen = http.call(request("GET", at(stored, "headers.location") or "/"))
        checks["its reference is shown"] = seen["statusCode"] == 200
        checks["it is counted"] = numbers_in(http.said()) == [{"SignUps": 1}]
        checks["no typed word is logged"] = "Provsson" not in http.said() and "prov@example.com" not in http.said()
        others = [ANSWERS | {"email": "spam@example.com", "leave_empty": "x"}, ANSWERS | {"email": "other@example.com"}]
        answers = [stored, *(http.call(request("POST", "/api/sign-up", other)) for other in others)]
        http.finish()
    first, _, last = (answer["headers"]["location"].rpartition("/")[2] for answer in answers)
    return first, last


@contextmanager
def running(folder: Path, name: str, settings: dict[str, str], asked: list[Asked]) -> Iterator[Runtime]:
    """One of the template's functions, until the block ends; what it asked for is added to the list."""
    function = Runtime(folder, name.lower(), settings)
    try:
        yield function
    finally:
        function.process.kill()
        asked += function.aws.asked


def roles_allow(asked: dict[str, list[Asked]]) -> dict[str, bool]:
    """With SES, with a decision, and with answers that nobody seals: no secret is read for a visitor then."""
    checks = {"a role allows nothing that only another does": bool(beyond(asked["Schedule"], "BounceRole", {"UsesSes", "MayDelete"}))}
    for name, requests in asked.items():
        too_much = sorted({f"{own.action} {own.key.partition('#')[0]}" for own in beyond(requests, f"{name}Role", {"UsesSes", "MayDelete"})})
        checks[f"{name} asks for what its role allows" + "".join(f"; but also {own}" for own in too_much)] = bool(requests) and not too_much
    return checks


def numbers_in(log: str) -> list[dict]:
    """What CloudWatch reads as metrics of our own namespace, a line each."""
    lines = [json.loads(line) for line in log.splitlines() if '"CloudWatchMetrics"' in line]
    assert all(line["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "sign-up-test" for line in lines), log
    return [{name: value for name, value in line.items() if name != "_aws"} for line in lines]


def pack_debug(folder: Path) -> Path:
    pack.build_site(None)
    pack.prepare()
    pack.run(["cargo", "build", "--quiet", "--locked", "--workspace", "--bin", pack.BINARY])
    package = folder / "debug.zip"
    package.write_bytes(pack.make_zip(pack.ROOT, pack.OUT, Path(pack.built(pack.BINARY)).read_bytes()))
    return package


def main() -> int:
    given = sys.argv[1] if len(sys.argv) > 1 else ZIP
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    os.environ |= {"AWS_DEFAULT_REGION": "eu-north-1", "AWS_REGION": "eu-north-1"}
    with tempfile.TemporaryDirectory() as folder:
        package = pack_debug(Path(folder)) if given == "--debug" else Path(given)
        results = run(package, Path(folder))
    server.stop()
    failed = [name for name in results if name]
    for name in failed:
        print(f"FAIL {name}")
    print(f"packed: {len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
