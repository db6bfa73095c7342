"""What may stand in the template at all. The other rules hold what is there; these say that nothing stands beside it: one
property more can switch off what all the others promise (a filter on a subscription, a date at which a schedule ends)."""

import re
from collections.abc import Iterator
from pathlib import Path

from rules import holds
from template import Value, at

LISTED = Path(__file__).with_name("properties.txt")
SECTIONS = {"AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Conditions", "Resources", "Outputs"}
# Below these, other rules compare the whole.
WHOLE = {"PolicyDocument", "AssumeRolePolicyDocument", "KeyPolicy", "Variables"}
EDGE = "Resources.Distribution.Properties.DistributionConfig"
# What a parameter's pattern must take, and what it must not.
TAKEN = {
    "Coordinators": ["a@b.se", "a@b.se,c@d.se", "a@b.se kind=family language=ar|fa-AF, c@d.se"],
    "MailFrom": ["a@b.se"],
    "OperatorEmail": ["a@b.se"],
    "ProbeMail": ["success@simulator.amazonses.com"],
    "OriginHeaderVersion": ["", "12345678-1234-1234-1234-123456789012"],
    "MailDomain": ["example.se", "test.example.se"],
    "CertificateArn": ["", "arn:aws:acm:us-east-1:123456789012:certificate/1-2"],
}
REFUSED = {
    "Coordinators": ["", "a", "a@b.se c@d.se", "a@b.se,", "a@b.se kind"],
    "MailFrom": ["", "a", "a b@c.se", "a@b@c.se"],
    "OperatorEmail": ["", "a", "a b@c.se"],
    "ProbeMail": ["", "a"],
    "OriginHeaderVersion": ["1", "AWSCURRENT", "{{resolve:x}}"],
    "MailDomain": ["", "example", "a@example.se", "Example.se"],
    "CertificateArn": ["arn:aws:acm:eu-north-1:123456789012:certificate/1-2", "example.se"],
}


@holds("sections-are-as-listed")
def sections(template: dict) -> Iterator[str]:
    if template.keys() != SECTIONS:
        yield f"{', '.join(sorted(template.keys() ^ SECTIONS))}: there or not there"


@holds("properties-are-as-listed")
def properties(template: dict) -> Iterator[str]:
    """No property more than `properties.txt` has, and none less. `check_template.py --list` prints it."""
    known, found = set(LISTED.read_text().splitlines()), set(listing(template))
    for line in sorted(found - known):
        yield f"{line}: not in {LISTED.name}; if it is meant, list it there"
    for line in sorted(known - found):
        yield f"{line}: in {LISTED.name}, but not in the template"


def listing(template: dict) -> list[str]:
    """A line for each property of a type, and for each attribute beside them; with names where not all of the type have it."""
    kinds: dict[str, dict[str, set[str]]] = {}
    for name, body in template["Resources"].items():
        found = set(_paths(body.get("Properties", {}))) | {f"({key})" for key in body.keys() - {"Type", "Properties"}}
        kinds.setdefault(body["Type"].removeprefix("AWS::"), {})[name] = found
    return sorted(_line(kind, path, kin) for kind, kin in kinds.items() for path in set().union(*kin.values()))


def _line(kind: str, path: str, kin: dict[str, set[str]]) -> str:
    having = [name for name, found in kin.items() if path in found]
    return f"{kind} {path}" if len(having) == len(kin) else f"{kind} {path}: {', '.join(having)}"


def _paths(value: Value, path: str = "") -> Iterator[str]:
    """Without places in lists, but with the id of an item that has one."""
    if isinstance(value, list):
        for inner in value:
            yield from _paths(inner, f"{path}[{inner['Id']}]" if isinstance(inner, dict) and "Id" in inner else path)
    elif isinstance(value, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in value):
        for key, inner in value.items():
            below = f"{path}.{key}" if path else key
            yield from [below] if key in WHOLE else _paths(inner, below)
    elif path:
        yield path


@holds("two-ways-at-the-edge")
def ways(template: dict) -> Iterator[str]:
    """One more path or origin could come before the form's."""
    patterns = [behaviour.get("PathPattern") for behaviour in at(template, f"{EDGE}.CacheBehaviors") or []]
    origins = [origin.get("Id") for origin in at(template, f"{EDGE}.Origins") or []]
    if patterns != ["/api/*"] or origins != ["site", "not-found", "api"]:
        yield f"paths {patterns}, origins {origins}"


@holds("four-headers-besides")
def headers(template: dict) -> Iterator[str]:
    """Such as one that lets other sites read the answers."""
    items = at(template, "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig.CustomHeadersConfig.Items") or []
    if len(items) != 4:
        yield f"{len(items)} of them"


@holds("parameters-take-what-is-meant")
def patterns(template: dict) -> Iterator[str]:
    for name, parameter in template["Parameters"].items():
        if ("AllowedPattern" in parameter) != (name in TAKEN):
            yield f"{name}: no example of what its pattern takes"
        for given in TAKEN.get(name, []):
            if not re.fullmatch(parameter.get("AllowedPattern", ""), given):
                yield f"{name} refuses {given!r}"
        for given in REFUSED.get(name, []):
            if re.fullmatch(parameter.get("AllowedPattern", ".*"), given):
                yield f"{name} takes {given!r}"


@holds("logs-are-kept-a-year-at-most")
def retention(template: dict) -> Iterator[str]:
    if max(at(template, "Parameters.LogRetentionDays.AllowedValues") or [9999]) > 365:
        yield "LogRetentionDays"


RULES = [sections, properties, ways, headers, patterns, retention]
