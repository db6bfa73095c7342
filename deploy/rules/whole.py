"""The template as a whole: what is in it, under which condition, and that every name leads to what it says."""

import re
from collections.abc import Iterator

from rules import Rule, equal, holds, of_type
from template import Value, at

# Every resource with its type; behind `if`, the condition under which it is made. One that comes or goes does so on purpose.
RESOURCES = """
    Table: DynamoDB::Table
    HashSecret: SecretsManager::Secret
    OriginSecret: SecretsManager::Secret
    SmtpSecret: SecretsManager::Secret if UsesSmtp
    HttpFunction: Lambda::Function
    HttpLog: Logs::LogGroup
    HttpRole: IAM::Role
    ScheduleFunction: Lambda::Function
    ScheduleLog: Logs::LogGroup
    ScheduleRole: IAM::Role
    BounceFunction: Lambda::Function
    BounceLog: Logs::LogGroup
    BounceRole: IAM::Role
    Api: ApiGatewayV2::Api
    ApiIntegration: ApiGatewayV2::Integration
    ApiRoute: ApiGatewayV2::Route
    ApiStage: ApiGatewayV2::Stage
    ApiPermission: Lambda::Permission
    ApiLog: Logs::LogGroup
    SiteBucket: S3::Bucket
    SiteBucketPolicy: S3::BucketPolicy
    SiteAccess: CloudFront::OriginAccessControl
    Distribution: CloudFront::Distribution
    NotFoundDistribution: CloudFront::Distribution
    CleanUrls: CloudFront::Function
    NotFoundPage: CloudFront::Function
    NotFoundStatus: CloudFront::Function
    SiteCache: CloudFront::CachePolicy
    ApiRequest: CloudFront::OriginRequestPolicy
    SecurityHeaders: CloudFront::ResponseHeadersPolicy
    MailIdentity: SES::EmailIdentity if UsesSes
    MailConfiguration: SES::ConfigurationSet if UsesSes
    MailEvents: SES::ConfigurationSetEventDestination if UsesSes
    BounceTopic: SNS::Topic if UsesSes
    BounceTopicPolicy: SNS::TopicPolicy if UsesSes
    BounceSubscription: SNS::Subscription if UsesSes
    BouncePermission: Lambda::Permission if UsesSes
    TopicKey: KMS::Key
    Sweep: Scheduler::Schedule
    Digest: Scheduler::Schedule
    Probe: Scheduler::Schedule
    SchedulerRole: IAM::Role
    DeadLetters: SQS::Queue
    DeadLettersPolicy: SQS::QueuePolicy
    AlarmTopic: SNS::Topic
    AlarmTopicPolicy: SNS::TopicPolicy
    ApiThrottlesFilter: Logs::MetricFilter
    FailedMessagesAlarm: CloudWatch::Alarm
    OldestMessageAlarm: CloudWatch::Alarm
    SweepSilentAlarm: CloudWatch::Alarm
    TrialSilentAlarm: CloudWatch::Alarm
    ServerErrorsAlarm: CloudWatch::Alarm
    ScheduleErrorsAlarm: CloudWatch::Alarm
    BounceErrorsAlarm: CloudWatch::Alarm
    FunctionThrottlesAlarm: CloudWatch::Alarm
    ApiThrottlesAlarm: CloudWatch::Alarm
    TableThrottlesAlarm: CloudWatch::Alarm
    DeadLettersAlarm: CloudWatch::Alarm
    FloodAlarm: CloudWatch::Alarm
    Dashboard: CloudWatch::Dashboard
"""
NOT_EMPTY = [{"Fn::Not": [{"Fn::Equals": [{"Ref": name}, ""]}]} for name in ("SiteDomain", "CertificateArn")]
CONDITIONS = {
    "IsTest": {"Fn::Equals": [{"Ref": "Stage"}, "test"]},
    "HasDomain": {"Fn::And": NOT_EMPTY},
    "UsesSes": {"Fn::Equals": [{"Ref": "Mailer"}, "ses"]},
    "UsesSmtp": {"Fn::Equals": [{"Ref": "Mailer"}, "smtp"]},
    "SealsAnswers": {"Fn::Equals": [{"Ref": "AnswersSealed"}, "yes"]},
    "HttpReadsSecrets": {"Fn::Or": [{"Condition": "UsesSmtp"}, {"Condition": "SealsAnswers"}]},
    "MayDelete": {"Fn::Not": [{"Fn::Equals": [{"Ref": "RetentionDecision"}, ""]}]},
}
NOTHING = {"Ref": "AWS::NoValue"}
STACK = {"Ref": "AWS::StackName"}
STATEMENT = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
KEPT = ("Table", "HashSecret", "SiteBucket")


def only(condition: str, name: str) -> dict:
    return {"Fn::If": [condition, {"Ref": name}, NOTHING]}


# What a function is told, and where it comes from.
SETTINGS = {
    "TABLE": {"Ref": "Table"},
    "HASH_SECRET": {"Ref": "HashSecret"},
    "ORIGIN_SECRET": {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}::::${OriginHeaderVersion}}}"},
    "COORDINATORS": {"Ref": "Coordinators"},
    "MAIL_FROM": {"Ref": "MailFrom"},
    "MAIL_FROM_NAME": {"Ref": "MailFromName"},
    "MAIL_MODE": {"Ref": "MailMode"},
    "MAILER": {"Ref": "Mailer"},
    "SES_CONFIGURATION_SET": only("UsesSes", "MailConfiguration"),
    "SMTP_HOST": only("UsesSmtp", "SmtpHost"),
    "SMTP_PORT": only("UsesSmtp", "SmtpPort"),
    "SMTP_SECRET": only("UsesSmtp", "SmtpSecret"),
    "METRICS_NAMESPACE": STACK,
    "PROBE_MAIL": {"Ref": "ProbeMail"},
    "RETENTION_DECISION": {"Ref": "RetentionDecision"},
    "RETENTION_DAYS": {"Ref": "RetentionDays"},
}
# `http` is told the hash secret itself where nothing is sealed: a visitor waits for its start. Nobody waits for the others'.
HASH_SECRET_ITSELF = {"Fn::Sub": "{{resolve:secretsmanager:${HashSecret}}}"}
TOLD_OTHERWISE = {"Http": {"HASH_SECRET": {"Fn::If": ["SealsAnswers", {"Ref": "HashSecret"}, HASH_SECRET_ITSELF]}}}
# Each is told what its work needs: `http` alone meets visitors, `schedule` alone deletes, and `bounce` sends nothing itself.
TOLD = {
    "Http": SETTINGS.keys() - {"PROBE_MAIL", "RETENTION_DECISION", "RETENTION_DAYS"},
    "Schedule": SETTINGS.keys() - {"ORIGIN_SECRET"},
    "Bounce": SETTINGS.keys() - {"ORIGIN_SECRET", "PROBE_MAIL", "RETENTION_DECISION", "RETENTION_DAYS", "SMTP_SECRET"},
}


def settings_of(name: str) -> Rule:
    expected = {setting: SETTINGS[setting] for setting in SETTINGS if setting in TOLD[name]} | TOLD_OTHERWISE.get(name, {})
    return equal(f"settings-of-{name.lower()}", f"Resources.{name}Function.Properties.Environment.Variables", expected)


@holds("resources-are-as-listed")
def resources(template: dict) -> Iterator[str]:
    expected = dict(line.strip().split(": ") for line in RESOURCES.strip().splitlines())
    found = {
        name: body["Type"].removeprefix("AWS::") + (f" if {body['Condition']}" if "Condition" in body else "")
        for name, body in template["Resources"].items()
    }
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            yield f"{name} is {found.get(name)}, not {expected.get(name)}"


@holds("names-lead-somewhere")
def names(template: dict) -> Iterator[str]:
    known = template["Parameters"].keys() | template["Resources"].keys()
    for name in sorted(set(_names_in(template))):
        if name not in known and not name.startswith(("AWS::", "!")):
            yield f"nothing is called {name}"
    for condition in sorted(set(_conditions_in(template["Resources"]))):
        if condition not in template["Conditions"]:
            yield f"no condition is called {condition}"


def _names_in(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("Ref", "Fn::GetAtt"):
                yield str(inner).partition(".")[0]
            elif key == "Fn::Sub":
                yield from (name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", str(inner)))
            else:
                yield from _names_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names_in(inner)


def _conditions_in(value: Value) -> Iterator[str]:
    if isinstance(value, dict) and "Fn::If" in value:
        yield str(value["Fn::If"][0])
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _conditions_in(inner)


@holds("choices-have-two-sides")
def choices(template: dict) -> Iterator[str]:
    """What is chosen by a condition is left out otherwise, but for the certificate and the form's hash secret."""
    for choice in _choices_in(template["Resources"]):
        if len(choice) != 3 or choice[2] not in (NOTHING, {"CloudFrontDefaultCertificate": True}, HASH_SECRET_ITSELF):
            yield f"{choice!r}"


def _choices_in(value: Value) -> Iterator[list]:
    if isinstance(value, dict) and "Fn::If" in value:
        yield value["Fn::If"]
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _choices_in(inner)


@holds("stack-leaves-what-is-listed")
def left(template: dict) -> Iterator[str]:
    """What cannot be made again stays when the stack goes; what names people or costs does not."""
    for name, body in template["Resources"].items():
        policies = {body.get("DeletionPolicy"), body.get("UpdateReplacePolicy")}
        if policies != {"Retain"} if name in KEPT else policies - {None, "Delete"}:
            yield f"{name} stays or goes otherwise: {policies}"


@holds("names-tell-stages-apart")
def own_names(template: dict) -> Iterator[str]:
    """Two stages in one account would want the same name."""
    for name, body in template["Resources"].items():
        for path, value in _own_names_in(body.get("Properties", {})):
            if value != STACK and not str(at(value, "Fn::Sub")).startswith("${AWS::StackName}"):
                yield f"{name}: {path} is {value!r}, also in another stage"


def _own_names_in(properties: dict) -> Iterator[tuple[str, Value]]:
    """`Name` of the resource itself or of its one configuration, and its kind's own word for it."""
    for key, value in properties.items():
        if key in ("Name", "DashboardName"):
            yield key, value
        elif key.endswith("Config") and isinstance(value, dict) and "Name" in value:
            yield f"{key}.Name", value["Name"]


@holds("policies-are-well-formed")
def policies(template: dict) -> Iterator[str]:
    """Their language is that of 2012; what they allow or deny is allowed or denied to somebody, on something."""
    for name, body in template["Resources"].items():
        for document in _documents_in(body.get("Properties", {})):
            if document.keys() != {"Version", "Statement"} or document["Version"] != "2012-10-17":
                yield f"{name}: the policy is one of {document.get('Version')!r}, with {', '.join(document)}"
            for statement in document["Statement"]:
                statement = at(statement, "Fn::If.1") or statement
                if statement.get("Effect") not in ("Allow", "Deny") or not statement.get("Action") or statement.keys() - STATEMENT:
                    yield f"{name}: {statement!r}"
                if statement.get("Effect") == "Deny" and (statement.get("Principal") != "*" or not _whole(statement)):
                    yield f"{name}: the denial does not hold for all"


def _documents_in(value: Value) -> Iterator[dict]:
    if isinstance(value, dict) and "Statement" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _documents_in(inner)


def _whole(statement: dict) -> bool:
    """A denial is for all actions, and in a bucket for the objects too."""
    on = [{"Fn::GetAtt": "SiteBucket.Arn"}, {"Fn::Sub": "${SiteBucket.Arn}/*"}]
    return str(statement["Action"]).endswith(":*") and (statement["Action"] != "s3:*" or statement.get("Resource") == on)


@holds("roles-are-assumed-by-one-statement")
def trust(template: dict) -> Iterator[str]:
    for name, role in of_type(template, "AWS::IAM::Role").items():
        statements = at(role, "AssumeRolePolicyDocument.Statement") or []
        if len(statements) != 1 or statements[0].get("Effect") != "Allow" or statements[0].get("Action") != "sts:AssumeRole":
            yield f"{name} is assumed by {statements!r}"


@holds("permissions-are-to-call")
def permissions(template: dict) -> Iterator[str]:
    for name, permission in of_type(template, "AWS::Lambda::Permission").items():
        if permission.get("Action") != "lambda:InvokeFunction" or not permission.get("SourceArn"):
            yield f"{name} is {permission!r}"


RULES = [
    resources,
    names,
    choices,
    left,
    own_names,
    policies,
    trust,
    permissions,
    *(settings_of(name) for name in TOLD),
    *(equal(f"condition-{name}", f"Conditions.{name}", meaning) for name, meaning in CONDITIONS.items()),
    equal("smtp-needs-its-host", "Rules.SmtpNeedsItsHost.RuleCondition", CONDITIONS["UsesSmtp"]),
    equal("smtp-host-is-not-empty", "Rules.SmtpNeedsItsHost.Assertions.0.Assert", {"Fn::Not": [{"Fn::Equals": [{"Ref": "SmtpHost"}, ""]}]}),
]
