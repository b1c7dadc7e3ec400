#!/usr/bin/env bash
# Every accuracy table, one after the other; goes on after a failure and says at the end what failed.
cd "$(dirname "$0")" || exit 1
failed=()
for run in tiny chr20 files platinum other_profiles other_loci hard_variants calibration consequences somatic learned_score panel trio determinism; do
  printf '\n== %s\n' "$run"
  ./$run.sh
  code=$?
  [ $code = 0 ] || [ $code = 77 ] || failed+=("$run")
done
printf '\n== biomarkers\n'
python3 -B ./biomarkers.py "${NORRSKEN:-../../build/release/norrsken}" || failed+=(biomarkers)
printf '\n'
[ ${#failed[@]} = 0 ] || { echo "failed: ${failed[*]}"; exit 1; }
echo "all accuracy runs ended well"
