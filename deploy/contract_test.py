"""The store's own tests (`function/tests/it`) once more, on an engine of another make than the embedded one: ministack's.

What both let pass and refuse is DynamoDB's doing, and not one engine's kindness. Must not know what the tests do.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pack
from ministack_test import ministack

# The table's items and transactions, erasures, the limits, the outbox, clocks that jump, and all of it in trouble.
CONTRACT = ["store::", "erased::", "limits::", "outbox::", "clock::", "store_faults::"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, ministack(Path(folder)):
        command = ["cargo", "test", "--quiet", "--workspace", "--locked", "--test", "it", "--", *CONTRACT]
        return subprocess.run(command, cwd=pack.ROOT, env=os.environ | {"ENGINE": os.environ["AWS_ENDPOINT_URL"]}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
