#include "kernels/consequence/compound.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace norrsken {
namespace {

struct Member {
  std::uint32_t variant = 0;
  const CodingEdit* coding = nullptr;
};
using Group = std::vector<Member>;  // by place on the transcript

std::vector<TranscriptEdit> edits_of(const Group& group) {
  std::vector<TranscriptEdit> edits;
  for (const Member& member : group) edits.push_back(member.coding->edit);
  return edits;
}

class Combiner {
 public:
  Combiner(ConsequenceFinder& finder, std::span<FoundConsequences> found) : finder_(finder), found_(found) {}

  void add_haplotype(const std::vector<std::uint32_t>& variants) {
    std::map<std::uint32_t, Group> by_transcript;
    for (const std::uint32_t variant : variants)
      for (const CodingEdit& coding : found_[variant].coding)
        by_transcript[coding.transcript].push_back({variant, &coding});
    for (auto& [transcript, members] : by_transcript) split(transcript, members);
  }

  void write() {
    // Entries are only appended, so that those of the edits stay where they are.
    for (const auto& [key, groups] : groups_) {
      const auto& [variant, transcript] = key;
      const bool is_always_the_same = groups.size() == 1;
      for (const std::vector<std::uint32_t>& group : groups)
        if (group.size() > 1) write(variant, transcript, group, is_always_the_same);
    }
  }

 private:
  // Cuts the variants of one haplotype on one transcript into those that act together.
  void split(std::uint32_t transcript, Group& members) {
    std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
      return std::pair(a.coding->edit.start, a.coding->edit.end) < std::pair(b.coding->edit.start, b.coding->edit.end);
    });
    Group group;
    for (const Member& member : members) {
      if (!group.empty() && !acts_with(transcript, group, member)) close(transcript, group);
      group.push_back(member);
    }
    if (!group.empty()) close(transcript, group);
  }

  bool acts_with(std::uint32_t transcript, const Group& group, const Member& next) {
    const TranscriptEdit& last = group.back().coding->edit;
    const TranscriptEdit& edit = next.coding->edit;
    if (edit.start < last.end) return false;  // two spellings of one place: no haplotype has both
    if (edit.start == last.start && edit.is_insertion() && last.is_insertion()) return false;
    const std::uint32_t origin = finder_.first_codon(transcript);
    const auto codon = [&](std::uint32_t base) { return (std::max(base, origin) - origin) / 3; };
    const std::uint32_t last_base = last.is_insertion() ? last.start : last.end - 1;
    if (codon(edit.start) == codon(last_base)) return true;
    std::int64_t change = 0;
    for (const Member& member : group) change += member.coding->edit.length_change();
    return change % 3 != 0 && edit.start < finder_.stop_of(transcript, edits_of(group));
  }

  void close(std::uint32_t transcript, Group& group) {
    std::vector<std::uint32_t> variants;
    for (const Member& member : group) variants.push_back(member.variant);
    if (variants.size() > 1) edits_.emplace(std::pair(transcript, variants), edits_of(group));
    for (const std::uint32_t variant : variants) groups_[{variant, transcript}].insert(variants);
    group.clear();
  }

  [[nodiscard]] const CodingEdit& coding_of(std::uint32_t variant, std::uint32_t transcript) const {
    return *std::find_if(found_[variant].coding.begin(), found_[variant].coding.end(),
                         [&](const CodingEdit& each) { return each.transcript == transcript; });
  }

  // "T1:c.4A>G", "T1:c.6A>T" -> "T1:c.[4A>G;6A>T]"
  [[nodiscard]] std::string name_of(const std::vector<std::uint32_t>& group, std::uint32_t transcript) const {
    std::string name;
    for (const std::uint32_t variant : group) {
      const FoundConsequences& found = found_[variant];
      const std::string& own = found.consequences.entries[coding_of(variant, transcript).entry].hgvs_coding;
      const std::size_t change = std::min(own.find(":c."), own.size() - 3) + 3;
      name.append(name.empty() ? own.substr(0, change) + "[" : ";").append(own.substr(change));
    }
    return name + "]";
  }

  void write(std::uint32_t variant, std::uint32_t transcript, const std::vector<std::uint32_t>& group,
             bool is_instead) {
    std::vector<Consequence>& entries = found_[variant].consequences.entries;
    const std::uint32_t own = coding_of(variant, transcript).entry;
    const Consequence together = finder_.combined(transcript, edits_.at({transcript, group}));
    Consequence entry = entries[own];
    entry.terms = entry.terms.without_protein();
    entry.terms.add(together.terms);
    entry.hgvs_protein = together.hgvs_protein;
    entry.protein_position = together.protein_position;
    entry.amino_acids = together.amino_acids;
    entry.codons = together.codons;
    entry.compound = name_of(group, transcript);
    if (is_instead)
      entries[own] = std::move(entry);
    else
      entries.push_back(std::move(entry));
  }

  ConsequenceFinder& finder_;
  std::span<FoundConsequences> found_;
  // Of a variant on a transcript: the groups that haplotypes have it in; of a group: its edits.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::set<std::vector<std::uint32_t>>> groups_;
  std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, std::vector<TranscriptEdit>> edits_;
};

bool is_on_every_copy(const GenotypeCall& call) {
  return call.ploidy == 1 ? call.alleles[0] > 0 : call.alleles[0] > 0 && call.alleles[1] > 0;
}

void add_sample(std::span<const VariantCall* const> records, std::size_t sample,
                std::vector<std::vector<std::uint32_t>>& haplotypes) {
  std::vector<std::uint32_t> everywhere;
  std::map<std::uint32_t, std::array<std::vector<std::uint32_t>, 2>> sets;
  for (std::uint32_t index = 0; index < records.size(); ++index) {
    const GenotypeCall& call = records[index]->samples.at(sample);
    if (call.ploidy == 0 || !carries_variant(call)) continue;
    if (is_on_every_copy(call)) {
      everywhere.push_back(index);
    } else if (call.is_phased && call.phase_set_1based != 0) {
      sets[call.phase_set_1based][call.alleles[0] > 0 ? 0 : 1].push_back(index);
    } else {
      haplotypes.push_back({index});
    }
  }
  for (auto& [set, copies] : sets)
    for (std::vector<std::uint32_t>& copy : copies) {
      copy.insert(copy.end(), everywhere.begin(), everywhere.end());
      std::sort(copy.begin(), copy.end());
      haplotypes.push_back(std::move(copy));
    }
  if (!everywhere.empty()) haplotypes.push_back(std::move(everywhere));
}

}  // namespace

std::vector<std::vector<std::uint32_t>> haplotypes_of(std::span<const VariantCall* const> records) {
  std::vector<std::vector<std::uint32_t>> haplotypes;
  const std::size_t samples = records.empty() ? 0 : records.front()->samples.size();
  for (std::size_t sample = 0; sample < samples; ++sample) add_sample(records, sample, haplotypes);
  return haplotypes;
}

void combine(ConsequenceFinder& finder, std::span<const std::vector<std::uint32_t>> haplotypes,
             std::span<FoundConsequences> found) {
  Combiner combiner(finder, found);
  for (const std::vector<std::uint32_t>& haplotype : haplotypes) combiner.add_haplotype(haplotype);
  combiner.write();
}

}  // namespace norrsken
