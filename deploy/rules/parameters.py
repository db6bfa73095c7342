"""What the stack is told: each parameter's type, default and bounds stand here, since most stages keep them; and what must
not be told on by a text that people may read."""

from collections.abc import Iterator

from rules import holds
from template import at

# What a stage gets that leaves it out; a parameter that is not here must be given.
DEFAULTS = {
    "Stage": "test",
    "SiteDomain": "",
    "CertificateArn": "",
    "Architecture": "x86_64",
    "MailMode": "notice",
    "Mailer": "ses",
    "AnswersSealed": "no",
    "MailFromName": "",
    "ProbeMail": "success@simulator.amazonses.com",
    "SmtpHost": "",
    "SmtpPort": 587,
    "RetentionDecision": "",
    "RetentionDays": 730,
    "OriginHeaderVersion": "",
    "RequestsPerSecond": 20,
    "RequestBurst": 40,
    "DigestTimeZone": "Europe/Stockholm",
    "LogRetentionDays": 90,
}
CHOICES = {
    "Stage": ["test", "production"],
    "Architecture": ["x86_64", "arm64"],
    "MailMode": ["notice", "full"],
    "Mailer": ["ses", "smtp"],
    "AnswersSealed": ["no", "yes"],
    "LogRetentionDays": [14, 30, 60, 90, 180, 365],
}
NUMBERS = ("SmtpPort", "RetentionDays", "RequestsPerSecond", "RequestBurst", "LogRetentionDays")
ATTRIBUTES = {"Type", "Default", "Description", "AllowedValues", "AllowedPattern", "MinValue"}
AT_LEAST_ONE = ("RetentionDays", "RequestsPerSecond", "RequestBurst")
# `up` adds hashes; a host name would let others in.
SOURCES = {"'none'", "'self'"}
DIRECTIVES = {"default-src", "style-src", "img-src", "form-action", "base-uri", "frame-ancestors", "upgrade-insecure-requests"}
ORIGIN_HEADER = "Resources.Distribution.Properties.DistributionConfig.Origins.Id=api.OriginCustomHeaders"
OF_THE_FORM = "Resources.HttpFunction.Properties.Environment.Variables"
# Where a secret may be written out; other rules say which, and how.
RESOLVED = (ORIGIN_HEADER, f"{OF_THE_FORM}.ORIGIN_SECRET", f"{OF_THE_FORM}.HASH_SECRET")


@holds("defaults-are-as-listed")
def defaults(template: dict) -> Iterator[str]:
    found = {name: own["Default"] for name, own in template["Parameters"].items() if "Default" in own and name != "ContentSecurityPolicy"}
    for name in sorted(found.keys() | DEFAULTS.keys()):
        if found.get(name) != DEFAULTS.get(name):
            yield f"{name} is {found.get(name)!r} unless told, not {DEFAULTS.get(name)!r}"


@holds("types-are-as-listed")
def types(template: dict) -> Iterator[str]:
    for name, own in template["Parameters"].items():
        if own.get("Type") != ("Number" if name in NUMBERS else "String") or own.keys() - ATTRIBUTES:
            yield f"{name} is {own!r}"


@holds("choices-are-as-listed")
def choices(template: dict) -> Iterator[str]:
    for name, own in template["Parameters"].items():
        if own.get("AllowedValues") != CHOICES.get(name):
            yield f"{name} may be {own.get('AllowedValues')!r}, not {CHOICES.get(name)!r}"
        if own.get("MinValue") != (1 if name in AT_LEAST_ONE else None):
            yield f"{name} may begin at {own.get('MinValue')!r}"


@holds("policy-lets-nobody-else-in")
def policy(template: dict) -> Iterator[str]:
    directives = [directive.split() for directive in (at(template, "Parameters.ContentSecurityPolicy.Default") or "").split(";")]
    if missing := DIRECTIVES - {name for name, *_ in directives}:
        yield f"the policy lacks {', '.join(sorted(missing))}"
    for name, *sources in directives:
        if set(sources) - SOURCES:
            yield f"{name} lets in {', '.join(sorted(set(sources) - SOURCES))}"


@holds("secrets-are-resolved-where-listed")
def resolved(template: dict) -> Iterator[str]:
    """A comment or a description is read by all who may see the stack."""
    listed = sum(str(at(template, place)).count("resolve:") for place in RESOLVED)
    if elsewhere := str(template).count("resolve:") - listed:
        yield f"{elsewhere} secrets are written out beside CloudFront's header and the two that the form's function is told"


@holds("checkers-look-at-everything")
def checkers(template: dict) -> Iterator[str]:
    if template["Metadata"] != {"cfn-lint": {"config": {"regions": ["eu-north-1"]}}}:
        yield f"cfn-lint is told {template['Metadata']!r}"
    for name, body in template["Resources"].items():
        if body.get("Metadata", {}).keys() - {"checkov"}:
            yield f"{name} has other metadata than what checkov passes over, which checkov_test.py looks at"


RULES = [defaults, types, choices, policy, resolved, checkers]
