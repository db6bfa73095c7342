"""The runbook's rarer pages on the stack of ministack_test.py: each asks for what the page's commands ask for, and looks at what
became of it. ministack restores a table as it is now, not as it was.
"""

import json
import shutil
import sys
from contextlib import redirect_stdout
from io import StringIO

import boto3

import packed_test
import restore
import up
from loopback import STACK, Table, Visitor, admin, physical, wait_for

NEWCOMER = packed_test.ANSWERS | {"email": "anden@example.com"}


def run(outputs: dict[str, str], table: Table) -> dict[str, bool]:
    checks = {}
    checks["deploying again changes nothing"] = f"{STACK}: nothing to change" in deployed()
    alarm_is_tried(checks)
    update_is_rolled_back(checks)
    origin_header_is_rotated(checks)
    reference = Visitor().ask("/api/sign-up", NEWCOMER)[1].rpartition("/")[2]
    answers_are_sealed(outputs, table, reference, checks)
    table_is_restored(outputs, reference, checks)
    stack_is_taken_down(outputs, checks)
    return checks


def deployed(*words: str) -> str:
    """What `deploy/up` says."""
    sys.argv = ["deploy/up", str(up.HERE / "test.toml"), "--yes", *words]
    with redirect_stdout(StringIO()) as said:
        assert not up.main()
    return said.getvalue()


def alarm_is_tried(checks: dict[str, bool]) -> None:
    cloudwatch, name = boto3.client("cloudwatch"), physical("FailedMessagesAlarm")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="trial")
    checks["an alarm can be tried"] = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"] == "ALARM"


def update_is_rolled_back(checks: dict[str, bool]) -> None:
    earlier = package_in_use()
    later = up.HERE / "later.zip"
    shutil.copy(up.ZIP, later)
    with later.open("ab") as end:
        end.write(b"later")  # what stands behind a zip's directory is not read
    up.ZIP = later
    deployed()
    checks["an update has another package"] = package_in_use() != earlier
    deployed("--package", earlier)
    checks["it is rolled back"] = package_in_use() == earlier


def package_in_use() -> str:
    stack = boto3.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
    return next(own["ParameterValue"] for own in stack["Parameters"] if own["ParameterKey"] == "PackageKey")


def origin_header_is_rotated(checks: dict[str, bool]) -> None:
    old, new = Visitor().secret, "n" * 48
    version = boto3.client("secretsmanager").put_secret_value(SecretId=physical("OriginSecret"), SecretString=new)["VersionId"]
    with (up.HERE / "test.toml").open("a") as stage:
        stage.write(f'\nOriginHeaderVersion = "{version}"\n')
    deployed("--package", package_in_use())
    distribution = boto3.client("cloudfront").get_distribution_config(Id=physical("Distribution"))
    checks["CloudFront sends the new header"] = new in str(distribution)
    checks["the function is told the same"] = told_to_the_form("ORIGIN_SECRET") == new
    taken = [Visitor().ask("/api/sign-up", packed_test.ANSWERS | {"name": ""}, secret)[0] for secret in (old, new)]
    checks["the function takes the new header alone"] = taken == [403, 422]


def told_to_the_form(setting: str) -> str:
    function = boto3.client("lambda").get_function_configuration(FunctionName=physical("HttpFunction"))
    return function["Environment"]["Variables"][setting]


def answers_are_sealed(outputs: dict[str, str], table: Table, reference: str, checks: dict[str, bool]) -> None:
    checks["answers are readable before they are sealed"] = "anden@example.com" in written(table)
    secrets, name = boto3.client("secretsmanager"), outputs["HashSecretName"]
    text = secrets.get_secret_value(SecretId=name)["SecretString"]
    checks["the form's function has the hash secret itself"] = told_to_the_form("HASH_SECRET") == text
    with (up.HERE / "test.toml").open("a") as stage:
        stage.write('\nAnswersSealed = "yes"\n')
    deployed("--package", package_in_use())
    checks["then it has its name"] = told_to_the_form("HASH_SECRET").startswith("arn:aws:secretsmanager:")
    keys = {"HASH_SECRET": text, "ANSWER_KEYS": f"2026:{'a1' * 32}"}
    secrets.put_secret_value(SecretId=name, SecretString=json.dumps(keys))
    functions = boto3.client("lambda")
    for function in ("HttpFunction", "ScheduleFunction", "BounceFunction"):
        functions.update_function_configuration(FunctionName=physical(function), Description="sealed-2026")
    checks["all answers are sealed"] = "1 of 1 sign-ups changed" in admin(outputs, "reseal") and "anden@example.com" not in written(table)
    checks["admin reads what is sealed"] = "anden@example.com" in admin(outputs, "show", reference)
    checks["the function reads and writes what is sealed"] = Visitor().ask("/api/sign-up", NEWCOMER)[1].endswith(reference)


def written(table: Table) -> str:
    return json.dumps(table.all(), default=repr)


def table_is_restored(outputs: dict[str, str], reference: str, checks: dict[str, bool]) -> None:
    functions, dynamodb, live = boto3.client("lambda"), boto3.client("dynamodb"), outputs["TableName"]
    functions.put_function_concurrency(FunctionName=physical("HttpFunction"), ReservedConcurrentExecutions=0)
    checks["nobody is promised anything meanwhile"] = Visitor().ask("/api/sign-up", NEWCOMER)[0] >= 429
    dynamodb.restore_table_to_point_in_time(SourceTableName=live, TargetTableName="restored", UseLatestRestorableTime=True)
    dynamodb.update_time_to_live(TableName="restored", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
    dynamodb.update_continuous_backups(
        TableName="restored", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}
    )
    dynamodb.update_table(TableName="restored", DeletionProtectionEnabled=True)
    admin(outputs, "erase", "--yes", reference)
    checks["what was erased on purpose does not come back"] = "0 sign-ups came back" in put_back("--except", reference)
    checks["what was lost comes back"] = f"put back {reference}" in put_back() and reference in admin(outputs, "export", "--json")
    checks["but once"] = "0 sign-ups came back" in put_back()
    functions.delete_function_concurrency(FunctionName=physical("HttpFunction"))
    checks["then people sign up again"] = Visitor().ask("/api/sign-up", NEWCOMER)[0] == 303


def put_back(*words: str) -> str:
    sys.argv = ["deploy/restore", "--stack", STACK, "--from", "restored", *words]
    with redirect_stdout(StringIO()) as said:
        assert not restore.main()
    return said.getvalue()


def stack_is_taken_down(outputs: dict[str, str], checks: dict[str, bool]) -> None:
    cloudformation = boto3.client("cloudformation")
    cloudformation.delete_stack(StackName=STACK)
    stacks = lambda: [stack["StackStatus"] for stack in cloudformation.list_stacks()["StackSummaries"] if stack["StackName"] == STACK]  # noqa: E731
    wait_for("the stack goes", lambda: set(stacks()) <= {"DELETE_COMPLETE"})
    kept = boto3.client("dynamodb").describe_table(TableName=outputs["TableName"])["Table"]
    checks["the table stays, and cannot be deleted by mistake"] = kept["DeletionProtectionEnabled"] is True
    checks["the site's bucket stays"] = bool(boto3.client("s3").list_objects_v2(Bucket=outputs["SiteBucketName"])["KeyCount"])
    checks["the hash secret stays"] = bool(boto3.client("secretsmanager").get_secret_value(SecretId=outputs["HashSecretName"]))
