"""The form endpoint."""

from mistakes import GONE, Mistake

EDGE = "Resources.Distribution.Properties.DistributionConfig"
FORM = f"{EDGE}.CacheBehaviors.PathPattern=/api/*"
FORWARDED = "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.HeadersConfig"
STAGE = "Resources.ApiStage.Properties"
ORIGIN_SETTING = "Resources.HttpFunction.Properties.Environment.Variables.ORIGIN_SECRET"

MISTAKES: list[Mistake] = [
    ("access-log-tells-nobody", f"{STAGE}.AccessLogSettings.Format", '{"requestId":"$context.requestId","status":"$context.status","who":"$context.identity.caller"}'),
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
    ("origin-header-reaches-the-function", ORIGIN_SETTING, {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}),
    ("origin-header-reaches-the-function", ORIGIN_SETTING, {"Ref": "OriginSecret"}),
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
    ("whoever-is-nearer-the-visitor-waits-longer", "Resources.HttpFunction.Properties.Timeout", 25),
    ("whoever-is-nearer-the-visitor-waits-longer", "Resources.HttpFunction.Properties.Timeout", 27),
    ("whoever-is-nearer-the-visitor-waits-longer", "Resources.HttpFunction.Properties.Timeout", 29),
    ("whoever-is-nearer-the-visitor-waits-longer", "Resources.ApiIntegration.Properties.TimeoutInMillis", 30000),
    ("whoever-is-nearer-the-visitor-waits-longer", f"{EDGE}.Origins.Id=api.CustomOriginConfig.OriginReadTimeout", GONE),
    ("api-stage-is-live", f"{STAGE}.AutoDeploy", False),
    ("api-is-logged", f"{STAGE}.AccessLogSettings", GONE),
    ("access-log-tells-nobody", f"{STAGE}.AccessLogSettings.Format", '{"ip":"$context.identity.sourceIp"}'),
    ("form-headers-forwarded", f"{FORWARDED}.Headers.3", "x-origin-secret"),
    ("form-headers-forwarded", f"{FORWARDED}.Headers.3", "cloudfront-viewer-city"),
    ("access-log-tells-nobody", f"{STAGE}.AccessLogSettings.Format", '{"requestId":"$context.requestId","status":$context.status}'),
    ("properties-are-as-listed", f"{EDGE}.Origins.Id=not-found.OriginCustomHeaders", [{"HeaderName": "x-origin-secret", "HeaderValue": "s"}]),
]
