"""The form endpoint: the way of a post from CloudFront through the API to the function, and no way around it."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from rules import equal, holds
from template import FOLDER, at

EDGE = "Resources.Distribution.Properties.DistributionConfig"
FORM = f"{EDGE}.CacheBehaviors.PathPattern=/api/*"
STAGE = "Resources.ApiStage.Properties"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
READING = ["GET", "HEAD"]
NEEDED = {"accept-language", "content-type", "cloudfront-viewer-address"}
LOGGED = {
    "requestId": "requestId",
    "time": "requestTime",
    "method": "httpMethod",
    "status": "status",
    "latencyMs": "responseLatency",
    "error": "error.message",
    "integration": "integrationStatus",
}
TLS = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
ARN = "arn:${AWS::Partition}"
# Sent by CloudFront and known to the function in the same version: what is written here differently changes for one of them alone.
ORIGIN_SECRET = {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}::::${OriginHeaderVersion}}}"}


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
    """Without its type a form cannot be read; without the viewer's address all visitors share one limit; and a visitor who
    sends a header that CloudFront or we set must not get it through."""
    headers = at(template, "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.HeadersConfig.Headers") or []
    for name in sorted(NEEDED ^ set(headers)):
        yield f"ApiRequest lacks {name}" if name in NEEDED else f"ApiRequest passes on {name}, which the function does not read"


@holds("access-log-tells-nobody")
def access_log(template: dict) -> Iterator[str]:
    """Of all that the API knows of a request: neither who asked, nor for which reference. Every value is a text: so the
    filter that counts what was turned away looks for the status, and for no status of the function's."""
    told = json.loads(at(template, f"{STAGE}.AccessLogSettings.Format"))
    if told != {name: f"$context.{value}" for name, value in LOGGED.items()}:
        yield f"the access log holds {told!r}"


@holds("whoever-is-nearer-the-visitor-waits-longer")
def ways_end_in_turn(template: dict) -> Iterator[str]:
    """If one of those around the function gave up first, the visitor would get a bare page, without the answers. Before it
    takes a sign-up, it starts and reads the form, which takes no second; its first look-up of a name may hold it up."""
    app = FOLDER.parent / "function/src/app/mod.rs"
    waits_s = {
        "a sign-up": _seconds(app, "ACCEPT_TIMEOUT") + LOOK_UP_S,
        "a sign-up with its mails": _seconds(app, "MAILS_TIMEOUT"),
        "the function": at(template, "Resources.HttpFunction.Properties.Timeout"),
        "the API": at(template, "Resources.ApiIntegration.Properties.TimeoutInMillis") / 1000,
        "CloudFront": at(template, f"{EDGE}.Origins.Id=api.CustomOriginConfig.OriginReadTimeout"),
    }
    for (first, shorter), (then, longer) in pairwise(waits_s.items()):
        if shorter >= longer:
            yield f"{first} may take {shorter} s, and {then} waits for {longer}"


LOOK_UP_S = 5
"""As the C library waits for a name server that does not answer."""


def _seconds(file: Path, constant: str) -> float:
    unit, number = re.search(rf"const {constant}: Duration = Duration::from_(secs|millis)\(([\d_]+)\);", file.read_text()).groups()
    return int(number) / (1 if unit == "secs" else 1000)


RULES = [
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
        [{"HeaderName": "x-origin-secret", "HeaderValue": ORIGIN_SECRET}],
    ),
    equal(
        "origin-header-reaches-the-function",
        "Resources.HttpFunction.Properties.Environment.Variables.ORIGIN_SECRET",
        ORIGIN_SECRET,
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
    ways_end_in_turn,
    *(
        equal(f"api-part-{part}", f"Resources.Api{part}.Properties.ApiId", {"Ref": "Api"})
        for part in ("Integration", "Route", "Stage")
    ),
    equal("api-is-http", "Resources.Api.Properties.ProtocolType", "HTTP"),
    equal("api-passes-requests-on", "Resources.ApiIntegration.Properties.IntegrationType", "AWS_PROXY"),
    equal("api-waits-for-29-s", "Resources.ApiIntegration.Properties.TimeoutInMillis", 29000),
    equal("api-is-open-to-all", "Resources.ApiRoute.Properties.AuthorizationType", "NONE"),
    equal("api-has-no-stage-in-its-path", f"{STAGE}.StageName", "$default"),
    equal("api-measures-are-free", f"{STAGE}.DefaultRouteSettings.DetailedMetricsEnabled", False),
    equal("form-passes-no-queries-on", "Resources.ApiRequest.Properties.OriginRequestPolicyConfig.QueryStringsConfig.QueryStringBehavior", "none"),
    equal("form-answers-compressed", f"{FORM}.Compress", True),
    equal("form-answers-cached-by-method", f"{FORM}.CachedMethods", READING),
]
