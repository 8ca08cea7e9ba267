#!/usr/bin/env bash
# Fetches a release of plimsoll for this machine, holds it against its checksum, and unpacks it.
#
#   RELEASES  where the releases are, such as https://…/releases
#   VERSION   v0.1.0, or latest
#   SHA256    the checksum that the archive must have; the release's own list where it is empty
#   INTO      the folder that the program is put into
set -euo pipefail

fail() {
    echo "::error title=plimsoll::$1"
    exit 1
}

: "${RELEASES:?}" "${INTO:?}"
version=${VERSION:-latest}
case "$version" in
    latest) from="$RELEASES/latest/download" ;;
    [0-9]*) from="$RELEASES/download/v$version" ;;
    *) from="$RELEASES/download/$version" ;;
esac

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-musl suffix=tar.gz ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl suffix=tar.gz ;;
    Darwin-x86_64) target=x86_64-apple-darwin suffix=tar.gz ;;
    Darwin-arm64) target=aarch64-apple-darwin suffix=tar.gz ;;
    MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc suffix=zip ;;
    *) fail "there is no release for $(uname -s) on $(uname -m)" ;;
esac

archive=plimsoll-$target.$suffix
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fetch() {
    curl --fail --silent --show-error --location --retry 3 --output "$folder/$1" "$from/$1" || fail "cannot fetch $from/$1"
}

sum() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

fetch "$archive"
wanted=${SHA256:-}
if [ -z "$wanted" ]; then
    fetch SHA256SUMS
    # A name is marked with a star where it was read as bytes.
    wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
fi
found=$(sum "$folder/$archive")
[ "$found" = "$wanted" ] || fail "$archive has the checksum $found, not ${wanted:-one that is listed}"

mkdir -p "$INTO"
case "$suffix" in
    zip) unzip -q -o "$folder/$archive" -d "$INTO" ;;
    *) tar -xzf "$folder/$archive" -C "$INTO" ;;
esac
if [ -n "${GITHUB_PATH:-}" ]; then echo "$INTO" >>"$GITHUB_PATH"; fi
"$INTO/plimsoll" --version
