"""The runbook's first deploy on one machine: `deploy/up` makes the whole stack from the template, `deploy/upload` puts the
site, in ministack: an AWS of another make, which runs the packed zip as Lambda would and fires its schedules.

Then a visitor signs up, what is stored is looked at, the mails are read where SES took them, the sweep comes by its
schedule, a mail comes back, and the person is erased.

Usage: deploy/python --test deploy/ministack_test.py [ZIP | --debug], as packed_test.py.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode

import boto3

import pack
import packed_test
import up
import upload

STACK = "sign-up-test"
# What ministack does not know: the names of the DKIM records, budgets, and that a secret's `Ref` is its ARN.
UNKNOWN_OUTPUT = re.compile(r"^  NextMailDns:\n(    .*\n)+", re.MULTILINE)
UNKNOWN_STACK = "sign-up-spend"
SECRET = re.compile(r"!Ref (\w+Secret)\b")
PERSON = packed_test.ANSWERS | {"phone": "070-174 06 05"}


@contextmanager
def ministack(folder: Path):
    """The server, for as long as the block runs; everything of AWS leads there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    os.environ |= {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    os.environ |= {"AWS_REGION": "eu-north-1", "AWS_DEFAULT_REGION": "eu-north-1"}
    own = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "MINISTACK_REGION": "eu-north-1"}
    program = [pack.ROOT / "deploy/python", "--ministack", "-m", "ministack"]
    with (folder / "ministack.log").open("wb") as log:
        server = subprocess.Popen(program, cwd=folder, env=os.environ | own, stdout=log, stderr=log)
        try:
            wait_for("ministack answers", lambda: get(f"{endpoint}/_ministack/health"), seconds=120)
            yield
        finally:
            server.terminate()
            server.wait()


def wait_for(what: str, look: Callable[[], object], seconds: int = 60) -> object:
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if found := look():
                return found
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def deploy(folder: Path, package: Path) -> dict[str, str]:
    """The commands of the runbook, with the example's settings. The stack's outputs."""
    template = UNKNOWN_OUTPUT.sub("", (up.HERE / "template.yaml").read_text())
    (folder / "template.yaml").write_text(SECRET.sub(r"!GetAtt \1.Id", template))
    (folder / "spend.yaml").write_text((up.HERE / "spend.yaml").read_text())
    (folder / "test.toml").write_text((up.HERE / "stage.example.toml").read_text())
    apply = up.apply
    up.apply = lambda client, stack, *rest: stack == UNKNOWN_STACK or apply(client, stack, *rest)
    up.HERE, up.ZIP = folder, package
    with (folder / "said.txt").open("w") as said, redirect_stdout(said):
        for command, words in ((up, [str(folder / "test.toml"), "--yes"]), (upload, ["--stack", STACK])):
            sys.argv = ["deploy", *words]
            assert not command.main(), f"{command.__name__}:\n{(folder / 'said.txt').read_text()}"
    stack = boto3.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def physical(name: str) -> str:
    return boto3.client("cloudformation").describe_stack_resource(StackName=STACK, LogicalResourceId=name)["StackResourceDetail"]["PhysicalResourceId"]


class Visitor:
    """Comes as CloudFront does: to the API, with the secret header."""

    def __init__(self) -> None:
        self.host = f"{physical('Api')}.execute-api.localhost"
        self.secret = boto3.client("secretsmanager").get_secret_value(SecretId=physical("OriginSecret"))["SecretString"]

    def ask(self, path: str, answers: dict | None = None, secret: str | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and body."""
        headers = {"Host": self.host, "X-Origin-Secret": secret or self.secret, "CloudFront-Viewer-Address": "192.0.2.7:1234"}
        request = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + path, urlencode(answers).encode() if answers else None, headers)
        try:
            answer = urllib.request.build_opener(Stay).open(request, timeout=60)
        except HTTPError as error:
            answer = error
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_) -> None:
        return None


class Table:
    """What is stored, looked at from beside."""

    def __init__(self, name: str) -> None:
        self.table = boto3.resource("dynamodb").Table(name)

    def all(self) -> list[dict]:
        return self.table.scan(ConsistentRead=True)["Items"]

    def messages(self, reference: str) -> list[dict]:
        return [item for item in self.all() if item["PK"] == f"SIGNUP#{reference}" and item["SK"].startswith("OUT#")]

    def owe_again(self, message: dict) -> None:
        """As if its mail had not gone."""
        due = {"state": "pending", "queue": "OUTBOX#PENDING", "queue_at": "2026-01-01T00:00:00.000Z"}
        self.table.put_item(Item=message | due)


def mails_about(reference: str) -> list[dict]:
    accounts = json.loads(get(f"{os.environ['AWS_ENDPOINT_URL']}/_ministack/ses/messages"))["messages"]
    return [mail for mails in accounts.values() for mail in mails if reference in str(mail)]


def log_of(name: str) -> str:
    events = boto3.client("logs").filter_log_events(logGroupName=physical(name))["events"]
    return "\n".join(event["message"] for event in events)


def visitor_signs_up(visitor: Visitor, table: Table, checks: dict[str, bool]) -> str:
    checks["no secret, no answer"] = visitor.ask("/api/sign-up", PERSON, "wrong")[0] == 403
    status, _, page = visitor.ask("/api/sign-up", PERSON | {"name": ""})
    checks["a fault gives the page again"] = status == 422 and "<form" in page
    status, location, _ = visitor.ask("/api/sign-up", PERSON)
    reference = location.rpartition("/")[2]
    checks["a sign-up is acknowledged"] = status == 303
    checks["the same again is the same"] = visitor.ask("/api/sign-up", PERSON)[1] == location
    checks["its reference is shown"] = reference in visitor.ask(location)[2]
    checks["it is stored"] = any(item["PK"] == f"SIGNUP#{reference}" and item["SK"] == "META" for item in table.all())
    checks["SES has its two mails"] = len(mails_about(reference)) == 2
    checks["both are marked sent"] = [message["state"] for message in table.messages(reference)] == ["sent", "sent"]
    log = log_of("HttpLog")
    checks["the log has its number"] = packed_test.numbers_in(log) == [{"SignUps": 1}]
    checks["the log has its reference and no typed word"] = reference in log and "Provsson" not in log and "prov@example" not in log
    return reference


def fire(schedule: str) -> None:
    """What the stack's own schedule calls, with its event and its role, at once instead of in its time."""
    scheduler = boto3.client("scheduler")
    made = scheduler.get_schedule(Name=schedule)
    now = datetime.now(UTC) - timedelta(seconds=1)
    once = {"Name": f"{schedule[:50]}-once", "ScheduleExpression": f"at({now:%Y-%m-%dT%H:%M:%S})"}
    scheduler.create_schedule(**once, **{name: made[name] for name in ("FlexibleTimeWindow", "Target")})


def sweep_comes(table: Table, reference: str, checks: dict[str, bool]) -> None:
    receipt = next(message for message in table.messages(reference) if "receipt" in message["SK"])
    table.owe_again(receipt)
    fire(physical("Sweep"))
    wait_for("the sweep sends what was left", lambda: len(mails_about(reference)) == 3)
    states = lambda: [message["state"] for message in table.messages(reference)] == ["sent", "sent"]  # noqa: E731
    checks["the schedule's sweep sends what was left"] = bool(wait_for("it is marked", states))


def mail_comes_back(table: Table, reference: str, checks: dict[str, bool]) -> None:
    """As SES would tell it, by the stack's own topic."""
    recorded = (pack.ROOT / "function/tests/events/bounce.json").read_text().replace("KD-222222", reference)
    message = json.loads(recorded)["Records"][0]["Sns"]["Message"]
    boto3.client("sns").publish(TopicArn=physical("BounceTopic"), Message=message)
    returned = lambda: "returned" in [message["state"] for message in table.messages(reference)]  # noqa: E731
    checks["a mail that comes back is marked"] = bool(wait_for("the bounce is taken", returned))
    owed = [message["SK"] for message in table.messages(reference) if message["state"] == "pending"]
    checks["and the coordinators are to be told"] = len(owed) == 1


def admin(outputs: dict[str, str], *words: str) -> str:
    """The runbook's command, with what it tells to export."""
    program = Path(os.environ.get("CARGO_TARGET_DIR", pack.ROOT / "target")) / "debug/admin"
    told = {"TABLE": outputs["TableName"], "HASH_SECRET": outputs["HashSecretName"], "COORDINATORS": "kompis@kommun.example"}
    done = subprocess.run([program, *words], cwd=pack.ROOT, env=os.environ | told, capture_output=True, text=True, check=False)
    assert not done.returncode, f"admin {words}: {done.stderr}"
    return done.stdout


def engineer_erases(outputs: dict[str, str], table: Table, reference: str, checks: dict[str, bool]) -> None:
    checks["admin finds a person by phone"] = reference in admin(outputs, "person", "+46701740605")
    checks["admin shows what is stored"] = "Provsson" in admin(outputs, "show", reference)
    admin(outputs, "erase", reference)
    left = json.dumps(table.all(), default=str)
    checks["an erased person leaves no trace"] = reference not in left and "Provsson" not in left


def run(outputs: dict[str, str]) -> dict[str, bool]:
    checks, table = {}, Table(outputs["TableName"])
    page = boto3.client("s3").get_object(Bucket=outputs["SiteBucketName"], Key="index.html")
    checks["the start page is in the bucket"] = page["ContentType"] == "text/html; charset=utf-8"
    reference = visitor_signs_up(Visitor(), table, checks)
    sweep_comes(table, reference, checks)
    mail_comes_back(table, reference, checks)
    engineer_erases(outputs, table, reference, checks)
    return checks


def main() -> int:
    given = sys.argv[1] if len(sys.argv) > 1 else pack.OUT / "function.zip"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = packed_test.pack_debug(folder) if given == "--debug" else Path(given)
        pack.run(["cargo", "build", "--quiet", "--locked", "--workspace", "--bin", "admin"])
        with ministack(folder):
            checks = run(deploy(folder, package))
    failed = [name for name, right in checks.items() if not right]
    for name in failed:
        print(f"FAIL {name}")
    print(f"ministack: {len(checks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
