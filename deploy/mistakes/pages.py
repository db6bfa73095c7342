"""CloudFront's way to the pages, and to the one for what is missing."""

from mistakes import GONE, Mistake

EDGE = "Resources.Distribution.Properties.DistributionConfig"
PAGES = f"{EDGE}.DefaultCacheBehavior"
LOST = "Resources.NotFoundDistribution.Properties.DistributionConfig"

MISTAKES: list[Mistake] = [
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
    ("properties-are-as-listed", f"{LOST}.Aliases", [{"Ref": "SiteDomain"}]),
    ("missing-page-at-the-cheap-edges", f"{LOST}.PriceClass", "PriceClass_All"),
    ("edge-functions-are-published", "Resources.NotFoundStatus.Properties.FunctionCode", "function handler(event) { console.log(event.viewer.ip); return event.response; }"),
    ("edge-NotFoundStatus", "Resources.NotFoundStatus.Properties.FunctionCode", "function handler(event) { event.response.statusCode = 410; return event.response; }"),
]
