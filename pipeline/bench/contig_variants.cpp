#include "pipeline/bench/contig_variants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

bool is_base(char letter) {
  return letter == 'A' || letter == 'C' || letter == 'G' || letter == 'T';
}

bool is_spelled(const std::string& allele) {
  return !allele.empty() && std::all_of(allele.begin(), allele.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool agrees_with(std::string_view reference, const VcfRecord& record) {
  const auto position = static_cast<std::size_t>(record.position);
  if (record.position < 0 || position + record.reference.size() > reference.size()) return false;
  for (std::size_t i = 0; i < record.reference.size(); ++i) {
    const char there = reference[position + i];
    const char here = record.reference[i];
    if (there != here && is_base(there) && is_base(here)) return false;
  }
  return true;
}

void check_reference(const std::vector<VcfRecord>& records, std::string_view reference, const std::string& file,
                     const std::string& contig) {
  std::uint64_t wrong = 0;
  const VcfRecord* first = nullptr;
  for (const VcfRecord& record : records) {
    if (agrees_with(reference, record)) continue;
    if (wrong++ == 0) first = &record;
  }
  if (wrong == 0) return;
  throw InputError(file, fmt::format("{}:{}", contig, first->position + 1),
                   fmt::format("REF differs from the reference in {} of {} records of {}; this is the first", wrong,
                               records.size(), contig),
                   "give the genome that the file was made with", ExitCode::reference);
}

// How many chromosomes carry `alternate`; nothing when none does.
std::optional<Zygosity> zygosity_of(const std::vector<std::int32_t>& genotype, std::int32_t alternate) {
  const auto copies = std::count(genotype.begin(), genotype.end(), alternate);
  const auto missing = std::count(genotype.begin(), genotype.end(), -1);
  if (copies == 0) return std::nullopt;
  if (missing > 0) return Zygosity::unknown;
  return copies == static_cast<std::ptrdiff_t>(genotype.size()) ? Zygosity::every_copy : Zygosity::one_copy;
}

class Collector {
 public:
  Collector(ContigVariants& out, FilterRule filters, MissingGenotypes missing)
      : out_(out), filters_(filters), missing_(missing) {}

  void take(std::uint32_t index) {
    const VcfRecord& record = out_.records[index];
    const bool counts = filters_ == FilterRule::all || record.passes();
    if (!counts) ++out_.left_out.filtered_records;
    const std::vector<std::int32_t>& genotype = record.genotype;
    const std::int32_t least = missing_ == MissingGenotypes::take_every_record ? 1 : 0;  // that says something
    const bool is_missing = std::all_of(genotype.begin(), genotype.end(), [&](std::int32_t a) { return a < least; });
    if (is_missing && missing_ == MissingGenotypes::skip) {
      if (counts) ++(record.alternates.empty() ? out_.left_out.reference_records : out_.left_out.missing_genotypes);
      return;
    }
    bool has_allele = false;
    for (std::uint32_t i = 1; i <= record.alternates.size(); ++i) {
      const auto zygosity =
          is_missing ? std::optional(Zygosity::unknown) : zygosity_of(genotype, static_cast<std::int32_t>(i));
      if (!zygosity) continue;
      has_allele = true;
      add({index, i}, *zygosity, counts);
    }
    if (!has_allele && counts) ++out_.left_out.reference_records;
  }

 private:
  void add(AlleleOrigin origin, Zygosity zygosity, bool counts) {
    const VcfRecord& record = out_.records[origin.record];
    const std::string& bases = record.alternates[origin.alternate - 1];
    if (!is_spelled(bases)) {
      if (counts) ++(bases == "*" ? out_.left_out.overlap_alleles : out_.left_out.symbolic_alleles);
      return;
    }
    VariantAllele allele = trimmed_allele(record.position, record.reference, bases);
    if (allele.bases.empty() && allele.start == allele.end) return;  // ALT equals REF
    allele.zygosity = zygosity;
    allele.record = origin.record;
    (counts ? out_.alleles : out_.filtered).push_back(std::move(allele));
    (counts ? out_.origins : out_.filtered_origins).push_back(origin);
  }

  ContigVariants& out_;
  FilterRule filters_;
  MissingGenotypes missing_;
};

}  // namespace

void LeftOut::add(const LeftOut& other) {
  filtered_records += other.filtered_records;
  reference_records += other.reference_records;
  missing_genotypes += other.missing_genotypes;
  symbolic_alleles += other.symbolic_alleles;
  overlap_alleles += other.overlap_alleles;
}

ContigVariants make_contig_variants(std::vector<VcfRecord> records, std::string_view reference, const std::string& file,
                                    const std::string& contig, FilterRule filters, MissingGenotypes missing) {
  check_reference(records, reference, file, contig);
  ContigVariants out;
  out.records = std::move(records);
  Collector collector(out, filters, missing);
  for (std::uint32_t i = 0; i < out.records.size(); ++i) collector.take(i);
  return out;
}

std::string genotype_text(const VcfRecord& record) {
  std::string text;
  for (const std::int32_t allele : record.genotype) {
    if (!text.empty()) text += record.is_phased ? '|' : '/';
    text += allele < 0 ? "." : std::to_string(allele);
  }
  return text.empty() ? "." : text;
}

}  // namespace norrsken
