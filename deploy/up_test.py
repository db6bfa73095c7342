"""Runs deploy/up's steps against AWS's interfaces on loopback (moto's server), and its judgement of pages on its own."""

import contextlib
import io
import logging
import os
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from unittest.mock import Mock

import boto3
from moto.server import ThreadedMotoServer

import up
from template import load

POLICY = "default-src 'none'; style-src '{hash}'"
STYLE = "a{color:red}"
STYLE_HASH = "sha256-6hWWMOcF+mJesSJGYhmK2lkIIEw9Xc5XKGLPVzh8yxs="


def site(folder: Path, page: str, policy: str) -> Path:
    (folder / "index.html").write_text(page)
    (folder / "_headers").write_text(f"/*\n  Content-Security-Policy: {policy}\n  X-Other: 1\n")
    return folder


def policy_is_that_of_the_site() -> None:
    digest = up.inline_hashes(f"<style>{STYLE}</style>")[0]
    good = POLICY.format(hash=digest)
    pages = [
        (f"<style>{STYLE}</style>", good, None),
        ('<script type="application/ld+json">{}</script><script src="/a.js"></script>', good, None),
        ("<style>b{}</style>", good, "sha256-"),
        ("<script>alert(1)</script>", good, "sha256-"),
    ]
    for page, policy, refused in pages:
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = up.content_security_policy(site(Path(folder), page, policy))
            except SystemExit as said:
                assert refused and refused in str(said), f"{page}: {said}"
            else:
                assert found == good and not refused, f"{page}: let in by {found}"


def hash_is_the_browsers() -> None:
    """Computed by `printf 'a{color:red}' | openssl dgst -sha256 -binary | base64`."""
    assert up.inline_hashes(f"<style>{STYLE}</style>") == [STYLE_HASH], up.inline_hashes(f"<style>{STYLE}</style>")


def package_is_put_once() -> None:
    s3 = boto3.client("s3")
    bucket = up.package_bucket(s3, "123456789012", "eu-north-1")
    assert up.package_bucket(s3, "123456789012", "eu-north-1") == bucket
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "function.zip"
        keys = []
        for content in (b"zip", b"zip", b"another"):
            package.write_bytes(content)
            keys.append(up.put_once(s3, bucket, package))
    assert keys[0] == keys[1] != keys[2] and all(key.endswith(".zip") for key in keys), keys
    assert len(s3.list_objects_v2(Bucket=bucket)["Contents"]) == 2
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


def certificate_is_asked_for_once() -> None:
    acm = boto3.client("acm", region_name="us-east-1")
    assert up.certificate(acm, "") == ""
    up.certificate(acm, "kompis.example")
    up.certificate(acm, "kompis.example")
    assert len(acm.list_certificates()["CertificateSummaryList"]) == 1


def certificate_that_was_given_up_is_asked_for_anew() -> None:
    """Among all of one name the issued one counts, the one that holds longest; then one that waits."""
    cases = [
        (["VALIDATION_TIMED_OUT"], "", 1),
        (["VALIDATION_TIMED_OUT", "PENDING_VALIDATION"], "", 0),
        (["VALIDATION_TIMED_OUT", "EXPIRED", "ISSUED", "ISSUED"], "arn3", 0),
    ]
    for statuses, expected, requests in cases:
        acm = Mock()
        known = {f"arn{at}": {"CertificateArn": f"arn{at}", "Status": status, "NotAfter": at} for at, status in enumerate(statuses)}
        new = {"CertificateArn": "new", "Status": "PENDING_VALIDATION"}
        listed = [{"CertificateArn": arn, "DomainName": "a.example"} for arn in known]
        acm.get_paginator.return_value.paginate.return_value = [{"CertificateSummaryList": listed}]
        acm.request_certificate.return_value = {"CertificateArn": "new"}
        acm.describe_certificate.side_effect = lambda CertificateArn: {"Certificate": (known | {"new": new})[CertificateArn]}
        assert up.certificate(acm, "a.example") == expected, statuses
        assert acm.request_certificate.call_count == requests, statuses
        for call in acm.request_certificate.call_args_list:
            assert call.kwargs["IdempotencyToken"] != "signup", "it would give the dead one again"


def host_name_is_kept() -> None:
    present = [{"ParameterKey": "SiteDomain", "ParameterValue": "a.example"}, {"ParameterKey": "CertificateArn", "ParameterValue": "arn"}]
    cases = [
        (present, {"SiteDomain": "a.example", "CertificateArn": ""}, True),
        (present, {"SiteDomain": "b.example", "CertificateArn": ""}, True),
        (present, {"SiteDomain": "b.example", "CertificateArn": "arn2"}, False),
        (present, {"CertificateArn": ""}, False),
        ([], {"SiteDomain": "a.example", "CertificateArn": ""}, False),
    ]
    for parameters, values, refused in cases:
        cloudformation = Mock()
        cloudformation.describe_stacks.return_value = {"Stacks": [{"StackStatus": "UPDATE_COMPLETE", "Parameters": parameters}]}
        try:
            up.keep_host_name(cloudformation, "s", values)
        except SystemExit as said:
            assert refused and "answers at a.example" in str(said), said
        else:
            assert not refused, values


def key_of_the_answers_is_never_written_out() -> None:
    sealing, text = '{"HASH_SECRET": "h", "ANSWER_KEYS": "unsealed,2026:0f"}', "h" * 64
    made = {"StackStatus": "UPDATE_COMPLETE", "Outputs": [{"OutputKey": "TableName", "OutputValue": "t"}, {"OutputKey": "HashSecretName", "OutputValue": "n"}]}
    cases = [
        (made, text, {}, False),
        (made, sealing, {}, True),
        (made, f"\n {sealing}", {"AnswersSealed": "no"}, True),
        (made, sealing, {"AnswersSealed": "yes"}, False),
        (made, text, {"AnswersSealed": "yes"}, False),
        ({"StackStatus": "REVIEW_IN_PROGRESS"}, sealing, {}, False),
        ({"StackStatus": "UPDATE_COMPLETE"}, sealing, {}, False),
    ]
    for stack, held, values, refused in cases:
        cloudformation, secrets = Mock(), Mock()
        cloudformation.describe_stacks.return_value = {"Stacks": [stack]}
        secrets.get_secret_value.side_effect = lambda SecretId: {"n": {"SecretString": held}}[SecretId]
        try:
            up.keep_key_to_itself(cloudformation, secrets, "s", values)
        except SystemExit as said:
            assert refused and 'AnswersSealed = "yes"' in str(said) and "0f" not in str(said), said
        else:
            assert not refused, (held, values)


def example_names_parameters() -> None:
    """The example's keys are the parameters that deploy/up does not fill in, and no others; behind a `#` stands the default."""
    text = (up.HERE / "stage.example.toml").read_text()
    told, left_out = tomllib.loads(text), tomllib.loads(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE))
    known = load("template.yaml")["Parameters"] | load("spend.yaml")["Parameters"]
    assert left_out.keys() == known.keys() - set(up.OWN), left_out.keys() ^ known.keys() - set(up.OWN)
    for name in left_out.keys() - told.keys():
        assert left_out[name] == known[name]["Default"], f"{name}: the example says {left_out[name]!r}"
    for name, value in told.items():
        assert re.fullmatch(known[name].get("AllowedPattern", ".*"), str(value)), f"{name}: its pattern refuses {value!r}"


def settings_are_known() -> None:
    cases = [
        ('Stage = "test"\nMonthlyBudgetUsd = 5', None),
        ('SiteDomian = "a.se"', "did you mean SiteDomain?"),
        ('PackageKey = "x.zip"', "filled in by deploy/up"),
        ("Stage = test", "Invalid value"),
        (None, "stage.example.toml"),
    ]
    for text, refused in cases:
        with tempfile.TemporaryDirectory() as folder:
            stage = Path(folder) / "test.toml"
            if text:
                stage.write_text(text)
            try:
                up.settings(stage)
            except SystemExit as said:
                assert refused and refused in str(said), f"{text}: {said}"
            else:
                assert not refused, f"{text} was taken"
    assert set(up.OWN) <= load("template.yaml")["Parameters"].keys()


def template_is_read_from_the_bucket() -> None:
    """However long it is: the stack's change set is made from what lies in the bucket."""
    s3, cloudformation = boto3.client("s3"), boto3.client("cloudformation")
    bucket = up.package_bucket(s3, "210987654321", "eu-north-1")
    template = up.from_bucket(s3, bucket, "template.yaml")
    key = template.source["TemplateURL"].removeprefix(f"https://s3.eu-north-1.amazonaws.com/{bucket}/")
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == (up.HERE / "template.yaml").read_bytes()
    assert "TableName" not in template.parameters and "Coordinators" in template.parameters
    given = type("Given", (), {"dry_run": False, "yes": True})
    small = up.Template(frozenset({"OperatorEmail"}), up.from_bucket(s3, bucket, "spend.yaml").source)
    up.apply(cloudformation, "by-bucket", small, {"OperatorEmail": "a@b.example"}, given)
    assert cloudformation.describe_stacks(StackName="by-bucket")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


def stack_that_was_never_made_is_told_apart() -> None:
    """AWS refuses to change it; what to do is said before a change set is made, and when the making fails."""
    failed = {"LogicalResourceId": "Distribution", "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "must be verified"}
    for status, asked, expected in [
        ("ROLLBACK_COMPLETE", up.exists, "delete-stack --stack-name s"),
        ("ROLLBACK_COMPLETE", up.wait, "delete-stack --stack-name s"),
        ("UPDATE_ROLLBACK_COMPLETE", up.wait, "is there again"),
        ("UPDATE_ROLLBACK_FAILED", up.wait, "gave up half way"),
    ]:
        cloudformation = Mock()
        cloudformation.describe_stacks.return_value = {"Stacks": [{"StackStatus": status}]}
        cloudformation.describe_stack_events.return_value = {"StackEvents": [failed]}
        try:
            asked(cloudformation, "s")
            raise AssertionError(f"{status} was taken for well")
        except SystemExit as said:
            assert expected in str(said), said


def spend_stack_is_made_and_then_left_alone() -> None:
    cloudformation = boto3.client("cloudformation", region_name="us-east-1")
    given = type("Given", (), {"dry_run": False, "yes": True})
    up.apply(cloudformation, "sign-up-spend", up.in_request("spend.yaml"), {"OperatorEmail": "a@b.example", "Unknown": 1}, given)
    assert cloudformation.describe_stacks(StackName="sign-up-spend")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


TESTS = [
    policy_is_that_of_the_site,
    hash_is_the_browsers,
    package_is_put_once,
    certificate_is_asked_for_once,
    certificate_that_was_given_up_is_asked_for_anew,
    host_name_is_kept,
    key_of_the_answers_is_never_written_out,
    example_names_parameters,
    settings_are_known,
    template_is_read_from_the_bucket,
    stack_that_was_never_made_is_told_apart,
    spend_stack_is_made_and_then_left_alone,
]


def main() -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "eu-north-1",
    }
    failed = 0
    for test in TESTS:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                test()
        except (AssertionError, SystemExit) as fault:
            failed += 1
            print(f"FAIL {test.__name__}: {fault}")
    server.stop()
    print(f"up: {len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
