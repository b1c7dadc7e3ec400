#include "io/maf_writer.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "io/atomic_file.hpp"
#include "kernels/types/amino_acids.hpp"

namespace norrsken {
namespace {

using Term = ConsequenceTerm;

// A change in MAF's coordinates: without the base that VCF puts before an indel, "-" for nothing.
struct MafAllele {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::string reference;
  std::string alternate;
  std::string type;
};

MafAllele allele_of(const Finding& finding) {
  MafAllele allele{finding.position_1based, 0, finding.reference, finding.alternate, ""};
  while (!allele.reference.empty() && !allele.alternate.empty() && allele.reference.size() != allele.alternate.size() &&
         allele.reference.front() == allele.alternate.front()) {
    allele.reference.erase(0, 1);
    allele.alternate.erase(0, 1);
    ++allele.start;
  }
  allele.end = allele.start + allele.reference.size() - 1;
  if (allele.reference.empty()) {  // between two bases: the one before and the one behind
    --allele.start;
    allele.end = allele.start + 1;
  }
  if (allele.reference.size() < allele.alternate.size()) {
    allele.type = "INS";
  } else if (allele.reference.size() > allele.alternate.size()) {
    allele.type = "DEL";
  } else {
    constexpr std::array<const char*, 4> types = {"ONP", "SNP", "DNP", "TNP"};
    allele.type = types[allele.reference.size() < types.size() ? allele.reference.size() : 0];
  }
  if (allele.reference.empty()) allele.reference = "-";
  if (allele.alternate.empty()) allele.alternate = "-";
  return allele;
}

constexpr std::string_view header =
    "#version 2.4\n"
    "Hugo_Symbol\tEntrez_Gene_Id\tCenter\tNCBI_Build\tChromosome\tStart_Position\tEnd_Position\tStrand\t"
    "Variant_Classification\tVariant_Type\tReference_Allele\tTumor_Seq_Allele1\tTumor_Seq_Allele2\tdbSNP_RS\t"
    "dbSNP_Val_Status\tTumor_Sample_Barcode\tMatched_Norm_Sample_Barcode\tMatch_Norm_Seq_Allele1\t"
    "Match_Norm_Seq_Allele2\tTumor_Validation_Allele1\tTumor_Validation_Allele2\tMatch_Norm_Validation_Allele1\t"
    "Match_Norm_Validation_Allele2\tVerification_Status\tValidation_Status\tMutation_Status\tSequencing_Phase\t"
    "Sequence_Source\tValidation_Method\tScore\tBAM_File\tSequencer\tTumor_Sample_UUID\tMatched_Norm_Sample_UUID\t"
    "HGVSc\tHGVSp\tHGVSp_Short\tTranscript_ID\tt_depth\tt_ref_count\tt_alt_count\tn_depth\tn_ref_count\tn_alt_count\t"
    "FILTER\n";

// "ENSP1.2:p.Arg5Ter" -> "p.Arg5Ter"
std::string after_colon(const std::string& name) {
  const std::size_t colon = name.find(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

std::string line_of(const MafDescription& description, const Finding& finding, std::size_t tumor) {
  const MafAllele allele = allele_of(finding);
  const Consequence none;
  const Consequence& entry = finding.named() != nullptr ? *finding.named() : none;
  const bool is_entrez = !entry.gene_id.empty() && entry.gene_id.find_first_not_of("0123456789") == std::string::npos;
  const std::string protein = after_colon(entry.hgvs_protein);
  const FindingSample& in_tumor = finding.samples.at(tumor);
  std::string normal_name;
  std::string normal_depths = "\t\t";
  std::string normal_alleles = "\t";
  if (description.normal) {
    const FindingSample& in_normal = finding.samples.at(*description.normal);
    normal_name = description.samples.at(*description.normal);
    normal_depths = fmt::format("{}\t{}\t{}", in_normal.depth, in_normal.allele_depth[0], in_normal.allele_depth[1]);
    normal_alleles = allele.reference + "\t" + allele.reference;
  }
  return fmt::format(
      "{}\t{}\t.\t{}\t{}\t{}\t{}\t+\t{}\t{}\t{}\t{}\t{}\t\t\t{}\t{}\t{}\t\t\t\t\t\t\tSomatic\t\t{}\t\t\t\t\t\t\t"
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
      entry.symbol.empty() ? "Unknown" : entry.symbol, is_entrez ? entry.gene_id : "0", description.build,
      finding.contig, allele.start, allele.end, maf_classification(finding), allele.type, allele.reference,
      allele.reference, allele.alternate, description.samples.at(tumor), normal_name, normal_alleles,
      description.library_strategy, after_colon(entry.hgvs_coding), protein, in_one_letter(protein), entry.transcript,
      in_tumor.depth, in_tumor.allele_depth[0], in_tumor.allele_depth[1], normal_depths, finding.filters);
}

}  // namespace

std::string maf_classification(const Finding& finding) {
  const Consequence* named = finding.named();
  if (named == nullptr) return "IGR";
  const bool is_insertion = finding.alternate.size() > finding.reference.size();
  switch (named->terms.worst()) {
    case Term::transcript_ablation:
    case Term::splice_acceptor:
    case Term::splice_donor:
      return "Splice_Site";
    case Term::stop_gained:
      return "Nonsense_Mutation";
    case Term::frameshift:
      return is_insertion ? "Frame_Shift_Ins" : "Frame_Shift_Del";
    case Term::stop_lost:
      return "Nonstop_Mutation";
    case Term::start_lost:
      return "Translation_Start_Site";
    case Term::inframe_insertion:
      return "In_Frame_Ins";
    case Term::inframe_deletion:
      return "In_Frame_Del";
    case Term::protein_altering:
      return is_insertion ? "In_Frame_Ins" : "In_Frame_Del";
    case Term::missense:
    case Term::coding_sequence:
      return "Missense_Mutation";
    case Term::splice_donor_5th_base:
    case Term::splice_region:
    case Term::splice_donor_region:
    case Term::splice_polypyrimidine_tract:
      return "Splice_Region";
    case Term::incomplete_terminal_codon:
    case Term::start_retained:
    case Term::stop_retained:
    case Term::synonymous:
      return "Silent";
    case Term::five_prime_utr:
      return "5'UTR";
    case Term::three_prime_utr:
      return "3'UTR";
    case Term::non_coding_transcript_exon:
      return "RNA";
    case Term::intron:
    case Term::nmd_transcript:
    case Term::non_coding_transcript:
      return "Intron";
    case Term::upstream_gene:
      return "5'Flank";
    case Term::downstream_gene:
      return "3'Flank";
    case Term::intergenic:
      break;
  }
  return "IGR";
}

void write_maf(const std::string& path, const MafDescription& description, std::span<const Finding> findings) {
  std::string text(header);
  for (const Finding& finding : findings) {
    if (finding.origin != FindingOrigin::somatic) continue;
    for (const std::size_t tumor : description.tumors)
      if (finding.samples.at(tumor).genotype.ends_with('1')) text += line_of(description, finding, tumor);
  }
  write_file(path, text);
}

}  // namespace norrsken
