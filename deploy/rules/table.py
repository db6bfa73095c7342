"""The store and its secrets: nothing that was signed up may be lost, and nothing that must stay secret may be seen."""

import re
from collections.abc import Iterator

from rules import equal, holds, of_type
from template import FOLDER, Value, at

TABLE = "Resources.Table"
ORIGIN_HEADER = "Resources.Distribution.Properties.DistributionConfig.Origins.Id=api.OriginCustomHeaders"
UNLESS_SEALED = {"Fn::If": ["SealsAnswers", {"Ref": "HashSecret"}, {"Fn::Sub": "{{resolve:secretsmanager:${HashSecret}}}"}]}


@holds("table-shape-is-the-store's")
def table_shape(template: dict) -> Iterator[str]:
    """Key and index names are those of function/src/store/table.rs."""
    source = (FOLDER.parent / "function/src/store/table.rs").read_text()
    names = dict(re.findall(r'const (PK|SK|TTL|QUEUE|QUEUE_AT|QUEUE_INDEX): &str = "(\w+)";', source))
    properties = at(template, f"{TABLE}.Properties")
    index = {
        "IndexName": names["QUEUE_INDEX"],
        "KeySchema": _keys(names["QUEUE"], names["QUEUE_AT"]),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
    texts = [{"AttributeName": names[name], "AttributeType": "S"} for name in ("PK", "SK", "QUEUE", "QUEUE_AT")]
    expected = {"KeySchema": _keys(names["PK"], names["SK"]), "GlobalSecondaryIndexes": [index], "AttributeDefinitions": texts}
    for part, value in expected.items():
        if properties.get(part) != value:
            yield f"{part} is {properties.get(part)!r}, but the store uses {value!r}"
    if at(properties, "TimeToLiveSpecification.AttributeName") != names["TTL"]:
        yield f"the store writes the time to live as {names['TTL']}"


def _keys(partition: str, sort: str) -> list[dict]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


@holds("secrets-are-made-by-aws")
def secrets_made(template: dict) -> Iterator[str]:
    """Long, and without signs that a header or JSON would not take; the relay's password alone is put in by hand."""
    made = {"HashSecret": 64, "OriginSecret": 48}
    for name, secret in of_type(template, "AWS::SecretsManager::Secret").items():
        expected: Value = {"GenerateSecretString": {"PasswordLength": made.get(name), "ExcludePunctuation": True}}
        if name == "SmtpSecret":
            expected = {"SecretString": '{"user":"","password":""}'}
        if {key: value for key, value in secret.items() if key != "Description"} != expected:
            yield f"{name} is made otherwise, or is short: {secret!r}"


@holds("secrets-are-told-by-name")
def secrets_by_name(template: dict) -> Iterator[str]:
    """A function is told a secret's name. `{{resolve:…}}` writes the secret itself into its settings, and does so for the form's
    function alone: what CloudFront's settings show already; and the key of the hashes, as long as the names that the hashes
    could lead to stand beside them in the table."""
    secrets = of_type(template, "AWS::SecretsManager::Secret")
    written_out = {"ORIGIN_SECRET": at(template, f"{ORIGIN_HEADER}.0.HeaderValue"), "HASH_SECRET": UNLESS_SEALED}
    for name, function in of_type(template, "AWS::Lambda::Function").items():
        for setting, value in at(function, "Environment.Variables").items():
            if name == "HttpFunction" and setting in written_out and value == written_out[setting]:
                continue
            if "resolve:" in str(value):
                yield f"{name}: {setting} holds a secret"
            if setting.endswith("_SECRET") and not any(str({"Ref": secret}) in str(value) for secret in secrets):
                yield f"{name}: {setting} is not a secret's name"


@holds("parameters-hold-no-secret")
def parameters_hold_no_secret(template: dict) -> Iterator[str]:
    for name, parameter in template["Parameters"].items():
        if parameter.get("NoEcho") or re.search(r"password|secret|token", name, re.IGNORECASE):
            yield f"{name}: a parameter stands in the stack for all to read"


@holds("parameters-are-explained")
def parameters_explained(template: dict) -> Iterator[str]:
    for name, parameter in template["Parameters"].items():
        if len(parameter.get("Description", "")) < 10:
            yield f"{name} has no description"


RULES = [
    equal("table-deletion-protection", f"{TABLE}.Properties.DeletionProtectionEnabled", True),
    equal("table-outlives-the-stack", f"{TABLE}.DeletionPolicy", "Retain"),
    equal("table-outlives-a-replacement", f"{TABLE}.UpdateReplacePolicy", "Retain"),
    equal(
        "table-can-be-restored",
        f"{TABLE}.Properties.PointInTimeRecoverySpecification",
        {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35},
    ),
    equal("table-ttl", f"{TABLE}.Properties.TimeToLiveSpecification", {"AttributeName": "ttl", "Enabled": True}),
    equal("table-encrypted", f"{TABLE}.Properties.SSESpecification", {"SSEEnabled": True, "SSEType": "KMS"}),
    equal("table-pays-per-request", f"{TABLE}.Properties.BillingMode", "PAY_PER_REQUEST"),
    table_shape,
    equal("hash-secret-outlives-the-stack", "Resources.HashSecret.DeletionPolicy", "Retain"),
    equal("hash-secret-outlives-a-replacement", "Resources.HashSecret.UpdateReplacePolicy", "Retain"),
    secrets_made,
    secrets_by_name,
    parameters_hold_no_secret,
    parameters_explained,
    equal("nothing-is-deleted-without-a-decision", "Parameters.RetentionDecision.Default", ""),
    equal("mail-says-little-by-default", "Parameters.MailMode.Default", "notice"),
    equal("first-stage-is-a-test", "Parameters.Stage.Default", "test"),
    equal("architecture-can-be-built-anywhere", "Parameters.Architecture.Default", "x86_64"),
]
