#!/usr/bin/env bash
# make bench: every benchmark, one after the other, and the report in tests/bench/results. What cannot run says why.
cd "$(dirname "$0")" || exit 1
failed=()
for run in kernels germline somatic annotation ranks pileup scaling; do
  printf '\n== %s\n' "$run"
  if [ $run = kernels ]; then ./kernels.sh --genome; else ./$run.sh; fi
  code=$?
  [ $code = 0 ] || [ $code = 77 ] || failed+=("$run")
done
[ ${#failed[@]} = 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
