"""What must hold in the template. Each module is a list of rules; a rule has a name, and a test that yields what is wrong.

    table.py           the store and its secrets
    functions.py       the three functions, what each may do, what each is told
    form.py            the form endpoint
    pages.py           CloudFront's way to the pages
    edge_functions.py  the code that runs on it
    headers.py         what every answer carries
    bucket.py          where the pages lie
    mail.py            SES, bounces, the clock, dead letters
    alarms.py          who is told when something fails
    dashboard.py       what is drawn
    parameters.py      what the stack is told
    outputs.py         what it tells
    whole.py           what is in it, under which condition, and that names lead somewhere
    shape.py           that nothing stands beside what is listed
    spend.py           the budget, in spend.yaml

Most rules are one value at one path. What holds for all resources of a kind is a function.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from template import Value, at


@dataclass(frozen=True)
class Rule:
    name: str
    broken: Callable[[dict], Iterator[str]]


def equal(name: str, path: str, expected: Value) -> Rule:
    """The value at the path is this one."""

    def broken(template: dict) -> Iterator[str]:
        found = at(template, path)
        if found != expected:
            yield f"{path} is {found!r}, not {expected!r}"

    return Rule(name, broken)


def holds(name: str) -> Callable:
    """Makes a rule of a function that yields what is wrong."""
    return lambda function: Rule(name, function)


def of_type(template: dict, kind: str) -> dict[str, dict]:
    """The resources of a type, by name, as their properties."""
    found = template["Resources"].items()
    return {name: body.get("Properties", {}) for name, body in found if body["Type"] == kind}


def listed(value: Value) -> list:
    return value if isinstance(value, list) else [value]
