"""What the stack is told, and what it tells."""

from mistakes import GONE, Mistake
from template import load

EDGE = "Resources.Distribution.Properties.DistributionConfig"
CSP = load("template.yaml")["Parameters"]["ContentSecurityPolicy"]["Default"]

MISTAKES: list[Mistake] = [
    ("defaults-are-as-listed", "Parameters.RetentionDays.Default", 1),
    ("defaults-are-as-listed", "Parameters.RequestsPerSecond.Default", 100000),
    ("defaults-are-as-listed", "Parameters.Coordinators.Default", "someone@else.example"),
    ("defaults-are-as-listed", "Parameters.ProbeMail.Default", "someone@else.example"),
    ("defaults-are-as-listed", "Parameters.SmtpPort.Default", 25),
    ("defaults-are-as-listed", "Parameters.AnswersSealed.Default", "yes"),
    ("choices-are-as-listed", "Parameters.AnswersSealed.AllowedValues", [False, True]),
    ("choices-are-as-listed", "Parameters.MailMode.AllowedValues", ["notice", "full", "none"]),
    ("choices-are-as-listed", "Parameters.RetentionDays.MinValue", GONE),
    ("policy-lets-nobody-else-in", "Parameters.ContentSecurityPolicy.Default", f"{CSP}; script-src https://cdn.example"),
    ("policy-lets-nobody-else-in", "Parameters.ContentSecurityPolicy.Default", CSP.replace("form-action", "form-action https://else.example")),
    ("secrets-are-resolved-where-listed", f"{EDGE}.Comment", {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}),
    ("secrets-are-resolved-where-listed", "Resources.ScheduleFunction.Properties.Description", {"Fn::Sub": "{{resolve:secretsmanager:${HashSecret}}}"}),
    ("checkers-look-at-everything", "Metadata.cfn-lint.config.ignore_checks", ["E", "W"]),
    ("types-are-as-listed", "Parameters.RequestsPerSecond.Type", "String"),
    ("types-are-as-listed", "Parameters.PackageBucket.Type", "AWS::SSM::Parameter::Value<String>"),
    ("types-are-as-listed", "Parameters.RequestsPerSecond.MaxValue", 20),
    ("types-are-as-listed", "Parameters.Coordinators.MaxLength", 60),
    ("policy-lets-nobody-else-in", "Parameters.ContentSecurityPolicy.Default", CSP.replace("; upgrade-insecure-requests", "")),
    ("checkers-look-at-everything", "Resources.Table.Metadata.cfn-lint", {"config": {"ignore_checks": ["E3001"]}}),
]
