"""An AWS of another make on this machine, and what its tests do with it: the runbook's commands, a visitor, and a look at what
is stored, mailed and logged from beside. Must not know what is tested.
"""

import json
import os
import re
import socket
import subprocess
import sys
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
import up
import upload

STACK = "sign-up-test"
# What ministack does not know: the names of the DKIM records, budgets, and that a secret's `Ref` is its ARN.
UNKNOWN_OUTPUT = re.compile(r"^  NextMailDns:\n(    .*\n)+", re.MULTILINE)
UNKNOWN_STACK = "sign-up-spend"
SECRET = re.compile(r"!Ref (\w+Secret)\b")


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

    def close(self, reference: str, since: str) -> None:
        """As if it had been closed then."""
        meta = next(item for item in self.all() if (item["PK"], item["SK"]) == (f"SIGNUP#{reference}", "META"))
        self.table.put_item(Item=meta | {"status": "closed", "queue": "STATUS#closed", "queue_at": since})

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


def fire(schedule: str) -> None:
    """What the stack's own schedule calls, with its event and its role, at once instead of in its time."""
    scheduler = boto3.client("scheduler")
    made = scheduler.get_schedule(Name=schedule)
    now = datetime.now(UTC) - timedelta(seconds=1)
    once = {"Name": f"{schedule[:50]}-once", "ScheduleExpression": f"at({now:%Y-%m-%dT%H:%M:%S})"}
    scheduler.create_schedule(**once, **{name: made[name] for name in ("FlexibleTimeWindow", "Target")})


def admin(outputs: dict[str, str], *words: str, line: str = "") -> str:
    """The runbook's command, with what it tells to export, and a line for it to read."""
    program = Path(os.environ.get("CARGO_TARGET_DIR", pack.ROOT / "target")) / "debug/admin"
    told = {"TABLE": outputs["TableName"], "HASH_SECRET": outputs["HashSecretName"], "COORDINATORS": "kompis@kommun.example", "ADMIN_NAME": "Eva"}
    done = subprocess.run([program, *words], cwd=pack.ROOT, env=os.environ | told, input=line, capture_output=True, text=True, check=False)
    assert not done.returncode, f"admin {words}: {done.stderr}"
    return done.stdout
