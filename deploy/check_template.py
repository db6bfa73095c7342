"""Holds template.yaml and spend.yaml against the rules, and runs the edge functions that stand in it.

`check(template)` gives the names of broken rules with what is wrong; mutations_test.py proves that each rule can break.
"""

import sys

import dukpy

from rules import Rule, alarms, edge, functions, mail, parameters, shape, table, whole
from template import at, load

RULES: list[Rule] = [*whole.RULES, *shape.RULES, *parameters.RULES, *table.RULES, *functions.RULES, *edge.RULES, *mail.RULES, *alarms.RULES]

# Function, what is asked, what becomes of it: a path, or `301 path`.
EDGE_CASES = [
    ("CleanUrls", "/", "/index.html"),
    ("CleanUrls", "/ar/", "/ar/index.html"),
    ("CleanUrls", "/en/results", "301 /en/results/"),
    ("CleanUrls", "/fa-AF", "301 /fa-AF/"),
    ("CleanUrls", "/style.0a1b.css", "/style.0a1b.css"),
    ("CleanUrls", "/.well-known/security.txt", "/.well-known/security.txt"),
    ("CleanUrls", "//evil", "//evil"),
    ("CleanUrls", "/\\evil", "/\\evil"),
    ("CleanUrls", "/%5Cevil", "/%5Cevil"),
    ("CleanUrls", "/a/..//evil", "/a/..//evil"),
    ("NotFoundPage", "/ar/nothing/index.html", "/ar/404.html"),
    ("NotFoundPage", "/sv-simple/x", "/sv-simple/404.html"),
    ("NotFoundPage", "/nothing", "/404.html"),
    ("NotFoundPage", "/", "/404.html"),
    ("NotFoundPage", "//x", "/404.html"),
]


def check(template: dict) -> dict[str, list[str]]:
    return _broken(template, RULES) | _edge_faults(template)


def broken_rules(template: dict) -> set[str]:
    """Their names alone, without the edge functions' code."""
    return _broken(template, RULES).keys()


def check_spend(template: dict) -> dict[str, list[str]]:
    return _broken(template, alarms.SPEND_RULES)


def _broken(template: dict, rules: list[Rule]) -> dict[str, list[str]]:
    faults = {rule.name: _faults(template, rule) for rule in rules}
    return {name: found for name, found in faults.items() if found}


def _faults(template: dict, rule: Rule) -> list[str]:
    """A rule that falls over what it finds has found something."""
    try:
        return list(rule.broken(template))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return [f"what it looks at is not there ({error!r})"]


def _edge_faults(template: dict) -> dict[str, list[str]]:
    faults: dict[str, list[str]] = {}
    for name, uri, expected in EDGE_CASES:
        found = _moved(_run(template, name, {"request": {"uri": uri}}))
        if found != expected:
            faults.setdefault(f"edge-{name}", []).append(f"{uri} becomes {found}, not {expected}")
    if _run(template, "NotFoundStatus", {"response": {"statusCode": 200}}).get("statusCode") != 404:
        faults["edge-NotFoundStatus"] = ["the status stays 200"]
    return faults


def _moved(answer: dict) -> str:
    return answer.get("uri") or f"{answer.get('statusCode')} {at(answer, 'headers.location.value')}"


def _run(template: dict, name: str, event: dict) -> dict:
    """What a function of the template makes of an event. One that is gone or faulty makes nothing of it."""
    code = at(template, f"Resources.{name}.Properties.FunctionCode") or ""
    try:
        return dukpy.evaljs(f"{code}; handler(dukpy.event)", event=event)
    except dukpy.JSRuntimeError:
        return {}


def main() -> int:
    if sys.argv[1:] == ["--list"]:
        print("\n".join(shape.listing(load("template.yaml"))))
        return 0
    faults = check(load("template.yaml")) | check_spend(load("spend.yaml"))
    for name, found in faults.items():
        for fault in found:
            print(f"FAIL {name}: {fault}")
    rules = len(RULES) + len(alarms.SPEND_RULES) + 3
    print(f"template rules: {rules - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
