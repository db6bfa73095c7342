"""The three functions: one zip, an event type and a role each. A role's rights are listed here in full, so that one
right too many is found as surely as one that lacks."""

import re
from collections import Counter
from collections.abc import Iterator

from rules import Rule, equal, holds, listed, of_type
from template import FOLDER, at

NAMES = ("Http", "Schedule", "Bounce")
# A visitor's is held to the ways around it in form.py; a sweep begins no mail after 40 s.
TIMEOUTS_S = {"Http": 28, "Schedule": 120, "Bounce": 30}
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


# Who may do what, and nothing more. Where the office is told of a mail that did not arrive, the sign-up must still be there
# (ConditionCheckItem; store/outbox.rs): any of the three may learn of it. `http` can neither delete nor scan, nor see who else waits; and it reads a secret only where
# it is not told the secret itself.
RIGHTS = {
    "Http": log("Http")
    | table("GetItem", "PutItem", "UpdateItem", "ConditionCheckItem", "Query")
    | secrets("HashSecret", "SmtpSecret")
    | SEND,
    "Schedule": log("Schedule")
    | table("GetItem", "PutItem", "UpdateItem", "ConditionCheckItem", "Query", "DeleteItem")
    | {("dynamodb:Query", INDEX), DEAD_LETTERS}
    | secrets("HashSecret", "SmtpSecret")
    | SEND,
    "Bounce": log("Bounce") | table("GetItem", "PutItem", "UpdateItem", "ConditionCheckItem") | {DEAD_LETTERS} | secrets("HashSecret"),
    "Scheduler": {("lambda:InvokeFunction", "ScheduleFunction.Arn"), DEAD_LETTERS},
}
# What a second statement gives once more, on other items.
AGAIN = {"Schedule": [("dynamodb:GetItem", TABLE), ("dynamodb:DeleteItem", TABLE)]}
NEEDED = {"TABLE", "HASH_SECRET", "COORDINATORS", "MAILER", "MAIL_FROM", "MAIL_MODE", "SES_CONFIGURATION_SET"}
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
# Whose items each reads and writes, by how the key begins. One that is forgotten would stop mails: so here is who asks for which
# in function/src, and packed_test.py holds what each function really asks for to its role. Queries of `schedule` are not bound:
# the index's key is the name of a queue.
#   http      all that becomes true with a sign-up (store/transaction.rs); COUNT and RL are no other's
#   schedule  SIGNUP   a mail is leased, composed and marked, and the office told that it failed for good (notify/deliver.rs)
#             DIGEST   the week's digest and the day's mail about the quarantine are owed, leased and marked (notify/digest.rs, quarantine.rs)
#             TRIAL    a trial is stored, looked for, and mailed like a sign-up (trial.rs, store/trial.rs)
#             with a decision, what a sign-up left under SIGNUP, CONTACT and IDEM is deleted, and IDEM read before: it may be another's
#             by then (store/erase.rs)
#   bounce    SIGNUP and DIGEST: a mail is marked, the sign-up read, and the office told (notify/bounce.rs); nothing of a trial
LEADING_KEYS = {
    ("HttpRole", "Table"): ["SIGNUP", "IDEM", "CONTACT", "RL", "COUNT"],
    ("ScheduleRole", "Table"): ["SIGNUP", "DIGEST", "TRIAL"],
    ("ScheduleRole", "Retention"): ["SIGNUP", "CONTACT", "IDEM"],
    ("ScheduleRole", "Trial"): ["TRIAL"],
    ("BounceRole", "Table"): ["SIGNUP", "DIGEST"],
}
CONDITIONED = {*LEADING_KEYS, ("HttpRole", "Send"), ("ScheduleRole", "Send")}


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


def rights_of(role: dict) -> list:
    return [
        (action, names_of(resource))
        for statement in statements(role)
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    ]


def role_is_exact(name: str) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        role = at(template, f"Resources.{name}Role.Properties") or {}
        found, expected = Counter(rights_of(role)), Counter([*RIGHTS[name], *AGAIN.get(name, [])])
        for action, resource in sorted(expected - found):
            yield f"{name}Role lacks {action} on {resource}"
        for action, resource in sorted(found - expected):
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
    for (role, sid), prefixes in LEADING_KEYS.items():
        for statement in statements(at(template, f"Resources.{role}.Properties")):
            if statement["Sid"] == sid and statement.get("Condition") != only_under(prefixes):
                yield f"{role}: {sid} reaches other items than {', '.join(prefixes)}"


def only_under(prefixes: list[str]) -> dict:
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{prefix}#*" for prefix in prefixes]}}


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
    retention = deleting("Retention", ["dynamodb:GetItem", "dynamodb:DeleteItem"])
    trial = deleting("Trial", "dynamodb:DeleteItem")
    allowed = {"Schedule": [{"Fn::If": ["MayDelete", retention, {"Ref": "AWS::NoValue"}]}, trial]}
    for name in NAMES:
        own = at(template, f"Resources.{name}Role.Properties.Policies.0.PolicyDocument.Statement")
        found = [statement for statement in own if "DeleteItem" in str(statement)]
        if found != allowed.get(name, []):
            yield f"{name}Role may delete otherwise than with a decision: {found!r}"


def deleting(sid: str, action: str | list[str]) -> dict:
    bound = only_under(LEADING_KEYS["ScheduleRole", sid])
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": {"Fn::GetAtt": TABLE}, "Condition": bound}


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
