#include "kernels/comparison/compare.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace norrsken {
namespace {

enum Side : std::uint8_t { truth_side = 0, call_side = 1 };

struct Item {  // one allele of either side
  const VariantAllele* allele = nullptr;
  ContigSpan span;
  Side side = truth_side;
  std::uint32_t index = 0;
};

// Two alleles with one key are the same change, whatever the repeat they are spelled in.
using SpellingKey = std::tuple<std::int64_t, std::int64_t, std::string, int>;
enum class KeyZygosity : std::uint8_t { used, left_out };

SpellingKey spelling_key(std::string_view reference, const VariantAllele& allele, KeyZygosity zygosity) {
  VariantAllele left = left_aligned(reference, allele);
  return {left.start, left.end, std::move(left.bases),
          zygosity == KeyZygosity::used ? static_cast<int>(allele.zygosity) : 0};
}

class ContigComparison {
 public:
  ContigComparison(std::string_view reference, std::span<const VariantAllele> truth,
                   std::span<const VariantAllele> calls, const ComparisonOptions& options)
      : reference_(reference), options_(options) {
    result_.truth.resize(truth.size());
    result_.calls.resize(calls.size());
    items_.reserve(truth.size() + calls.size());
    add_items(truth, truth_side);
    add_items(calls, call_side);
    std::stable_sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) {
      return std::pair(a.span.start, a.span.end) < std::pair(b.span.start, b.span.end);
    });
  }

  Comparison run() {
    std::vector<Item> ordinary;
    std::vector<Item> long_ones;
    for (const Item& item : items_)
      (std::max(item.allele->replaced_bases(), item.allele->inserted_bases()) > options_.max_allele_bases ? long_ones
                                                                                                          : ordinary)
          .push_back(item);
    match_exactly(long_ones, KeyZygosity::used);
    for_each_cluster(ordinary, options_.cluster_gap_bases,
                     [this](std::span<const Item> cluster) { settle(cluster, options_.cluster_gap_bases); });
    name_mismatches();
    return std::move(result_);
  }

 private:
  void add_items(std::span<const VariantAllele> alleles, Side side) {
    for (std::uint32_t i = 0; i < alleles.size(); ++i)
      items_.push_back({&alleles[i], spelling_span(reference_, alleles[i]), side, i});
  }

  template <typename Visit>
  static void for_each_cluster(std::span<const Item> items, std::int64_t gap, Visit visit) {
    std::size_t first = 0;
    std::int64_t end = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > first && items[i].span.start > end + gap) {
        visit(items.subspan(first, i - first));
        first = i;
      }
      end = i == first ? items[i].span.end : std::max(end, items[i].span.end);
    }
    if (first < items.size()) visit(items.subspan(first));
  }

  static bool has_both_sides(std::span<const Item> items) {
    return std::any_of(items.begin(), items.end(), [&](const Item& item) { return item.side != items[0].side; });
  }

  ComparedAllele& result_of(const Item& item) {
    return (item.side == truth_side ? result_.truth : result_.calls)[item.index];
  }

  void mark_matched(const Item& item, std::uint32_t group) { result_of(item) = {Verdict::matched, group}; }

  void settle(std::span<const Item> cluster, std::int64_t gap) {
    if (!has_both_sides(cluster)) return;
    const bool is_first_try = gap == options_.cluster_gap_bases;
    if (is_first_try) ++result_.counts.clusters;
    if (is_same_spelling(cluster)) {
      match_exactly(cluster, KeyZygosity::used);
      return;
    }
    if (is_first_try) ++result_.counts.searched;
    if (!search(cluster, options_.genotypes == GenotypeRule::ignore)) {
      if (is_first_try && options_.tight_gap_bases < gap) {
        for_each_cluster(cluster, options_.tight_gap_bases,
                         [this](std::span<const Item> part) { settle(part, options_.tight_gap_bases); });
        return;
      }
      ++result_.counts.too_complex;
    }
    rescue(cluster);
  }

  // Truth and calls list the same alleles with the same zygosity: nothing to search for.
  bool is_same_spelling(std::span<const Item> cluster) const {
    if (cluster.size() % 2 != 0) return false;
    const auto zygosity = options_.genotypes == GenotypeRule::ignore ? KeyZygosity::left_out : KeyZygosity::used;
    std::map<SpellingKey, int> balance;
    for (const Item& item : cluster)
      balance[spelling_key(reference_, *item.allele, zygosity)] += item.side == truth_side ? 1 : -1;
    return std::all_of(balance.begin(), balance.end(), [](const auto& entry) { return entry.second == 0; });
  }

  // Pairs unmatched truth and calls that are spelled alike.
  void match_exactly(std::span<const Item> items, KeyZygosity zygosity) {
    if (options_.genotypes == GenotypeRule::ignore) zygosity = KeyZygosity::left_out;
    std::map<SpellingKey, std::vector<const Item*>> open;
    for (const Item& item : items)
      if (item.side == truth_side && result_of(item).verdict != Verdict::matched)
        open[spelling_key(reference_, *item.allele, zygosity)].push_back(&item);
    if (open.empty()) return;
    for (const Item& item : items) {
      if (item.side != call_side || result_of(item).verdict == Verdict::matched) continue;
      const auto found = open.find(spelling_key(reference_, *item.allele, zygosity));
      if (found == open.end() || found->second.empty()) continue;
      mark_matched(*found->second.back(), next_group_);
      mark_matched(item, next_group_++);
      found->second.pop_back();
    }
  }

  // What the search left out although both sides spell it alike: records that contradict another one of their own
  // side cannot stand on a haplotype together, but are still the same call.
  void rescue(std::span<const Item> cluster) { match_exactly(cluster, KeyZygosity::used); }

  // Unmatched alleles of the cluster by position; with free zygosity when `any_zygosity`.
  struct Open {
    std::vector<VariantAllele> copies;
    std::vector<const VariantAllele*> pointers;
    std::vector<const Item*> items;
  };
  Open open_alleles(std::span<const Item> cluster, Side side, bool any_zygosity) {
    Open open;
    for (const Item& item : cluster)
      if (item.side == side && result_of(item).verdict != Verdict::matched) open.items.push_back(&item);
    std::stable_sort(open.items.begin(), open.items.end(), [](const Item* a, const Item* b) {
      return std::pair(a->allele->start, a->allele->end) < std::pair(b->allele->start, b->allele->end);
    });
    open.copies.reserve(open.items.size());
    for (const Item* item : open.items) {
      open.copies.push_back(*item->allele);
      if (any_zygosity) open.copies.back().zygosity = Zygosity::unknown;
      open.pointers.push_back(&open.copies.back());
    }
    return open;
  }

  bool search(std::span<const Item> cluster, bool any_zygosity) {
    const Open truth = open_alleles(cluster, truth_side, any_zygosity);
    const Open calls = open_alleles(cluster, call_side, any_zygosity);
    const HaplotypeMatch match = match_haplotypes(reference_, truth.pointers, calls.pointers, options_.max_states);
    if (!match.is_complete) return false;
    std::uint32_t groups = 0;
    const auto take = [&](const Open& open, const std::vector<std::uint32_t>& group) {
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (group[i] == not_matched) continue;
        mark_matched(*open.items[i], next_group_ + group[i]);
        groups = std::max(groups, group[i] + 1);
      }
    };
    take(truth, match.truth_group);
    take(calls, match.call_group);
    next_group_ += groups;
    return true;
  }

  // Tells wrong genotypes and wrong alleles among what is left.
  void name_mismatches() {
    std::vector<Item> open;
    for (const Item& item : items_)
      if (result_of(item).verdict != Verdict::matched) open.push_back(item);
    for_each_cluster(open, options_.same_site_bases, [this](std::span<const Item> cluster) {
      if (!has_both_sides(cluster)) return;
      for (const Item& item : cluster) result_of(item).verdict = Verdict::wrong_allele;
      if (options_.genotypes == GenotypeRule::must_match) name_wrong_genotypes(cluster);
    });
  }

  void name_wrong_genotypes(std::span<const Item> cluster) {
    std::vector<Item> ordinary(cluster.begin(), cluster.end());
    if (!search(ordinary, true)) match_exactly(ordinary, KeyZygosity::left_out);
    for (const Item& item : cluster)
      if (result_of(item).verdict == Verdict::matched)
        result_of(item) = {Verdict::wrong_genotype, result_of(item).group};
  }

  std::string_view reference_;
  const ComparisonOptions& options_;
  std::vector<Item> items_;
  Comparison result_;
  std::uint32_t next_group_ = 0;
};

}  // namespace

Comparison compare_alleles(std::string_view reference, std::span<const VariantAllele> truth,
                           std::span<const VariantAllele> calls, const ComparisonOptions& options) {
  return ContigComparison(reference, truth, calls, options).run();
}

}  // namespace norrsken
