"""A template → every way in which one place of it may be otherwise, each as a dictionary or list of it with other contents.

    gone, changed   each key, each item of a list; a name becomes another that exists, so that it still leads somewhere
    turned          each list
    lent            a property that another resource of the type has, or another item of the list
    exchanged       two resources of a type

A text that is JSON is altered inside, and one that is code at each of its lines, texts, numbers and signs.

Must not know what the template is about.
"""

import itertools
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from template import Value

NAMED = re.compile(r"(?<=\$\{)[\w:]+(?=[.}])")
SIGNS = {"===": "!==", "!==": "===", "&&": "||", "||": "&&", ">": "<", "+": "-", "/i": "/", "|": ""}
CODE = re.compile(r"(?P<comment>//.*)|(?P<line>^ *\w[^{}]*;$)|'[^'\n]*'|(?P<number>\b\d+\b)|===|!==|&&|\|\||>|\+|/i|\|", re.MULTILINE)


@dataclass(frozen=True)
class Alteration:
    what: str  # the path, and what becomes of it
    holder: dict | list
    contents: dict | list

    @contextmanager
    def done(self) -> Iterator[None]:
        before = self.holder.copy()
        _fill(self.holder, self.contents)
        yield
        _fill(self.holder, before)


def alterations(template: dict) -> Iterator[Alteration]:
    for part in ("Parameters", "Rules", "Conditions", "Resources", "Outputs"):
        if part in template:
            yield from _below(template[part], part, _Names(template))
    yield from _among_kin(template["Resources"])


def _below(value: dict | list, path: str, names: "_Names") -> Iterator[Alteration]:
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for key, inner in items:
        below = f"{path}.{key}"
        yield Alteration(f"{below} is gone", value, _without(value, key))
        for what, new in _others(key, inner, names):
            yield Alteration(f"{below}{what}", value, _with(value, key, new))
        if isinstance(inner, dict | list):
            yield from _below(inner, below, names)
    if isinstance(value, list) and value != value[::-1]:
        yield Alteration(f"{path} is turned round", value, value[::-1])
        for (one, mine), (_, other) in itertools.permutations(items, 2):
            yield from _lent(mine, other, f"{path}.{one}")


def _among_kin(resources: dict) -> Iterator[Alteration]:
    for (one, this), (other, that) in itertools.combinations(resources.items(), 2):
        if this["Type"] == that["Type"]:
            yield Alteration(f"Resources.{one} and {other} are exchanged", resources, resources | {one: that, other: this})
            yield from _lent(this, that, f"Resources.{one}")
            yield from _lent(that, this, f"Resources.{other}")


def _lent(mine: Value, other: Value, path: str) -> Iterator[Alteration]:
    """What the other has and mine has not, at any depth, added to mine."""
    if not isinstance(mine, dict) or not isinstance(other, dict) or _is_call(mine) or _is_call(other):
        return
    for key, lent in other.items():
        if key not in mine:
            yield Alteration(f"{path}.{key} is lent", mine, mine | {key: lent})
        else:
            yield from _lent(mine[key], lent, f"{path}.{key}")


def _is_call(value: dict) -> bool:
    """`!Ref`, `!GetAtt` and so on."""
    return any(key == "Ref" or key.startswith("Fn::") for key in value)


def _others(key: str | int, value: Value, names: "_Names") -> Iterator[tuple[str, Value]]:
    """What may stand in its place, and a word for it."""
    if isinstance(value, str) and value.lstrip().startswith('{"'):
        yield from _other_json(value, names)
    elif isinstance(value, str) and value.startswith("function "):
        yield from _other_code(value)
    else:
        yield from ((f" is {new!r}", new) for new in _other_values(key, value, names))


def _other_values(key: str | int, value: Value, names: "_Names") -> Iterator[Value]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 7, value - 1)
    elif isinstance(value, str):
        yield "something else"
        if key in ("Ref", "Fn::GetAtt"):
            name, dot, attribute = value.partition(".")
            yield from (f"{other}{dot}{attribute}" for other in names.like(name))
        elif value in names.conditions:
            yield from sorted(names.conditions - {value})
        for found in NAMED.finditer(value):
            yield from (_spliced(value, found, other) for other in names.like(found[0]))


def _other_json(text: str, names: "_Names") -> Iterator[tuple[str, str]]:
    inside = json.loads(text)
    for alteration in _below(inside, "", names):
        with alteration.done():
            yield alteration.what, json.dumps(inside)


def _other_code(code: str) -> Iterator[tuple[str, str]]:
    for found in CODE.finditer(code):
        new = SIGNS.get(found[0]) or ("" if found["line"] else f"{found[0]}7" if found["number"] else "'something else'")
        if not found["comment"]:
            yield f" has {new!r} for {found[0]!r}", _spliced(code, found, new)


def _spliced(text: str, found: re.Match, new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


class _Names:
    def __init__(self, template: dict) -> None:
        self.resources = {name: body["Type"] for name, body in template["Resources"].items()}
        self.parameters = template["Parameters"].keys()
        self.conditions = template.get("Conditions", {}).keys()

    def like(self, name: str) -> list[str]:
        """Two others of the same kind, or else two of any."""
        kin = [other for other, kind in self.resources.items() if kind == self.resources.get(name)]
        if name in self.parameters:
            kin = list(self.parameters)
        kin = [other for other in kin if other != name] or [other for other in self.resources if other != name]
        return kin[:2]


def _without(value: dict | list, key: str | int) -> dict | list:
    if isinstance(value, dict):
        return {name: inner for name, inner in value.items() if name != key}
    return value[:key] + value[key + 1 :]


def _with(value: dict | list, key: str | int, new: Value) -> dict | list:
    if isinstance(value, dict):
        return value | {key: new}
    return [*value[:key], new, *value[key + 1 :]]


def _fill(holder: dict | list, contents: dict | list) -> None:
    holder.clear()
    holder.update(contents) if isinstance(holder, dict) else holder.extend(contents)
