"""What the stack is told: each parameter's default and bounds stand here, since most stages keep them; and what must not be
told on by a text that people may read."""

import re
from collections.abc import Iterator

from rules import holds
from template import Value, at

# What a stage gets that leaves it out; a parameter that is not here must be given.
DEFAULTS = {
    "Stage": "test",
    "SiteDomain": "",
    "CertificateArn": "",
    "Architecture": "x86_64",
    "MailMode": "notice",
    "Mailer": "ses",
    "MailFromName": "",
    "ProbeMail": "success@simulator.amazonses.com",
    "SmtpHost": "",
    "SmtpPort": 587,
    "RetentionDecision": "",
    "RetentionDays": 730,
    "OriginHeaderVersion": "",
    "RequestsPerSecond": 20,
    "RequestBurst": 40,
    "LogRetentionDays": 90,
}
CHOICES = {
    "Stage": ["test", "production"],
    "Architecture": ["x86_64", "arm64"],
    "MailMode": ["notice", "full"],
    "Mailer": ["ses", "smtp"],
    "LogRetentionDays": [14, 30, 60, 90, 180, 365],
}
AT_LEAST_ONE = ("RetentionDays", "RequestsPerSecond", "RequestBurst")
# `up` adds hashes; a host name would let others in.
SOURCES = {"'none'", "'self'"}
ORIGIN_HEADER = "Resources.Distribution.Properties.DistributionConfig.Origins.Id=api.OriginCustomHeaders"


@holds("defaults-are-as-listed")
def defaults(template: dict) -> Iterator[str]:
    found = {name: own["Default"] for name, own in template["Parameters"].items() if "Default" in own and name != "ContentSecurityPolicy"}
    for name in sorted(found.keys() | DEFAULTS.keys()):
        if found.get(name) != DEFAULTS.get(name):
            yield f"{name} is {found.get(name)!r} unless told, not {DEFAULTS.get(name)!r}"


@holds("choices-are-as-listed")
def choices(template: dict) -> Iterator[str]:
    for name, own in template["Parameters"].items():
        if own.get("AllowedValues") != CHOICES.get(name):
            yield f"{name} may be {own.get('AllowedValues')!r}, not {CHOICES.get(name)!r}"
        if own.get("MinValue") != (1 if name in AT_LEAST_ONE else None):
            yield f"{name} may begin at {own.get('MinValue')!r}"


@holds("policy-lets-nobody-else-in")
def policy(template: dict) -> Iterator[str]:
    for directive in (at(template, "Parameters.ContentSecurityPolicy.Default") or "").split(";"):
        name, *sources = directive.split()
        if set(sources) - SOURCES:
            yield f"{name} lets in {', '.join(sorted(set(sources) - SOURCES))}"


@holds("secrets-are-resolved-in-one-place")
def resolved(template: dict) -> Iterator[str]:
    """A comment or a description is read by all who may see the stack."""
    elsewhere = str(template).count("resolve:") - str(at(template, ORIGIN_HEADER)).count("resolve:")
    if elsewhere:
        yield f"{elsewhere} secrets are written out beside the header of CloudFront"


@holds("outputs-are-as-listed")
def outputs(template: dict) -> Iterator[str]:
    """They are read by all who may see the stack, too."""
    told = {name for output in template["Outputs"].values() for name in _parameters_in(output, template)}
    if extra := told - {"OperatorEmail", "SiteDomain"}:
        yield f"outputs tell {', '.join(sorted(extra))}"
    for name, output in template["Outputs"].items():
        if "Export" in output:
            yield f"{name} is exported, and then cannot change"


def _parameters_in(value: Value, template: dict) -> set[str]:
    words = set(re.findall(r"\w+", str(value.get("Value"))))
    return words & template["Parameters"].keys()


@holds("checkers-look-at-everything")
def checkers(template: dict) -> Iterator[str]:
    if template["Metadata"] != {"cfn-lint": {"config": {"regions": ["eu-north-1"]}}}:
        yield f"cfn-lint is told {template['Metadata']!r}"


RULES = [defaults, choices, policy, resolved, outputs, checkers]
