"""Mistakes as people make them in the template, one place at a time. Each module has those of the rules of its name."""

from template import Value

GONE = object()
# The rule that must say so, where, what stands there now (GONE: nothing).
Mistake = tuple[str, str, Value | object]


def role(name: str, sid: str) -> str:
    return f"Resources.{name}Role.Properties.Policies.0.PolicyDocument.Statement.Sid={sid}"


def statement(name: str, index: int) -> str:
    return f"Resources.{name}Role.Properties.Policies.0.PolicyDocument.Statement.{index}"
