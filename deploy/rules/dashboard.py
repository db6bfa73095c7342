"""The dashboard: what it draws, so that no line of it lies flat because its number has another name."""

import json
from collections.abc import Iterator

from rules import holds, of_type
from template import at

STACK = "${AWS::StackName}"
DRAWN = {"title", "region", "stat", "period", "metrics"}
BODY = "Resources.Dashboard.Properties.DashboardBody.Fn::Sub"


def of(namespace: str, dimension: str, *names: str) -> list[str]:
    return [f"{namespace} {name} {dimension}" for name in names]


API, TABLE = ("AWS/ApiGateway", "ApiId ${Api}"), ("AWS/DynamoDB", "TableName ${Table}")
FUNCTIONS = [("AWS/Lambda", f"FunctionName ${{{name}Function}}") for name in ("Http", "Schedule", "Bounce")]
# Panel: how its numbers are put together, and which they are.
PANELS = {
    "Outbox": ("Maximum", [f"{STACK} OldestUndeliveredSeconds", f"{STACK} FailedMessages"]),
    "Form endpoint": ("Sum", [*of(*API, "Count", "4xx", "5xx"), f"{STACK} ThrottledRequests", f"{STACK} SignUps"]),
    "Time to answer, ms": (None, [f"{line} {part}" for line in of(*API, "Latency") for part in ("p50", "p99")]),
    "Functions": ("Sum", [line for function in FUNCTIONS for line in of(*function, "Invocations", "Errors")]),
    "Table": ("Sum", of(*TABLE, "ConsumedWriteCapacityUnits", "ConsumedReadCapacityUnits", "WriteThrottleEvents")),
}


def panels(template: dict) -> dict[str, tuple[dict, list[str]]]:
    """Those that draw numbers, by title: their properties, and each number as its words."""
    drawing = [widget["properties"] for widget in _widgets(template) if widget["type"] == "metric"]
    return {properties["title"]: (properties, list(_written_out(properties["metrics"]))) for properties in drawing}


def _widgets(template: dict) -> list[dict]:
    return json.loads(at(template, BODY) or '{"widgets": []}')["widgets"]


def _written_out(metrics: list[list]) -> Iterator[str]:
    """In CloudWatch's notation `.` repeats what stands above, and `...` all of it."""
    above: list[str] = []
    for metric in metrics:
        *words, options = metric if isinstance(metric[-1], dict) else [*metric, {}]
        above = above if words == ["..."] else [above[place] if word == "." else word for place, word in enumerate(words)]
        yield " ".join([*above, options["stat"]] if "stat" in options else above)


@holds("dashboard-shows-every-alarm")
def alarms(template: dict) -> Iterator[str]:
    shown = [alarm for widget in _widgets(template) if widget["type"] == "alarm" for alarm in widget["properties"]["alarms"]]
    expected = [f"${{{name}.Arn}}" for name in of_type(template, "AWS::CloudWatch::Alarm")]
    for name in sorted(set(shown) ^ set(expected)):
        yield f"{name} is only in the dashboard, or not in it"
    for widget in _widgets(template):
        if extra := widget["properties"].keys() - ({"title", "alarms"} if widget["type"] == "alarm" else DRAWN):
            yield f"a widget has {', '.join(sorted(extra))}"


@holds("dashboard-shows-what-it-says")
def numbers(template: dict) -> Iterator[str]:
    found = panels(template)
    for title in sorted(found.keys() ^ PANELS.keys()):
        yield f"the panel {title} is there or not there"
    for title, (statistic, expected) in PANELS.items():
        properties, drawn = found[title]
        settings = {key: properties.get(key) for key in ("stat", "period", "region")}
        if drawn != expected or settings != {"stat": statistic, "period": 300, "region": "${AWS::Region}"}:
            yield f"{title} draws {drawn}, {settings}"


@holds("dashboard-panels-stand-apart")
def apart(template: dict) -> Iterator[str]:
    """In CloudWatch's 24 columns, none behind another."""
    taken: set[tuple[int, int]] = set()
    for widget in _widgets(template):
        columns = range(widget["x"], widget["x"] + widget["width"])
        cells = {(x, y) for x in columns for y in range(widget["y"], widget["y"] + widget["height"])}
        if cells & taken or not set(columns) <= set(range(24)) or not cells:
            yield f"{widget['properties'].get('title')} stands over another, or over the edge"
        taken |= cells


RULES = [alarms, numbers, apart]
