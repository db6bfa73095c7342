"""Holds template.yaml and spend.yaml against the rules.

`check(template)` gives the names of broken rules with what is wrong; mutations_test.py proves that each rule can break.
"""

import sys

from rules import Rule, alarms, bucket, dashboard, edge_functions, form, functions, headers, mail, outputs, pages, parameters, shape, spend, table, whole
from template import load

ROOMS = (table, functions, form, pages, edge_functions, headers, bucket, mail, alarms, dashboard, parameters, outputs, whole, shape)
RULES: list[Rule] = [rule for room in ROOMS for rule in room.RULES]


def check(template: dict) -> dict[str, list[str]]:
    return _broken(template, RULES)


def check_spend(template: dict) -> dict[str, list[str]]:
    return _broken(template, spend.RULES)


def _broken(template: dict, rules: list[Rule]) -> dict[str, list[str]]:
    faults = {rule.name: faults_of(template, rule) for rule in rules}
    return {name: found for name, found in faults.items() if found}


def faults_of(template: dict, rule: Rule) -> list[str]:
    """A rule that falls over what it finds has found something."""
    try:
        return list(rule.broken(template))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return [f"what it looks at is not there ({error!r})"]


def main() -> int:
    if sys.argv[1:] == ["--list"]:
        print("\n".join(shape.listing(load("template.yaml"))))
        return 0
    faults = check(load("template.yaml")) | check_spend(load("spend.yaml"))
    for name, found in faults.items():
        for fault in found:
            print(f"FAIL {name}: {fault}")
    rules = len(RULES) + len(spend.RULES)
    print(f"template rules: {rules - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
