"""Mail, clock, dead letters."""

from mistakes import GONE, Mistake

MAIL = "Resources.MailConfiguration.Properties"

MISTAKES: list[Mistake] = [
    ("mail-only-over-tls", f"{MAIL}.DeliveryOptions.TlsPolicy", "OPTIONAL"),
    ("mail-only-over-tls", f"{MAIL}.DeliveryOptions", GONE),
    ("mail-is-sent", f"{MAIL}.SendingOptions.SendingEnabled", False),
    ("mail-reputation-is-measured", f"{MAIL}.ReputationOptions", GONE),
    ("mail-not-sent-again-to-who-refused", f"{MAIL}.SuppressionOptions", GONE),
    ("mail-domain", "Resources.MailIdentity.Properties.EmailIdentity", "example.com"),
    ("mail-configuration-is-used", "Resources.MailIdentity.Properties.ConfigurationSetAttributes", GONE),
    ("bounces-are-told", "Resources.MailEvents.Properties.EventDestination.MatchingEventTypes", ["DELIVERY"]),
    ("bounces-are-on", "Resources.MailEvents.Properties.EventDestination.Enabled", False),
    ("bounces-of-this-configuration", "Resources.MailEvents.Properties.ConfigurationSetName", "other"),
    ("bounces-go-to-the-topic", "Resources.MailEvents.Properties.EventDestination.SnsDestination", {"TopicARN": {"Ref": "AlarmTopic"}}),
    ("bounces-reach-the-function", "Resources.BounceSubscription", {"Type": "AWS::SNS::Subscription"}),
    ("bounces-from-the-topic", "Resources.BounceSubscription.Properties.TopicArn", {"Ref": "AlarmTopic"}),
    ("bounces-never-lost", "Resources.BounceSubscription.Properties.RedrivePolicy", GONE),
    ("topic-may-call-bounce", "Resources.BouncePermission.Properties.SourceArn", GONE),
    ("only-sns-calls-bounce", "Resources.BouncePermission.Properties.Principal", "*"),
    ("topics-take-only-their-own", "Resources.BounceTopicPolicy.Properties.PolicyDocument.Statement.0.Condition", GONE),
    ("topics-take-only-their-own", "Resources.AlarmTopicPolicy", {"Type": "AWS::SNS::TopicPolicy"}),
    ("topics-are-encrypted", "Resources.AlarmTopic.Properties.KmsMasterKeyId", "alias/aws/sns"),
    ("topic-key-lets-publishers-in", "Resources.TopicKey.Properties.KeyPolicy.Statement.1", GONE),
    ("topic-key-lets-publishers-in", "Resources.TopicKey.Properties.KeyPolicy.Statement.0.Principal", {"AWS": "*"}),
    ("topic-key-rotates", "Resources.TopicKey.Properties.EnableKeyRotation", False),
    ("clock-sweep", "Resources.Sweep.Properties.State", "DISABLED"),
    ("clock-sweep", "Resources.Sweep.Properties.ScheduleExpression", "rate(1 day)"),
    ("clock-sweep", "Resources.Sweep.Properties.Target.DeadLetterConfig", GONE),
    ("clock-digest", "Resources.Digest.Properties.Target.Input", '{"task":"sweep"}'),
    ("clock-probe", "Resources.Probe.Properties.ScheduleExpression", "rate(30 days)"),
    ("dead-letters-kept-for-14-days", "Resources.DeadLetters.Properties.MessageRetentionPeriod", 60),
    ("dead-letters-encrypted", "Resources.DeadLetters", {"Type": "AWS::SQS::Queue", "Properties": {}}),
    ("dead-letters-from-sns-and-over-tls", "Resources.DeadLettersPolicy.Properties.PolicyDocument.Statement.0.Principal", "*"),
    ("clock-digest", "Resources.Digest.Properties.Target.RetryPolicy.MaximumEventAgeInSeconds", 60),
    ("topic-key-goes-after-a-week", "Resources.TopicKey.Properties.PendingWindowInDays", 30),
    ("properties-are-as-listed", "Resources.BounceTopic.Properties.Subscription", [{"Protocol": "email", "Endpoint": {"Ref": "OperatorEmail"}}]),
]
