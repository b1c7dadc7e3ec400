#!/bin/sh
# Compares downloaded reference data with the manifest: refdata/check.sh FILE...
# A file is told by its name at the end of a source's address. Where the manifest has no checksum the laboratory's own counts:
# the first check writes it to pins.tsv beside the file (PINS: another file), later ones compare with it. Prints one line a
# file; exit code 1 when a checksum differs, 2 when a file cannot be read or is not in the manifest. MANIFEST: another manifest.
manifest=${MANIFEST:-$(dirname "$0")/manifest.tsv}
status=0
[ $# -gt 0 ] || { echo "usage: refdata/check.sh FILE..." >&2; exit 2; }
for path in "$@"; do
  base=$(basename "$path")
  pins=${PINS:-$(dirname "$path")/pins.tsv}
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
  whose="in the manifest"
  if [ "$wanted" = "-" ]; then
    whose="pinned in $pins"
    wanted=$(awk -F '\t' -v base="$base" '$1 == base { print $2; exit }' "$pins" 2>/dev/null)
  fi
  if [ -z "$wanted" ]; then
    if ! printf '%s\t%s\t%s\n' "$base" "$found" "$(date -u +%Y-%m-%d)" 2>/dev/null >>"$pins"; then
      echo "$path: sha256 $found, which cannot be written to $pins"
      status=2
      continue
    fi
    echo "$path: sha256 $found, now $whose; compare it with the publisher's once"
  elif [ "$wanted" = "$found" ]; then
    echo "$path: as $whose"
  else
    echo "$path: sha256 $found, $whose $wanted"
    [ "$status" -eq 2 ] || status=1
  fi
done
exit "$status"
