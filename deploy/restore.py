"""A restored table beside the live one → the sign-ups that the live one has lost, put back into it.

Of a lost sign-up everything comes back that names it; its own item last, so that a run that was cut off can be repeated. What
the live table has is never written over. Must not know what a sign-up holds.
"""

import argparse
import sys
from collections.abc import Iterator

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from upload import outputs_of

SIGN_UP = "SIGNUP#"
NAMED = "NAMED#"  # before the reference, in the item of a contact whom somebody else gave


def main() -> int:
    arguments = argparse.ArgumentParser(prog="deploy/restore", description="Puts lost sign-ups back from a restored table.")
    arguments.add_argument("--stack", required=True, help="name of the stack, e.g. sign-up-test")
    arguments.add_argument("--from", required=True, dest="restored", help="name of the restored table")
    arguments.add_argument("--except", nargs="*", default=[], dest="erased", metavar="REF", help="references that were erased on purpose")
    arguments.add_argument("--region", default="eu-north-1")
    arguments.add_argument("--dry-run", action="store_true", help="say what would be put back, and put back nothing")
    given = arguments.parse_args()

    live = outputs_of(given.stack, boto3.client("cloudformation", region_name=given.region))["TableName"]
    tables = boto3.resource("dynamodb", region_name=given.region)
    lost = lost_sign_ups(tables.Table(given.restored), tables.Table(live), set(given.erased))
    for reference, items in lost.items():
        if not given.dry_run:
            put_back(items, tables.Table(live))
        print(f"{'would put back' if given.dry_run else 'put back'} {reference}: {len(items)} items")
    print(f"{len(lost)} sign-ups {'would come' if given.dry_run else 'came'} back from {given.restored} into {live}")
    return 0


def lost_sign_ups(restored, live, erased: set[str]) -> dict[str, list[dict]]:
    """By reference, all items of each that the live table has not, and that nobody erased."""
    there = {reference for item in scan(live) if (reference := reference_of_sign_up(item))}
    items = list(scan(restored))
    lost = {reference for item in items if (reference := reference_of_sign_up(item))} - there - erased
    found: dict[str, list[dict]] = {reference: [] for reference in sorted(lost)}
    for item in items:
        if (reference := reference_named(item)) in found:
            found[reference].append(item)
    return found


def scan(table) -> Iterator[dict]:
    page = {"LastEvaluatedKey": None}
    while "LastEvaluatedKey" in page:
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]} if page["LastEvaluatedKey"] else {}
        page = table.scan(ConsistentRead=True, **start)
        yield from page["Items"]


def reference_of_sign_up(item: dict) -> str | None:
    return item["PK"].removeprefix(SIGN_UP) if item["PK"].startswith(SIGN_UP) and item["SK"] == "META" else None


def reference_named(item: dict) -> str | None:
    """In a sign-up's own items it is the partition, in a contact the sort key, in an idempotency item a value."""
    for key in (item["PK"], item["SK"]):
        for prefix in (SIGN_UP, NAMED):
            if key.startswith(prefix):
                return key.removeprefix(prefix)
    return item.get("reference")


def put_back(items: list[dict], live) -> None:
    for item in sorted(items, key=lambda item: item["SK"] == "META"):
        try:
            live.put_item(Item=item, ConditionExpression="attribute_not_exists(PK)")
        except live.meta.client.exceptions.ConditionalCheckFailedException:
            pass  # put back by a run that was cut off, or made anew since


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BotoCoreError, ClientError) as said:
        sys.exit(f"AWS says: {said}")
