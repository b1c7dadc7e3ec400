#!/usr/bin/env bash
# Real NA12878 (101-base pairs, 52x) over 100 kb of hg19 chr20 against 221 GIAB records.
# Prints recall, precision inside the confident BED, every PASS call outside the truth and whether freebayes (bwa) or
# bcftools (bwa) calls something within 3 bases of it; then checks that BAM and shuffled input give the same bytes.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
need_data chr20
need_programs bwa freebayes bcftools samtools bgzip
folder=$data/chr20
reference=$folder/ucsc.hg19.chr20.unittest.fasta.gz
truth=$folder/test_nist.b37_chr20_100kbp_at_10mb.vcf.gz
bed=$folder/test_nist.b37_chr20_100kbp_at_10mb.bed
out=$work/chr20
mkdir -p "$out"
index=$(index_of "$reference" chr20)
vcf=$(call "$index" NA12878 "$out/fastq" "$folder/NA12878.R1.fastq.gz" "$folder/NA12878.R2.fastq.gz")

# The peers see only the first real stretch of the reference, so that bwa need not index 62 Mb of N.
first=9995001
if [ ! -e "$out/freebayes.vcf" ]; then
  { echo ">chr20"; samtools faidx "$reference" chr20:$first-11095000 | grep -v '^>'; } >"$out/slice.fa"
  bwa index "$out/slice.fa" 2>/dev/null
  bwa mem -R '@RG\tID:1\tSM:NA12878' "$out/slice.fa" "$folder"/NA12878.R[12].fastq.gz 2>/dev/null |
    samtools sort -o "$out/bwa.bam" - 2>/dev/null
  samtools index "$out/bwa.bam"
  to_chr20() { awk -v OFS='\t' -v shift=$((first - 1)) '/^##contig/ {next} /^#/ {print; next} {$2 += shift; print}'; }
  bcftools mpileup -f "$out/slice.fa" "$out/bwa.bam" -Ou 2>/dev/null | bcftools call -mv 2>/dev/null | to_chr20 >"$out/bcftools.vcf"
  freebayes -f "$out/slice.fa" "$out/bwa.bam" | to_chr20 >"$out/freebayes.vcf"
fi
printf 'chr20\t10000199\t10099800\n' >"$out/inner.bed"

for who in norrsken freebayes bcftools; do
  calls=$vcf
  [ $who = norrsken ] || calls=$out/$who.vcf
  score_line "confident BED" $who "$truth" "$calls" --reference "$reference" --bed "$bed"
  score_line "10,000,200-10,099,800" $who "$truth" "$calls" --reference "$reference" --bed "$out/inner.bed"
done
echo "missed, and calls outside the truth (10,000,200-10,099,800):"
python3 -B "$here/score.py" "$truth" "$vcf" --reference "$reference" --bed "$out/inner.bed" --list \
  --near "$out/freebayes.vcf" "$out/bcftools.vcf" | grep -E '^F[NP]' || true
"$norrsken" bench "$truth" "$vcf" --reference "$reference" --confident "$bed" --explain >"$out/bench.txt"

python3 -B "$here/shuffle_pairs.py" "$folder/NA12878.R1.fastq.gz" "$folder/NA12878.R2.fastq.gz" "$out/shuffled" --seed 5
shuffled=$(call "$index" NA12878 "$out/from_shuffled" "$out/shuffled.R1.fastq.gz" "$out/shuffled.R2.fastq.gz")
# The BAM also has 246 reads without their mate, which the FASTQ lacks, and 111 records twice.
gzip -dc "$folder/NA12878.R1.fastq.gz" | awk 'NR % 4 == 1 { sub(/^@/, ""); sub(/[ \/].*/, ""); print }' >"$out/names.txt"
samtools view -b -N "$out/names.txt" -o "$out/same_reads.bam" "$folder/NA12878_S1.chr20.10_10p1mb.bam"
bam=$(call "$index" NA12878 "$out/from_bam" "$out/same_reads.bam")
for other in "$shuffled" "$bam"; do
  for kind in vcf.gz pass.vcf.gz g.vcf.gz; do
    cmp "${vcf%.vcf.gz}.$kind" "${other%.vcf.gz}.$kind"
  done
done
echo "same bytes from FASTQ, shuffled FASTQ and BAM: yes"
