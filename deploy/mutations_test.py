"""Makes the mistakes of `mistakes/` in the templates, one at a time, and sees that the rule of that name says so."""

import copy
import sys

from check_template import check, check_spend
from mistakes import GONE, Mistake, alarms, bucket, dashboard, form, functions, headers, mail, outputs, pages, parameters, shape, spend, table, whole
from template import Value, at, load, put, remove

ROOMS = (whole, shape, parameters, outputs, table, functions, form, pages, headers, bucket, mail, alarms, dashboard)
MISTAKES: list[Mistake] = [mistake for room in ROOMS for mistake in room.MISTAKES]
SPEND_MISTAKES = spend.MISTAKES


def main() -> int:
    faults = []
    for whole, find, mistakes in ((load("template.yaml"), check, MISTAKES), (load("spend.yaml"), check_spend, SPEND_MISTAKES)):
        if find(whole):
            faults.append(f"the template as it is breaks {', '.join(find(whole))}")
        faults += [fault for mistake in mistakes if (fault := survives(whole, find, *mistake))]
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"seeded mistakes: {len(MISTAKES) + len(SPEND_MISTAKES) - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def survives(whole: dict, find, rule: str, path: str, new: Value | object) -> str | None:
    """What is wrong when the rule does not notice the mistake."""
    broken = copy.deepcopy(whole)
    before = copy.deepcopy(at(broken, path))
    if new is GONE:
        remove(broken, path)
    else:
        put(broken, path, new)
    if at(broken, path) == before:
        return f"{rule}: {path} is the same after the mistake"
    found = find(broken)
    return None if rule in found else f"{rule}: {path} was not noticed; noticed was {', '.join(found) or 'nothing'}"


if __name__ == "__main__":
    sys.exit(main())
