#!/usr/bin/env bash
# Runs plimsoll as the action's inputs say. What stands in them are words, never code.
#
#   COMMAND  check, lint or schedule
#   ARGS     flags, parted by white space
#   PATHS    files and folders, one a line; those of the configuration where it is empty
#   SARIF    the file for GitHub's code scanning; none where it is empty
set -euo pipefail

words=()
read -r -d '' -a words <<<"${ARGS:-}" || true
paths=()
while IFS= read -r path; do
    path=${path%$'\r'}
    if [ -n "$path" ]; then paths+=("$path"); fi
done <<<"${PATHS:-}"

formats=()
if [ -n "${SARIF:-}" ]; then
    # Where a format is asked for, those that come by themselves are asked for, too.
    formats=(--format sarif --output "$SARIF" --format pretty --format github)
fi
exec plimsoll "${COMMAND:-check}" ${formats[@]+"${formats[@]}"} ${words[@]+"${words[@]}"} -- ${paths[@]+"${paths[@]}"}
