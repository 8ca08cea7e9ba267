#!/usr/bin/env python3
"""Holds our rules against the checks of other tools, on the test files that those tools publish.

Of each file it is known which check it is for, and whether that should fire: then a finding of a rule that means the same
(schemas/facts/peers.tsv) should be there, else none. Run by hand, with a checkout of the tool:

    git clone --depth 1 https://github.com/FairwindsOps/polaris /tmp/polaris
    python3 tests/peers/run.py polaris /tmp/polaris target/release/plimsoll
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ["kube-linter", "kube-score", "polaris", "checkov"]

# Where peers differ, what is set of a rule so that it looks as they do.
RUNNING = "kinds: [DaemonSet, Deployment, Pod, ReplicaSet, ReplicationController, StatefulSet], ports: 0"
NEEDS = [f"missing-{what}" for what in ["cpu-limit", "cpu-request", "memory-limit", "memory-request"]]
PARAMETERS = {
    "kube-linter": {
        **{rule: "containers: [initContainers, containers, ephemeralContainers]" for rule in NEEDS},
        "missing-readiness-probe": RUNNING,
        "single-replica": "replicas: 3, absent: 1",
        "hpa-min-replicas": "replicas: 3",
        "priority-class": "accepted: [system-cluster-critical, system-node-critical]",
        "required-label": "keys: [owner]",
        "required-annotation": "keys: [email], values: ['[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+[.][a-zA-Z0-9-.]+']",
    },
    "kube-score": {
        **{rule: "containers: [initContainers, containers]" for rule in NEEDS if rule.endswith("limit")},
        **{rule: "containers: [initContainers, containers], limits-stand: 0" for rule in NEEDS if rule.endswith("request")},
        "missing-liveness-probe": "each: 0",
        "ephemeral-storage": "limits-stand: 0",
        "requests-equal-limits": "limits-stand: 0",
        "restart-policy": "policies: [Never, OnFailure]",
        "service-type": "types: [NodePort]",
        "no-disruption-budget": "replicas: 1",
        "no-network-policy": "directions: [Ingress, Egress]",
        "no-spread": "absent: 2",
        "rollout-strategy": "replicas: 1",
    },
    "polaris": {
        "missing-readiness-probe": RUNNING,
        "hpa-min-replicas": "absent: 2",
        "image-pull-policy": "explicit: 1",
        "no-disruption-budget": "replicas: 1",
        "no-network-policy": "directions: [Ingress, Egress]",
        "no-spread": "absent: 2",
    },
    "checkov": {
        **{rule: "containers: [initContainers, containers]" for rule in NEEDS},
        "missing-readiness-probe": RUNNING,
    },
}


# The same for single checks, where a peer has several for one rule of ours.
OF_CHECKS = {
    "drop-net-raw-capability": {"capabilities-not-dropped": "dropped: [NET_RAW], unset: 0"},
    "privilege-escalation-container": {"privilege-escalation": "unset: 0"},
    "sensitive-host-mounts": {"host-path": "paths: [/, /boot, /dev, /etc, /lib, /proc, /sys, /usr]"},
    "writable-host-mount": {"host-path": "read-only: 1"},
    "container-security-context-user-group-id": {"run-as-root": "least-user: 10000, least-group: 10000"},
    "container-seccomp-profile": {"seccomp-profile": "annotations: [seccomp.security.alpha.kubernetes.io/defaultProfileName]"},
    "insecureCapabilities": {
        "capabilities-not-dropped": "dropped: [AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, "
        "NET_ADMIN, NET_BIND_SERVICE, NET_RAW, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT]"
    },
    "dangerousCapabilities": {"dangerous-capability": "refused: [ALL, NET_ADMIN, SYS_ADMIN]"},
    "linuxHardening": {"seccomp-profile": "instead: [apparmor, capabilities, selinux]"},
    "CKV_K8S_25": {"dangerous-capability": "allowed: []"},
    "CKV_K8S_28": {"capabilities-not-dropped": "dropped: [NET_RAW]"},
    "CKV_K8S_29": {"no-security-context": "wanted: [pod]"},
    "CKV_K8S_30": {"no-security-context": "wanted: [container]"},
    "CKV_K8S_31": {"seccomp-profile": "profiles: [RuntimeDefault], annotations: [seccomp.security.alpha.kubernetes.io/pod]"},
    "CKV_K8S_39": {"dangerous-capability": "refused: [SYS_ADMIN]"},
    "CKV_K8S_40": {"run-as-root": "least-user: 10000"},
}


# What tells of the same mistake more to the point than a rule of that name: what the API server itself refuses, or a binding
# to a role that is not there.
ALSO = {
    "no-rolling-update-strategy": ["api/not-supported"],
    "container-ports-check": ["api/required", "api/invalid"],
    "pod-topology-spread-constraints": ["api/required", "api/not-supported", "api/warning"],
    "ingress-targets-service": ["api/required"],
    "clusterrolebindingPodExecAttach": ["cross/dangling-binding"],
    "rolebindingClusterRolePodExecAttach": ["cross/dangling-binding"],
    "rolebindingRolePodExecAttach": ["cross/dangling-binding"],
    "CKV_K8S_39": ["api/required"],
    "CKV_K8S_30": ["schema/wrong-type"],
}


def rules_of(peer):
    """The rules that mean what each check of the peer does."""
    rules = defaultdict(list)
    for line in (ROOT / "schemas/facts/peers.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        rule, *columns = line.split("\t")
        for check in filter(None, columns[PEERS.index(peer)].split(",")):
            rules[check].append(rule)
    return rules


def kube_linter(checkout):
    """Each file is of one check, which should fire on some object of it, and on none that is named otherwise."""
    tests = (checkout / "e2etests/bats-tests.sh").read_text()
    for name, body in re.findall(r'@test "([^"]+)" \{\n(.*?)\n\}', tests, re.S):
        file = re.search(r'tmp="(tests/checks/[^"]+)"', body)
        check = re.search(r"--include ([a-z0-9-]+)", body)
        count = re.search(r'\$\{count\}" == "(\d+)"', body)
        if file and check and count:
            yield check[1], [checkout / file[1]], int(count[1]) > 0


def kube_score(checkout):
    """Tests in Go name a file of testdata, a check by its title, and the grade that is expected."""
    ids = {}
    registered = re.compile(r'\.Register\w+(?:\[[^\]]*\])?\(\s*"([^"]+)"|Check\("([^"]+)"')
    for source in checkout.glob("score/**/*.go"):
        if not source.name.endswith("_test.go"):
            for found in registered.finditer(source.read_text()):
                title = found[1] or found[2]
                ids[title.lower()] = re.sub(r"[ _]+", "-", title.lower())
    # Settings of a run that no rule of ours has, or other ones than in the table above.
    otherwise = re.compile(r"IgnoreContainer\w+Requirement: +true|MinReplicas\w+: +(?!2)\d")
    call = re.compile(r'testExpectedScore(?:WithConfig)?\(\s*t,\s*(?:"([^"]+\.yaml)"|\[\]ks\.NamedReader\{\s*testFile\("([^"]+)"\)\s*\}[^"]*),\s*(?:[^"\n]*,\s*)?"([^"]+)",\s*(scorecard\.Grade\w+|0)')
    for test in sorted(checkout.glob("score/**/*_test.go")):
        for found in call.finditer(test.read_text()):
            one, other, title, grade = found.groups()
            if otherwise.search(found[0]):
                continue
            check = re.sub(r"[ _]+", "-", title.lower())
            file = checkout / "score/testdata" / (one or other)
            # A grade of nothing means that the check was skipped.
            if file.exists():
                yield check, [file], grade not in ("scorecard.GradeAllOK", "scorecard.GradeAlmostOK", "0")


def polaris(checkout):
    """A folder for each check, files by what is expected; what a mutation comes to is a file that succeeds."""
    for file in sorted(checkout.glob("test/checks/*/*.yaml")):
        if file.name.startswith(("failure", "success")):
            yield file.parent.name, [file], file.name.startswith("failure")


# What of a file's name is about a check, where it names several.
OWN_PART = {"CKV_K8S_29": r"POD-?(PASSED|FAILED)", "CKV_K8S_30": r"CONTAINER-?(PASSED|FAILED)"}


def checkov(checkout):
    """A folder for each check, files by what is expected."""
    for test in sorted(checkout.glob("tests/kubernetes/checks/test_*.py")):
        text = test.read_text()
        module = re.search(r"from (checkov\.kubernetes\.checks\.resource\.k8s\.\w+) import", text)
        folder = re.search(r'/ ?"(example_\w+)"|"/?(example_\w+)"', text)
        source = module and checkout / (module[1].replace(".", "/") + ".py")
        if not (source and folder and source.exists()):
            continue
        check = re.search(r'id = "(CKV2?_K8S_\d+)"', source.read_text())
        files = sorted((test.parent / (folder[1] or folder[2])).iterdir())
        files = [file for file in files if file.suffix in (".yaml", ".yml", ".json")]
        named = {file: named_to_fail(file.name.upper(), check and check[1]) for file in files}
        passed, failed = (re.findall(rf"summary\['{what}'\], (\d+)", text) for what in ("passed", "failed"))
        if len(failed) == len(passed) == 1:
            passed, failed = int(passed[0]), int(failed[0])
            if len(files) == 1:
                named = {files[0]: failed > 0}
            elif passed + failed == len(files) and list(named.values()).count(True) != failed:
                # The names speak of another check that shares the folder.
                continue
        for file, expected in named.items():
            if check and expected is not None:
                yield check[1], [file], expected


def named_to_fail(name, check):
    """What the name of a file says of it; nothing where it does not, or where one check passes and another fails."""
    if "PASSESONEFAILSONE" in name:
        return None
    part = re.search(OWN_PART.get(check, r"^(.*)$"), name)
    part = part[1] if part else name
    if "FAIL" in part:
        return True
    return False if "PASS" in part or "UNKNO" in part else None


def fires(program, config, peer, check, rules, files):
    """Whether a finding of one of the rules is told, and where. What is named so as not to fire must not."""
    command = [program, "lint", *files, "--config", config, "--include", f"{peer}/{check}", "--complete", "--suggestions", "--format", "json"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        findings = json.loads(told.stdout)["findings"]
    except (ValueError, KeyError):
        return None, told.stderr.strip()
    own = [one for one in findings if one["rule"] in rules]
    spared = re.compile(r"dont-fire|^good|^valid|^should-pass")
    wrong = [one for one in own if spared.search((one.get("object") or {}).get("name") or "")]
    if wrong:
        return None, f"told of {wrong[0]['object']['name']}: {wrong[0]['message']}"
    return bool(own), (own[0]["message"] if own else "nothing is told")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("program", type=Path)
    parser.add_argument("--least", type=float, default=97, help="percentage of files below which this fails")
    parser.add_argument("--show", type=int, default=40, help="how many of the rest are shown")
    given = parser.parse_args()
    rules = rules_of(given.peer)
    reader = {"kube-linter": kube_linter, "kube-score": kube_score, "polaris": polaris, "checkov": checkov}[given.peer]
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "parameters.yaml"
        same, left, without, seen = 0, [], Counter(), set()
        for check, files, expected in reader(given.checkout):
            key = (check, tuple(files), expected)
            if key in seen:
                continue
            seen.add(key)
            if check not in rules:
                without[check] += 1
                continue
            # Peers take a file for all that there is.
            values = {**PARAMETERS[given.peer], **OF_CHECKS.get(check, {})}
            lines = [f"  {rule}: {{{value}}}" for rule, value in values.items()]
            config.write_text("\n".join(["parameters:", *lines]) + "\n")
            also = [*rules[check], *ALSO.get(check, [])]
            found, why = fires(given.program.resolve(), config, given.peer, check, also, files)
            if found == expected:
                same += 1
            else:
                left.append(f"{check}: {files[0].name}: should {'fire' if expected else 'be silent'}: {why}")
    for line in left[: given.show]:
        print(line)
    share = 100 * same / max(1, same + len(left))
    print(f"{given.peer}: {same} of {same + len(left)} files ({share:.1f}%)")
    if without:
        print(f"without a rule of ours: {', '.join(f'{name} ({n})' for name, n in sorted(without.items()))}")
    sys.exit(share < given.least)


if __name__ == "__main__":
    main()
