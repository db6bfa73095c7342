"""The code of CloudFront's functions, run: what is asked for, and what becomes of it."""

from collections.abc import Iterator
from functools import cache

import dukpy

from rules import Rule
from template import Value, at

# What is asked for, and what becomes of it: another path, or `301 path`.
CLEAN = [
    ("/", "/index.html"),
    ("/ar/", "/ar/index.html"),
    ("/en/results", "301 /en/results/"),
    ("/fa-AF", "301 /fa-AF/"),
    ("/style.0a1b.css", "/style.0a1b.css"),
    ("/.well-known/security.txt", "/.well-known/security.txt"),
    ("//evil", "//evil"),
    ("/\\evil", "/\\evil"),
    ("/%5Cevil", "/%5Cevil"),
    ("/%5cevil", "/%5cevil"),
    ("/a/..//evil", "/a/..//evil"),
    ("/a\rb", "/a\rb"),
    ("/a\nb", "/a\nb"),
]
MISSING = [
    ("/ar/nothing/index.html", "/ar/404.html"),
    ("/sv-simple/x", "/sv-simple/404.html"),
    ("/nothing", "/404.html"),
    ("/", "/404.html"),
    ("//x", "/404.html"),
]


def leads(name: str, cases: list[tuple[str, str]]) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        for uri, expected in cases:
            found = _run(_code(template, name), "request", "uri", uri)
            if found != (_redirect(expected) if expected.startswith("301 ") else {"uri": expected}):
                yield f"{uri!r} becomes {found}, not {expected!r}"

    return Rule(f"edge-{name}", broken)


def _redirect(expected: str) -> dict:
    location = {"value": expected.removeprefix("301 ")}
    return {"statusCode": 301, "statusDescription": "Moved Permanently", "headers": {"location": location}}


def not_found(template: dict) -> Iterator[str]:
    found = _run(_code(template, "NotFoundStatus"), "response", "statusCode", 200)
    if found != {"statusCode": 404, "statusDescription": "Not Found"}:
        yield f"the answer becomes {found}"


def _code(template: dict, name: str) -> str:
    return at(template, f"Resources.{name}.Properties.FunctionCode") or ""


@cache
def _run(code: str, part: str, key: str, value: Value) -> dict | str:
    """What a function makes of an event that holds this alone. One that is gone or faulty makes an error of it."""
    try:
        return dukpy.evaljs(f"{code}; handler(dukpy.event)", event={part: {key: value}})
    except dukpy.JSRuntimeError as error:
        return str(error)


RULES = [leads("CleanUrls", CLEAN), leads("NotFoundPage", MISSING), Rule("edge-NotFoundStatus", not_found)]
