"""What stands beside what should."""

from mistakes import GONE, Mistake

EDGE = "Resources.Distribution.Properties.DistributionConfig"
FORM = f"{EDGE}.CacheBehaviors.PathPattern=/api/*"
HEADERS = "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig"
TABLE = "Resources.Table"
BUCKET = "Resources.SiteBucket.Properties"
STAGE = "Resources.ApiStage.Properties"
MAIL = "Resources.MailConfiguration.Properties"

MISTAKES: list[Mistake] = [
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
    ("parameters-take-what-is-meant", "Parameters.Coordinators.AllowedPattern", ".*"),
    ("parameters-take-what-is-meant", "Parameters.MailFrom.AllowedPattern", GONE),
    ("parameters-take-what-is-meant", "Parameters.MailDomain.AllowedPattern", "^[a-z]+$"),
    ("logs-are-kept-a-year-at-most", "Parameters.LogRetentionDays.AllowedValues", [14, 30, 3653]),
]
