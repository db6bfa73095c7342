"""The runbook's first deploy on one machine: `deploy/up` makes the whole stack from the template, `deploy/upload` puts the
site, in ministack: an AWS of another make, which runs the packed zip as Lambda would and fires its schedules.

Then a visitor signs up, what is stored is looked at, the mails are read where SES took them, the sweep comes by its
schedule, a mail comes back, and the person is erased.

Usage: deploy/python --test deploy/ministack_test.py [ZIP | --debug], as packed_test.py.
"""

import json
import sys
import tempfile
from pathlib import Path

import boto3

import pack
import packed_test
import runbook
from loopback import Table, Visitor, admin, deploy, fire, log_of, mails_about, ministack, physical, wait_for

PERSON = packed_test.ANSWERS | {"phone": "070-174 06 05"}


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
    marked = lambda: [message["state"] for message in table.messages(reference)] == ["sent", "sent"]  # noqa: E731
    checks["both its mails are marked sent"] = bool(wait_for("they are sent after the answer", marked))
    checks["SES has its two mails"] = len(mails_about(reference)) == 2
    log = log_of("HttpLog")
    checks["the log has its number"] = packed_test.numbers_in(log) == [{"SignUps": 1}]
    checks["the log has its reference and no typed word"] = reference in log and "Provsson" not in log and "prov@example" not in log
    return reference


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


def engineer_erases(outputs: dict[str, str], table: Table, reference: str, checks: dict[str, bool]) -> None:
    checks["admin finds a person by phone"] = reference in admin(outputs, "person", line="+46701740605\n")
    checks["admin shows what is stored"] = "Provsson" in admin(outputs, "show", reference)
    admin(outputs, "erase", "--yes", reference)
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
    return checks | runbook.run(outputs, table)


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
