"""Runs checkov over the templates. Each suppression must have a reason, and must still suppress something."""

import json
import subprocess
import sys

from template import FOLDER, at, load

TEMPLATES = ("template.yaml", "spend.yaml")


def main() -> int:
    faults = [fault for name in TEMPLATES for fault in faults_of(name)]
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"checkov: {len(TEMPLATES) - len({fault.split(':')[0] for fault in faults})} passed, {len(faults)} failed")
    return 1 if faults else 0


def faults_of(name: str) -> list[str]:
    report = scan(name)
    found = [f"{name}: {c['check_id']} {c['resource']}: {c['check_name']}" for c in report.get("failed_checks", [])]
    used = {(c["resource"].split(".")[-1], c["check_id"]) for c in report.get("skipped_checks", [])}
    for resource, body in load(name)["Resources"].items():
        for skip in at(body, "Metadata.checkov.skip") or []:
            if len(skip.get("comment", "")) < 20:
                found.append(f"{name}: {resource} suppresses {skip['id']} without a reason")
            if (resource, skip["id"]) not in used:
                found.append(f"{name}: {resource} suppresses {skip['id']}, which finds nothing there")
    return found


def scan(name: str) -> dict:
    command = ["checkov", "--file", str(FOLDER / name), "--framework", "cloudformation", "--skip-download", "--output", "json"]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout
    report = json.loads(output)
    if report.get("parsing_errors") or at(report, "summary.parsing_errors"):
        sys.exit(f"{name}: checkov cannot read it")
    return report.get("results", {})  # none where checkov knows no check for any resource


if __name__ == "__main__":
    sys.exit(main())
