#!/bin/sh
# Compares downloaded reference data with the manifest: refdata/check.sh FILE...
# A file is told by its name at the end of a source's address. Prints one line a file; exit code 1 when a checksum differs,
# 2 when a file cannot be read or is not in the manifest. MANIFEST: another manifest.
manifest=${MANIFEST:-$(dirname "$0")/manifest.tsv}
status=0
[ $# -gt 0 ] || { echo "usage: refdata/check.sh FILE..." >&2; exit 2; }
for path in "$@"; do
  base=$(basename "$path")
  row=$(awk -F '\t' -v base="$base" '{ n = split($6, parts, "/"); if (NR > 1 && parts[n] == base) { print; exit } }' "$manifest")
  if [ -z "$row" ]; then
    echo "$path: not in the manifest"
    status=2
    continue
  fi
  if ! found=$(sha256sum "$path" 2>/dev/null); then
    echo "$path: cannot be read"
    status=2
    continue
  fi
  found=${found%% *}
  wanted=$(printf '%s\n' "$row" | cut -f 5)
  if [ "$wanted" = "-" ]; then
    echo "$path: sha256 $found; the manifest has none, compare with the publisher's"
  elif [ "$wanted" = "$found" ]; then
    echo "$path: as in the manifest"
  else
    echo "$path: sha256 $found, in the manifest $wanted"
    [ "$status" -eq 2 ] || status=1
  fi
done
exit "$status"
