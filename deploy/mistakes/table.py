"""The store and its secrets."""

from mistakes import GONE, Mistake

TABLE = "Resources.Table"
ITSELF = {"Fn::Sub": "{{resolve:secretsmanager:${HashSecret}}}"}
UNLESS_SEALED = {"Fn::If": ["SealsAnswers", {"Ref": "HashSecret"}, ITSELF]}

MISTAKES: list[Mistake] = [
    ("table-deletion-protection", f"{TABLE}.Properties.DeletionProtectionEnabled", False),
    ("table-deletion-protection", f"{TABLE}.Properties.DeletionProtectionEnabled", GONE),
    ("table-outlives-the-stack", f"{TABLE}.DeletionPolicy", "Delete"),
    ("table-outlives-a-replacement", f"{TABLE}.UpdateReplacePolicy", GONE),
    ("table-can-be-restored", f"{TABLE}.Properties.PointInTimeRecoverySpecification", GONE),
    ("table-can-be-restored", f"{TABLE}.Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", False),
    ("table-ttl", f"{TABLE}.Properties.TimeToLiveSpecification", GONE),
    ("table-ttl", f"{TABLE}.Properties.TimeToLiveSpecification.Enabled", False),
    ("table-shape-is-the-store's", f"{TABLE}.Properties.TimeToLiveSpecification.AttributeName", "expires_at"),
    ("table-shape-is-the-store's", f"{TABLE}.Properties.GlobalSecondaryIndexes", GONE),
    ("table-shape-is-the-store's", f"{TABLE}.Properties.KeySchema.1.AttributeName", "sort"),
    ("table-encrypted", f"{TABLE}.Properties.SSESpecification", GONE),
    ("table-pays-per-request", f"{TABLE}.Properties.BillingMode", "PROVISIONED"),
    ("hash-secret-outlives-the-stack", "Resources.HashSecret.DeletionPolicy", GONE),
    ("hash-secret-outlives-a-replacement", "Resources.HashSecret.UpdateReplacePolicy", "Delete"),
    ("secrets-are-made-by-aws", "Resources.OriginSecret.Properties", {"SecretString": "changeme"}),
    ("secrets-are-made-by-aws", "Resources.HashSecret.Properties.GenerateSecretString.PasswordLength", 8),
    ("secrets-are-made-by-aws", "Resources.SmtpSecret.Properties.SecretString", '{"user":"a","password":"b"}'),
    ("secrets-are-told-by-name", "Resources.HttpFunction.Properties.Environment.Variables.HASH_SECRET", ITSELF),
    ("secrets-are-told-by-name", "Resources.HttpFunction.Properties.Environment.Variables.HASH_SECRET.Fn::If.0", "UsesSmtp"),
    ("secrets-are-told-by-name", "Resources.HttpFunction.Properties.Environment.Variables.HASH_SECRET.Fn::If", ["SealsAnswers", ITSELF, {"Ref": "HashSecret"}]),
    ("secrets-are-told-by-name", "Resources.ScheduleFunction.Properties.Environment.Variables.HASH_SECRET", UNLESS_SEALED),
    ("secrets-are-told-by-name", "Resources.BounceFunction.Properties.Environment.Variables.HASH_SECRET", ITSELF),
    ("secrets-are-told-by-name", "Resources.HttpFunction.Properties.Environment.Variables.SMTP_SECRET", {"Fn::Sub": "{{resolve:secretsmanager:${SmtpSecret}}}"}),
    ("secrets-are-told-by-name", "Resources.HttpFunction.Properties.Environment.Variables.ORIGIN_SECRET", "s3cret"),
    ("secrets-are-told-by-name", "Resources.HttpFunction.Properties.Environment.Variables.ORIGIN_SECRET", ITSELF),
    ("parameters-hold-no-secret", "Parameters.SmtpPassword", {"Type": "String", "NoEcho": True, "Description": "Relay's password"}),
    ("parameters-are-explained", "Parameters.MailMode.Description", GONE),
    ("nothing-is-deleted-without-a-decision", "Parameters.RetentionDecision.Default", "none"),
    ("mail-says-little-by-default", "Parameters.MailMode.Default", "full"),
    ("first-stage-is-a-test", "Parameters.Stage.Default", "production"),
    ("architecture-can-be-built-anywhere", "Parameters.Architecture.Default", "arm64"),
    ("secrets-are-made-by-aws", "Resources.OriginSecret.Properties.GenerateSecretString.ExcludePunctuation", False),
    ("secrets-are-made-by-aws", "Resources.SmtpSecret.Properties.GenerateSecretString", {"PasswordLength": 64}),
]
