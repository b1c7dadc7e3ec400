#include "io/csq_text.hpp"

#include <algorithm>
#include <array>

#include "io/vcf_writer_text.hpp"

namespace norrsken {
namespace {

constexpr std::string_view columns =
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|cDNA_position|"
    "CDS_position|Protein_position|Amino_acids|Codons|DISTANCE|STRAND|CANONICAL|MANE_SELECT|MANE_PLUS_CLINICAL|HGVSg|"
    "COMPOUND";

// As VEP names it: without the base that REF and ALT of an indel share, "-" for nothing.
std::string_view allele_of(std::string_view reference, std::string_view alternate) {
  if (reference.size() == alternate.size()) return alternate;
  if (!reference.empty() && !alternate.empty() && reference.front() == alternate.front()) alternate.remove_prefix(1);
  return alternate.empty() ? "-" : alternate;
}

void append_entry(std::string& text, std::string_view allele, const std::string& genomic_name,
                  const Consequence& entry) {
  const auto add = [&](std::string_view value) {
    text.push_back('|');
    if (value.find_first_of("%;=,| \t") == std::string_view::npos)
      text += value;
    else
      text += info_value(value);
  };
  const auto mane = [&](bool is_so) -> std::string_view {
    if (!is_so) return "";
    return entry.mane_partner.empty() ? entry.transcript : entry.mane_partner;
  };
  text += allele;
  add(entry.terms.text());
  add(impact_names[static_cast<std::size_t>(entry.impact())]);
  add(entry.symbol);
  add(entry.gene_id);
  add("Transcript");
  add(entry.transcript);
  add(entry.biotype);
  add(entry.exon);
  add(entry.intron);
  add(entry.hgvs_coding);
  add(entry.hgvs_protein);
  add(entry.cdna_position);
  add(entry.cds_position);
  add(entry.protein_position);
  add(entry.amino_acids);
  add(entry.codons);
  text.push_back('|');
  if (entry.distance_bases > 0) append_integer(text, entry.distance_bases);
  add(entry.is_forward ? "1" : "-1");
  add(entry.is_canonical ? "YES" : "");
  add(mane(entry.is_mane_select));
  add(mane(entry.is_mane_plus_clinical));
  add(genomic_name);
  add(entry.compound);
}

}  // namespace

std::string csq_header_line() {
  return "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Consequences on transcripts in the manner of Ensembl VEP. "
         "Format: " +
         std::string(columns) + "\">\n";
}

void append_csq(std::string& text, std::string_view reference, std::string_view alternate,
                const VariantConsequences& consequences) {
  if (consequences.entries.empty()) return;
  text += text.empty() ? "CSQ=" : ";CSQ=";
  const std::string_view allele = allele_of(reference, alternate);
  for (std::size_t i = 0; i < consequences.entries.size(); ++i) {
    if (i > 0) text.push_back(',');
    append_entry(text, allele, consequences.hgvs_genomic, consequences.entries[i]);
  }
}

void append_joined(std::string& text, std::span<const JoinedValue> values) {
  for (const JoinedValue& value : values) {
    if (!text.empty()) text.push_back(';');
    text.append(value.source).append("_").append(value.field).append("=").append(info_value(value.value));
  }
}

std::string info_value(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string made;
  made.reserve(text.size());
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (code > ' ' && code != 0x7f && std::string_view("%;=,|").find(letter) == std::string_view::npos)
      made.push_back(letter);
    else
      made.append("%").append(1, digits[code >> 4]).append(1, digits[code & 15]);
  }
  return made;
}

}  // namespace norrsken
