"""Uploads small sites to a real S3 interface on loopback (moto's server), and kills the upload at every request."""

import contextlib
import io
import logging
import shutil
import sys
from pathlib import Path
from threading import Event
from unittest.mock import patch

from moto.server import ThreadedMotoServer

import upload
from loopback_bucket import ROOM, Bucket, Connect, Wire, write
from upload import HASHED, MISSING, NOTE, OTHER, PAGE, carry_out

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
    ("404.html", "text/html; charset=utf-8", MISSING),
    ("style.0a1b2c3d.css", "text/css; charset=utf-8", HASHED),
    ("search.json", "application/json", OTHER),
    ("archive.gz", "application/gzip", OTHER),
    (".well-known/security.txt", "text/plain; charset=utf-8", OTHER),
    ("card.webp", "image/webp", OTHER),
]
FORGOTTEN = ["/", "/en/", "/en/index.html", "/en/old/", "/en/old/index.html", "/index.html"]


def expected(site: dict[str, str]) -> dict[str, str]:
    """Neither what is for other hosts, nor what was compressed beside a file."""
    copies = {f"{key}{ending}" for key in site for ending in (".br", ".gz")}
    return {key: text for key, text in site.items() if not key.startswith("_") and key not in copies}


def headers_are_right(connect: Connect) -> None:
    bucket = Bucket(connect, "headers")
    bucket.upload(FIRST)
    assert bucket.contents() == expected(FIRST), bucket.contents().keys()
    for key, kind, cache in HEADERS:
        head = bucket.s3.head_object(Bucket=bucket.name, Key=key)
        found = head["ContentType"], head["CacheControl"]
        assert found == (kind, cache), f"{key}: {found}"


def second_time_does_nothing(connect: Connect) -> None:
    bucket = Bucket(connect, "twice")
    bucket.upload(FIRST)
    assert bucket.upload(FIRST) == []


def order_is_safe(connect: Connect) -> None:
    bucket = Bucket(connect, "order")
    bucket.upload(FIRST)
    bucket.cloudfront.told.unlink()
    requests = bucket.upload(SECOND)
    assert sorted(requests[2:4]) == ["put_object en/index.html", "put_object index.html"], requests  # both at once
    del requests[2:4]
    assert requests == [
        f"put_object {NOTE}",
        "put_object style.99887766.css",
        "delete_object en/old/index.html",
        "create_invalidation",
        f"delete_object {NOTE}",
        "delete_object archive.gz",
        "delete_object style.0a1b2c3d.css",
    ], requests
    assert bucket.cloudfront.forgotten() == set(FORGOTTEN), bucket.cloudfront.forgotten()


def pages_wait_for_their_parts(connect: Connect) -> None:
    """Though many files are put at once: here the style takes its time, and no page may begin meanwhile."""
    bucket = Bucket(connect, "wait")
    write(bucket.site, FIRST)
    page_began, faults = Event(), []

    def tell(request: str) -> None:
        if request.endswith("index.html"):
            page_began.set()
        if request.endswith(".css") and page_began.wait(timeout=0.5):
            faults.append(request)

    carry_out(bucket.plan(), Wire(bucket.s3, tell), bucket.name, bucket.cloudfront, "D")
    assert not faults, faults


def killed_anywhere_ends_right(connect: Connect) -> None:
    """Killed at each request in turn, then run again: the bucket is right, and the edge has forgotten every page."""
    for at in range(9):
        bucket = Bucket(connect, f"killed-{at}")
        bucket.upload(FIRST)
        bucket.cloudfront.told.unlink()
        bucket.upload_and_kill(SECOND, at)
        bucket.upload(SECOND)
        assert bucket.contents() == expected(SECOND), f"killed at {at}: {bucket.contents().keys()}"
        assert bucket.cloudfront.forgotten() >= set(FORGOTTEN), f"killed at {at}: {bucket.cloudfront.forgotten()}"


def first_upload_killed_anywhere_ends_right(connect: Connect) -> None:
    for at in (0, 1, 7, 11):
        bucket = Bucket(connect, f"first-{at}")
        bucket.upload_and_kill(FIRST, at)
        bucket.upload(FIRST)
        assert bucket.contents() == expected(FIRST), f"killed at {at}: {bucket.contents().keys()}"


def other_site_after_a_kill_ends_right(connect: Connect) -> None:
    """What was half done for one build is not forgotten when the next one comes."""
    bucket = Bucket(connect, "other")
    bucket.upload(FIRST)
    bucket.cloudfront.told.unlink()
    bucket.upload_and_kill(SECOND, 5)
    bucket.upload(FIRST)
    assert bucket.contents() == expected(FIRST)
    assert bucket.cloudfront.forgotten() >= set(FORGOTTEN), bucket.cloudfront.forgotten()


def headers_alone_are_a_change(connect: Connect) -> None:
    bucket = Bucket(connect, "headers-alone")
    bucket.upload(FIRST)
    with patch.object(upload, "PAGE", "no-store"):
        assert [file.key for file in bucket.plan().put] == ["en/old/index.html", "en/index.html", "index.html"]
    with patch.dict(upload.TYPES, {".webp": "image/other"}):
        plan = bucket.plan()
        assert ([file.key for file in plan.put], plan.forget) == (["card.webp"], []), plan
    assert bucket.plan().put == []


def names_of_all_scripts(connect: Connect) -> None:
    """CloudFront takes paths to forget only as they stand in a request."""
    site = {"index.html": "", "ar/مرحبا/index.html": "", "sv/å b.html": "", "bild å.webp": "RIFF"}
    bucket = Bucket(connect, "scripts")
    bucket.upload(site)
    assert bucket.contents() == site, bucket.contents().keys()
    paths = {"/ar/%D9%85%D8%B1%D8%AD%D8%A8%D8%A7/", "/sv/%C3%A5%20b.html"}
    assert paths < bucket.cloudfront.forgotten(), bucket.cloudfront.forgotten()
    bucket.upload({"index.html": ""})
    assert bucket.keys() == ["index.html"], bucket.keys()


def foreign_files_stay(connect: Connect) -> None:
    bucket = Bucket(connect, "foreign")
    bucket.upload(FIRST)
    for key in ("verify.html", "other/data.bin", "en/index.html"):
        bucket.s3.put_object(Bucket=bucket.name, Key=key, Body=b"theirs")
    assert bucket.plan().foreign == ["other/data.bin", "verify.html"], bucket.plan().foreign
    bucket.upload(SECOND)
    assert bucket.contents() == expected(SECOND) | {"verify.html": "theirs", "other/data.bin": "theirs"}, bucket.keys()


def file_that_went_away_is_named(connect: Connect) -> None:
    bucket = Bucket(connect, "away")
    bucket.upload(FIRST)
    write(bucket.site, SECOND)
    plan = bucket.plan()
    (bucket.site / "en/index.html").unlink()
    try:
        carry_out(plan, bucket.s3, bucket.name, bucket.cloudfront, "D")
        raise AssertionError("it was put all the same")
    except FileNotFoundError as away:
        assert str(away.filename).endswith("en/index.html")
    bucket.upload(SECOND)
    assert bucket.contents() == expected(SECOND)


def file_that_changes_meanwhile_is_put_the_next_time(connect: Connect) -> None:
    """The hash is that of the bytes that were put."""
    bucket = Bucket(connect, "meanwhile")
    write(bucket.site, FIRST)
    plan, page, read = bucket.plan(), bucket.site / "en/index.html", Path.read_bytes

    def read_and_change(path: Path) -> bytes:
        body = read(path)
        if path == page:
            path.write_text("ENGLISH")
        return body

    with patch.object(Path, "read_bytes", read_and_change):
        carry_out(plan, bucket.s3, bucket.name, bucket.cloudfront, "D")
    assert bucket.text("en/index.html") == "english"
    assert [file.key for file in bucket.plan().put] == ["en/index.html"]


def many_files(connect: Connect) -> None:
    """More than S3 lists at once, which is twenty here, and more pages than are worth naming to the edge."""
    site = {"index.html": ""} | {f"{n}/page.html": str(n) for n in range(50)}
    bucket = Bucket(connect, "many")
    bucket.s3 = connect()
    bucket.s3.meta.events.register("before-parameter-build.s3.ListObjectsV2", lambda params, **_: params.update(MaxKeys=20))
    write(bucket.site, site)
    carry_out(bucket.plan(), bucket.s3, bucket.name, bucket.cloudfront, "D")
    assert bucket.cloudfront.forgotten() == {"/*"}, bucket.cloudfront.forgotten()
    plan = bucket.plan()
    assert (plan.put, plan.remove_pages, plan.unchanged) == ([], [], 51), plan


def dry_run_writes_nothing(connect: Connect) -> None:
    """The command itself, against a stack that has a site already, and another to put."""
    bucket = Bucket(connect, "dry")
    bucket.upload(FIRST)
    bucket.cloudfront.told.unlink()
    write(bucket.site, SECOND | {"index.html": '<link rel="canonical" href="https://other.example/">'})
    clients = {"s3": Wire(bucket.s3, refuse), "cloudfront": Wire(bucket.cloudfront, refuse)}
    outputs = {"SiteBucketName": bucket.name, "DistributionId": "D", "SiteUrl": "https://site/"}
    said = io.StringIO()
    words = ["upload", "--stack", "s", "--site", str(bucket.site), "--dry-run"]
    with (
        patch.object(upload.boto3, "client", lambda name, **_: clients.get(name)),
        patch.object(upload, "outputs_of", lambda *_: outputs),
        patch.object(sys, "argv", words),
        contextlib.redirect_stdout(said),
    ):
        assert upload.main() == 0
    assert bucket.contents() == expected(FIRST)
    assert "CAUTION: the pages' links lead to https://other.example" in said.getvalue(), said.getvalue()
    assert "would put     index.html" in said.getvalue() and "would remove  en/old/index.html" in said.getvalue(), said.getvalue()


def refuse(request: str) -> None:
    raise AssertionError(f"a dry run made the request {request}")


def empty_folder_is_refused(connect: Connect) -> None:
    """A build that failed must not take the site away."""
    bucket = Bucket(connect, "empty")
    bucket.upload(FIRST)
    try:
        bucket.upload({"notes.txt": ""})
        raise AssertionError("it was taken for a site")
    except SystemExit as refused:
        assert "index.html" in str(refused)
    assert bucket.contents() == expected(FIRST)


TESTS = [
    headers_are_right,
    second_time_does_nothing,
    order_is_safe,
    pages_wait_for_their_parts,
    killed_anywhere_ends_right,
    first_upload_killed_anywhere_ends_right,
    other_site_after_a_kill_ends_right,
    headers_alone_are_a_change,
    names_of_all_scripts,
    foreign_files_stay,
    file_that_went_away_is_named,
    file_that_changes_meanwhile_is_put_the_next_time,
    many_files,
    dry_run_writes_nothing,
    empty_folder_is_refused,
]


def main() -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    connect = Connect(f"http://{host}:{port}")
    failed = 0
    for test in TESTS:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                test(connect)
        except AssertionError as fault:
            failed += 1
            print(f"FAIL {test.__name__}: {fault}")
    server.stop()
    shutil.rmtree(ROOM)
    print(f"upload: {len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
