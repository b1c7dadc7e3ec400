#include "kernels/evidence/collect_evidence.hpp"

#include <algorithm>
#include <bitset>
#include <tuple>
#include <utility>

#include "kernels/calling/record.hpp"
#include "kernels/evidence/project_read.hpp"

namespace norrsken {
namespace {

bool is_kept(const PlacedRead& read) {
  return !read.has(read_is_duplicate) && !read.has(placement_is_secondary) && !read.has(read_is_orphan);
}

GenomePosition before(GenomePosition position, GenomePosition bases) {
  return position - std::min(position, bases);
}

// A fragment of one sample at one site.
struct AtSite {
  std::uint64_t name_hash = 0;
  bool shows_variant = false;
};

// Half of the places for those that show the variant, as a deep sample would lose a rare one otherwise.
void keep_some(std::vector<AtSite> fragments, std::size_t limit, std::vector<std::uint64_t>& names) {
  std::sort(fragments.begin(), fragments.end(), [](const AtSite& a, const AtSite& b) {
    return std::tuple(a.name_hash, !a.shows_variant) < std::tuple(b.name_hash, !b.shows_variant);
  });
  fragments.erase(std::unique(fragments.begin(), fragments.end(),
                              [](const AtSite& a, const AtSite& b) { return a.name_hash == b.name_hash; }),
                  fragments.end());
  const auto shown = std::stable_partition(fragments.begin(), fragments.end(),
                                           [](const AtSite& fragment) { return fragment.shows_variant; });
  const auto others = static_cast<std::size_t>(fragments.end() - shown);
  const std::size_t places = std::max(limit / 2, limit - std::min(limit, others));
  const std::size_t with = std::min(static_cast<std::size_t>(shown - fragments.begin()), places);
  for (auto each = fragments.begin(); each != fragments.begin() + static_cast<std::ptrdiff_t>(with); ++each)
    names.push_back(each->name_hash);
  const std::size_t without = std::min(others, limit - with);
  for (auto each = shown; each != shown + static_cast<std::ptrdiff_t>(without); ++each)
    names.push_back(each->name_hash);
}

// Names, most of which are told from others by what a bit of a table says.
class NameSet {
 public:
  explicit NameSet(std::vector<std::uint64_t> names) : names_(std::move(names)) {
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    for (const std::uint64_t name : names_) is_any_.set(name % is_any_.size());
  }
  [[nodiscard]] bool holds(std::uint64_t name) const {
    return is_any_[name % is_any_.size()] && std::binary_search(names_.begin(), names_.end(), name);
  }

 private:
  std::vector<std::uint64_t> names_;  // sorted
  std::bitset<1U << 16> is_any_;
};

// The same as is_near_site() for many reads in the order of the genome: stretches around sites, joined where they meet.
class NearSites {
 public:
  NearSites(std::span<const EvidenceSite> sites, GenomePosition reach_bases) {
    for (const EvidenceSite& site : sites) {
      const GenomeInterval around{before(site.position, reach_bases), site.end() + reach_bases};
      if (stretches_.empty() || stretches_.back().end < around.start)
        stretches_.push_back(around);
      else
        stretches_.back().end = std::max(stretches_.back().end, around.end);
    }
  }
  // Reads begin at no lesser positions than those asked for before.
  [[nodiscard]] bool reach(const PlacedRead& read) {
    while (next_ < stretches_.size() && stretches_[next_].end <= read.position) ++next_;
    return next_ < stretches_.size() && stretches_[next_].start < read.end();
  }

 private:
  std::vector<GenomeInterval> stretches_;
  std::size_t next_ = 0;
};

const Contig* contig_of(std::span<const Contig> contigs, GenomePosition position) {
  for (const Contig& contig : contigs)
    if (position >= contig.start && position < contig.end()) return &contig;
  return nullptr;
}

}  // namespace

bool is_near_site(std::span<const EvidenceSite> sites, GenomePosition start, GenomePosition end,
                  GenomePosition reach_bases) {
  return std::any_of(sites.begin(), sites.end(), [&](const EvidenceSite& site) {
    return start < site.end() + reach_bases && end > before(site.position, reach_bases);
  });
}

void drop_far_reads(PlacedReads& reads, std::span<const EvidenceSite> sites, const EvidenceLimits& limits) {
  NearSites near(sites, limits.mate_bases);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    if (!near.reach(reads.reads[i])) continue;
    reads.reads[kept] = reads.reads[i];
    reads.offsets[kept++] = reads.offsets[i];
  }
  reads.reads.resize(kept);
  reads.offsets.resize(kept);
}

ReadsToCall reads_to_call(PlacedReads& all, std::span<const EvidenceSite> sites, const EvidenceLimits& limits) {
  ReadsToCall called;
  called.reads.lent = all.lent != nullptr ? all.lent : all.bases.data();
  NearSites near(sites, limits.calling_bases);
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (!near.reach(all.reads[i])) continue;
    called.reads.reads.push_back(all.reads[i]);
    called.reads.offsets.push_back(all.offsets[i]);
    called.numbers.push_back(i);
  }
  return called;
}

void EvidenceCollector::add(const ExplainedRegion& region) {
  const bool has_site = is_near_site(sites_, region.place.start, region.place.end, 1);
  for (const ExplainedFragment& fragment : region.fragments)
    for (unsigned r = 0; r < fragment.count; ++r) {
      Told& told = told_[called_.numbers[fragment.reads[r]]];
      // Of several regions that it reaches, the number of the reported one tells the viewer most.
      if (told.haplotype == 0 || (has_site && !told.is_of_site)) {
        told.haplotype = fragment.is_sure ? static_cast<std::uint8_t>(fragment.haplotype + 1) : 0;
        told.is_of_site = has_site;
      }
      for (const HaplotypeVariant& variant : region.haplotypes[fragment.haplotype])
        if (told.variants.empty() || told.variants.back().start + told.variants.back().reference_bases <= variant.start)
          told.variants.push_back(variant);
    }
}

bool EvidenceCollector::shows(const Told& told, const EvidenceSite& site) const {
  return std::any_of(told.variants.begin(), told.variants.end(), [&](const HaplotypeVariant& variant) {
    if (variant.start - site.position > 1) return false;  // records begin at most one base before
    const VariantCall record = make_record(variant, window_, {});
    return record.position == site.position && record.reference == site.reference && record.alternate == site.alternate;
  });
}

// Names of all samples, some of them more than once.
std::vector<std::uint64_t> EvidenceCollector::choose(const EvidenceLimits& limits) const {
  std::vector<std::uint64_t> names;
  for (const EvidenceSite& site : sites_) {
    std::vector<std::vector<AtSite>> samples;
    const auto at = std::partition_point(reads_.reads.begin(), reads_.reads.end(), [&](const PlacedRead& read) {
      return read.position < before(site.position, limits.flank_bases + longest_span_);
    });
    for (auto i = static_cast<std::size_t>(at - reads_.reads.begin()); i < reads_.size(); ++i) {
      const PlacedRead& read = reads_.reads[i];
      if (read.position >= site.end() + limits.flank_bases) break;
      if (!is_kept(read) || !is_near_site({&site, 1}, read.position, read.end(), limits.flank_bases)) continue;
      if (read.sample >= samples.size()) samples.resize(read.sample + std::size_t{1});
      samples[read.sample].push_back({read.name_hash, shows(told_[i], site)});
    }
    for (std::vector<AtSite>& sample : samples) keep_some(std::move(sample), limits.max_fragments, names);
  }
  return names;
}

std::vector<EvidenceRead> EvidenceCollector::take(std::span<const Contig> contigs, const EvidenceLimits& limits) const {
  const NameSet names(choose(limits));
  std::vector<EvidenceRead> kept;
  for (std::size_t i = 0; i < reads_.size(); ++i) {
    const PlacedRead& read = reads_.reads[i];
    if (!is_kept(read) || !names.holds(read.name_hash)) continue;
    const auto bases = reads_.bases_of(i);
    const auto projection = project_read(read, bases, window_, told_[i].variants);
    if (!projection) continue;
    const Contig* contig = contig_of(contigs, projection->position);
    if (contig == nullptr) continue;
    EvidenceRead evidence{
        read.name_hash, projection->position,  0,           projection->cigar,  {bases.begin(), bases.end()},
        read.flags,     read.confidence_phred, read.sample, told_[i].haplotype, {}};
    evidence.variants = trace_candidates(told_[i].variants, window_, contig->start);
    kept.push_back(std::move(evidence));
  }
  return kept;
}

}  // namespace norrsken
