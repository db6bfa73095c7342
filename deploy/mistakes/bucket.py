"""The bucket of the site."""

from mistakes import GONE, Mistake

BUCKET = "Resources.SiteBucket.Properties"
READERS = "Resources.SiteBucketPolicy.Properties.PolicyDocument.Statement"

MISTAKES: list[Mistake] = [
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
]
