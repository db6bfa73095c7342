"""Uploads small sites to a real S3 interface on loopback (moto's server), and cuts the upload off after every request."""

import contextlib
import io
import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

from upload import HASHED, NOTE, OTHER, PAGE, carry_out, make_plan

FIRST = {
    "index.html": "<link href=/style.0a1b2c3d.css>",
    "en/index.html": "english",
    "en/old/index.html": "old page",
    "404.html": "missing",
    "style.0a1b2c3d.css": "a{}",
    "style.0a1b2c3d.css.br": "brotli",
    "search.json.gz": "gzip",
    "search.json": "{}",
    "archive.gz": "an archive of its own",
    ".well-known/security.txt": "Contact:",
    "card.webp": "RIFF",
    "_headers": "/*",
}
SECOND = {
    "index.html": "<link href=/style.99887766.css>",
    "en/index.html": "ENGLISH",  # of the same size
    "404.html": "missing",
    "style.99887766.css": "b{}",
    "search.json": "{}",
    ".well-known/security.txt": "Contact:",
    "card.webp": "RIFF",
}
HEADERS = [  # key, type, cache
    ("index.html", "text/html; charset=utf-8", PAGE),
    ("404.html", "text/html; charset=utf-8", PAGE),
    ("style.0a1b2c3d.css", "text/css; charset=utf-8", HASHED),
    ("search.json", "application/json", OTHER),
    ("archive.gz", "application/gzip", OTHER),
    (".well-known/security.txt", "text/plain; charset=utf-8", OTHER),
    ("card.webp", "image/webp", OTHER),
]
FORGOTTEN = ["/", "/en/", "/en/index.html", "/en/old/", "/en/old/index.html", "/index.html"]


class CutOff(Exception):
    pass


class CloudFront:
    """Remembers what it was told to forget, and what the bucket's pages were then."""

    def __init__(self) -> None:
        self.forgotten: set[str] = set()

    def create_invalidation(self, DistributionId: str, InvalidationBatch: dict) -> None:  # noqa: N803 - boto3's names
        self.forgotten |= set(InvalidationBatch["Paths"]["Items"])


class Bucket:
    """A bucket with a site in it; counts the requests that change it, and can fail at one."""

    def __init__(self, s3, name: str) -> None:
        self.s3, self.name, self.cloudfront = s3, name, CloudFront()
        s3.create_bucket(Bucket=name)

    def upload(self, site: dict[str, str], fail_at: int | None = None) -> list[str]:
        done: list[str] = []
        s3 = Wire(self.s3, lambda request: self._pass(request, done, fail_at))
        cloudfront = Wire(self.cloudfront, lambda request: self._pass(request, done, fail_at))
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), site)
            carry_out(make_plan(Path(folder), s3, self.name), s3, self.name, cloudfront, "D")
        return done

    def _pass(self, request: str, done: list[str], fail_at: int | None) -> None:
        if len(done) == fail_at:
            raise CutOff
        done.append(request)
        self.check_whole()

    def check_whole(self) -> None:
        """At every moment: each page that is there refers only to what is there."""
        there = self.keys()
        page = self.text("index.html") if "index.html" in there else ""
        if page and page.partition("/")[2].rstrip(">") not in there:
            raise AssertionError(f"a visitor meets {page!r} without its style")

    def contents(self) -> dict[str, str]:
        return {key: self.text(key) for key in self.keys()}

    def keys(self) -> list[str]:
        return [item["Key"] for item in self.s3.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def text(self, key: str) -> str:
        return self.s3.get_object(Bucket=self.name, Key=key)["Body"].read().decode()


class Wire:
    """Passes calls on, after telling about each that changes something."""

    def __init__(self, client, tell: Callable[[str], None]) -> None:
        self.client, self.tell = client, tell

    def __getattr__(self, name: str):
        method = getattr(self.client, name)
        if name not in ("put_object", "delete_object", "create_invalidation"):
            return method

        def told(**arguments):
            self.tell(f"{name} {arguments.get('Key', '')}".strip())
            return method(**arguments)

        return told


def write(folder: Path, site: dict[str, str]) -> None:
    for key, text in site.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def expected(site: dict[str, str]) -> dict[str, str]:
    """Neither what is for other hosts, nor what was compressed beside a file."""
    copies = {f"{key}{ending}" for key in site for ending in (".br", ".gz")}
    return {key: text for key, text in site.items() if not key.startswith("_") and key not in copies}


def headers_are_right(s3) -> None:
    bucket = Bucket(s3, "headers")
    bucket.upload(FIRST)
    assert bucket.contents() == expected(FIRST), bucket.contents().keys()
    for key, kind, cache in HEADERS:
        head = s3.head_object(Bucket=bucket.name, Key=key)
        found = head["ContentType"], head["CacheControl"]
        assert found == (kind, cache), f"{key}: {found}"


def second_time_does_nothing(s3) -> None:
    bucket = Bucket(s3, "twice")
    bucket.upload(FIRST)
    assert bucket.upload(FIRST) == []


def order_is_safe(s3) -> None:
    bucket = Bucket(s3, "order")
    bucket.upload(FIRST)
    bucket.cloudfront.forgotten.clear()
    assert bucket.upload(SECOND) == [
        f"put_object {NOTE}",
        "put_object style.99887766.css",
        "put_object en/index.html",
        "put_object index.html",
        "delete_object en/old/index.html",
        "create_invalidation",
        f"delete_object {NOTE}",
        "delete_object archive.gz",
        "delete_object style.0a1b2c3d.css",
    ]
    assert bucket.cloudfront.forgotten == set(FORGOTTEN), bucket.cloudfront.forgotten


def interrupted_anywhere_ends_right(s3) -> None:
    """Cut off before each request in turn, then run again: the bucket is right, and the edge has forgotten every page."""
    for fail_at in range(9):
        bucket = Bucket(s3, f"cut-{fail_at}")
        bucket.upload(FIRST)
        bucket.cloudfront.forgotten.clear()
        try:
            bucket.upload(SECOND, fail_at)
            raise AssertionError(f"request {fail_at} was never made")
        except CutOff:
            bucket.upload(SECOND)
        assert bucket.contents() == expected(SECOND), f"cut off at {fail_at}: {bucket.contents().keys()}"
        assert bucket.cloudfront.forgotten >= set(FORGOTTEN), f"cut off at {fail_at}: {bucket.cloudfront.forgotten}"


def empty_folder_is_refused(s3) -> None:
    """A build that failed must not take the site away."""
    bucket = Bucket(s3, "empty")
    bucket.upload(FIRST)
    try:
        bucket.upload({"notes.txt": ""})
    except SystemExit as refused:
        assert "index.html" in str(refused)
    assert bucket.contents() == expected(FIRST)


TESTS = [headers_are_right, second_time_does_nothing, order_is_safe, interrupted_anywhere_ends_right, empty_folder_is_refused]


def main() -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    session = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    s3 = session.client("s3", endpoint_url=f"http://{host}:{port}")
    failed = 0
    for test in TESTS:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                test(s3)
        except AssertionError as fault:
            failed += 1
            print(f"FAIL {test.__name__}: {fault}")
    server.stop()
    print(f"upload: {len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
