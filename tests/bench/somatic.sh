#!/usr/bin/env bash
# Tumour 60x and normal 30x (5 Mb) to somatic and germline VCF, gVCF and QC, one thread, beside the normal alone (as it
# is, and with the reads of as many sites to keep as evidence) and beside the peers' alignment alone: what germline.sh
# measured of each aligner, by the number of reads (the same sequencer and length).
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data mini
need_programs art_illumina samtools bcftools bgzip tabix
timed_pair
reference=$data/mini/mini.GRCh38.fa.gz
index=$(index_of "$reference" mini)
sites=$out/somatic_sites.tsv
forget somatic normal normal_sites
for round in $(seq "$rounds"); do
  ours somatic "$round" "$set_folder/samples.csv" --assay wgs_tumour_normal --threads 1
  # As many as the evidence of a case has at most.
  bcftools query -f '%CHROM\t%POS\t%REF\t%ALT\tsite\tsite%POS\n' "$out/runs/somatic.$round"/*/vcf/*.somatic.pass.vcf.gz | awk 'NR <= 1000' >"$sites"
  ours normal "$round" --reads "${normal_reads[@]}" --sample NORMAL --threads 1
  ours normal_sites "$round" --reads "${normal_reads[@]}" --sample NORMAL --threads 1 --hotspots "$sites"
done
[ -e "$out/peers/cpu.tsv" ] || { echo "skipped: no figures of the aligners yet; run germline.sh"; exit 77; }
python3 -B "$bench/report.py" somatic "$out"
