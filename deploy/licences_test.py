"""What deploy/licences must refuse and let pass, on crates made up for it."""

import sys

from licences import faults_of, satisfied

ALLOWED = {"MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"}
RULES = {
    "licenses": {"allow": sorted(ALLOWED), "exceptions": [{"crate": "painter", "allow": ["EUPL-1.2"]}]},
    "bans": {"deny": [{"crate": "openssl-sys"}]},
    "sources": {"allow-registry": ["https://github.com/rust-lang/crates.io-index"]},
}
EXPRESSIONS = [
    ("MIT", True),
    ("MIT/Apache-2.0", True),
    ("GPL-3.0 OR MIT", True),
    ("GPL-3.0 AND MIT", False),
    ("(MIT OR GPL-3.0) AND Unicode-3.0", True),
    ("(MIT OR Apache-2.0) AND GPL-2.0-only", False),
    ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", True),
    ("GPL-3.0 WITH LLVM-exception", False),
    ("", False),
]
HERE = "registry+https://github.com/rust-lang/crates.io-index"
CRATES = [  # name, licence, source, deployed, what is wrong
    ("serde", "MIT OR Apache-2.0", HERE, True, []),
    ("ours", "MIT", None, True, []),
    ("painter", "EUPL-1.2", HERE, False, []),
    ("painter", "EUPL-1.2", HERE, True, ["copyleft"]),
    ("other", "EUPL-1.2", HERE, False, ["not allowed"]),
    ("openssl-sys", "MIT", HERE, False, ["banned"]),
    ("forked", "MIT", "git+https://example.com/forked", False, ["source"]),
    ("nameless", None, HERE, False, ["missing"]),
]


def main() -> int:
    faults = [f"{text!r} is {not expected}" for text, expected in EXPRESSIONS if satisfied(text, ALLOWED) != expected]
    for name, licence, source, deployed, expected in CRATES:
        found = faults_of({"name": name, "license": licence, "source": source}, RULES, deployed)
        if len(found) < len(expected) or not expected and found or not all(any(word in fault for fault in found) for word in expected):
            faults.append(f"{name}: expected {expected}, found {found}")
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"licence rules: {len(EXPRESSIONS) + len(CRATES) - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
