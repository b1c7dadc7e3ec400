#!/usr/bin/env bash
# Every hot kernel, on every instruction set of this CPU.
# usage: kernels.sh [--genome]    --genome: also look-ups in a table as large as a human genome's (5 GB of memory, a minute)
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
program=$root/build/release/tests/bench/bench_kernels
[ -x "$program" ] || { echo "skipped: $program is not built; make bench"; exit 77; }
[ "${1:-}" != --genome ] || export NORRSKEN_BENCH_TABLE_BYTES=${NORRSKEN_BENCH_TABLE_BYTES:-3700000000}
"$program" --benchmark_repetitions="$rounds" --benchmark_min_time=0.05 \
  --benchmark_out="$out/kernels.json" --benchmark_out_format=json >"$out/kernels.log" 2>&1 || { cat "$out/kernels.log" >&2; exit 1; }
python3 -B "$bench/report.py" kernels "$out"
