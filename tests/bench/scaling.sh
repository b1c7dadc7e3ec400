#!/usr/bin/env bash
# The numbers of docs/scaling.md: takes what kernels.sh --genome, germline.sh, somatic.sh and ranks.sh measured last, simulates
# the exchange among up to 256 ranks, keeps all of it in results/scaling.json, and writes the tables of the document anew.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
program=$root/build/release/tests/bench/exchange_sizes
[ -x "$program" ] || { echo "skipped: $program is not built; make bench"; exit 77; }
for ranks in 4 16 64 256 1024; do "$program" $ranks 16 3; done >"$out/exchange.jsonl"
python3 -B "$bench/scaling.py" measure "$out"
python3 -B "$bench/scaling.py" write
