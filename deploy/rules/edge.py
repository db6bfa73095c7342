"""CloudFront, the bucket and the form endpoint: what a visitor reaches, and by which way alone."""

import re
from collections.abc import Iterator

from rules import Rule, equal, holds, of_type
from template import FOLDER, at

EDGE = "Resources.Distribution.Properties.DistributionConfig"
PAGES = f"{EDGE}.DefaultCacheBehavior"
FORM = f"{EDGE}.CacheBehaviors.PathPattern=/api/*"
LOST = "Resources.NotFoundDistribution.Properties.DistributionConfig"
HEADERS = "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig"
BUCKET = "Resources.SiteBucket"
STAGE = "Resources.ApiStage.Properties"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
READING = ["GET", "HEAD"]
LOGGED = ("requestId", "requestTime", "httpMethod", "status", "responseLatency", "error.message")
TLS = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
ARN = "arn:${AWS::Partition}"

# A header's name, and where the policy has its value.
CUSTOM = "permissions-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"


@holds("host-not-forwarded")
def host_not_forwarded(template: dict) -> Iterator[str]:
    """API Gateway answers to its own name only; and only a whitelist is sure not to hold Host."""
    policy = at(template, "Resources.ApiRequest.Properties.OriginRequestPolicyConfig") or {}
    if at(policy, "CookiesConfig.CookieBehavior") != "none":
        yield "ApiRequest forwards cookies, and there are none"
    if at(template, f"{FORM}.OriginRequestPolicyId") != {"Ref": "ApiRequest"}:
        yield "/api/* does not use the policy ApiRequest"
    headers = at(template, "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.HeadersConfig") or {}
    if headers.get("HeaderBehavior") != "whitelist" or "host" in [name.lower() for name in headers.get("Headers", [])]:
        yield f"ApiRequest forwards Host: {headers!r}"


@holds("form-headers-forwarded")
def form_headers_forwarded(template: dict) -> Iterator[str]:
    """Without its type a form cannot be read; without the viewer's address all visitors share one limit."""
    headers = at(template, "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.HeadersConfig.Headers") or []
    for needed in ("accept", "accept-language", "content-type", "origin", "referer", "user-agent", "cloudfront-viewer-address"):
        if needed not in headers:
            yield f"ApiRequest lacks {needed}"


@holds("headers-are-the-site's")
def headers_agree(template: dict) -> Iterator[str]:
    """What the site says in static/_headers, for other hosts and for local runs, is what CloudFront says."""
    said = dict(re.findall(r"^  ([\w-]+): (.*)$", (FOLDER.parent / "static/_headers").read_text().partition("\n\n")[0], re.M))
    security = at(template, f"{HEADERS}.SecurityHeadersConfig") or {}
    hsts = security.get("StrictTransportSecurity", {})
    ours = {
        "Strict-Transport-Security": f"max-age={hsts.get('AccessControlMaxAgeSec')}"
        + ("; includeSubDomains" if hsts.get("IncludeSubdomains") else ""),
        "Referrer-Policy": at(security, "ReferrerPolicy.ReferrerPolicy"),
        "X-Content-Type-Options": "nosniff" if "ContentTypeOptions" in security else None,
    }
    for item in at(template, f"{HEADERS}.CustomHeadersConfig.Items") or []:
        if "Header" in item:
            ours["-".join(part.capitalize() for part in item["Header"].split("-"))] = item["Value"]
    for name, value in said.items():
        if name in ours and ours[name] != value or name not in (*ours, "Content-Security-Policy", "Cache-Control"):
            yield f"{name}: static/_headers says {value!r}, the template {ours.get(name)!r}"


@holds("policy-without-unsafe")
def csp_strict(template: dict) -> Iterator[str]:
    policy = at(template, "Parameters.ContentSecurityPolicy.Default") or ""
    for needed in ("default-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        if needed not in policy:
            yield f"the policy lacks {needed}"
    for loose in ("unsafe-", "http:", " *", "data:"):
        if loose in policy:
            yield f"the policy has {loose}"


@holds("headers-override-the-origin")
def headers_override(template: dict) -> Iterator[str]:
    for name, value in (at(template, f"{HEADERS}.SecurityHeadersConfig") or {}).items():
        if value.get("Override") is not True:
            yield f"{name} gives way to what the origin says"


def custom_header(name: str, expected: str) -> Rule:
    item = {"Header": name, "Value": expected, "Override": True}
    return equal(f"header-{name}", f"{HEADERS}.CustomHeadersConfig.Items.Header={name}", item)


@holds("bucket-read-by-cloudfront-alone")
def bucket_readers(template: dict) -> Iterator[str]:
    allowed = []
    for name, policy in of_type(template, "AWS::S3::BucketPolicy").items():
        allowed += [s for s in at(policy, "PolicyDocument.Statement") if s["Effect"] == "Allow"]
    arns = [{"Fn::Sub": f"{ARN}:cloudfront::${{AWS::AccountId}}:distribution/${{{name}}}"} for name in ("Distribution", "NotFoundDistribution")]
    expected = {
        "Sid": "OnlyOurDistributionsRead",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": {"Fn::Sub": "${SiteBucket.Arn}/*"},
        "Condition": {"StringEquals": {"AWS:SourceArn": arns}},
    }
    if allowed != [expected]:
        yield f"the bucket policy allows {allowed!r}"


@holds("bucket-only-over-tls")
def bucket_tls(template: dict) -> Iterator[str]:
    statements = at(template, "Resources.SiteBucketPolicy.Properties.PolicyDocument.Statement") or []
    wanted = {"Effect": "Deny", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    if not any(wanted.items() <= statement.items() for statement in statements):
        yield "plain HTTP is not denied"


@holds("edge-functions-are-published")
def edge_functions(template: dict) -> Iterator[str]:
    for name, function in of_type(template, "AWS::CloudFront::Function").items():
        if function.get("AutoPublish") is not True or at(function, "FunctionConfig.Runtime") != "cloudfront-js-2.0":
            yield f"{name} is not published, or runs on another runtime"


@holds("access-log-tells-nobody")
def access_log(template: dict) -> Iterator[str]:
    """Of all that the API knows of a request: neither who asked, nor for which reference."""
    told = set(re.findall(r"\$context[.\w]*", at(template, f"{STAGE}.AccessLogSettings.Format") or ""))
    if told != {f"$context.{name}" for name in LOGGED}:
        yield f"the access log holds {', '.join(sorted(told))}"


RULES = [
    # The form endpoint
    equal("form-takes-posts", f"{FORM}.AllowedMethods", ALL_METHODS),
    equal("form-never-cached", f"{FORM}.CachePolicyId", CACHING_DISABLED),
    equal("form-goes-to-the-api", f"{FORM}.TargetOriginId", "api"),
    equal("form-only-over-tls", f"{FORM}.ViewerProtocolPolicy", "https-only"),
    equal("form-has-security-headers", f"{FORM}.ResponseHeadersPolicyId", {"Ref": "SecurityHeaders"}),
    equal("api-origin", f"{EDGE}.Origins.Id=api.DomainName", {"Fn::Sub": "${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}),
    equal("api-origin-over-tls", f"{EDGE}.Origins.Id=api.CustomOriginConfig", TLS | {"OriginReadTimeout": 30}),
    equal(
        "api-origin-shows-its-secret",
        f"{EDGE}.Origins.Id=api.OriginCustomHeaders",
        [{"HeaderName": "x-origin-secret", "HeaderValue": {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}::::${OriginHeaderVersion}}}"}}],
    ),
    equal(
        "origin-header-reaches-the-function",
        "Resources.HttpFunction.Properties.Description",
        {"Fn::Sub": "Form post to stored sign-up to mails. ${OriginHeaderVersion}"},
    ),
    host_not_forwarded,
    form_headers_forwarded,
    equal("api-route", "Resources.ApiRoute.Properties.RouteKey", "ANY /api/{proxy+}"),
    equal("api-route-leads-to-the-function", "Resources.ApiRoute.Properties.Target", {"Fn::Sub": "integrations/${ApiIntegration}"}),
    equal("api-calls-the-http-function", "Resources.ApiIntegration.Properties.IntegrationUri", {"Fn::GetAtt": "HttpFunction.Arn"}),
    equal("api-payload-is-2.0", "Resources.ApiIntegration.Properties.PayloadFormatVersion", "2.0"),
    equal("api-may-call-the-function", "Resources.ApiPermission.Properties.FunctionName", {"Ref": "HttpFunction"}),
    equal("only-the-api-calls-the-function", "Resources.ApiPermission.Properties.Principal", "apigateway.amazonaws.com"),
    equal(
        "only-this-api-calls-the-function",
        "Resources.ApiPermission.Properties.SourceArn",
        {"Fn::Sub": ARN + ":execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/api/{proxy+}"},
    ),
    equal("api-throttle-rate", f"{STAGE}.DefaultRouteSettings.ThrottlingRateLimit", {"Ref": "RequestsPerSecond"}),
    equal("api-throttle-burst", f"{STAGE}.DefaultRouteSettings.ThrottlingBurstLimit", {"Ref": "RequestBurst"}),
    equal("api-stage-is-live", f"{STAGE}.AutoDeploy", True),
    equal("api-is-logged", f"{STAGE}.AccessLogSettings.DestinationArn", {"Fn::GetAtt": "ApiLog.Arn"}),
    access_log,
    *(
        equal(f"api-part-{part}", f"Resources.Api{part}.Properties.ApiId", {"Ref": "Api"})
        for part in ("Integration", "Route", "Stage")
    ),
    equal("api-is-http", "Resources.Api.Properties.ProtocolType", "HTTP"),
    equal("api-passes-requests-on", "Resources.ApiIntegration.Properties.IntegrationType", "AWS_PROXY"),
    equal("api-waits-longer-than-the-function", "Resources.ApiIntegration.Properties.TimeoutInMillis", 25000),
    equal("api-is-open-to-all", "Resources.ApiRoute.Properties.AuthorizationType", "NONE"),
    equal("api-has-no-stage-in-its-path", f"{STAGE}.StageName", "$default"),
    equal("api-measures-are-free", f"{STAGE}.DefaultRouteSettings.DetailedMetricsEnabled", False),
    equal("form-passes-queries-on", "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.QueryStringsConfig.QueryStringBehavior", "all"),
    equal("form-answers-compressed", f"{FORM}.Compress", True),
    equal("form-answers-cached-by-method", f"{FORM}.CachedMethods", READING),
    # The pages
    equal("pages-cached-by-method", f"{PAGES}.CachedMethods", READING),
    equal("site-in-http-3", f"{EDGE}.HttpVersion", "http2and3"),
    equal("site-in-ipv6", f"{EDGE}.IPV6Enabled", True),
    equal("site-at-the-cheap-edges", f"{EDGE}.PriceClass", "PriceClass_100"),
    equal("site-at-its-host-name", f"{EDGE}.Aliases", {"Fn::If": ["HasDomain", [{"Ref": "SiteDomain"}], {"Ref": "AWS::NoValue"}]}),
    equal("site-certificate-goes-with-its-name", f"{EDGE}.ViewerCertificate.Fn::If.0", "HasDomain"),
    equal("site-origin-is-no-website", f"{EDGE}.Origins.Id=site.S3OriginConfig", {"OriginAccessIdentity": ""}),
    equal("site-access-is-for-s3", "Resources.SiteAccess.Properties.OriginAccessControlConfig.OriginAccessControlOriginType", "s3"),
    equal("site-access-signs-with-sigv4", "Resources.SiteAccess.Properties.OriginAccessControlConfig.SigningProtocol", "sigv4"),
    equal("cache-without-headers-is-short", "Resources.SiteCache.Properties.CachePolicyConfig.DefaultTTL", 60),
    equal("cache-may-be-long", "Resources.SiteCache.Properties.CachePolicyConfig.MaxTTL", 31536000),
    equal("site-is-on", f"{EDGE}.Enabled", True),
    equal("pages-over-tls", f"{PAGES}.ViewerProtocolPolicy", "redirect-to-https"),
    equal("pages-are-only-read", f"{PAGES}.AllowedMethods", READING),
    equal("pages-compressed", f"{PAGES}.Compress", True),
    equal("pages-have-security-headers", f"{PAGES}.ResponseHeadersPolicyId", {"Ref": "SecurityHeaders"}),
    equal("pages-cached-as-uploaded", f"{PAGES}.CachePolicyId", {"Ref": "SiteCache"}),
    equal("pages-from-s3-or-not-found", f"{PAGES}.TargetOriginId", "site-or-not-found"),
    equal(
        "pages-have-clean-urls",
        f"{PAGES}.FunctionAssociations",
        [{"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "CleanUrls.FunctionARN"}}],
    ),
    equal("site-origin", f"{EDGE}.Origins.Id=site.DomainName", {"Fn::GetAtt": "SiteBucket.RegionalDomainName"}),
    equal("site-origin-signs", f"{EDGE}.Origins.Id=site.OriginAccessControlId", {"Ref": "SiteAccess"}),
    equal("site-access-always-signs", "Resources.SiteAccess.Properties.OriginAccessControlConfig.SigningBehavior", "always"),
    equal(
        "cache-key-holds-nothing-personal",
        "Resources.SiteCache.Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin",
        {
            "EnableAcceptEncodingBrotli": True,
            "EnableAcceptEncodingGzip": True,
            "CookiesConfig": {"CookieBehavior": "none"},
            "HeadersConfig": {"HeaderBehavior": "none"},
            "QueryStringsConfig": {"QueryStringBehavior": "none"},
        },
    ),
    equal("cache-obeys-the-upload", "Resources.SiteCache.Properties.CachePolicyConfig.MinTTL", 0),
    equal(
        "tls-1.2-at-least",
        f"{EDGE}.ViewerCertificate.Fn::If.1",
        {"AcmCertificateArn": {"Ref": "CertificateArn"}, "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021"},
    ),
    equal("errors-are-not-kept", f"{EDGE}.CustomErrorResponses", [{"ErrorCode": c, "ErrorCachingMinTTL": 0} for c in (404, 500, 502, 503, 504)]),
    # What is missing
    equal("missing-page-fails-over", f"{EDGE}.OriginGroups.Items.0.FailoverCriteria.StatusCodes", {"Quantity": 2, "Items": [403, 404]}),
    equal("missing-page-order", f"{EDGE}.OriginGroups.Items.0.Members.Items", [{"OriginId": "site"}, {"OriginId": "not-found"}]),
    equal("missing-page-origin", f"{EDGE}.Origins.Id=not-found.DomainName", {"Fn::GetAtt": "NotFoundDistribution.DomainName"}),
    equal(
        "missing-page-is-a-404-in-its-language",
        f"{LOST}.DefaultCacheBehavior.FunctionAssociations",
        [
            {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "NotFoundPage.FunctionARN"}},
            {"EventType": "viewer-response", "FunctionARN": {"Fn::GetAtt": "NotFoundStatus.FunctionARN"}},
        ],
    ),
    equal("missing-page-only-over-tls", f"{LOST}.DefaultCacheBehavior.ViewerProtocolPolicy", "https-only"),
    equal("missing-page-in-no-language", f"{LOST}.CustomErrorResponses.ErrorCode=403.ResponsePagePath", "/404.html"),
    equal("missing-page-in-no-language-is-404", f"{LOST}.CustomErrorResponses.ErrorCode=403.ResponseCode", 404),
    equal("missing-page-origin-signs", f"{LOST}.Origins.Id=site.OriginAccessControlId", {"Ref": "SiteAccess"}),
    equal("missing-page-origin-over-tls", f"{EDGE}.Origins.Id=not-found.CustomOriginConfig", TLS),
    equal("missing-page-group", f"{EDGE}.OriginGroups.Items.0.Id", "site-or-not-found"),
    equal("missing-page-group-is-counted", f"{EDGE}.OriginGroups.Quantity", 1),
    equal("missing-page-members-are-counted", f"{EDGE}.OriginGroups.Items.0.Members.Quantity", 2),
    equal("missing-page-at-cloudfront's-name", f"{LOST}.ViewerCertificate", {"CloudFrontDefaultCertificate": True}),
    equal("missing-page-is-on", f"{LOST}.Enabled", True),
    equal("missing-page-from-the-bucket", f"{LOST}.Origins.Id=site.DomainName", {"Fn::GetAtt": "SiteBucket.RegionalDomainName"}),
    equal("missing-page-origin-is-no-website", f"{LOST}.Origins.Id=site.S3OriginConfig", {"OriginAccessIdentity": ""}),
    equal("missing-page-behaviour", f"{LOST}.DefaultCacheBehavior.TargetOriginId", "site"),
    equal("missing-page-is-only-read", f"{LOST}.DefaultCacheBehavior.AllowedMethods", READING),
    equal("missing-page-cached-by-method", f"{LOST}.DefaultCacheBehavior.CachedMethods", READING),
    equal("missing-page-compressed", f"{LOST}.DefaultCacheBehavior.Compress", True),
    equal("missing-page-cached-as-uploaded", f"{LOST}.DefaultCacheBehavior.CachePolicyId", {"Ref": "SiteCache"}),
    equal(
        "missing-page-in-no-language-by-s3",
        f"{LOST}.CustomErrorResponses",
        [{"ErrorCode": c, "ResponseCode": 404, "ResponsePagePath": "/404.html", "ErrorCachingMinTTL": 60} for c in (403, 404)],
    ),
    edge_functions,
    # Headers
    equal("no-word-of-the-server", f"{HEADERS}.RemoveHeadersConfig.Items", [{"Header": "server"}]),
    equal("only-a-test-stage-is-not-indexed", f"{HEADERS}.CustomHeadersConfig.Items.3.Fn::If.0", "IsTest"),
    equal(
        "hsts",
        f"{HEADERS}.SecurityHeadersConfig.StrictTransportSecurity",
        {"AccessControlMaxAgeSec": 63072000, "IncludeSubdomains": True, "Preload": False, "Override": True},
    ),
    equal("content-security-policy", f"{HEADERS}.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy", {"Ref": "ContentSecurityPolicy"}),
    csp_strict,
    equal("nosniff", f"{HEADERS}.SecurityHeadersConfig.ContentTypeOptions", {"Override": True}),
    equal("no-frames", f"{HEADERS}.SecurityHeadersConfig.FrameOptions", {"FrameOption": "DENY", "Override": True}),
    equal("referrer-policy", f"{HEADERS}.SecurityHeadersConfig.ReferrerPolicy.ReferrerPolicy", "strict-origin-when-cross-origin"),
    custom_header("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    custom_header("cross-origin-opener-policy", "same-origin"),
    custom_header("cross-origin-resource-policy", "same-origin"),
    headers_agree,
    headers_override,
    equal(
        "test-stage-is-not-indexed",
        f"{HEADERS}.CustomHeadersConfig.Items.3.Fn::If.1",
        {"Header": "x-robots-tag", "Value": "noindex", "Override": True},
    ),
    # The bucket
    equal("bucket-outlives-the-stack", f"{BUCKET}.DeletionPolicy", "Retain"),
    equal("bucket-outlives-a-replacement", f"{BUCKET}.UpdateReplacePolicy", "Retain"),
    equal("bucket-policy-is-of-the-bucket", "Resources.SiteBucketPolicy.Properties.Bucket", {"Ref": "SiteBucket"}),
    equal(
        "bucket-drops-old-versions",
        f"{BUCKET}.Properties.LifecycleConfiguration.Rules",
        [
            {
                "Id": "old",
                "Status": "Enabled",
                "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
            }
        ],
    ),
    equal(
        "bucket-is-private",
        f"{BUCKET}.Properties.PublicAccessBlockConfiguration",
        {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True},
    ),
    equal("bucket-has-no-acls", f"{BUCKET}.Properties.OwnershipControls.Rules.0.ObjectOwnership", "BucketOwnerEnforced"),
    equal("bucket-keeps-versions", f"{BUCKET}.Properties.VersioningConfiguration.Status", "Enabled"),
    equal("bucket-is-no-website", f"{BUCKET}.Properties.WebsiteConfiguration", None),
    equal("bucket-is-encrypted", f"{BUCKET}.Properties.BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm", "AES256"),
    bucket_readers,
    bucket_tls,
]
