#!/usr/bin/env bash
# `kubectl get -o yaml` prints a `List`, and kubectl, kubeconform and a server take its items one by one. One expects a
# validator with the schemas of every kind to do the same, or at least to fail where it can say nothing. kubernetes-validate
# knows no kind `List`: it warns that there is no schema, looks at no item, and ends with status 0, `--strict` or not; the
# same object in a file of its own is checked.
#
# Seen with kubernetes-validate 1.36.0 from PyPI:
#   in a List:  WARN list.yaml Couldn't find schema for kind List with api version v1 for kubernetes version 1.36
#   alone:      INFO alone.yaml passed for resource configmap/a against version 1.36
#
# Needs python3 with venv and pip, and the network. Exit 0 while it behaves so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet kubernetes-validate==1.36.0

printf 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n' >list.yaml
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' >alone.yaml

expect() { # the file, what is seen; the status must be 0
    local seen status=0
    seen=$(venv/bin/kubernetes-validate --strict --kubernetes-version 1.36.0 "$1" 2>&1) || status=$?
    if [ "$status" != 0 ] || ! grep -qF -- "$2" <<<"$seen"; then
        printf 'changed, %s: status %s\n%s\n' "$1" "$status" "$seen" >&2
        exit 1
    fi
    printf '%s: %s (status %s)\n' "$1" "$seen" "$status"
}

expect list.yaml "Couldn't find schema for kind List"
expect alone.yaml 'passed for resource configmap/a'
