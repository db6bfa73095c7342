"""What is in the template, and where its names lead."""

from mistakes import GONE, Mistake

MISTAKES: list[Mistake] = [
    ("settings-of-http", "Resources.HttpFunction.Properties.Environment.Variables.METRICS_NAMESPACE", GONE),
    ("settings-of-schedule", "Resources.ScheduleFunction.Properties.Environment.Variables.METRICS_NAMESPACE", "sign-up"),
    ("stack-leaves-what-is-listed", "Resources.HttpLog.DeletionPolicy", "Retain"),
    ("stack-leaves-what-is-listed", "Resources.OriginSecret.DeletionPolicy", "Retain"),
    ("stack-leaves-what-is-listed", "Resources.Table.DeletionPolicy", "RetainExceptOnCreate"),
    ("names-tell-stages-apart", "Resources.MailConfiguration.Properties.Name", "mail"),
    ("names-tell-stages-apart", "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig.Name", "security"),
    ("names-tell-stages-apart", "Resources.Dashboard.Properties.DashboardName", "sign-up"),
    ("condition-MayDelete", "Conditions.MayDelete", {"Fn::Equals": [{"Ref": "RetentionDecision"}, ""]}),
    ("condition-SealsAnswers", "Conditions.SealsAnswers.Fn::Equals.1", "no"),
    ("condition-HttpReadsSecrets", "Conditions.HttpReadsSecrets", {"Fn::And": [{"Condition": "UsesSmtp"}, {"Condition": "SealsAnswers"}]}),
    ("condition-HttpReadsSecrets", "Conditions.HttpReadsSecrets.Fn::Or.1.Condition", "UsesSes"),
    ("settings-of-http", "Resources.HttpFunction.Properties.Environment.Variables.HASH_SECRET", {"Ref": "HashSecret"}),
    ("choices-have-two-sides", "Resources.ScheduleFunction.Properties.Environment.Variables.SMTP_HOST.Fn::If.2", {"Ref": "MailDomain"}),
    ("condition-IsTest", "Conditions.IsTest.Fn::Equals.1", "production"),
    ("policies-are-well-formed", "Resources.AlarmTopicPolicy.Properties.PolicyDocument.Statement.0.NotPrincipal", {"AWS": "*"}),
    ("policies-are-well-formed", "Resources.HttpRole.Properties.Policies.0.PolicyDocument.Id", "http"),
    ("policies-are-well-formed", "Resources.SiteBucketPolicy.Properties.PolicyDocument.Statement.1.Resource", {"Fn::Sub": "${SiteBucket.Arn}/*"}),
    ("policies-are-well-formed", "Resources.TopicKey.Properties.KeyPolicy.Version", "2008-10-17"),
    ("names-tell-stages-apart", "Resources.Api.Properties.Name", {"Fn::If": ["IsTest", {"Ref": "AWS::StackName"}, {"Ref": "AWS::NoValue"}]}),
]
