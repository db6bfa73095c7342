"""A function's requests to AWS → those that its role in the template does not allow. None of the AWS that runs on one machine
looks at rights; so what a function asks for is written down on its way there, and held to the role from beside.

Only what the table and the secrets are asked for is looked at. Must not know what the functions do.
"""

import http.client
import json
import threading
from collections.abc import Iterator
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from template import at, load

TABLE, INDEX = {"Fn::GetAtt": "Table.Arn"}, {"Fn::Sub": "${Table.Arn}/index/queue"}


class Asked(NamedTuple):
    action: str
    resource: dict
    key: str  # the partition's, or the index's; none for a secret


class Watched:
    """The way to AWS at `endpoint`, by which every request is written down."""

    def __init__(self, endpoint: str) -> None:
        self.asked: list[Asked] = []
        server = ThreadingHTTPServer(("127.0.0.1", 0), _passing_on(urlsplit(endpoint).netloc, self.asked))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}"


def beyond(asked: list[Asked], role: str, conditions: set[str]) -> list[Asked]:
    """What the role does not allow where these conditions of the template hold, and no other."""
    statements = list(_statements(role, conditions))
    return [own for own in asked if not any(_allows(statement, own, conditions) for statement in statements)]


def _passing_on(host: str, asked: list[Asked]) -> type[BaseHTTPRequestHandler]:
    class Requests(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 - the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.extend(_read(self.headers.get("X-Amz-Target", ""), json.loads(body)))
            connection = http.client.HTTPConnection(host)
            connection.request("POST", self.path, body, dict(self.headers))
            answer = connection.getresponse()
            said = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_) -> None:
            pass

    return Requests


def _read(target: str, body: dict) -> Iterator[Asked]:
    service, _, operation = target.partition(".")
    if service == "secretsmanager":
        yield Asked(f"secretsmanager:{operation}", {"Ref": "HashSecret"}, "")
    elif operation == "TransactWriteItems":
        for write in body["TransactItems"]:
            (kind, inner), = write.items()
            yield from _read(f"{service}.{kind}Item", inner)
    elif operation == "Query":
        (partition,) = (value["S"] for name, value in body["ExpressionAttributeValues"].items() if name in (":pk", ":queue"))
        yield Asked("dynamodb:Query", INDEX if "IndexName" in body else TABLE, partition)
    else:
        yield Asked(f"dynamodb:{operation}", TABLE, (body.get("Key") or body["Item"])["PK"]["S"])


def _statements(role: str, conditions: set[str]) -> Iterator[dict]:
    for statement in at(load("template.yaml"), f"Resources.{role}.Properties.Policies.0.PolicyDocument.Statement"):
        if "Fn::If" not in statement:
            yield statement
        elif statement["Fn::If"][0] in conditions:
            yield statement["Fn::If"][1]


def _allows(statement: dict, asked: Asked, conditions: set[str]) -> bool:
    actions, resources = (found if isinstance(found, list) else [found] for found in (statement["Action"], statement["Resource"]))
    chosen = [own["Fn::If"][1] for own in resources if "Fn::If" in own and own["Fn::If"][0] in conditions]
    keys = at(statement, "Condition.ForAllValues:StringLike.dynamodb:LeadingKeys") or ["*"]
    return asked.action in actions and asked.resource in resources + chosen and any(fnmatchcase(asked.key, own) for own in keys)
