"""A bucket of an S3 interface on loopback, with an edge before it: a site is put there, and the upload killed at any request.
Must not know what is tested.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import boto3

from upload import Plan, carry_out, make_plan

ROOM = tempfile.mkdtemp(prefix="upload-")


class CloudFront:
    """Writes down what it was told to forget, in a file, since whoever told it may be killed."""

    def __init__(self, told: Path) -> None:
        self.told = told

    def create_invalidation(self, DistributionId: str, InvalidationBatch: dict) -> None:  # noqa: N803 - boto3's names
        with self.told.open("a") as file:
            print(*InvalidationBatch["Paths"]["Items"], sep="\n", file=file)

    def forgotten(self) -> set[str]:
        return set(self.told.read_text().split()) if self.told.exists() else set()


class Connect:
    """To the server: once for this process, and anew for each that is killed."""

    def __init__(self, endpoint: str) -> None:
        self.session = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
        self.endpoint = endpoint
        self.here = self()

    def __call__(self):
        return self.session.client("s3", endpoint_url=self.endpoint)


class Bucket:
    """A bucket with a site in it; knows the requests that change it, and can be killed at one."""

    def __init__(self, connect: Connect, name: str) -> None:
        self.connect, self.s3, self.name = connect, connect.here, name
        self.site = Path(tempfile.mkdtemp(dir=ROOM))
        self.cloudfront = CloudFront(self.site.with_suffix(".told"))
        self.s3.create_bucket(Bucket=name)

    def upload(self, site: dict[str, str]) -> list[str]:
        write(self.site, site)
        return self._upload(self.s3, None)

    def upload_and_kill(self, site: dict[str, str], at: int) -> None:
        """In a process of its own, so that nothing is cleared up."""
        write(self.site, site)
        process = multiprocessing.get_context("fork").Process(target=lambda: self._upload(self.connect(), at))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL, f"request {at} was never made"

    def plan(self) -> Plan:
        return make_plan(self.site, self.s3, self.name)

    def _upload(self, s3, kill_at: int | None) -> list[str]:
        done: list[str] = []
        lock = Lock()

        def tell(request: str) -> None:
            with lock:
                if len(done) == kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                done.append(request)
            self.check_whole(s3)

        carry_out(make_plan(self.site, s3, self.name), Wire(s3, tell), self.name, Wire(self.cloudfront, tell), "D")
        return done

    def check_whole(self, s3) -> None:
        """At every moment: each page that is there refers only to what is there."""
        there = [item["Key"] for item in s3.list_objects_v2(Bucket=self.name, MaxKeys=20).get("Contents", [])]
        page = s3.get_object(Bucket=self.name, Key="index.html")["Body"].read().decode() if "index.html" in there else ""
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
    shutil.rmtree(folder)
    for key, text in site.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
