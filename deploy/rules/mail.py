"""SES and what comes back from it, the clock, and the place for what fails for good."""

from collections.abc import Iterator

from rules import Rule, equal, holds, of_type
from template import at

MAIL = "Resources.MailConfiguration.Properties"
EVENTS = "Resources.MailEvents.Properties"
OURS = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
OUR_TOPICS = "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-*"
DEAD_LETTERS = {"Fn::GetAtt": "DeadLetters.Arn"}


@holds("topics-take-only-their-own")
def topic_policies(template: dict) -> Iterator[str]:
    """Who may publish: SES for this configuration, CloudWatch for this account; nobody else, under any name."""
    configuration = {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailConfiguration}"}
    expected = {
        "BounceTopicPolicy": ("BounceTopic", "ses", {"AWS:SourceAccount": {"Ref": "AWS::AccountId"}, "AWS:SourceArn": configuration}),
        "AlarmTopicPolicy": ("AlarmTopic", "cloudwatch", OURS),
    }
    for name, (topic, service, condition) in expected.items():
        policy = at(template, f"Resources.{name}.Properties") or {}
        wanted = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": {"Ref": topic},
            "Condition": {"StringEquals": condition},
        }
        statements = at(policy, "PolicyDocument.Statement") or []
        if policy.get("Topics") != [{"Ref": topic}] or len(statements) != 1 or not wanted.items() <= statements[0].items():
            yield f"{name} is {policy!r}"


@holds("topics-are-encrypted")
def topics_encrypted(template: dict) -> Iterator[str]:
    for name, topic in of_type(template, "AWS::SNS::Topic").items():
        if topic.get("KmsMasterKeyId") != {"Ref": "TopicKey"}:
            yield f"{name} is not encrypted with TopicKey, whose policy lets its publishers in"


@holds("topic-key-lets-publishers-in")
def topic_key(template: dict) -> Iterator[str]:
    """Without this the alarms are lost in silence."""
    account = {
        "Sid": "AccountDecidesByIam",
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
        "Action": "kms:*",
        "Resource": "*",
    }
    publishers = {
        "Sid": "PublishersEncrypt",
        "Effect": "Allow",
        "Principal": {"Service": ["ses.amazonaws.com", "cloudwatch.amazonaws.com"]},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
    }
    statements = at(template, "Resources.TopicKey.Properties.KeyPolicy.Statement")
    if statements != [account, publishers]:
        yield f"the key's policy is {statements!r}"


@holds("dead-letters-from-sns-and-over-tls")
def dead_letters_policy(template: dict) -> Iterator[str]:
    statements = at(template, "Resources.DeadLettersPolicy.Properties.PolicyDocument.Statement") or []
    allow = [statement for statement in statements if statement["Effect"] == "Allow"]
    wanted = {
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": DEAD_LETTERS,
        "Condition": {"ArnLike": {"aws:SourceArn": {"Fn::Sub": OUR_TOPICS}}},
    }
    if at(template, "Resources.DeadLettersPolicy.Properties.Queues") != [{"Ref": "DeadLetters"}]:
        yield "the policy is for another queue"
    if len(allow) != 1 or not wanted.items() <= allow[0].items():
        yield f"the queue allows {allow!r}"
    tls = {"Effect": "Deny", "Action": "sqs:*", "Resource": DEAD_LETTERS, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    if not any(tls.items() <= statement.items() for statement in statements):
        yield "plain HTTP is not denied"


def schedule(name: str, expression: str, zone: str | None, task: str, retries: tuple[int, int]) -> Rule:
    def broken(template: dict) -> Iterator[str]:
        properties = at(template, f"Resources.{name}.Properties") or {}
        expected = {
            "ScheduleExpression": expression,
            "ScheduleExpressionTimezone": zone,
            "State": "ENABLED",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "Target.RetryPolicy": {"MaximumRetryAttempts": retries[0], "MaximumEventAgeInSeconds": retries[1]},
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
    equal("bounces-by-lambda", "Resources.BounceSubscription.Properties.Protocol", "lambda"),
    equal("topic-calls-bounce", "Resources.BouncePermission.Properties.FunctionName", {"Ref": "BounceFunction"}),
    equal("bounces-after-their-policy", "Resources.MailEvents.DependsOn", "BounceTopicPolicy"),
    equal("mail-signed-with-2048-bits", "Resources.MailIdentity.Properties.DkimSigningAttributes", {"NextSigningKeyLength": "RSA_2048_BIT"}),
    equal("topic-may-call-bounce", "Resources.BouncePermission.Properties.SourceArn", {"Ref": "BounceTopic"}),
    equal("only-sns-calls-bounce", "Resources.BouncePermission.Properties.Principal", "sns.amazonaws.com"),
    equal("topic-key-goes-after-a-week", "Resources.TopicKey.Properties.PendingWindowInDays", 7),
    equal("topic-key-rotates", "Resources.TopicKey.Properties.EnableKeyRotation", True),
    topic_policies,
    topics_encrypted,
    topic_key,
    schedule("Sweep", "rate(5 minutes)", None, '{"task":"sweep"}', (2, 600)),
    schedule("Digest", "cron(0 7 ? * MON *)", {"Ref": "DigestTimeZone"}, '{"task":"digest"}', (5, 3600)),
    schedule("Probe", "rate(1 hour)", None, '{"task":"probe"}', (0, 600)),
    equal("dead-letters-kept-for-14-days", "Resources.DeadLetters.Properties.MessageRetentionPeriod", 1209600),
    equal("dead-letters-encrypted", "Resources.DeadLetters.Properties.SqsManagedSseEnabled", True),
    dead_letters_policy,
]
