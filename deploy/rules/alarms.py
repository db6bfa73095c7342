"""Who is told when something fails. Every alarm stands here with its threshold, so that none can go or go deaf unseen."""

import re
from collections.abc import Iterator

from rules import Rule, dashboard, equal, holds, of_type
from template import FOLDER, at

STACK = {"Ref": "AWS::StackName"}
TOPIC = {"Ref": "AlarmTopic"}
AT_LEAST, ABOVE, BELOW = "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold"
QUIET, LOUD, KEEP = "notBreaching", "breaching", "ignore"


def by(dimension: str, value: dict) -> list:
    return [{"Name": dimension, "Value": value}]


API = by("ApiId", {"Ref": "Api"})
HTTP, SCHEDULE, BOUNCE = (by("FunctionName", {"Ref": f"{name}Function"}) for name in ("Http", "Schedule", "Bounce"))
QUEUE = by("QueueName", {"Fn::GetAtt": "DeadLetters.QueueName"})

# Alarm: metric, whose, statistic, seconds, threshold, comparison, what silence means.
ALARMS = {
    "FailedMessages": (STACK, "FailedMessages", None, "Sum", 300, 1, AT_LEAST, QUIET),
    "OldestMessage": (STACK, "OldestUndeliveredSeconds", None, "Maximum", 300, 900, ABOVE, KEEP),
    "SweepSilent": ("AWS/Lambda", "Invocations", SCHEDULE, "Sum", 900, 1, BELOW, LOUD),
    "TrialSilent": (STACK, "TrialsPassed", None, "Sum", 7200, 1, BELOW, LOUD),
    "ServerErrors": ("AWS/ApiGateway", "5xx", API, "Sum", 60, 1, AT_LEAST, QUIET),
    "ScheduleErrors": ("AWS/Lambda", "Errors", SCHEDULE, "Sum", 300, 1, AT_LEAST, QUIET),
    "BounceErrors": ("AWS/Lambda", "Errors", BOUNCE, "Sum", 300, 1, AT_LEAST, QUIET),
    "FunctionThrottles": ("AWS/Lambda", "Throttles", HTTP, "Sum", 60, 1, AT_LEAST, QUIET),
    "ApiThrottles": (STACK, "ThrottledRequests", None, "Sum", 300, 10, AT_LEAST, QUIET),
    "TableThrottles": ("AWS/DynamoDB", "WriteThrottleEvents", by("TableName", {"Ref": "Table"}), "Sum", 300, 1, AT_LEAST, QUIET),
    "DeadLetters": ("AWS/SQS", "ApproximateNumberOfMessagesVisible", QUEUE, "Maximum", 300, 1, AT_LEAST, QUIET),
    "Flood": ("AWS/ApiGateway", "Count", API, "Sum", 3600, 10000, ABOVE, QUIET),
}
LASTING = ("OldestMessageAlarm", "SweepSilentAlarm", "TrialSilentAlarm")
PARTS = ("Namespace", "MetricName", "Dimensions", "Statistic", "Period", "Threshold", "ComparisonOperator", "TreatMissingData")


def alarm(name: str) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        properties = at(template, f"Resources.{name}Alarm.Properties") or {}
        periods = 2 if name == "ScheduleErrors" else 1  # one failed sweep is mended by the next
        if properties.get("EvaluationPeriods") != periods:
            yield f"{name}Alarm: EvaluationPeriods is {properties.get('EvaluationPeriods')!r}, not {periods}"
        for part, value in zip(PARTS, ALARMS[name], strict=True):
            if properties.get(part) != value:
                yield f"{name}Alarm: {part} is {properties.get(part)!r}, not {value!r}"

    return Rule(f"alarm-{name}", broken)


@holds("alarms-reach-somebody")
def alarms_wired(template: dict) -> Iterator[str]:
    pages = re.findall(r"^## (.+)$", (FOLDER / "README.md").read_text(), re.MULTILINE)
    for name, properties in of_type(template, "AWS::CloudWatch::Alarm").items():
        if properties.get("AlarmActions") != [TOPIC] or properties.get("ActionsEnabled", True) is not True:
            yield f"{name} tells nobody"
        page = re.search(r'Runbook - "([^"]+)"\.$', properties.get("AlarmDescription", ""))
        if not page or not any(heading.startswith(page[1]) for heading in pages):
            yield f"{name} does not say on which page of deploy/README.md it stands what to do"
        if properties.get("OKActions") != ([TOPIC] if name in LASTING else None):
            yield f"{name} says to {properties.get('OKActions')!r} when it is over"
    for subscription in at(template, "Resources.AlarmTopic.Properties.Subscription") or [{}]:
        if subscription != {"Protocol": "email", "Endpoint": {"Ref": "OperatorEmail"}}:
            yield f"the alarm topic leads to {subscription!r}"


@holds("throttles-come-from-the-api's-log")
def throttles(template: dict) -> Iterator[str]:
    properties = at(template, "Resources.ApiThrottlesFilter.Properties") or {}
    made = at(properties, "MetricTransformations.0") or {}
    expected = {"MetricNamespace": STACK, "MetricName": "ThrottledRequests", "MetricValue": "1", "DefaultValue": 0}
    pattern = '{ $.status = "429" && $.integration = "-" }'
    if (properties.get("LogGroupName"), properties.get("FilterPattern"), made) != ({"Ref": "ApiLog"}, pattern, expected):
        yield f"ApiThrottlesFilter is {properties!r}"


@holds("numbers-are-those-that-somebody-counts")
def counted(template: dict) -> Iterator[str]:
    """An alarm over a number that nobody counts would be silent for ever, and so would a line of the dashboard."""
    source = (FOLDER.parent / "function/src/metrics.rs").read_text()
    known = set(re.findall(r'(?:counter|histogram)!\("(\w+)"', source))
    for properties in of_type(template, "AWS::Logs::MetricFilter").values():
        known |= {made["MetricName"] for made in properties["MetricTransformations"]}
    drawn = [line.split() for _, lines in dashboard.panels(template).values() for line in lines]
    shown = {name for namespace, name, *_ in drawn if namespace == dashboard.STACK}
    for metric in sorted(shown - known):
        yield f"the dashboard shows {metric}, which nobody counts"
    for name, properties in of_type(template, "AWS::CloudWatch::Alarm").items():
        if properties.get("Namespace") == STACK and properties.get("MetricName") not in known:
            yield f"{name}: nobody counts {properties.get('MetricName')}"


@holds("logs-do-not-grow-for-ever")
def log_retention(template: dict) -> Iterator[str]:
    for name, properties in of_type(template, "AWS::Logs::LogGroup").items():
        if properties.get("RetentionInDays") != {"Ref": "LogRetentionDays"}:
            yield f"{name} is kept for {properties.get('RetentionInDays')!r}"


RULES = [
    *(alarm(name) for name in ALARMS),
    alarms_wired,
    throttles,
    counted,
    log_retention,
    equal("log-retention-is-short-by-default", "Parameters.LogRetentionDays.Default", 90),
]
