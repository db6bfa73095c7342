"""Who is told when something fails."""

from mistakes import GONE, Mistake
from rules import alarms

MISTAKES: list[Mistake] = [
    ("alarms-reach-somebody", "Resources.FailedMessagesAlarm.Properties.OKActions", ["arn:aws:sns:eu-north-1:123456789012:else"]),
    *((f"alarm-{name}", f"Resources.{name}Alarm", GONE) for name in alarms.ALARMS),
    ("alarm-OldestMessage", "Resources.OldestMessageAlarm.Properties.Threshold", 86400),
    ("alarm-SweepSilent", "Resources.SweepSilentAlarm.Properties.TreatMissingData", "notBreaching"),
    ("alarm-ServerErrors", "Resources.ServerErrorsAlarm.Properties.Dimensions", GONE),
    ("alarm-FailedMessages", "Resources.FailedMessagesAlarm.Properties.MetricName", "Failed"),
    ("alarms-reach-somebody", "Resources.FailedMessagesAlarm.Properties.AlarmActions", GONE),
    ("alarms-reach-somebody", "Resources.DeadLettersAlarm.Properties.ActionsEnabled", False),
    ("alarms-reach-somebody", "Resources.AlarmTopic.Properties.Subscription", GONE),
    ("throttles-come-from-the-api's-log", "Resources.ApiThrottlesFilter.Properties.FilterPattern", '{ $.status = "429" }'),
    ("throttles-come-from-the-api's-log", "Resources.ApiThrottlesFilter.Properties.MetricTransformations.0.MetricNamespace", "Api"),
    ("numbers-are-those-that-somebody-counts", "Resources.FailedMessagesAlarm.Properties.MetricName", "MessagesLost"),
    ("numbers-are-those-that-somebody-counts", "Resources.ApiThrottlesFilter", GONE),
    ("numbers-are-those-that-somebody-counts", "Resources.Dashboard.Properties.DashboardBody", {"Fn::Sub": '{"widgets": [{"properties": {"metrics": [["${AWS::StackName}", "SignUps"], [".", "Visits"]]}}]}'}),
    ("dashboard-shows-every-alarm", "Resources.Dashboard.Properties.DashboardBody", {"Fn::Sub": '{"widgets": []}'}),
    ("logs-do-not-grow-for-ever", "Resources.HttpLog.Properties", {}),
    ("log-retention-is-short-by-default", "Parameters.LogRetentionDays.Default", 365),
    ("alarms-reach-somebody", "Resources.FloodAlarm.Properties.AlarmDescription", "Too many requests."),
    ("alarms-reach-somebody", "Resources.FloodAlarm.Properties.AlarmDescription", 'Too many requests. Runbook - "Floods".'),
    ("throttles-come-from-the-api's-log", "Resources.ApiThrottlesFilter.Properties.MetricTransformations.0.DefaultValue", 1),
]
