"""Scans the example's presets with Checkov, parliament and Trivy, for `make audit`.

Each finding must have a "no" in docs/controls.md, in the column of the preset, and so a reason there.
Then faults are put in, which the scanners must find.
"""

import collections
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import policies
import terraform

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "examples/knwl-platform/platform/testdata"
PRESETS = ["dev", "prod"]
TRIVY = ROOT / ".tools/bin/trivy"

# Checkov 3.3 does not know that a rule for another security group admits nobody else.
ABOUT_ADDRESSES = {"CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"}


def exempt():
    """The ids with a "no" in docs/controls.md, by preset."""
    found, titles = collections.defaultdict(set), []
    for line in (ROOT / "docs/controls.md").read_text().splitlines():
        if not line.startswith("| "):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in ("control", "check"):  # the table of Prowler's checks has no presets
            titles = cells
            continue
        row = dict(zip(titles, cells))
        for preset in PRESETS:
            if row.get(preset) == "no":
                found[preset].update([row["control"], *row["also"].split()])
    return found


def checkov(resources):
    """Returns id, address and title of Checkov's failed checks, and the number of those that passed."""
    plan = terraform.Plan(resources)
    rules = {r["address"]: r["properties"] for r in resources if "referencedSecurityGroupId" in r["properties"]}
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory, "plan.json")
        file.write_text(json.dumps(plan.document))
        command = [
            pathlib.Path(sys.executable).with_name("checkov"), "--file", file, "--framework", "terraform_plan",
            "--output", "json", "--compact", "--quiet", "--skip-download",
        ]
        out = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(out.stdout)
        summary, failed = report["summary"], report["results"]["failed_checks"]
    except (ValueError, KeyError) as e:
        sys.exit(f"checkov gave no report: {e}\n{out.stdout[-2000:]}{out.stderr[-2000:]}")
    if summary["resource_count"] != len(resources) or summary["parsing_errors"]:
        sys.exit(f"checkov read {summary['resource_count']} of {len(resources)} resources")
    kept = [f for f in failed if f["check_id"] not in ABOUT_ADDRESSES or f["resource"] not in rules]
    return [(f["check_id"], f["resource"], f["check_name"]) for f in kept], summary["passed"]


def trivy(resources):
    """Returns what Trivy's checks find, like checkov."""
    document = json.dumps(terraform.Plan(resources).document)
    out = subprocess.run([TRIVY], input=document, capture_output=True, text=True, check=False)
    if out.returncode:
        sys.exit(f"trivy gave no report:\n{out.stderr[-2000:]}")
    report = json.loads(out.stdout)
    return [(f["id"], f["resource"], f["title"]) for f in report["failed"]], report["passed"]


def scan(resources):
    failed, passed = checkov(resources)
    more, others = trivy(resources) if TRIVY.exists() else ([], 0)
    return failed + list(policies.findings(resources)) + more, passed + others


def change(kind, key, value):
    """A fault: a property of the first resource of a type gets another value."""

    def seed(resources):
        next(r for r in resources if r["token"].endswith(":" + kind))["properties"][key] = value

    return seed


EVERYTHING = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "*", "Resource": "*",
}]})
ELSEWHERE = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:s3:::bucket/*",
}]})
WRITABLE = json.dumps([{"name": "api", "image": "api", "readonlyRootFilesystem": False}])
# The faults, each with an id that must be found.
FAULTS = {
    "a public database": ("CKV_AWS_17", change("Instance", "publiclyAccessible", True)),
    "a wildcard action": ("CKV_AWS_62", change("RolePolicy", "policy", EVERYTHING)),
    "an action on a resource that it does not support":
        ("PARL_RESOURCE_MISMATCH", change("RolePolicy", "policy", ELSEWHERE)),
    "a root file system that can be written":
        ("CKV_AWS_336", change("TaskDefinition", "containerDefinitions", WRITABLE)),
    "plain HTTP": ("CKV_AWS_2", change("Listener", "defaultActions", [{"type": "forward"}])),
}
# Those that Trivy must find.
FAULTS_FOR_TRIVY = {
    "a storage without encryption": ("AWS-0080", change("Instance", "storageEncrypted", False)),
    "a VPC without a flow log": ("AWS-0178", change("FlowLog", "vpcId", "vpc-0a1b2c3d")),
}


def main():
    wrong, allowed, graphs = [], exempt(), {}
    faults = FAULTS | FAULTS_FOR_TRIVY if TRIVY.exists() else FAULTS
    if not TRIVY.exists():
        print("SKIPPED: Trivy, because .tools/bin/trivy is not there: make audit could not build it")
    for preset in PRESETS:
        graphs[preset] = terraform.read(GOLDEN / f"{preset}.golden")
        terraform.Plan(graphs[preset])  # gives the resources their addresses
        failed, passed = scan(graphs[preset])
        ids = sorted({f[0] for f in failed})
        print(f"{preset}: {passed} checks passed, {len(failed)} failed, with {len(ids)} ids: {' '.join(ids)}")
        for found, address, what in failed:
            if found not in allowed[preset]:
                wrong.append(f"{preset}: {found} {address}: {what}; mend it, or give the reason in docs/controls.md")
        known = {i for i in allowed[preset] if i.startswith("PARL_") or i.startswith("AWS-") and TRIVY.exists()}
        wrong += [f"{preset}: {i} is found no more; correct docs/controls.md" for i in sorted(known - set(ids))]
    print("SKIPPED: Prowler, which scans a stack that is deployed: make prowler")
    # The stack sealed has a certificate, so it has no plain HTTP yet.
    for fault, (expected, seed) in faults.items():
        source = terraform.read(GOLDEN / "sealed.golden")
        terraform.Plan(source)
        before, _ = scan(source) if expected == "CKV_AWS_2" else ([], 0)
        seeded = copy.deepcopy(source)
        seed(seeded)
        after, _ = scan(seeded)
        if expected in {f[0] for f in before} or expected not in {f[0] for f in after}:
            wrong.append(f"{expected} does not find {fault}")
        else:
            print(f"found: {fault} ({expected})")
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
