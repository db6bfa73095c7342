"""The bucket of the site: who reads it, and what becomes of what was in it."""

from collections.abc import Iterator

from rules import equal, holds, of_type
from template import at

BUCKET = "Resources.SiteBucket"
ARN = "arn:${AWS::Partition}"


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


RULES = [
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
