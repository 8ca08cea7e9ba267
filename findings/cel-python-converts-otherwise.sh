#!/usr/bin/env bash
# cel-python is a way to try the CEL rules of a definition without a cluster, and one expects the conversions of the language
# to be the same everywhere. Three are not: a number in hexadecimal is read from a text, which an API server refuses with
# "type conversion error from 'string' to 'int'"; a whole double is written with its fraction (`1.0`, where cel-go writes `1`);
# and a time is written without what is behind its seconds, so that a time with half a second and one without are written
# alike. A rule that compares such texts passes here and fails there.
#
# Seen with cel-python 0.4.0 from PyPI:
#   int('0x10') == 16                                                          True
#   string(1.0)                                                                1.0
#   string(timestamp('2024-01-01T00:00:00.5Z'))                                2024-01-01T00:00:00Z
# cel-go 0.27, of Kubernetes 1.36.2: an error, `1`, `2024-01-01T00:00:00.5Z`.
#
# Needs python3 with pip, and the network. Exit 0 while it behaves so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv home
home/bin/pip install --quiet --disable-pip-version-check cel-python==0.4.0

home/bin/python - <<'PYTHON'
import celpy

def seen(expression):
    environment = celpy.Environment()
    return str(environment.program(environment.compile(expression)).evaluate({}))

expected = [
    ("int('0x10') == 16", "True"),
    ("string(1.0)", "1.0"),
    ("string(timestamp('2024-01-01T00:00:00.5Z'))", "2024-01-01T00:00:00Z"),
]
changed = [(expression, seen(expression)) for expression, was in expected if seen(expression) != was]
for expression, now in changed:
    print(f"changed: {expression} is {now}")
raise SystemExit(1 if changed else 0)
PYTHON
echo "cel-python converts as it did"
