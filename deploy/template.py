"""template.yaml → plain values: `!Ref X` becomes {"Ref": X}, `!GetAtt A.B` {"Fn::GetAtt": "A.B"}, and so on.

Must not know what the template is about.
"""

from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent
Value = dict | list | str | int | float | bool | None


class _Loader(yaml.SafeLoader):
    pass


def _function(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _function)


def load(name: str) -> dict:
    return yaml.load((FOLDER / name).read_text(), _Loader)


def at(value: Value, path: str) -> Value:
    """The value at a dotted path; a part in a list is an index, or `Key=text` for the first item that has it. Else None."""
    for part in path.split("."):
        step = _step(value, part)
        if step is None:
            return None
        value = value[step]
    return value


def put(value: Value, path: str, new: Value) -> None:
    """Sets what stands at the path, or adds it there, in a list at its end; its parent must be there."""
    parent, _, last = path.rpartition(".")
    holder = at(value, parent) if parent else value
    step = _step(holder, last)
    if step is None and isinstance(holder, list):
        holder.append(new)
    else:
        holder[last if step is None else step] = new


def remove(value: Value, path: str) -> None:
    parent, _, last = path.rpartition(".")
    holder = at(value, parent)
    del holder[_step(holder, last)]


def _step(value: Value, part: str) -> str | int | None:
    if isinstance(value, dict):
        return part if part in value else None
    if isinstance(value, list):
        if part.isdigit():
            return int(part) if int(part) < len(value) else None
        key, _, wanted = part.partition("=")
        for index, item in enumerate(value):
            if isinstance(item, dict) and str(item.get(key)) == wanted:
                return index
    return None
