"""Alters every single place of the templates in turn, and sees that some rule notices: what no rule looks at could go wrong
unseen. Also the other way round: a rule that nothing breaks, here or in mutations_test.py, checks nothing."""

import re
import sys

from alterations import alterations
from check_template import RULES, faults_of
from mutations_test import MISTAKES, SPEND_MISTAKES
from rules import Rule, spend
from template import load

# What may be otherwise without harm.
FREE = re.compile(
    r"Metadata\."  # checkov_test.py looks at what checkov passes over
    r"|Description|Comment"  # words for people
    r"|\.Sid is|PolicyName is|EventDestination\.Name is"  # names that nothing outside the resource sees
    r"|(Action|Resource|Headers|Statement) is turned|Log are exchanged"  # where order, or which of two alike, means nothing
    r"|widgets\.\d+\.(x|y|width|height)|yAxis|widgets is turned|metrics\.\d+\.2 is gone|title|alarms is turned"  # looks
)


def main() -> int:
    faults, tried = [], 0
    for name, rules in (("template.yaml", RULES), ("spend.yaml", spend.RULES)):
        template = load(name)
        unbroken = [rule for rule in rules if rule.name not in {name for name, _, _ in MISTAKES + SPEND_MISTAKES}]
        for alteration in alterations(template):
            tried += 1
            with alteration.done():
                noticing = first_broken(template, unbroken + rules)
            if noticing in unbroken:
                unbroken.remove(noticing)
            if not noticing and not FREE.search(alteration.what):
                faults.append(f"{alteration.what}: no rule notices")
        if template != load(name):
            faults.append(f"{name} is not what it was before")
        faults += [f"{rule.name}: nothing breaks it" for rule in unbroken]
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"every value: {tried - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def first_broken(template: dict, rules: list[Rule]) -> Rule | None:
    return next((rule for rule in rules if faults_of(template, rule)), None)


if __name__ == "__main__":
    sys.exit(main())
