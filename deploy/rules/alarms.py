"""Who is told when something fails. Every alarm stands here with its threshold, so that none can go or go deaf unseen."""

import re
from collections.abc import Iterator

from rules import Rule, equal, holds, of_type
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
    for name, properties in of_type(template, "AWS::CloudWatch::Alarm").items():
        if properties.get("AlarmActions") != [TOPIC] or properties.get("ActionsEnabled", True) is not True:
            yield f"{name} tells nobody"
        if not properties.get("AlarmDescription"):
            yield f"{name} does not say what to do"
        if name in LASTING and properties.get("OKActions") != [TOPIC]:
            yield f"{name} does not say when it is over"
    for subscription in at(template, "Resources.AlarmTopic.Properties.Subscription") or [{}]:
        if subscription != {"Protocol": "email", "Endpoint": {"Ref": "OperatorEmail"}}:
            yield f"the alarm topic leads to {subscription!r}"


@holds("numbers-come-from-the-log")
def metric_filters(template: dict) -> Iterator[str]:
    """The stack's own metrics: each has a filter that makes it, over the log that has its lines."""
    given_up = '{ $.event = "message_given_up" }'
    expected = {
        "FailedMessagesFromHttp": ("HttpLog", given_up, "FailedMessages", "1"),
        "FailedMessagesFromSchedule": ("ScheduleLog", given_up, "FailedMessages", "1"),
        "OldestMessageFromSchedule": ("ScheduleLog", '{ $.event = "swept" }', "OldestUndeliveredSeconds", "$.oldest_undelivered_s"),
        "TrialsFromSchedule": ("ScheduleLog", '{ $.event = "trial_passed" }', "TrialsPassed", "1"),
        "ApiThrottlesFilter": ("ApiLog", '{ $.status = "429" }', "ThrottledRequests", "1"),
    }
    for name, (log, pattern, metric, value) in expected.items():
        properties = at(template, f"Resources.{name}.Properties") or {}
        made = at(properties, "MetricTransformations.0") or {}
        found = properties.get("LogGroupName"), properties.get("FilterPattern"), made.get("MetricName"), made.get("MetricValue")
        if found != ({"Ref": log}, pattern, metric, value) or made.get("MetricNamespace") != STACK:
            yield f"{name} is {found!r}"


@holds("log-lines-are-those-of-the-function")
def log_lines(template: dict) -> Iterator[str]:
    """A filter for a line that no code writes would be silent for ever."""
    source = "".join(path.read_text() for path in (FOLDER.parent / "function/src").rglob("*.rs"))
    for name, properties in of_type(template, "AWS::Logs::MetricFilter").items():
        event = re.search(r'\$\.event = "(\w+)"', properties.get("FilterPattern", ""))
        field = re.match(r"\$\.(\w+)", at(properties, "MetricTransformations.0.MetricValue") or "")
        if event and f'event = "{event[1]}"' not in source:
            yield f"{name}: the function logs no event {event[1]}"
        if field and not re.search(rf"\b{field[1]} = ", source):
            yield f"{name}: the function logs no field {field[1]}"


@holds("dashboard-shows-every-alarm")
def dashboard(template: dict) -> Iterator[str]:
    body = str(at(template, "Resources.Dashboard.Properties.DashboardBody"))
    for name in of_type(template, "AWS::CloudWatch::Alarm"):
        if f"${{{name}.Arn}}" not in body:
            yield f"the dashboard lacks {name}"


@holds("logs-do-not-grow-for-ever")
def log_retention(template: dict) -> Iterator[str]:
    for name, properties in of_type(template, "AWS::Logs::LogGroup").items():
        if properties.get("RetentionInDays") != {"Ref": "LogRetentionDays"}:
            yield f"{name} is kept for {properties.get('RetentionInDays')!r}"


@holds("scripts-find-their-outputs")
def outputs(template: dict) -> Iterator[str]:
    for name in ("SiteUrl", "SiteBucketName", "DistributionId", "TableName", "HashSecretName", "NextUpload", "NextMailDns"):
        if not at(template, f"Outputs.{name}.Value"):
            yield f"no output {name}"


RULES = [
    *(alarm(name) for name in ALARMS),
    alarms_wired,
    metric_filters,
    log_lines,
    dashboard,
    log_retention,
    outputs,
    equal("log-retention-is-short-by-default", "Parameters.LogRetentionDays.Default", 90),
]

NOTIFICATIONS = "Resources.Budget.Properties.NotificationsWithSubscribers"
OPERATOR = [{"SubscriptionType": "EMAIL", "Address": {"Ref": "OperatorEmail"}}]
# Of spend.yaml.
SPEND_RULES = [
    equal("budget-has-a-limit", "Resources.Budget.Properties.Budget.BudgetLimit", {"Amount": {"Ref": "MonthlyBudgetUsd"}, "Unit": "USD"}),
    equal("budget-warns-early", f"{NOTIFICATIONS}.0.Notification.Threshold", 80),
    equal("budget-warns-of-the-forecast", f"{NOTIFICATIONS}.1.Notification.NotificationType", "FORECASTED"),
    equal("budget-warning-reaches-somebody", f"{NOTIFICATIONS}.0.Subscribers", OPERATOR),
    equal("budget-forecast-reaches-somebody", f"{NOTIFICATIONS}.1.Subscribers", OPERATOR),
]
