"""CloudFront's way to the pages: from the bucket, kept at the edge, and the page for what is missing in its own language."""

from collections.abc import Iterator

from rules import equal, holds, of_type
from template import at

EDGE = "Resources.Distribution.Properties.DistributionConfig"
PAGES = f"{EDGE}.DefaultCacheBehavior"
LOST = "Resources.NotFoundDistribution.Properties.DistributionConfig"
READING = ["GET", "HEAD"]
TLS = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}


@holds("edge-functions-are-published")
def edge_functions(template: dict) -> Iterator[str]:
    for name, function in of_type(template, "AWS::CloudFront::Function").items():
        if function.get("AutoPublish") is not True or at(function, "FunctionConfig.Runtime") != "cloudfront-js-2.0":
            yield f"{name} is not published, or runs on another runtime"
        if "console" in function.get("FunctionCode", ""):
            yield f"{name} logs, and that log would lie in us-east-1"


RULES = [
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
    equal("missing-page-at-the-cheap-edges", f"{LOST}.PriceClass", "PriceClass_100"),
    equal("missing-page-in-http-2", f"{LOST}.HttpVersion", "http2"),
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
]
