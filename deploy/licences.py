"""Holds every crate of the build against deny.toml: licences, banned crates, sources. Writes the SBOM when asked.

It reads `cargo metadata` and the same file as cargo-deny, so that the check needs no tool but cargo and Python. It
must not know anything about AWS. Advisories need a database from the network: `cargo deny check advisories`.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from pack import TARGETS

ROOT = Path(__file__).resolve().parent.parent
# What is deployed may hold no copyleft, whatever deny.toml excepts for the tools around it.
DEPLOYED = "function"
COPYLEFT = re.compile(r"GPL|MPL|EUPL|CDDL|EPL")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sbom", type=Path, help="also write a CycloneDX 1.5 list of the deployed crates to this file")
    sbom = arguments.parse_args().sbom

    metadata = cargo_metadata()
    rules = tomllib.loads((ROOT / "deny.toml").read_text())
    faults = check(metadata, rules)
    for fault in faults:
        print(f"FAIL {fault}")
    crates = len(metadata["resolve"]["nodes"])
    if sbom:
        sbom.write_text(json.dumps(bill_of_materials(metadata), indent=1, sort_keys=True) + "\n")
    print(f"licences: {crates - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


def cargo_metadata() -> dict:
    platforms = [f"--filter-platform={target}" for target in ("x86_64-unknown-linux-gnu", *TARGETS.values())]
    command = ["cargo", "metadata", "--format-version", "1", "--locked", *platforms]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def check(metadata: dict, rules: dict) -> list[str]:
    used = {node["id"] for node in metadata["resolve"]["nodes"]}
    deployed = tree_of(metadata, DEPLOYED)
    faults = []
    for package in metadata["packages"]:
        if package["id"] in used:
            faults += faults_of(package, rules, package["id"] in deployed)
    return faults


def faults_of(package: dict, rules: dict, is_deployed) -> list[str]:
    name, licence = package["name"], package["license"] or ""
    allowed = set(rules["licenses"]["allow"])
    for exception in rules["licenses"]["exceptions"]:
        if exception["crate"] == name:
            allowed |= set(exception["allow"])
    faults = []
    if not satisfied(licence, allowed):
        faults.append(f"{name}: licence {licence or 'missing'!r} is not allowed; see [licenses] in deny.toml")
    if is_deployed and not satisfied(licence, {term for term in allowed if not COPYLEFT.search(term)}):
        faults.append(f"{name}: copyleft {licence!r} would be deployed with {DEPLOYED}")
    if name in {ban["crate"] for ban in rules["bans"]["deny"]}:
        faults.append(f"{name}: banned; see [bans] in deny.toml")
    if not source_allowed(package["source"], rules["sources"]["allow-registry"]):
        faults.append(f"{name}: source {package['source']} is not allowed; see [sources] in deny.toml")
    return faults


def source_allowed(source: str | None, registries: list[str]) -> bool:
    """A crate of the workspace has no source."""
    return source is None or source.removeprefix("registry+") in registries


def satisfied(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met with `allowed` alone. `/` is the old spelling of OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))
    words, position = [], 0
    while position < len(tokens):
        token = tokens[position]
        if token in ("AND", "OR"):
            words.append(token.lower())
        elif token in "()":
            words.append(token)
        else:
            if tokens[position + 1 : position + 2] == ["WITH"]:
                token = " ".join(tokens[position : position + 3])
                position += 2
            words.append(str(token in allowed))
        position += 1
    # Only True, False, and, or and brackets can be in `words`.
    return bool(words) and bool(eval(" ".join(words), {"__builtins__": {}}))


def tree_of(metadata: dict, crate: str) -> set[str]:
    """All that `crate` needs to be built and run, without what only its tests need."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    ids = {package["name"]: package["id"] for package in metadata["packages"] if package["source"] is None}
    found, queue = set(), [ids[crate]]
    while queue:
        node = queue.pop()
        if node in found:
            continue
        found.add(node)
        queue += [d["pkg"] for d in nodes[node]["deps"] if any(kind["kind"] != "dev" for kind in d["dep_kinds"])]
    return found


def bill_of_materials(metadata: dict) -> dict:
    """CycloneDX, without a serial number or a time: the same lock file gives the same bytes."""
    deployed = tree_of(metadata, DEPLOYED)
    packages = sorted((p for p in metadata["packages"] if p["id"] in deployed), key=lambda p: (p["name"], p["version"]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": DEPLOYED}},
        "components": [
            {
                "type": "library",
                "name": package["name"],
                "version": package["version"],
                "purl": f"pkg:cargo/{package['name']}@{package['version']}",
                "licenses": [{"expression": package["license"].replace("/", " OR ")}],
            }
            for package in packages
            if package["source"]
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
