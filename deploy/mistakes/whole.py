"""What is in the template, and where its names lead."""

from mistakes import GONE, Mistake

MISTAKES: list[Mistake] = [
    ("settings-of-http", "Resources.HttpFunction.Properties.Environment.Variables.METRICS_NAMESPACE", GONE),
    ("settings-of-schedule", "Resources.ScheduleFunction.Properties.Environment.Variables.METRICS_NAMESPACE", "sign-up"),
]
