"""A stage's settings and the packed zip → its stack in eu-north-1, with what CloudFront and AWS Budgets have in us-east-1.

    package      into a bucket of this account, under its own hash; earlier ones stay there for rolling back
    template     likewise: CloudFormation takes 51,200 bytes in a request, and a megabyte from a bucket
    certificate  asked for in us-east-1 when the stage has a host name; used as soon as it is issued
    stack        a change set is made, shown, and carried out when you say yes
    spend        the account's budget, likewise

Must not know what the template holds, but for the names of the parameters that it fills in itself, or holds to what is there.
"""

import argparse
import base64
import difflib
import hashlib
import re
import sys
import time
import tomllib
import uuid
from pathlib import Path
from typing import NamedTuple

import boto3
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from template import load

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ZIP = ROOT / "target/deploy/function.zip"
OWN = ("PackageBucket", "PackageKey", "ContentSecurityPolicy", "CertificateArn")
NEVER_MADE = """it could not be made the first time, and AWS lets nobody change such a stack. Mend the cause, then
    aws cloudformation delete-stack --stack-name {stack}
and run this again. A table, bucket or secret of that attempt may be left; README.md, "Take it down", has how to delete them."""
INLINE = re.compile(r"<(style|script)(?![^>]*(?:\bsrc=|ld\+json))[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)


def main() -> int:
    given = arguments()
    for needed in (ZIP, given.site / "_headers"):
        if not needed.is_file():
            sys.exit(f"{needed} is not there; run deploy/pack first")
    stage = settings(given.stage)
    stack = given.stack or f"sign-up-{given.stage.stem}"
    session = boto3.Session(region_name=given.region)
    account = session.client("sts").get_caller_identity()["Account"]
    print(f"stack {stack} in account {account}, {given.region}")

    bucket = package_bucket(session.client("s3"), account, given.region)
    key = given.package or put_once(session.client("s3"), bucket, ZIP)
    print(f"package {key}")
    own = {
        "PackageBucket": bucket,
        "PackageKey": key,
        "ContentSecurityPolicy": content_security_policy(given.site),
        "CertificateArn": certificate(session.client("acm", region_name="us-east-1"), stage.get("SiteDomain", "")),
    }
    keep_host_name(session.client("cloudformation"), stack, stage | own)
    keep_key_to_itself(session.client("cloudformation"), session.client("secretsmanager"), stack, stage)
    service = from_bucket(session.client("s3"), bucket, "template.yaml")
    apply(session.client("cloudformation"), stack, service, stage | own, given)
    apply(session.client("cloudformation", region_name="us-east-1"), "sign-up-spend", in_request("spend.yaml"), stage, given)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/up", description="Makes or changes the stack of a stage.")
    parser.add_argument("stage", type=Path, help="the stage's settings, e.g. deploy/test.toml")
    parser.add_argument("--stack", help="name of the stack (default: sign-up- and the file's name)")
    parser.add_argument("--region", default="eu-north-1")
    parser.add_argument("--site", type=Path, default=ROOT / "public", help="the built site, for its security policy")
    parser.add_argument("--package", help="an earlier package's key, to roll back to it")
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and change no stack")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args()


def settings(file: Path) -> dict:
    """Each is a parameter of a template; one with a typing mistake would be left at its default in silence."""
    try:
        stage = tomllib.loads(file.read_text())
    except FileNotFoundError:
        sys.exit(f"{file} is not there; copy deploy/stage.example.toml and fill it in")
    except tomllib.TOMLDecodeError as error:
        sys.exit(f"{file}: {error}")
    known = parameters("template.yaml") | parameters("spend.yaml")
    for name in stage:
        if name in OWN:
            sys.exit(f"{file}: {name} is filled in by deploy/up; take it out")
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            sys.exit(f"{file}: no setting is called {name}" + (f"; did you mean {near[0]}?" if near else ""))
    return stage


def package_bucket(s3, account: str, region: str) -> str:
    name = f"sign-up-packages-{account}-{region}"
    try:
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    except s3.exceptions.BucketAlreadyOwnedByYou:
        return name
    closed = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(closed, True))
    return name


def put_once(s3, bucket: str, file: Path) -> str:
    """The key is the hash, so that the same file is put once and an earlier one is never overwritten."""
    content = file.read_bytes()
    key = f"{hashlib.sha256(content).hexdigest()}{file.suffix}"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    return key


def content_security_policy(site: Path) -> str:
    """What the site says in _headers, once it is sure that it lets in what the pages hold inline."""
    said = re.search(r"^\s+Content-Security-Policy: (.+)$", (site / "_headers").read_text(), re.MULTILINE)
    if not said:
        sys.exit(f"{site}/_headers has no Content-Security-Policy")
    for page in sorted(site.rglob("*.html")):
        for digest in inline_hashes(page.read_text()):
            if digest not in said[1]:
                sys.exit(f"{page} holds something inline with the hash {digest}, which the policy in _headers does not let in")
    return said[1]


def inline_hashes(html: str) -> list[str]:
    digests = [hashlib.sha256(body.encode()).digest() for _, body in INLINE.findall(html)]
    return [f"sha256-{base64.b64encode(digest).decode()}" for digest in digests]


def certificate(acm, domain: str) -> str:
    """The certificate's name, or nothing until it is issued; the site answers at CloudFront's own address meanwhile. One that
    ACM gave up, 72 hours after it was asked for, never gets well: another is asked for."""
    if not domain:
        return ""
    pages = acm.get_paginator("list_certificates").paginate()
    listed = [c["CertificateArn"] for page in pages for c in page["CertificateSummaryList"] if c["DomainName"] == domain]
    known = [acm.describe_certificate(CertificateArn=arn)["Certificate"] for arn in listed]
    issued = [c for c in known if c["Status"] == "ISSUED"]
    if issued:
        return max(issued, key=lambda c: c["NotAfter"])["CertificateArn"]
    waiting = next((c for c in known if c["Status"] == "PENDING_VALIDATION"), None) or asked_for(acm, domain, len(known))
    print(f"the certificate for {domain} is {waiting['Status']}. Add this record to the domain within 72 hours, wait, and run deploy/up again:")
    for option in waiting.get("DomainValidationOptions", []):
        record = option.get("ResourceRecord", {"Name": "(run again in a minute)", "Type": "", "Value": ""})
        print(f"    {record['Name']} {record['Type']} {record['Value']}")
    return ""


def asked_for(acm, domain: str, given_up: int) -> dict:
    """The same token gives the same certificate, however often this runs within an hour; after that it is in the list."""
    token = f"signup{given_up or ''}"
    arn = acm.request_certificate(DomainName=domain, ValidationMethod="DNS", IdempotencyToken=token)["CertificateArn"]
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def keep_host_name(cloudformation, stack: str, values: dict) -> None:
    """A site that answers at a host name does not lose it because the certificate is not there (any more, or yet for another)."""
    if not values.get("SiteDomain") or values["CertificateArn"] or not exists(cloudformation, stack):
        return
    present = {p["ParameterKey"]: p.get("ParameterValue") for p in cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["Parameters"]}
    if present.get("CertificateArn"):
        sys.exit(
            f"{stack}: the site answers at {present['SiteDomain']}, and would no longer. Nothing was changed. Wait for the certificate "
            f"of {values['SiteDomain']}, or write {present['SiteDomain']} as SiteDomain if that is another"
        )


def keep_key_to_itself(cloudformation, secrets, stack: str, values: dict) -> None:
    """A hash secret that is JSON holds the key of the answers too, or is about to. It would be written into the settings of the
    form's function, which takes no sign-up then."""
    if values.get("AnswersSealed") == "yes" or not exists(cloudformation, stack):
        return
    outputs = cloudformation.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    for name in (output["OutputValue"] for output in outputs if output["OutputKey"] == "HashSecretName"):
        if secrets.get_secret_value(SecretId=name).get("SecretString", "").lstrip().startswith("{"):
            sys.exit(
                f"{stack}: the hash secret is JSON, as where the answers are sealed. Nothing was changed. Write AnswersSealed = \"yes\" "
                "into the stage's settings; or, where no answer is sealed any more, make the secret its text again first: README.md, "
                '"Seal the answers"'
            )


class Template(NamedTuple):
    parameters: frozenset[str]
    source: dict[str, str]  # as CloudFormation is told


def in_request(name: str) -> Template:
    return Template(parameters(name), {"TemplateBody": (HERE / name).read_text()})


def from_bucket(s3, bucket: str, name: str) -> Template:
    key = put_once(s3, bucket, HERE / name)
    return Template(parameters(name), {"TemplateURL": f"https://s3.{s3.meta.region_name}.amazonaws.com/{bucket}/{key}"})


def parameters(name: str) -> frozenset[str]:
    return frozenset(load(name)["Parameters"])


def apply(cloudformation, stack: str, template: Template, values: dict, given: argparse.Namespace) -> None:
    change = f"up-{uuid.uuid4()}"  # of its own, also where two deploy in one second
    create(cloudformation, stack, change, template, values)
    changes = shown(cloudformation, stack, change)
    if not changes:
        print(f"{stack}: nothing to change")
    if changes and not given.dry_run and (given.yes or input(f"{stack}: change this? [y/N] ").strip().lower() == "y"):
        cloudformation.execute_change_set(StackName=stack, ChangeSetName=change)
        wait(cloudformation, stack)
        show_outputs(cloudformation, stack)
    else:
        cloudformation.delete_change_set(StackName=stack, ChangeSetName=change)


def create(cloudformation, stack: str, change: str, template: Template, values: dict) -> None:
    cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=change,
        ChangeSetType="UPDATE" if exists(cloudformation, stack) else "CREATE",
        Parameters=[{"ParameterKey": key, "ParameterValue": str(value)} for key, value in values.items() if key in template.parameters],
        Capabilities=["CAPABILITY_IAM"],
        Tags=[{"Key": "stack", "Value": stack}],
        **template.source,
    )


def exists(cloudformation, stack: str) -> bool:
    try:
        found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError:
        return False
    if found["StackStatus"] == "ROLLBACK_COMPLETE":
        sys.exit(f"{stack}: {NEVER_MADE.format(stack=stack)}")
    return found["StackStatus"] != "REVIEW_IN_PROGRESS"


def shown(cloudformation, stack: str, change: str) -> list[dict]:
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(StackName=stack, ChangeSetName=change)
    except WaiterError:
        why = cloudformation.describe_change_set(StackName=stack, ChangeSetName=change).get("StatusReason", "")
        if "didn't contain changes" in why or "No updates" in why:
            return []
        sys.exit(f"{stack}: {why}")
    changes = [c["ResourceChange"] for c in cloudformation.describe_change_set(StackName=stack, ChangeSetName=change)["Changes"]]
    for c in changes:
        replaced = "  REPLACED" if c.get("Replacement") == "True" else ""
        print(f"    {c['Action']:8} {c['LogicalResourceId']} ({c['ResourceType']}){replaced}")
    return changes


def wait(cloudformation, stack: str) -> None:
    print(f"{stack}: waiting for AWS; CloudFront alone takes some minutes")
    while (status := cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]).endswith("_IN_PROGRESS"):
        time.sleep(5)
    if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        return
    for event in cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
        if event["ResourceStatus"].endswith("_FAILED"):
            print(f"    {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}")
    meaning = {"ROLLBACK_COMPLETE": NEVER_MADE.format(stack=stack), "UPDATE_ROLLBACK_COMPLETE": "what was there before is there again"}
    sys.exit(f"{stack} is {status}: {meaning.get(status, 'AWS gave up half way; the CloudFormation console shows what it waits for')}")


def show_outputs(cloudformation, stack: str) -> None:
    outputs = cloudformation.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    for output in sorted(outputs, key=lambda output: output.get("Description", "")):
        print(f"{output['OutputKey']}: {output.get('Description', '')}\n    {output['OutputValue']}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BotoCoreError, ClientError) as said:
        sys.exit(f"AWS says: {said}")
