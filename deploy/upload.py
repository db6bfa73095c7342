"""The built site → its bucket: what is new or changed, in an order in which no visitor meets a page without its parts.

    plan     compare the folder with the bucket, by content and headers
    note     write down which pages the edge will have to forget, so that it is known also after an interruption
    put      assets first, then pages: a new page never refers to what is not there yet
    forget   pages that are gone are removed, and CloudFront drops all that changed. Assets are not pages: a changed one
             has another name
    remove   assets that are gone, last: an old page that somebody still has open finds its parts

Cut off at any point, it is run again and does what is left. What it did not put there itself it leaves there, and says so.
Must not know how the site is built.
"""

import argparse
import base64
import hashlib
import json
import mimetypes
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import boto3
from botocore.exceptions import BotoCoreError, ClientError

ROOT = Path(__file__).resolve().parent.parent
NOTE = "_upload/forget.json"
HASH = "content-hash"  # metadata: the hash of the bytes and the headers they were stored with

# The edge keeps a page until it is told to forget it; a browser asks each time.
PAGE = "public, max-age=0, must-revalidate, s-maxage=86400"
# A page for what is missing stands at the edge under whatever was asked for, where no upload can make it forgotten.
MISSING = "public, max-age=0, must-revalidate, s-maxage=60"
HASHED = "public, max-age=31536000, immutable"
OTHER = "public, max-age=3600"
HASHED_NAME = re.compile(r"[._-][0-9a-f]{8,64}\.[a-z0-9.]+$")
# CloudFront compresses by itself: what a build compressed beside a file is for other hosts.
COMPRESSED = {".br", ".gz"}
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".gz": "application/gzip",
}
# For other hosts; CloudFront has these from the template.
NOT_UPLOADED = {"_headers", "_redirects"}
AT_ONCE = 10  # requests under way, as many as boto3 keeps connections; each waits for the network most of its time
# What stands for itself in a path to forget; CloudFront wants all else escaped, and this not (RFC 1738).
PLAIN = "/!$&'()+,-.:;=?@_"


@dataclass(frozen=True)
class File:
    """A file of the site as it is to stand in the bucket."""

    key: str
    path: Path
    content_type: str
    cache_control: str

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")

    @property
    def turn(self) -> int:
        """Pages after what they need; the start pages last, so that nobody is led to a page that is not there yet."""
        return 0 if not self.is_page else 2 if self.key.endswith("index.html") and self.key.count("/") <= 1 else 1

    def hash(self, body: bytes) -> str:
        headers = f"{self.content_type}\n{self.cache_control}\n"
        return hashlib.sha256(headers.encode() + body).hexdigest()


@dataclass(frozen=True)
class Plan:
    put: list[File]
    remove_pages: list[str]
    remove_assets: list[str]
    forget: list[str]
    foreign: list[str]
    unchanged: int


def paths_of(key: str) -> list[str]:
    """`en/index.html` is kept by the edge under its own name, and asked for as `/en/`."""
    path = quote(f"/{key}", safe=PLAIN)
    return [path, path.removesuffix("index.html")] if path.endswith("index.html") else [path]


def describe(folder: Path, path: Path) -> File:
    key = path.relative_to(folder).as_posix()
    suffix = path.suffix.lower()
    kind = TYPES.get(suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    cache = MISSING if path.name == "404.html" else PAGE if suffix == ".html" else HASHED if HASHED_NAME.search(path.name) else OTHER
    return File(key, path, kind, cache)


def is_compressed_copy(path: Path) -> bool:
    return path.suffix in COMPRESSED and path.with_suffix("").is_file()


def files_of(folder: Path) -> list[File]:
    found = [describe(folder, path) for path in sorted(folder.rglob("*")) if path.is_file() and not is_compressed_copy(path)]
    if not any(file.key == "index.html" for file in found):
        sys.exit(f"{folder} has no index.html; build the site first (site-gen build)")
    return [file for file in found if file.key not in NOT_UPLOADED]


def make_plan(folder: Path, s3, bucket: str) -> Plan:
    wanted = files_of(folder)
    stored = {item["Key"]: item for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket) for item in page.get("Contents", [])}
    differing = together(lambda file: differs(file, stored.get(file.key), s3, bucket), wanted)
    put = sorted((file for file, differs in zip(wanted, differing, strict=True) if differs), key=lambda file: (file.turn, file.key))
    beside = sorted(stored.keys() - {file.key for file in wanted} - {NOTE})
    ours = {key for key, hash in zip(beside, together(lambda key: stored_hash(key, s3, bucket), beside), strict=True) if hash}
    gone_pages = [key for key in beside if key in ours and key.endswith(".html")]
    gone_assets = [key for key in beside if key in ours and key not in gone_pages]
    changed = {path for key in [file.key for file in put if file.is_page] + gone_pages for path in paths_of(key)}
    noted = set(read_note(s3, bucket)) if NOTE in stored else set()
    foreign = [key for key in beside if key not in ours]
    return Plan(put, gone_pages, gone_assets, sorted(changed | noted), foreign, len(wanted) - len(put))


def together(work: Callable, items: Iterable) -> Iterator:
    """What the work makes of each, in their order, many at once. A fault ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(work, items)


def read_note(s3, bucket: str) -> list[str]:
    return json.loads(s3.get_object(Bucket=bucket, Key=NOTE)["Body"].read())


def differs(file: File, stored: dict | None, s3, bucket: str) -> bool:
    """The sizes first: they come with the list and need no request of their own."""
    body = file.path.read_bytes()
    return not stored or len(body) != stored["Size"] or stored_hash(file.key, s3, bucket) != file.hash(body)


def stored_hash(key: str, s3, bucket: str) -> str | None:
    """None where another than this command put it there, or took it away meanwhile."""
    try:
        return s3.head_object(Bucket=bucket, Key=key)["Metadata"].get(HASH)
    except ClientError as error:
        if error.response["Error"]["Code"] != "404":
            raise
        return None


def carry_out(plan: Plan, s3, bucket: str, cloudfront, distribution: str) -> None:
    if plan.forget:
        s3.put_object(Bucket=bucket, Key=NOTE, Body=json.dumps(plan.forget), ContentType="application/json")
    for _, files in groupby(plan.put, key=lambda file: file.turn):
        for key in together(lambda file: put(file, s3, bucket), files):
            print(f"put     {key}")
    remove(plan.remove_pages, s3, bucket)
    if plan.forget:
        forget(plan.forget, cloudfront, distribution)
        s3.delete_object(Bucket=bucket, Key=NOTE)
    remove(plan.remove_assets, s3, bucket)


def put(file: File, s3, bucket: str) -> str:
    body = file.path.read_bytes()
    headers = {"ContentType": file.content_type, "CacheControl": file.cache_control}
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    s3.put_object(Bucket=bucket, Key=file.key, Body=body, ChecksumSHA256=digest, Metadata={HASH: file.hash(body)}, **headers)
    return file.key


def remove(keys: list[str], s3, bucket: str) -> None:
    for key in keys:
        s3.delete_object(Bucket=bucket, Key=key)
        print(f"removed {key}")


def forget(paths: list[str], cloudfront, distribution: str) -> None:
    """One path costs nothing up to a thousand a month; beyond a few, one star for all is one path."""
    items = paths if len(paths) <= 30 else ["/*"]
    batch = {"Paths": {"Quantity": len(items), "Items": items}, "CallerReference": str(time.time_ns())}
    cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)
    print(f"forget  {len(paths)} pages at the edge")


def show(plan: Plan) -> None:
    for file in plan.put:
        print(f"would put     {file.key}  ({file.content_type}; {file.cache_control})")
    for key in plan.remove_pages:
        print(f"would remove  {key}")
    for path in plan.forget:
        print(f"would forget  {path}")
    for key in plan.remove_assets:
        print(f"would remove  {key}")


def say_foreign(plan: Plan) -> None:
    for key in plan.foreign:
        print(f"left    {key}  (put there by somebody else; `aws s3 rm` takes it away)")


def say_address(site: Path, answers: str) -> None:
    """A site is built for an address, and its links lead there; which one, its start page says."""
    built = re.search(r'rel="?canonical"? href="?(https?://[^/"> ]+)', (site / "index.html").read_text())
    if built and built[1] != answers:
        print(f"CAUTION: the pages' links lead to {built[1]}, but the site answers at {answers}: deploy/pack --base-url {answers}")


def outputs_of(stack: str, cloudformation) -> dict[str, str]:
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def main() -> int:
    arguments = argparse.ArgumentParser(prog="deploy/upload", description="Puts the built site into a stack's bucket.")
    arguments.add_argument("--stack", required=True, help="name of the stack, e.g. sign-up-test")
    arguments.add_argument("--region", default="eu-north-1")
    arguments.add_argument("--site", type=Path, default=ROOT / "public", help="the built site (default: public/)")
    arguments.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    given = arguments.parse_args()

    outputs = outputs_of(given.stack, boto3.client("cloudformation", region_name=given.region))
    s3, bucket = boto3.client("s3", region_name=given.region), outputs["SiteBucketName"]
    try:
        plan = make_plan(given.site, s3, bucket)
        if given.dry_run:
            show(plan)
        else:
            carry_out(plan, s3, bucket, boto3.client("cloudfront"), outputs["DistributionId"])
    except FileNotFoundError as gone:
        sys.exit(f"{gone.filename} went away meanwhile; let the build end, and run this again")
    say_foreign(plan)
    say_address(given.site, outputs["SiteUrl"].rstrip("/"))
    removed = len(plan.remove_pages) + len(plan.remove_assets)
    print(f"{len(plan.put)} put, {removed} removed, {plan.unchanged} unchanged{' (not done)' if given.dry_run else ''}: {outputs['SiteUrl']}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BotoCoreError, ClientError) as said:
        sys.exit(f"AWS says: {said}")
