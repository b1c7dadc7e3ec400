#include "io/vcf_writer_text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace norrsken {
namespace {

enum class Alleles { called, with_unspecified };

std::string place(const VariantCall& variant) {
  return "genome position " + std::to_string(variant.position) + " " + variant.reference + ">" + variant.alternate;
}

void append_pair(std::string& text, std::uint32_t reference, std::uint32_t alternate, Alleles alleles) {
  append_integer(text, reference);
  text.push_back(',');
  append_integer(text, alternate);
  if (alleles == Alleles::with_unspecified) text += ",0";
}

// gvcf_writer.hpp says where the values for <*> come from.
void append_likelihoods(std::string& text, const GenotypeCall& call, std::array<std::uint32_t, 2> depth,
                        Alleles alleles) {
  const auto [reference, het, alternate] = call.likelihoods_phred;
  const auto append_list = [&](std::initializer_list<std::int64_t> values) {
    for (const std::int64_t value : values) {
      append_integer(text, value);
      text.push_back(',');
    }
    text.pop_back();
  };
  const bool has_unspecified = alleles == Alleles::with_unspecified;
  if (call.ploidy == 0) {
    text.push_back('.');
  } else if (call.ploidy == 1) {
    // No read shows <*>: every base of both alleles would be an error.
    if (has_unspecified)
      append_list({reference, alternate, reference + alternate});
    else
      append_list({reference, alternate});
  } else if (!has_unspecified) {
    append_list({reference, het, alternate});
  } else {
    const std::int64_t both = std::int64_t{reference} + alternate + 3 * (std::int64_t{depth[0]} + depth[1]) - het;
    append_list({reference, het, alternate, reference + 3 * std::int64_t{depth[0]},
                 alternate + 3 * std::int64_t{depth[1]}, std::max<std::int64_t>(both, std::max(reference, alternate))});
  }
}

void append_sample(std::string& text, const GenotypeCall& call, Alleles alleles) {
  const std::array<std::uint32_t, 2> depth = {call.reference_depth(), call.alternate_depth()};
  text.push_back('\t');
  append_genotype(text, call);
  text.push_back(':');
  append_integer(text, call.quality_phred);
  text.push_back(':');
  append_integer(text, call.depth);
  text.push_back(':');
  append_pair(text, depth[0], depth[1], alleles);
  text.push_back(':');
  append_share(text, depth[1], std::uint64_t{depth[0]} + depth[1]);
  if (alleles == Alleles::with_unspecified && depth[0] + depth[1] != 0) text += ",0";
  text.push_back(':');
  append_likelihoods(text, call, depth, alleles);
  text.push_back(':');
  if (call.is_phased && call.phase_set_1based != 0)
    append_integer(text, call.phase_set_1based);
  else
    text.push_back('.');
  text.push_back(':');
  append_pair(text, call.forward_depth[0], call.forward_depth[1], alleles);
  text.push_back(':');
  append_pair(text, call.reverse_depth[0], call.reverse_depth[1], alleles);
}

void append_inheritance(std::string& text, const GenotypeCall& call) {
  constexpr std::array<std::string_view, 7> names = {".", "none", "mother", "father", "both", "denovo", "unclear"};
  text.push_back(':');
  if (call.inheritance == Inheritance::not_known)
    text.push_back('.');
  else
    append_integer(text, call.de_novo_phred);
  text.push_back(':');
  text += names.at(static_cast<std::size_t>(call.inheritance));
}

}  // namespace

void append_genotype(std::string& text, const GenotypeCall& call) {
  const auto append_allele = [&](int allele) {
    if (allele < 0)
      text.push_back('.');
    else
      append_integer(text, allele);
  };
  if (call.ploidy == 0) {
    text.push_back('.');
    return;
  }
  auto first = static_cast<int>(call.alleles[0]);
  auto second = static_cast<int>(call.alleles[1]);
  if (call.ploidy == 1) return append_allele(first);
  if (!call.is_phased && second < first) std::swap(first, second);
  append_allele(first);
  text.push_back(call.is_phased ? '|' : '/');
  append_allele(second);
}

void append_filters(std::string& text, std::uint32_t filters, std::span<const char* const> names) {
  if (filters == 0) text += "PASS";
  bool is_first = true;
  for (std::size_t filter = 0; filter < names.size(); ++filter) {
    if ((filters >> filter & 1) == 0) continue;
    if (!is_first) text.push_back(';');
    text += names[filter];
    is_first = false;
  }
}

void append_evidence(std::string& text, const VariantCall& variant) {
  const auto append = [&](const char* key, auto value) {
    text += key;
    append_integer(text, value);
  };
  append("MQ=", variant.mean_confidence_phred);
  append(";BQ=", variant.mean_base_quality_phred);
  append(";RPD=", variant.median_end_distance_bases);
  append(";FS=", variant.strand_bias_phred);
  if (variant.repeat_unit_bases != 0) {
    append(";RU=", variant.repeat_unit_bases);
    append(";RL=", variant.repeat_length_bases);
  }
  append(";NH=", variant.haplotypes);
}

void append_more_info(std::string& text, const VariantCall& variant) {
  if (!variant.more_info.empty()) text.append(";").append(variant.more_info);
}

void append_share(std::string& text, std::uint64_t part, std::uint64_t total) {
  if (total == 0)
    text.push_back('.');
  else
    append_decimal(text, (2 * part * 10000 + total) / (2 * total), 4);
}

void append_site(std::string& text, const Contig& contig, const VariantCall& variant, std::string_view more_alleles) {
  const GenomePosition begin = variant.position - contig.start;
  if (variant.reference.empty() || variant.alternate.empty() || variant.reference.size() > contig.length - begin)
    throw std::logic_error("variant without alleles or beyond its contig: " + place(variant));
  text += contig.name;
  text.push_back('\t');
  append_integer(text, begin + 1);
  text += "\t.\t";
  text += variant.reference;
  text.push_back('\t');
  text += variant.alternate;
  text += more_alleles;
  text.push_back('\t');
  append_decimal(text, variant.quality_centiphred, 2);
  text.push_back('\t');
}

std::uint32_t ContigCursor::at_or_after(GenomePosition position) {
  if (current_ < contigs_.size() && position < contigs_[current_].end() &&
      (current_ == 0 || position >= contigs_[current_ - 1].end()))
    return current_;
  const auto found = std::upper_bound(contigs_.begin(), contigs_.end(), position,
                                      [](GenomePosition value, const Contig& contig) { return value < contig.end(); });
  return current_ = static_cast<std::uint32_t>(found - contigs_.begin());
}

std::uint32_t ContigCursor::holding(GenomePosition position, const char* what) {
  const std::uint32_t index = at_or_after(position);
  if (index == contigs_.size() || position < contigs_[index].start)
    throw std::logic_error(std::string(what) + " at genome position " + std::to_string(position) +
                           " lies in no contig");
  return index;
}

std::vector<const VariantCall*> in_file_order(std::span<const VariantCall> variants) {
  std::vector<const VariantCall*> order;
  order.reserve(variants.size());
  for (const VariantCall& variant : variants) order.push_back(&variant);
  const auto key = [](const VariantCall* variant) {
    return std::tie(variant->position, variant->reference, variant->alternate);
  };
  std::sort(order.begin(), order.end(), [&](const auto* left, const auto* right) { return key(left) < key(right); });
  const auto twice = std::adjacent_find(order.begin(), order.end(),
                                        [&](const auto* left, const auto* right) { return key(left) == key(right); });
  if (twice != order.end()) throw std::logic_error("variant called twice: " + place(**twice));
  return order;
}

void append_variant(const Contig& contig, std::uint32_t contig_index, const VariantCall& variant,
                    std::span<const std::uint8_t> columns, VcfProduct product, RecordText& out) {
  const Alleles alleles = product == VcfProduct::gvcf ? Alleles::with_unspecified : Alleles::called;
  const GenomePosition begin = variant.position - contig.start;
  std::string& text = out.text;
  append_site(text, contig, variant, alleles == Alleles::with_unspecified ? ",<*>" : "");
  append_filters(text, variant.filters, filter_names);
  text.push_back('\t');
  append_evidence(text, variant);
  if (product != VcfProduct::gvcf) append_more_info(text, variant);
  text += "\tGT:GQ:DP:AD:AF:PL:PS:ADF:ADR";
  const bool has_child = std::any_of(columns.begin(), columns.end(), [&](std::uint8_t column) {
    return variant.samples.at(column).inheritance != Inheritance::not_known;
  });
  if (has_child) text += ":DQ:INH";
  for (const std::uint8_t column : columns) {
    append_sample(text, variant.samples.at(column), alleles);
    if (has_child) append_inheritance(text, variant.samples.at(column));
  }
  text.push_back('\n');
  out.end_record(contig_index, begin, begin + static_cast<GenomePosition>(variant.reference.size()));
}

}  // namespace norrsken
