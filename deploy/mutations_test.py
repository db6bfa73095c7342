"""Breaks the template in one place at a time, as people do by mistake, and sees that the rule of that name says so."""

import copy
import sys

from check_template import check, check_spend
from rules import alarms
from template import Value, at, load, put, remove

GONE = object()
EDGE = "Resources.Distribution.Properties.DistributionConfig"
PAGES = f"{EDGE}.DefaultCacheBehavior"
FORM = f"{EDGE}.CacheBehaviors.PathPattern=/api/*"
LOST = "Resources.NotFoundDistribution.Properties.DistributionConfig"
HEADERS = "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig"
FORWARDED = "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.HeadersConfig"
TABLE = "Resources.Table"
BUCKET = "Resources.SiteBucket.Properties"
READERS = "Resources.SiteBucketPolicy.Properties.PolicyDocument.Statement"
STAGE = "Resources.ApiStage.Properties"
CSP = load("template.yaml")["Parameters"]["ContentSecurityPolicy"]["Default"]
MAIL = "Resources.MailConfiguration.Properties"


def role(name: str, sid: str) -> str:
    return f"Resources.{name}Role.Properties.Policies.0.PolicyDocument.Statement.Sid={sid}"


def statement(name: str, index: int) -> str:
    return f"Resources.{name}Role.Properties.Policies.0.PolicyDocument.Statement.{index}"


# The rule that must say so, where, what stands there now (GONE: nothing).
MISTAKES: list[tuple[str, str, Value | object]] = [
    # What stands beside what should
    ("properties-are-as-listed", f"{FORM}.FunctionAssociations", [{"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "CleanUrls.FunctionARN"}}]),
    ("properties-are-as-listed", f"{EDGE}.Logging", {"Bucket": "logs.s3.amazonaws.com", "IncludeCookies": True}),
    ("properties-are-as-listed", f"{EDGE}.Restrictions", {"GeoRestriction": {"RestrictionType": "whitelist", "Locations": ["SE"]}}),
    ("properties-are-as-listed", f"{HEADERS}.CorsConfig", {"AccessControlAllowOrigins": {"Items": ["*"]}, "OriginOverride": True}),
    ("properties-are-as-listed", f"{EDGE}.Origins.Id=api.OriginPath", "/prod"),
    ("properties-are-as-listed", f"{STAGE}.RouteSettings", {"ANY /api/{proxy+}": {"ThrottlingRateLimit": 0}}),
    ("properties-are-as-listed", "Resources.Api.Properties.DisableExecuteApiEndpoint", True),
    ("properties-are-as-listed", "Resources.Api.Properties.CorsConfiguration", {"AllowOrigins": ["*"]}),
    ("properties-are-as-listed", "Resources.ApiRoute.Properties.ApiKeyRequired", True),
    ("properties-are-as-listed", "Resources.HttpFunction.Properties.ReservedConcurrentExecutions", 0),
    ("properties-are-as-listed", "Resources.HttpFunction.Properties.VpcConfig", {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}),
    ("properties-are-as-listed", "Resources.HttpFunction.Properties.Layers", ["arn:aws:lambda:eu-north-1:123456789012:layer:other:1"]),
    ("properties-are-as-listed", "Resources.ScheduleRole.Properties.PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ("properties-are-as-listed", "Resources.BounceSubscription.Properties.FilterPolicy", {"kind": ["other"]}),
    ("properties-are-as-listed", "Resources.Sweep.Properties.EndDate", "2027-01-01T00:00:00Z"),
    ("properties-are-as-listed", "Resources.OldestMessageAlarm.Properties.Unit", "Bytes"),
    ("properties-are-as-listed", "Resources.OldestMessageAlarm.Properties.DatapointsToAlarm", 12),
    ("properties-are-as-listed", f"{MAIL}.TrackingOptions", {"CustomRedirectDomain": "clicks.example.se"}),
    ("properties-are-as-listed", "Resources.MailIdentity.Properties.DkimAttributes", {"SigningEnabled": False}),
    ("properties-are-as-listed", f"{BUCKET}.AccessControl", "PublicRead"),
    ("properties-are-as-listed", f"{BUCKET}.ReplicationConfiguration", {"Role": "r", "Rules": []}),
    ("properties-are-as-listed", f"{TABLE}.Properties.OnDemandThroughput", {"MaxWriteRequestUnits": 1}),
    ("properties-are-as-listed", f"{TABLE}.DependsOn", "Dashboard"),
    ("properties-are-as-listed", "Resources.HashSecret.Properties.ReplicaRegions", [{"Region": "us-east-1"}]),
    ("properties-are-as-listed", "Resources.TopicKey.Properties.Enabled", False),
    ("properties-are-as-listed", "Resources.DeadLetters.Properties.DelaySeconds", 900),
    ("two-ways-at-the-edge", f"{EDGE}.CacheBehaviors.1", {"PathPattern": "*.html", "TargetOriginId": "site", "CachePolicyId": {"Ref": "SiteCache"}}),
    ("two-ways-at-the-edge", f"{EDGE}.CacheBehaviors.0.PathPattern", "/api*/*"),
    ("four-headers-besides", f"{HEADERS}.CustomHeadersConfig.Items.4", {"Header": "access-control-allow-origin", "Value": "*", "Override": True}),
    ("sections-are-as-listed", "Transform", "AWS::LanguageExtensions"),
    ("outputs-hold-no-secret", "Outputs.Secret", {"Value": {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}}),
    ("parameters-take-what-is-meant", "Parameters.Coordinators.AllowedPattern", ".*"),
    ("parameters-take-what-is-meant", "Parameters.MailFrom.AllowedPattern", GONE),
    ("parameters-take-what-is-meant", "Parameters.MailDomain.AllowedPattern", "^[a-z]+$"),
    ("logs-are-kept-a-year-at-most", "Parameters.LogRetentionDays.AllowedValues", [14, 30, 3653]),
    # What it is told and tells
    ("defaults-are-as-listed", "Parameters.RetentionDays.Default", 1),
    ("defaults-are-as-listed", "Parameters.RequestsPerSecond.Default", 100000),
    ("defaults-are-as-listed", "Parameters.Coordinators.Default", "someone@else.example"),
    ("defaults-are-as-listed", "Parameters.ProbeMail.Default", "someone@else.example"),
    ("defaults-are-as-listed", "Parameters.SmtpPort.Default", 25),
    ("choices-are-as-listed", "Parameters.MailMode.AllowedValues", ["notice", "full", "none"]),
    ("choices-are-as-listed", "Parameters.RetentionDays.MinValue", GONE),
    ("policy-lets-nobody-else-in", "Parameters.ContentSecurityPolicy.Default", f"{CSP}; script-src https://cdn.example"),
    ("policy-lets-nobody-else-in", "Parameters.ContentSecurityPolicy.Default", CSP.replace("form-action", "form-action https://else.example")),
    ("secrets-are-resolved-in-one-place", f"{EDGE}.Comment", {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}),
    ("secrets-are-resolved-in-one-place", "Resources.ScheduleFunction.Properties.Description", {"Fn::Sub": "{{resolve:secretsmanager:${HashSecret}}}"}),
    ("outputs-are-as-listed", "Outputs.Office", {"Value": {"Ref": "Coordinators"}}),
    ("outputs-are-as-listed", "Outputs.TableName.Export", {"Name": "table"}),
    ("checkers-look-at-everything", "Metadata.cfn-lint.config.ignore_checks", ["E", "W"]),
    ("rights-hang-on-nothing-else", role("Http", "Secrets") + ".Condition", {"StringEquals": {"aws:SourceVpc": "vpc-1"}}),
    ("rights-hang-on-nothing-else", role("Schedule", "Log") + ".Condition", {"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    ("roles-are-for-their-service-alone", "Resources.HttpRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition", {"StringEquals": {"aws:SourceAccount": "1"}}),
    ("alarms-reach-somebody", "Resources.FailedMessagesAlarm.Properties.OKActions", ["arn:aws:sns:eu-north-1:123456789012:else"]),
    ("access-log-tells-nobody", f"{STAGE}.AccessLogSettings.Format", '{"requestId":"$context.requestId","status":"$context.status","who":"$context.identity.caller"}'),
    # The store and its secrets
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
    (
        "secrets-never-in-an-environment",
        "Resources.HttpFunction.Properties.Environment.Variables.HASH_SECRET",
        {"Fn::Sub": "{{resolve:secretsmanager:${HashSecret}}}"},
    ),
    ("secrets-never-in-an-environment", "Resources.HttpFunction.Properties.Environment.Variables.ORIGIN_SECRET", "s3cret"),
    ("parameters-hold-no-secret", "Parameters.SmtpPassword", {"Type": "String", "NoEcho": True, "Description": "Relay's password"}),
    ("parameters-are-explained", "Parameters.MailMode.Description", GONE),
    ("nothing-is-deleted-without-a-decision", "Parameters.RetentionDecision.Default", "none"),
    ("mail-says-little-by-default", "Parameters.MailMode.Default", "full"),
    ("first-stage-is-a-test", "Parameters.Stage.Default", "production"),
    ("architecture-can-be-built-anywhere", "Parameters.Architecture.Default", "arm64"),
    # The functions and their rights
    ("function-http", "Resources.HttpFunction.Properties.Handler", "schedule"),
    ("function-http", "Resources.HttpFunction.Properties.Role", {"Fn::GetAtt": "ScheduleRole.Arn"}),
    ("function-http", "Resources.HttpFunction.Properties.Timeout", 3),
    ("function-schedule", "Resources.ScheduleFunction.Properties.DeadLetterConfig", GONE),
    ("function-schedule", "Resources.ScheduleFunction.Properties.LoggingConfig.ApplicationLogLevel", "TRACE"),
    ("function-bounce", "Resources.BounceFunction.Properties.Architectures", ["arm64"]),
    ("rights-of-http", role("Http", "Table") + ".Action", ["dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:Query"]),
    ("rights-of-http", role("Http", "Table") + ".Action", ["dynamodb:*"]),
    ("rights-of-http", role("Http", "Table") + ".Action.3", "dynamodb:Scan"),
    ("rights-of-http", role("Http", "Secrets") + ".Resource", "*"),
    ("rights-of-http", statement("Http", 3), GONE),
    ("rights-of-http", "Resources.HttpRole.Properties.ManagedPolicyArns", ["arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"]),
    ("rights-of-schedule", role("Schedule", "Queue") + ".Resource", {"Fn::GetAtt": "Table.Arn"}),
    ("rights-of-schedule", role("Schedule", "DeadLetters"), GONE),
    ("rights-of-bounce", role("Bounce", "Table") + ".Action", ["dynamodb:GetItem"]),
    ("rights-of-scheduler", statement("Scheduler", 0) + ".Resource", {"Fn::GetAtt": "HttpFunction.Arn"}),
    ("rights-of-bounce", "Resources.BounceRole", GONE),
    ("no-right-for-everything", role("Bounce", "Table") + ".Resource", "*"),
    ("no-right-for-everything", role("Schedule", "Table") + ".Action", "dynamodb:*"),
    ("roles-are-for-their-service-alone", "Resources.HttpRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal", {"AWS": "*"}),
    ("table-rights-end-at-their-keys", role("Http", "Table") + ".Condition", GONE),
    ("mail-only-from-our-address", statement("Http", 3) + ".Fn::If.1.Condition", GONE),
    ("deletion-needs-a-decision", statement("Schedule", 3), {"Sid": "Retention", "Effect": "Allow", "Action": "dynamodb:DeleteItem", "Resource": {"Fn::GetAtt": "Table.Arn"}}),
    ("settings-are-those-of-the-function", "Resources.HttpFunction.Properties.Environment.Variables.TABLE_NAME", "signups"),
    ("settings-are-those-of-the-function", "Resources.HttpFunction.Properties.Environment.Variables.ORIGIN_SECRET", GONE),
    ("settings-are-those-of-the-function", "Resources.BounceFunction.Properties.Environment", {}),
    ("scheduler-role-is-not-lent", "Resources.SchedulerRole.Properties.AssumeRolePolicyDocument.Statement.0.Condition", GONE),
    # The form endpoint
    ("form-takes-posts", f"{FORM}.AllowedMethods", ["GET", "HEAD", "OPTIONS"]),
    ("form-takes-posts", f"{EDGE}.CacheBehaviors", []),
    ("form-never-cached", f"{FORM}.CachePolicyId", "658327ea-f89d-4fab-a63d-7e88639e58f6"),
    ("form-goes-to-the-api", f"{FORM}.TargetOriginId", "site"),
    ("form-only-over-tls", f"{FORM}.ViewerProtocolPolicy", "allow-all"),
    ("form-has-security-headers", f"{FORM}.ResponseHeadersPolicyId", GONE),
    ("api-origin", f"{EDGE}.Origins.Id=api.DomainName", "api.example.com"),
    ("api-origin-over-tls", f"{EDGE}.Origins.Id=api.CustomOriginConfig.OriginProtocolPolicy", "http-only"),
    ("api-origin-shows-its-secret", f"{EDGE}.Origins.Id=api.OriginCustomHeaders", GONE),
    ("api-origin-shows-its-secret", f"{EDGE}.Origins.Id=api.OriginCustomHeaders.0.HeaderValue", {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}),
    ("origin-header-reaches-the-function", "Resources.HttpFunction.Properties.Description", "Form post to stored sign-up to mails."),
    ("api-measures-are-free", f"{STAGE}.DefaultRouteSettings.DetailedMetricsEnabled", True),
    ("host-not-forwarded", f"{FORM}.OriginRequestPolicyId", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
    ("host-not-forwarded", f"{FORWARDED}.Headers.0", "Host"),
    ("host-not-forwarded", f"{FORWARDED}.HeaderBehavior", "allViewer"),
    ("form-headers-forwarded", f"{FORWARDED}.Headers", ["accept", "accept-language", "cloudfront-viewer-address"]),
    ("api-route", "Resources.ApiRoute.Properties.RouteKey", "GET /api/{proxy+}"),
    ("api-route-leads-to-the-function", "Resources.ApiRoute.Properties.Target", "integrations/other"),
    ("api-calls-the-http-function", "Resources.ApiIntegration.Properties.IntegrationUri", {"Fn::GetAtt": "BounceFunction.Arn"}),
    ("api-payload-is-2.0", "Resources.ApiIntegration.Properties.PayloadFormatVersion", "1.0"),
    ("api-may-call-the-function", "Resources.ApiPermission.Properties.FunctionName", {"Ref": "BounceFunction"}),
    ("only-the-api-calls-the-function", "Resources.ApiPermission.Properties.Principal", "*"),
    ("only-this-api-calls-the-function", "Resources.ApiPermission.Properties.SourceArn", GONE),
    ("api-throttle-rate", f"{STAGE}.DefaultRouteSettings", GONE),
    ("api-throttle-burst", f"{STAGE}.DefaultRouteSettings.ThrottlingBurstLimit", 5000),
    ("api-stage-is-live", f"{STAGE}.AutoDeploy", False),
    ("api-is-logged", f"{STAGE}.AccessLogSettings", GONE),
    ("access-log-tells-nobody", f"{STAGE}.AccessLogSettings.Format", '{"ip":"$context.identity.sourceIp"}'),
    # The pages
    ("site-is-on", f"{EDGE}.Enabled", False),
    ("pages-over-tls", f"{PAGES}.ViewerProtocolPolicy", "allow-all"),
    ("pages-are-only-read", f"{PAGES}.AllowedMethods", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]),
    ("pages-compressed", f"{PAGES}.Compress", False),
    ("pages-have-security-headers", f"{PAGES}.ResponseHeadersPolicyId", GONE),
    ("pages-cached-as-uploaded", f"{PAGES}.CachePolicyId", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
    ("pages-from-s3-or-not-found", f"{PAGES}.TargetOriginId", "site"),
    ("pages-have-clean-urls", f"{PAGES}.FunctionAssociations", GONE),
    ("site-origin", f"{EDGE}.Origins.Id=site.DomainName", {"Fn::GetAtt": "SiteBucket.WebsiteURL"}),
    ("site-origin-signs", f"{EDGE}.Origins.Id=site.OriginAccessControlId", GONE),
    ("site-access-always-signs", "Resources.SiteAccess.Properties.OriginAccessControlConfig.SigningBehavior", "never"),
    (
        "cache-key-holds-nothing-personal",
        "Resources.SiteCache.Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig.CookieBehavior",
        "all",
    ),
    ("cache-obeys-the-upload", "Resources.SiteCache.Properties.CachePolicyConfig.MinTTL", 86400),
    ("tls-1.2-at-least", f"{EDGE}.ViewerCertificate.Fn::If.1.MinimumProtocolVersion", "TLSv1"),
    ("errors-are-not-kept", f"{EDGE}.CustomErrorResponses", GONE),
    ("missing-page-fails-over", f"{EDGE}.OriginGroups.Items.0.FailoverCriteria.StatusCodes", {"Quantity": 1, "Items": [500]}),
    ("missing-page-order", f"{EDGE}.OriginGroups.Items.0.Members.Items", [{"OriginId": "not-found"}, {"OriginId": "site"}]),
    ("missing-page-origin", f"{EDGE}.Origins.Id=not-found.DomainName", {"Fn::GetAtt": "SiteBucket.RegionalDomainName"}),
    ("missing-page-is-a-404-in-its-language", f"{LOST}.DefaultCacheBehavior.FunctionAssociations.1", GONE),
    ("missing-page-only-over-tls", f"{LOST}.DefaultCacheBehavior.ViewerProtocolPolicy", "allow-all"),
    ("missing-page-in-no-language", f"{LOST}.CustomErrorResponses", []),
    ("missing-page-in-no-language-is-404", f"{LOST}.CustomErrorResponses.0.ResponseCode", 200),
    ("missing-page-origin-signs", f"{LOST}.Origins.Id=site.OriginAccessControlId", GONE),
    ("edge-CleanUrls", "Resources.CleanUrls.Properties.FunctionCode", "function handler(event) { return event.request; }"),
    (
        "edge-CleanUrls",
        "Resources.CleanUrls.Properties.FunctionCode",
        "function handler(event) { var u = event.request.uri; return /[.]|[/]$/.test(u) ? { uri: u.replace(/[/]$/, '/index.html') }"
        " : { statusCode: 301, headers: { location: { value: u + '/' } } }; }",
    ),
    ("edge-NotFoundPage", "Resources.NotFoundPage.Properties.FunctionCode", "function handler(event) { return { uri: '/404.html' }; }"),
    ("edge-NotFoundPage", "Resources.NotFoundPage", GONE),
    ("edge-NotFoundStatus", "Resources.NotFoundStatus.Properties.FunctionCode", "function handler(event) { return event.response; }"),
    # Headers
    ("hsts", f"{HEADERS}.SecurityHeadersConfig.StrictTransportSecurity", GONE),
    ("hsts", f"{HEADERS}.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec", 300),
    ("headers-are-the-site's", f"{HEADERS}.SecurityHeadersConfig.StrictTransportSecurity.IncludeSubdomains", False),
    ("content-security-policy", f"{HEADERS}.SecurityHeadersConfig.ContentSecurityPolicy", GONE),
    ("policy-without-unsafe", "Parameters.ContentSecurityPolicy.Default", "default-src 'self' 'unsafe-inline'"),
    ("nosniff", f"{HEADERS}.SecurityHeadersConfig.ContentTypeOptions", GONE),
    ("no-frames", f"{HEADERS}.SecurityHeadersConfig.FrameOptions.FrameOption", "SAMEORIGIN"),
    ("referrer-policy", f"{HEADERS}.SecurityHeadersConfig.ReferrerPolicy.ReferrerPolicy", "unsafe-url"),
    ("header-permissions-policy", f"{HEADERS}.CustomHeadersConfig.Items.0", GONE),
    ("header-cross-origin-opener-policy", f"{HEADERS}.CustomHeadersConfig.Items.1", GONE),
    ("header-cross-origin-resource-policy", f"{HEADERS}.CustomHeadersConfig.Items.2.Value", "cross-origin"),
    ("headers-override-the-origin", f"{HEADERS}.SecurityHeadersConfig.ContentSecurityPolicy.Override", False),
    ("test-stage-is-not-indexed", f"{HEADERS}.CustomHeadersConfig.Items.3", GONE),
    # The bucket
    ("bucket-is-private", f"{BUCKET}.PublicAccessBlockConfiguration.BlockPublicPolicy", False),
    ("bucket-is-private", f"{BUCKET}.PublicAccessBlockConfiguration", GONE),
    ("bucket-has-no-acls", f"{BUCKET}.OwnershipControls", GONE),
    ("bucket-keeps-versions", f"{BUCKET}.VersioningConfiguration", GONE),
    ("bucket-is-no-website", f"{BUCKET}.WebsiteConfiguration", {"IndexDocument": "index.html"}),
    ("bucket-is-encrypted", f"{BUCKET}.BucketEncryption", GONE),
    ("bucket-read-by-cloudfront-alone", f"{READERS}.0.Principal", "*"),
    ("bucket-read-by-cloudfront-alone", f"{READERS}.0.Condition", GONE),
    ("bucket-read-by-cloudfront-alone", f"{READERS}.0.Action", ["s3:GetObject", "s3:ListBucket"]),
    ("bucket-only-over-tls", f"{READERS}.1", GONE),
    # Mail, clock, dead letters
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
    ("deletion-needs-a-decision", f"{role('Schedule', 'Trial')}.Condition", GONE),
    ("dead-letters-kept-for-14-days", "Resources.DeadLetters.Properties.MessageRetentionPeriod", 60),
    ("dead-letters-encrypted", "Resources.DeadLetters", {"Type": "AWS::SQS::Queue", "Properties": {}}),
    ("dead-letters-from-sns-and-over-tls", "Resources.DeadLettersPolicy.Properties.PolicyDocument.Statement.0.Principal", "*"),
    # Alarms
    *((f"alarm-{name}", f"Resources.{name}Alarm", GONE) for name in alarms.ALARMS),
    ("alarm-OldestMessage", "Resources.OldestMessageAlarm.Properties.Threshold", 86400),
    ("alarm-SweepSilent", "Resources.SweepSilentAlarm.Properties.TreatMissingData", "notBreaching"),
    ("alarm-ServerErrors", "Resources.ServerErrorsAlarm.Properties.Dimensions", GONE),
    ("alarm-FailedMessages", "Resources.FailedMessagesAlarm.Properties.MetricName", "Failed"),
    ("alarms-reach-somebody", "Resources.FailedMessagesAlarm.Properties.AlarmActions", GONE),
    ("alarms-reach-somebody", "Resources.DeadLettersAlarm.Properties.ActionsEnabled", False),
    ("alarms-reach-somebody", "Resources.AlarmTopic.Properties.Subscription", GONE),
    ("throttles-come-from-the-api's-log", "Resources.ApiThrottlesFilter.Properties.FilterPattern", '{ $.status = "500" }'),
    ("throttles-come-from-the-api's-log", "Resources.ApiThrottlesFilter.Properties.MetricTransformations.0.MetricNamespace", "Api"),
    ("numbers-are-those-that-somebody-counts", "Resources.FailedMessagesAlarm.Properties.MetricName", "MessagesLost"),
    ("numbers-are-those-that-somebody-counts", "Resources.ApiThrottlesFilter", GONE),
    ("numbers-are-those-that-somebody-counts", "Resources.Dashboard.Properties.DashboardBody", {"Fn::Sub": '{"widgets": [{"properties": {"metrics": [["${AWS::StackName}", "SignUps"], [".", "Visits"]]}}]}'}),
    ("settings-of-http", "Resources.HttpFunction.Properties.Environment.Variables.METRICS_NAMESPACE", GONE),
    ("settings-of-schedule", "Resources.ScheduleFunction.Properties.Environment.Variables.METRICS_NAMESPACE", "sign-up"),
    ("dashboard-shows-every-alarm", "Resources.Dashboard.Properties.DashboardBody", {"Fn::Sub": '{"widgets": []}'}),
    ("logs-do-not-grow-for-ever", "Resources.HttpLog.Properties", {}),
    ("scripts-find-their-outputs", "Outputs.SiteBucketName", GONE),
    ("log-retention-is-short-by-default", "Parameters.LogRetentionDays.Default", 365),
]
SPEND_MISTAKES: list[tuple[str, str, Value | object]] = [
    ("budget-has-a-limit", "Resources.Budget.Properties.Budget.BudgetLimit", GONE),
    ("budget-warns-early", f"{alarms.NOTIFICATIONS}.0.Notification.Threshold", 500),
    ("budget-warns-of-the-forecast", f"{alarms.NOTIFICATIONS}.1", GONE),
    ("budget-warning-reaches-somebody", f"{alarms.NOTIFICATIONS}.0.Subscribers", []),
    ("budget-forecast-reaches-somebody", f"{alarms.NOTIFICATIONS}.1.Subscribers", []),
]


def main() -> int:
    faults = []
    for whole, find, mistakes in ((load("template.yaml"), check, MISTAKES), (load("spend.yaml"), check_spend, SPEND_MISTAKES)):
        if find(whole):
            faults.append(f"the template as it is breaks {', '.join(find(whole))}")
        faults += [fault for mistake in mistakes if (fault := survives(whole, find, *mistake))]
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"seeded mistakes: {len(MISTAKES) + len(SPEND_MISTAKES) - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def survives(whole: dict, find, rule: str, path: str, new: Value | object) -> str | None:
    """What is wrong when the rule does not notice the mistake."""
    broken = copy.deepcopy(whole)
    before = copy.deepcopy(at(broken, path))
    if new is GONE:
        remove(broken, path)
    else:
        put(broken, path, new)
    if at(broken, path) == before:
        return f"{rule}: {path} is the same after the mistake"
    found = find(broken)
    return None if rule in found else f"{rule}: {path} was not noticed; noticed was {', '.join(found) or 'nothing'}"


if __name__ == "__main__":
    sys.exit(main())
