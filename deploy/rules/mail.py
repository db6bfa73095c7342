"""SES and what comes back from it, the clock, and the place for what fails for good."""

from collections.abc import Iterator

from rules import Rule, equal, holds, of_type
from template import at

MAIL = "Resources.MailConfiguration.Properties"
EVENTS = "Resources.MailEvents.Properties"
OURS = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
DEAD_LETTERS = {"Fn::GetAtt": "DeadLetters.Arn"}


@holds("topics-take-only-their-own")
def topic_policies(template: dict) -> Iterator[str]:
    """Who may publish: SES for this configuration, CloudWatch for this account; nobody else, under any name."""
    configuration = {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfiguration}"}
    expected = {
        "BounceTopicPolicy": ("ses", {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}, "AWS:SourceArn": configuration}),
        "AlarmTopicPolicy": ("cloudwatch", OURS),
    }
    for name, (service, condition) in expected.items():
        statements = at(template, f"Resources.{name}.Properties.PolicyDocument.Statement") or []
        wanted = {"Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sns:Publish", "Condition": {"StringEquals": condition}}
        if len(statements) != 1 or not wanted.items() <= statements[0].items():
            yield f"{name} is {statements!r}"


@holds("topics-are-encrypted")
def topics_encrypted(template: dict) -> Iterator[str]:
    for name, topic in of_type(template, "AWS::SNS::Topic").items():
        if topic.get("KmsMasterKeyId") != {"Ref": "TopicKey"}:
            yield f"{name} is not encrypted with TopicKey, whose policy lets its publishers in"


@holds("topic-key-lets-publishers-in")
def topic_key(template: dict) -> Iterator[str]:
    """Without this the alarms are lost in silence."""
    statements = at(template, "Resources.TopicKey.Properties.KeyPolicy.Statement") or []
    wanted = {
        "Principal": {"Service": ["ses.amazonaws.com", "cloudwatch.amazonaws.com"]},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Condition": {"StringEquals": OURS},
    }
    if not any(wanted.items() <= statement.items() for statement in statements):
        yield "neither SES nor CloudWatch can publish to an encrypted topic"
    for statement in statements:
        if statement.get("Principal") in ("*", {"AWS": "*"}):
            yield f"{statement.get('Sid')} lets anybody use the key"


@holds("dead-letters-from-sns-and-over-tls")
def dead_letters_policy(template: dict) -> Iterator[str]:
    statements = at(template, "Resources.DeadLettersPolicy.Properties.PolicyDocument.Statement") or []
    allow = [statement for statement in statements if statement["Effect"] == "Allow"]
    wanted = {"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Condition": {"StringEquals": OURS}}
    if len(allow) != 1 or not wanted.items() <= allow[0].items():
        yield f"the queue allows {allow!r}"
    if not any(s["Effect"] == "Deny" and at(s, "Condition.Bool.aws:SecureTransport") == "false" for s in statements):
        yield "plain HTTP is not denied"


def schedule(name: str, expression: str, task: str) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        properties = at(template, f"Resources.{name}.Properties") or {}
        expected = {
            "ScheduleExpression": expression,
            "State": "ENABLED",
            "Target.Arn": {"Fn::GetAtt": "ScheduleFunction.Arn"},
            "Target.RoleArn": {"Fn::GetAtt": "SchedulerRole.Arn"},
            "Target.Input": task,
            "Target.DeadLetterConfig": {"Arn": DEAD_LETTERS},
        }
        for path, value in expected.items():
            if at(properties, path) != value:
                yield f"{name}: {path} is {at(properties, path)!r}, not {value!r}"

    return Rule(f"clock-{name.lower()}", broken)


RULES = [
    equal("mail-only-over-tls", f"{MAIL}.DeliveryOptions.TlsPolicy", "REQUIRE"),
    equal("mail-is-sent", f"{MAIL}.SendingOptions.SendingEnabled", True),
    equal("mail-reputation-is-measured", f"{MAIL}.ReputationOptions.ReputationMetricsEnabled", True),
    equal("mail-not-sent-again-to-who-refused", f"{MAIL}.SuppressionOptions.SuppressedReasons", ["BOUNCE", "COMPLAINT"]),
    equal("mail-domain", "Resources.MailIdentity.Properties.EmailIdentity", {"Ref": "MailDomain"}),
    equal("mail-configuration-is-used", "Resources.MailIdentity.Properties.ConfigurationSetAttributes", {"ConfigurationSetName": {"Ref": "MailConfiguration"}}),
    equal("bounces-are-told", f"{EVENTS}.EventDestination.MatchingEventTypes", ["BOUNCE", "COMPLAINT", "REJECT"]),
    equal("bounces-are-on", f"{EVENTS}.EventDestination.Enabled", True),
    equal("bounces-of-this-configuration", f"{EVENTS}.ConfigurationSetName", {"Ref": "MailConfiguration"}),
    equal("bounces-go-to-the-topic", f"{EVENTS}.EventDestination.SnsDestination", {"TopicARN": {"Ref": "BounceTopic"}}),
    equal("bounces-reach-the-function", "Resources.BounceSubscription.Properties.Endpoint", {"Fn::GetAtt": "BounceFunction.Arn"}),
    equal("bounces-from-the-topic", "Resources.BounceSubscription.Properties.TopicArn", {"Ref": "BounceTopic"}),
    equal("bounces-never-lost", "Resources.BounceSubscription.Properties.RedrivePolicy", {"deadLetterTargetArn": DEAD_LETTERS}),
    equal("topic-may-call-bounce", "Resources.BouncePermission.Properties.SourceArn", {"Ref": "BounceTopic"}),
    equal("only-sns-calls-bounce", "Resources.BouncePermission.Properties.Principal", "sns.amazonaws.com"),
    equal("topic-key-rotates", "Resources.TopicKey.Properties.EnableKeyRotation", True),
    topic_policies,
    topics_encrypted,
    topic_key,
    schedule("Sweep", "rate(5 minutes)", '{"task":"sweep"}'),
    schedule("Digest", "cron(0 7 ? * MON *)", '{"task":"digest"}'),
    equal("dead-letters-kept-for-14-days", "Resources.DeadLetters.Properties.MessageRetentionPeriod", 1209600),
    equal("dead-letters-encrypted", "Resources.DeadLetters.Properties.SqsManagedSseEnabled", True),
    dead_letters_policy,
]
