"""The three functions: one zip, an event type and a role each. A role's rights are listed here in full, so that one
right too many is found as surely as one that lacks."""

import re
from collections.abc import Iterator

from rules import Rule, equal, holds, listed, of_type
from template import FOLDER, at

NAMES = ("Http", "Schedule", "Bounce")
# A visitor's must end before the API gives up, at 25 s; a sweep begins no mail after 40 s.
TIMEOUTS_S = {"Http": 24, "Schedule": 120, "Bounce": 30}
ASYNCHRONOUS = ("Schedule", "Bounce")

TABLE = "Table.Arn"
INDEX = "${Table.Arn}/index/queue"
DEAD_LETTERS = ("sqs:SendMessage", "DeadLetters.Arn")
IDENTITIES = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"
CONFIGURATION = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfiguration}"
SEND = {(f"ses:{action}", resource) for action in ("SendEmail", "SendRawEmail") for resource in (IDENTITIES, CONFIGURATION)}


def log(name: str) -> set:
    return {("logs:CreateLogStream", f"{name}Log.Arn"), ("logs:PutLogEvents", f"{name}Log.Arn")}


def table(*actions: str) -> set:
    return {(f"dynamodb:{action}", TABLE) for action in actions}


def secrets(*names: str) -> set:
    return {("secretsmanager:GetSecretValue", name) for name in names}


# Who may do what, and nothing more. `http` can neither delete nor scan, nor see who else waits; and it reads a secret only where
# it is not told the secret itself.
RIGHTS = {
    "Http": log("Http")
    | table("GetItem", "PutItem", "UpdateItem", "Query")
    | secrets("HashSecret", "SmtpSecret")
    | SEND,
    "Schedule": log("Schedule")
    | table("GetItem", "PutItem", "UpdateItem", "Query", "DeleteItem")
    | {("dynamodb:Query", INDEX), DEAD_LETTERS}
    | secrets("HashSecret", "SmtpSecret")
    | SEND,
    "Bounce": log("Bounce") | table("GetItem", "PutItem", "UpdateItem") | {DEAD_LETTERS} | secrets("HashSecret"),
    "Scheduler": {("lambda:InvokeFunction", "ScheduleFunction.Arn"), DEAD_LETTERS},
}
NEEDED = {"TABLE", "HASH_SECRET", "COORDINATORS", "MAILER", "MAIL_FROM", "MAIL_MODE", "SES_CONFIGURATION_SET"}
CONDITIONED = {("HttpRole", "Table"), ("HttpRole", "Send"), ("ScheduleRole", "Trial"), ("ScheduleRole", "Send"), ("BounceRole", "Table")}
STATEMENTS = {
    "Http": ["Log", "Table", "Secrets", "Send"],
    "Schedule": ["Log", "Table", "Queue", "Retention", "Trial", "Secrets", "Send", "DeadLetters"],
    "Bounce": ["Log", "Table", "Secrets", "DeadLetters"],
    "Scheduler": [None, None],
}
# Each statement and resource that comes under a condition; all others come always.
WHEN = {
    "Http": {"Secrets": "HttpReadsSecrets", "HashSecret": "SealsAnswers", "SmtpSecret": "UsesSmtp", "Send": "UsesSes"},
    "Schedule": {"Retention": "MayDelete", "SmtpSecret": "UsesSmtp", "Send": "UsesSes"},
    "Bounce": {},
    "Scheduler": {},
}
LEADING_KEYS = {"Http": ["SIGNUP", "IDEM", "CONTACT", "RL", "COUNT"], "Bounce": ["SIGNUP", "DIGEST"]}


def statements(role: dict) -> Iterator[dict]:
    """All statements, also those that hold only under a condition of the template."""
    for policy in role.get("Policies", []):
        for statement in policy["PolicyDocument"]["Statement"]:
            yield statement["Fn::If"][1] if "Fn::If" in statement else statement


def names_of(resource) -> str:
    """`!GetAtt A.B`, `!Ref A`, `!Sub …` and `!If [_, !Ref A, _]` as the name that stands in them."""
    if not isinstance(resource, dict):
        return str(resource)
    (kind, value), = resource.items()
    return names_of(value[1]) if kind == "Fn::If" else str(value)


def rights_of(role: dict) -> set:
    return {
        (action, names_of(resource))
        for statement in statements(role)
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def role_is_exact(name: str) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        role = at(template, f"Resources.{name}Role.Properties") or {}
        found = rights_of(role)
        for action, resource in sorted(RIGHTS[name] - found):
            yield f"{name}Role lacks {action} on {resource}"
        for action, resource in sorted(found - RIGHTS[name]):
            yield f"{name}Role may do too much: {action} on {resource}"
        if role.get("ManagedPolicyArns"):
            yield f"{name}Role has managed policies, which AWS may widen"

    return Rule(f"rights-of-{name.lower()}", broken)


@holds("no-right-for-everything")
def no_wildcards(template: dict) -> Iterator[str]:
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for action, resource in rights_of(role):
            if "*" in action or (resource.endswith("*") and resource != IDENTITIES) or resource == "*":
                yield f"{name}: {action} on {resource}"


@holds("roles-are-for-their-service-alone")
def trust(template: dict) -> Iterator[str]:
    for name, role in of_type(template, "AWS::IAM::Role").items():
        service = "scheduler" if name == "SchedulerRole" else "lambda"
        wanted = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
        for statement in at(role, "AssumeRolePolicyDocument.Statement"):
            conditions = statement.keys() - wanted.keys() - ({"Condition"} if name == "SchedulerRole" else set())
            if conditions or not wanted.items() <= statement.items():
                yield f"{name} trusts {statement!r}"


@holds("rights-hang-on-nothing-else")
def conditions(template: dict) -> Iterator[str]:
    """A condition that never holds takes a right away. Those of these statements other rules compare."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for statement in statements(role):
            conditioned = (name, statement.get("Sid")) in CONDITIONED
            if set(statement) - {"Sid", "Effect", "Action", "Resource"} - ({"Condition"} if conditioned else set()):
                yield f"{name}: {statement!r}"


@holds("rights-stand-in-one-statement")
def one_statement(template: dict) -> Iterator[str]:
    """A second statement could give without a condition what the first gives under one."""
    for name, sids in STATEMENTS.items():
        found = [statement.get("Sid") for statement in statements(at(template, f"Resources.{name}Role.Properties"))]
        if found != sids:
            yield f"{name}Role has the statements {found}, not {sids}"


@holds("rights-come-with-their-condition")
def chosen(template: dict) -> Iterator[str]:
    for name, expected in WHEN.items():
        role = at(template, f"Resources.{name}Role.Properties")
        own = [statement for policy in role["Policies"] for statement in policy["PolicyDocument"]["Statement"]]
        found = {statement["Fn::If"][1]["Sid"]: statement["Fn::If"][0] for statement in own if "Fn::If" in statement}
        of_resources = [choice["Fn::If"] for statement in statements(role) for choice in listed(statement["Resource"]) if "Fn::If" in choice]
        found |= {names_of(resource): condition for condition, resource, _ in of_resources}
        for what in sorted(expected.keys() | found.keys()):
            if found.get(what) != expected.get(what):
                yield f"{name}: {what} comes with {found.get(what)}, not {expected.get(what)}"


@holds("table-rights-end-at-their-keys")
def leading_keys(template: dict) -> Iterator[str]:
    for name, prefixes in LEADING_KEYS.items():
        for statement in statements(at(template, f"Resources.{name}Role.Properties")):
            keys = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{prefix}#*" for prefix in prefixes]}}
            if statement["Sid"] == "Table" and statement.get("Condition") != keys:
                yield f"{name}Role reaches other items than {', '.join(prefixes)}"


@holds("mail-only-from-our-address")
def from_address(template: dict) -> Iterator[str]:
    for name in ("Http", "Schedule"):
        for statement in statements(at(template, f"Resources.{name}Role.Properties")):
            if statement["Sid"] == "Send" and statement.get("Condition") != {
                "StringEquals": {"ses:FromAddress": {"Ref": "MailFrom"}}
            }:
                yield f"{name}Role may send as anybody"


@holds("deletion-needs-a-decision")
def deletion(template: dict) -> Iterator[str]:
    """But for the items of a trial, which are nobody's."""
    retention, trial = (deleting(sid) for sid in ("Retention", "Trial"))
    trial |= {"Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["TRIAL#*"]}}}
    allowed = {"Schedule": [{"Fn::If": ["MayDelete", retention, {"Ref": "AWS::NoValue"}]}, trial]}
    for name in NAMES:
        own = at(template, f"Resources.{name}Role.Properties.Policies.0.PolicyDocument.Statement")
        found = [statement for statement in own if "DeleteItem" in str(statement)]
        if found != allowed.get(name, []):
            yield f"{name}Role may delete otherwise than with a decision: {found!r}"


def deleting(sid: str) -> dict:
    return {"Sid": sid, "Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": {"Fn::GetAtt": TABLE}}


@holds("settings-are-those-of-the-function")
def settings(template: dict) -> Iterator[str]:
    """Every name is in the table that function/src/settings documents, and what it cannot do without is there."""
    source = FOLDER.parent / "function/src/settings"
    documentation = re.findall(r"^/// \| (`.*?) \|", (source / "mod.rs").read_text(), re.MULTILINE)
    known = set(re.findall(r"`([A-Z_]+)`", " ".join(documentation)))
    for name, function in of_type(template, "AWS::Lambda::Function").items():
        told = set(at(function, "Environment.Variables") or {})
        for setting in sorted(told - known):
            yield f"{name}: the function knows no setting {setting}"
        needed = NEEDED | {"ORIGIN_SECRET"} if name == "HttpFunction" else NEEDED
        for setting in sorted(needed - told):
            yield f"{name} is not told {setting}"


def function_is_whole(name: str) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        function = at(template, f"Resources.{name}Function.Properties") or {}
        expected = {
            "Handler": name.lower(),
            "Runtime": "provided.al2023",
            "Architectures": [{"Ref": "Architecture"}],
            "Code": {"S3Bucket": {"Ref": "PackageBucket"}, "S3Key": {"Ref": "PackageKey"}},
            "Role": {"Fn::GetAtt": f"{name}Role.Arn"},
            "LoggingConfig": {
                "LogGroup": {"Ref": f"{name}Log"},
                "LogFormat": "JSON",
                "ApplicationLogLevel": "INFO",
                "SystemLogLevel": "WARN",
            },
            "MemorySize": 256,
            "Timeout": TIMEOUTS_S[name],
            "DeadLetterConfig": {"TargetArn": {"Fn::GetAtt": "DeadLetters.Arn"}} if name in ASYNCHRONOUS else None,
        }
        for part, value in expected.items():
            if function.get(part) != value:
                yield f"{name}Function: {part} is {function.get(part)!r}, not {value!r}"

    return Rule(f"function-{name.lower()}", broken)


RULES = [
    *(function_is_whole(name) for name in NAMES),
    *(role_is_exact(name) for name in RIGHTS),
    no_wildcards,
    trust,
    conditions,
    one_statement,
    chosen,
    leading_keys,
    from_address,
    deletion,
    settings,
    equal(
        "scheduler-role-is-not-lent",
        "Resources.SchedulerRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition",
        {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    ),
]
