"""What every answer carries."""

from mistakes import GONE, Mistake

HEADERS = "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig"

MISTAKES: list[Mistake] = [
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
]
