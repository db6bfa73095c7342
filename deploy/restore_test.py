"""Loses sign-ups in a table of another make (moto's server), and puts them back from its copy."""

import logging
import sys

import boto3
from moto.server import ThreadedMotoServer

from restore import lost_sign_ups, put_back, scan

KEPT, LOST, ERASED = "KD-222222", "KD-333333", "KD-444444"


def sign_up(reference: str) -> list[dict]:
    own = f"SIGNUP#{reference}"
    return [
        {"PK": own, "SK": "META", "reference": reference, "answers": {"name": "Prov"}},
        {"PK": own, "SK": "OUT#receipt#0", "state": "sent"},
        {"PK": f"CONTACT#hash-{reference}", "SK": own},
        {"PK": f"CONTACT#helper-{reference}", "SK": f"NAMED#{reference}"},
        {"PK": f"IDEM#key-{reference}", "SK": "IDEM", "reference": reference},
    ]


OTHER = [{"PK": "RL#hash#1", "SK": "RL", "count": 3}, {"PK": "COUNT#2026-11-26", "SK": "SHARD#1", "count": 5}]


class Tables:
    def __init__(self, dynamodb, name: str) -> None:
        self.live, self.restored = (self._made(dynamodb, f"{name}-{of}") for of in ("live", "restored"))
        for item in [*sign_up(KEPT), *sign_up(ERASED), *OTHER, *sign_up(LOST)]:
            self.restored.put_item(Item=item)
        for item in sign_up(KEPT):
            self.live.put_item(Item=item | {"state": "newer"})

    @staticmethod
    def _made(dynamodb, name: str):
        keys = [("PK", "HASH"), ("SK", "RANGE")]
        return dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
        )

    def lost(self) -> dict[str, list[dict]]:
        return lost_sign_ups(self.restored, self.live, {ERASED})


class CutOff:
    """A table to which the line breaks after so many items."""

    def __init__(self, table, after: int) -> None:
        self.table, self.left, self.meta = table, after, table.meta

    def put_item(self, **arguments) -> None:
        if not self.left:
            raise ConnectionError
        self.left -= 1
        self.table.put_item(**arguments)


def contents(items) -> list:
    return sorted(items, key=lambda item: (item["PK"], item["SK"]))


def lost_comes_back_whole_and_alone(dynamodb) -> None:
    tables = Tables(dynamodb, "whole")
    for items in tables.lost().values():
        put_back(items, tables.live)
    newer = [item | {"state": "newer"} for item in sign_up(KEPT)]
    assert contents(scan(tables.live)) == contents([*newer, *sign_up(LOST)]), [item["PK"] for item in scan(tables.live)]
    assert not tables.lost()


def cut_off_is_run_again(dynamodb) -> None:
    tables = Tables(dynamodb, "again")
    for cut_at in range(4):
        try:
            put_back(tables.lost()[LOST], CutOff(tables.live, cut_at))
            raise AssertionError("it was not cut off")
        except ConnectionError:
            assert LOST in tables.lost(), f"cut off at {cut_at}, it is taken for whole"
    put_back(tables.lost()[LOST], tables.live)
    assert not tables.lost()


def what_is_there_is_not_written_over(dynamodb) -> None:
    tables = Tables(dynamodb, "over")
    tables.live.put_item(Item={"PK": f"IDEM#key-{LOST}", "SK": "IDEM", "reference": "KD-555555"})
    put_back(tables.lost()[LOST], tables.live)
    held = tables.live.get_item(Key={"PK": f"IDEM#key-{LOST}", "SK": "IDEM"})["Item"]
    assert held["reference"] == "KD-555555", held


TESTS = [lost_comes_back_whole_and_alone, cut_off_is_run_again, what_is_there_is_not_written_over]


def main() -> int:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    session = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="eu-north-1")
    dynamodb = session.resource("dynamodb", endpoint_url=f"http://{host}:{port}")
    dynamodb.meta.client.meta.events.register("before-parameter-build.dynamodb.Scan", lambda params, **_: params.update(Limit=3))
    failed = 0
    for test in TESTS:
        try:
            test(dynamodb)
        except AssertionError as fault:
            failed += 1
            print(f"FAIL {test.__name__}: {fault}")
    server.stop()
    print(f"restore: {len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
