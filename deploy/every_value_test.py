"""Takes away and changes every single value of the template in turn, and sees that some rule notices: what no rule looks at
could go wrong unseen. Also the other way round: a rule that nothing breaks, here or in mutations_test.py, checks nothing."""

import re
import sys
from collections.abc import Callable, Iterator

from check_template import RULES, broken_rules
from mutations_test import MISTAKES
from template import Value, load

# What may be otherwise without harm: words for people, names of our own, and times that only tune.
FREE = re.compile(
    r"Metadata|Description|\.Comment|\.Name$|\.Sid$|PolicyName|DashboardName|FunctionCode"
    r"|(Log|TopicKey|DeadLetters)\.(DeletionPolicy|UpdateReplacePolicy)$"
    r"|ExcludePunctuation|PasswordLength|\.DefaultValue$|MaximumEventAgeInSeconds|PendingWindowInDays|NotFoundDistribution.*(HttpVersion|PriceClass)"
)


def main() -> int:
    template = load("template.yaml")
    noticed: set[str] = set()
    faults, tried = [], 0
    for part in ("Resources", "Conditions", "Rules"):
        for path, change, undo in mistakes_in(template[part], part):
            change()
            found = broken_rules(template)
            undo()
            tried += 1
            noticed |= found
            if not found:
                faults.append(f"{path}: no rule notices that it is gone or changed")
    if broken_rules(template):
        faults.append("the template is not what it was before")
    seeded = {name for name, _, _ in MISTAKES}
    faults += [f"{rule.name}: nothing breaks it" for rule in RULES if rule.name not in noticed | seeded]
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"every value: {tried - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def mistakes_in(value: Value, path: str) -> Iterator[tuple[str, Callable, Callable]]:
    """Each value below this one: how to take it away or change it, and how to undo that."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        below = f"{path}.{key}"
        if FREE.search(below):
            continue
        if isinstance(value, dict):
            yield below, lambda key=key: value.pop(key), lambda before=list(value.items()): restore(value, before)
        if not isinstance(inner, dict | list):
            yield below, lambda key=key, inner=inner: value.__setitem__(key, other(inner)), lambda key=key, inner=inner: value.__setitem__(key, inner)
        else:
            yield from mistakes_in(inner, below)


def restore(value: dict, before: list) -> None:
    value.clear()
    value.update(before)


def other(value: Value) -> Value:
    if isinstance(value, bool):
        return not value
    return value + 7 if isinstance(value, int) else "something else"


if __name__ == "__main__":
    sys.exit(main())
