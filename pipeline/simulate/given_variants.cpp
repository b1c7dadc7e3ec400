#include "pipeline/simulate/given_variants.hpp"

#include <algorithm>
#include <array>

#include "kernels/comparison/variant_allele.hpp"
#include "kernels/simulation/random.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

bool is_sequence(const std::string& allele) {
  return !allele.empty() && allele.find_first_not_of("ACGT") == std::string::npos;
}

std::uint8_t copies_at(const CopyTerritory& territory, std::uint32_t position) {
  std::uint8_t copies = 0;
  for (unsigned copy = 0; copy < max_copies; ++copy)
    for (const GenomeInterval& interval : territory[copy])
      if (interval.start <= position && position < interval.end) copies |= static_cast<std::uint8_t>(1U << copy);
  return copies;
}

// The allele number on each copy; 0 where the copy does not exist.
struct CopyAlleles {
  std::array<std::int32_t, max_copies> numbers{};
  const char* skipped_because = nullptr;
};

CopyAlleles draw_genotype(std::uint8_t present, double het_share, RandomStream& random) {
  if (present != 3 || !random.chance(het_share)) return {{1, 1}};
  return random.chance(0.5) ? CopyAlleles{{1, 0}} : CopyAlleles{{0, 1}};
}

std::uint8_t choose_copy(const VcfRecord& record, std::int32_t allele, RandomStream& random) {
  const std::vector<std::int32_t>& genotype = record.genotype;
  if (record.is_phased && genotype.size() == 2 && (genotype[0] == allele) != (genotype[1] == allele))
    return genotype[0] == allele ? 1 : 2;
  return random.chance(0.5) ? 1 : 2;
}

CopyAlleles read_genotype(const VcfRecord& record, std::uint8_t present, RandomStream& random) {
  const std::vector<std::int32_t>& genotype = record.genotype;
  if (genotype.empty() || std::ranges::any_of(genotype, [](std::int32_t allele) { return allele < 0; }))
    return {{}, "the genotype is not called"};
  if (genotype.size() > 2) return {{}, "the genotype has more than two alleles"};
  if (genotype.size() == 1) {
    if (present == 3) return {{}, "the genotype is haploid where the sample has two copies"};
    return {{genotype[0], genotype[0]}};
  }
  if (genotype[0] != genotype[1] && present != 3 && present != 0)
    return {{}, "the genotype is heterozygous where the sample has one copy"};
  const bool is_swapped = !record.is_phased && random.chance(0.5);
  return is_swapped ? CopyAlleles{{genotype[1], genotype[0]}} : CopyAlleles{{genotype[0], genotype[1]}};
}

void add_allele(const VcfRecord& record, const std::string& alternate, const std::string& letters, std::uint8_t copies,
                std::vector<SampleVariant>& variants) {
  const auto push = [&](const VariantAllele& allele) {
    variants.push_back(
        {{static_cast<std::uint32_t>(allele.start), static_cast<std::uint32_t>(allele.end), allele.bases},
         copies,
         VariantSource::carried});
  };
  const VariantAllele allele = trimmed_allele(record.position, record.reference, alternate);
  if (allele.length_change() != 0) return push(left_aligned(letters, allele));
  for (std::int64_t offset = 0; offset < allele.replaced_bases(); ++offset) {
    const auto index = static_cast<std::size_t>(offset);
    if (letters[static_cast<std::size_t>(allele.start) + index] != allele.bases[index])
      push({allele.start + offset, allele.start + offset + 1, allele.bases.substr(index, 1)});
  }
}

}  // namespace

struct GivenVariants::Context {
  const std::string& contig;
  const std::string& letters;
  const CopyTerritory& territory;
};

GivenVariants::GivenVariants(GivenSource source) : source_(std::move(source)) {
  if (source_.path.empty()) return;
  VcfSelection selection;
  selection.sample = source_.sample;
  reader_.emplace(source_.path, selection);
}

void GivenVariants::check_reference(const VcfRecord& record, const Context& context) const {
  const std::string place = context.contig + ":" + std::to_string(record.position + 1);
  const auto end = static_cast<std::size_t>(record.position) + record.reference.size();
  if (end > context.letters.size())
    throw InputError(source_.path, place, "lies beyond the end of the contig",
                     "give the reference that the variants refer to");
  for (std::size_t index = 0; index < record.reference.size(); ++index) {
    const char known = context.letters[static_cast<std::size_t>(record.position) + index];
    if (known != 'N' && known != record.reference[index])
      throw InputError(source_.path, place, "REF is not what the reference has there",
                       "give the reference that the variants refer to");
  }
}

void GivenVariants::add_record(const VcfRecord& record, const Context& context, GivenContigVariants& result) const {
  const auto position = static_cast<std::uint32_t>(record.position);
  const std::uint8_t present = copies_at(context.territory, position);
  RandomStream random(source_.seed, RandomPurpose::phase, mix_bits(record.position) ^ context.letters.size());
  const bool is_written = source_.genotypes == GivenGenotypes::as_written;
  CopyAlleles alleles;
  if (is_written)
    alleles = reader_->samples().empty() ? draw_genotype(present, source_.het_share, random)
                                         : read_genotype(record, present, random);
  const auto skip = [&](const std::string& alternate, std::uint8_t copies, const char* reason) {
    result.skipped.push_back({position, record.reference, alternate, copies, reason});
  };
  if (alleles.skipped_because != nullptr) {
    std::string all;
    for (const std::string& alternate : record.alternates) all += (all.empty() ? "" : ",") + alternate;
    return skip(all, 0, alleles.skipped_because);
  }
  for (std::size_t index = 0; index < record.alternates.size(); ++index) {
    const std::string& alternate = record.alternates[index];
    const auto allele = static_cast<std::int32_t>(index) + 1;
    std::uint8_t copies = 0;
    if (source_.genotypes == GivenGenotypes::one_copy_each) copies = choose_copy(record, allele, random);
    if (source_.genotypes == GivenGenotypes::every_alternate) copies = 3;
    if (!is_written && present != 3) copies = present;
    for (unsigned copy = 0; copy < max_copies && is_written; ++copy)
      if (alleles.numbers[copy] == allele) copies |= static_cast<std::uint8_t>(1U << copy);
    if (present == 1) copies &= 1;
    // "*" says that a deletion of another record covers this one: nothing of its own.
    if (copies == 0 || alternate == "*") continue;
    if (present == 0) {
      skip(alternate, copies, describe(SkipReason::no_reads));
    } else if (!is_sequence(alternate) || !is_sequence(record.reference)) {
      skip(alternate, copies, "REF or ALT is not a plain sequence");
    } else {
      add_allele(record, alternate, context.letters, copies, result.variants);
    }
  }
}

GivenContigVariants GivenVariants::take(const std::string& contig, const std::string& letters,
                                        const CopyTerritory& territory) {
  GivenContigVariants result;
  if (!reader_) return result;
  const Context context{contig, letters, territory};
  for (const VcfRecord& record : reader_->take(contig)) {
    check_reference(record, context);
    add_record(record, context, result);
  }
  return result;
}

}  // namespace norrsken
