"""How each tool is called, what version it is, and what it needs to work without network."""
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys


@dataclasses.dataclass
class Tool:
    """How one tool is called: to judge one manifest, to look at several together, to place pods."""

    name: str
    version: str
    lint: list[str]
    together: list[str]
    place: list[str]
    offline: str


def netless():
    """The words that cut a command off from the network, if they work here."""
    cut = ["unshare", "--map-root-user", "--net"]
    works = shutil.which("unshare") and subprocess.run([*cut, "true"], capture_output=True).returncode == 0
    return cut if works else []


CUT = netless()


def call(command, folder):
    """Runs a command in a folder, without network and without a cluster; its status and all that it says."""
    environment = {**os.environ, "KUBECONFIG": os.devnull, "HOME": str(folder), "NO_COLOR": "1"}
    done = subprocess.run([*CUT, *command], cwd=folder, env=environment, capture_output=True, text=True, errors="replace")
    return done.returncode, done.stdout, done.stderr


def go_version(path):
    """The version that Go's linker left in a binary; some tools cannot tell theirs."""
    found = re.search(rb"\nmod\t\S+\t(\S+)", pathlib.Path(path).read_bytes())
    return found.group(1).decode() if found else "unknown version"


def said_version(command):
    _, out, err = call(command, os.getcwd())
    return (out or err).strip().splitlines()[0]


def template(schemas):
    """The folder of schemas in kubeconform's words."""
    return str(pathlib.Path(schemas).resolve()) + "/{{.ResourceKind}}{{.KindSuffix}}.json"


def plimsoll(path):
    lint = [path, "lint", "--no-config", "--kubernetes-version", "1.36", "--format", "json"]
    place = [path, "check", "--no-config", "--kubernetes-version", "1.36", "--format", "json"]
    version = said_version([path, "--version"]).removeprefix("plimsoll ")
    return Tool("plimsoll", version, lint, lint, place, "yes; 1.24 to 1.37 are built in")


def kubeconform(path, schemas):
    lint = [path, "-strict", "-schema-location", template(schemas)]
    return Tool("kubeconform", said_version([path, "-v"]), lint, lint, lint, "yes, with schemas downloaded before")


def kubectl_validate(path, some_file):
    """With the newest schemas up to 1.36 that it has built in: it would ask the network for others."""
    for minor in range(36, 29, -1):
        lint = [path, "--version", f"1.{minor}"]
        _, out, err = call([*lint, str(some_file)], os.getcwd())
        if "hardcoded schemas" not in out + err:
            version = f"{go_version(path)}, schemas of 1.{minor}"
            return Tool("kubectl-validate", version, lint, lint, lint, f"yes, up to 1.{minor}, which it has built in")
    sys.exit("kubectl-validate has no schemas that are new enough")


def kube_linter(path, schemas, folder):
    """Asked of schemas alone where verdicts are compared, and of a Service that selects nothing where objects are."""
    params = {"strict": True, "schemaLocations": [template(schemas)]}
    custom = [{"name": "schemas", "template": "kubeconform", "params": params}]
    commands = []
    for include in ([], ["dangling-service"]):
        file = pathlib.Path(folder) / f"kube-linter-{len(include)}.yaml"
        checks = {"doNotAutoAddDefaults": True, "include": include}
        file.write_text(json.dumps({"checks": checks, "customChecks": custom}))
        commands.append([path, "lint", "--config", str(file), "--fail-on-invalid-resource"])
    alone, together = commands
    offline = "yes, its check of schemas with schemas downloaded before"
    return Tool("kube-linter", said_version([path, "version"]), alone, together, together, offline)
