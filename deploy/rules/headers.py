"""What every answer carries: the headers by which a browser protects who reads or fills in the form."""

import re
from collections.abc import Iterator

from rules import Rule, equal, holds
from template import FOLDER, at

HEADERS = "Resources.SecurityHeaders.Properties.ResponseHeadersPolicyConfig"


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


RULES = [
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
]
