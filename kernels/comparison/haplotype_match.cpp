#include "kernels/comparison/haplotype_match.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <utility>

namespace norrsken {
namespace {

enum Side : std::uint8_t { truth_side = 0, call_side = 1 };
constexpr std::int8_t no_chromosome = -1;

struct Step {  // one allele of either side, in the order of the walk
  const VariantAllele* allele = nullptr;
  Side side = truth_side;
  std::uint32_t index = 0;        // in its side's span
  bool has_earlier_mate = false;  // another allele of its record stands before it
  bool has_later_mate = false;
};

// How far one side is written on one chromosome.
struct Pen {
  std::int64_t position = 0;     // reference bases before it are written or replaced
  bool after_insertion = false;  // the last thing written was an insertion at `position`
};

// One chromosome: both pens, and the bases that the side ahead has written and the other one has not yet.
struct Chromosome {
  std::array<Pen, 2> pens;
  std::string lead;
  Side ahead = truth_side;
  std::int64_t balance = 0;  // bases by which truth has grown more than calls

  // Appends what `side` writes; false when it contradicts the other side.
  bool write(Side side, std::string_view bases) {
    if (lead.empty() || ahead == side) {
      if (!bases.empty()) ahead = side;
      lead += bases;
      return true;
    }
    const std::size_t common = std::min(lead.size(), bases.size());
    if (std::string_view(lead).substr(0, common) != bases.substr(0, common)) return false;
    lead.erase(0, common);
    if (bases.size() > common) {
      lead = bases.substr(common);
      ahead = side;
    }
    return true;
  }

  bool extend(std::string_view reference, std::int64_t to) {
    if (lead.empty() && pens[0].position == pens[1].position && pens[0].position < to) {
      pens[0] = pens[1] = Pen{to, false};
      return true;
    }
    for (const Side side : {truth_side, call_side}) {
      Pen& pen = pens[side];
      if (pen.position >= to) continue;
      const auto from = static_cast<std::size_t>(pen.position);
      if (!write(side, reference.substr(from, static_cast<std::size_t>(to) - from))) return false;
      pen = Pen{to, false};
    }
    return true;
  }

  [[nodiscard]] bool can_take(Side side, const VariantAllele& allele) const {
    const Pen& pen = pens[side];
    if (pen.position > allele.start) return false;
    return !(allele.is_insertion() && pen.after_insertion && pen.position == allele.start);
  }

  bool take(Side side, const VariantAllele& allele) {
    if (!write(side, allele.bases)) return false;
    pens[side] = Pen{allele.end, allele.is_insertion()};
    balance += side == truth_side ? allele.length_change() : -allele.length_change();
    return true;
  }

  [[nodiscard]] bool agrees_at(std::int64_t position) const {
    return lead.empty() && pens[0].position == position && pens[1].position == position;
  }

  void append_key(std::int64_t origin, std::string& key) const {
    const auto append_number = [&key](std::int64_t value) {
      key.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    for (const Pen& pen : pens) append_number((pen.position - origin) * 2 + (pen.after_insertion ? 1 : 0));
    append_number(static_cast<std::int64_t>(lead.size()) * 2 + (lead.empty() ? 0 : ahead));
    key += lead;
  }
};

struct State {
  std::array<Chromosome, 2> chromosomes;
  std::array<std::int8_t, 2> mate_on{no_chromosome, no_chromosome};  // where a side's open record put its last allele
  std::array<bool, 2> has_taken{false, false};                       // since truth and calls last agreed
  std::int32_t taken = 0;
  std::int32_t node = -1;
};

struct Node {  // the way back
  std::int32_t parent = -1;
  bool is_taken = false;
  bool starts_group = false;  // truth and calls agreed before this step
};

class Walk {
 public:
  Walk(std::string_view reference, std::vector<Step> steps, std::size_t max_states)
      : reference_(reference), steps_(std::move(steps)), max_states_(max_states) {
    end_ = 0;
    for (const Step& step : steps_) end_ = std::max(end_, step.allele->end);
    remaining_change_.assign(steps_.size() + 1, 0);
    for (std::size_t i = steps_.size(); i-- > 0;)
      remaining_change_[i] = remaining_change_[i + 1] + std::abs(steps_[i].allele->length_change());
  }

  bool run() {
    State first;
    for (Chromosome& chromosome : first.chromosomes)
      for (Pen& pen : chromosome.pens) pen.position = steps_.front().allele->start;
    states_.push_back(std::move(first));
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const std::int64_t position = steps_[i].allele->start;
      merge(position, i);
      if (states_.size() > max_states_) return false;
      branch(i);
    }
    merge(end_, steps_.size());
    return true;
  }

  // Group of every step on the best way, not_matched where it was left out.
  [[nodiscard]] std::vector<std::uint32_t> groups() const {
    std::vector<std::uint32_t> result(steps_.size(), not_matched);
    const auto best = std::max_element(states_.begin(), states_.end(),
                                       [](const State& a, const State& b) { return a.taken < b.taken; });
    std::int32_t node = best->node;
    std::uint32_t group = 0;
    for (std::size_t i = steps_.size(); i-- > 0;) {
      const Node& here = nodes_[static_cast<std::size_t>(node)];
      if (here.is_taken) result[i] = group;
      if (here.starts_group) ++group;
      node = here.parent;
    }
    return result;
  }

 private:
  // Brings every state to `position`, drops those that contradict themselves and keeps the best of equals.
  void merge(std::int64_t position, std::size_t next_step) {
    std::vector<State> kept;
    std::unordered_map<std::string, std::size_t> seen;
    std::string key;
    for (State& state : states_) {
      if (!advance(state, position, next_step)) continue;
      key.clear();
      make_key(state, position, key);
      const auto [entry, is_new] = seen.try_emplace(key, kept.size());
      if (is_new)
        kept.push_back(std::move(state));
      else if (kept[entry->second].taken < state.taken)
        kept[entry->second] = std::move(state);
    }
    states_ = std::move(kept);
  }

  bool advance(State& state, std::int64_t position, std::size_t next_step) const {
    const bool is_last = next_step == steps_.size();
    for (Chromosome& chromosome : state.chromosomes) {
      if (!chromosome.extend(reference_, position)) return false;
      if (std::abs(chromosome.balance) > remaining_change_[next_step]) return false;
      if (is_last && !chromosome.agrees_at(position)) return false;
    }
    if (has_agreed(state, position)) {
      // What one side alone took cancels itself out: it says nothing and matches nothing.
      if (state.has_taken[0] != state.has_taken[1]) return false;
      state.has_taken = {false, false};
    }
    return true;
  }

  static bool has_agreed(const State& state, std::int64_t position) {
    return state.chromosomes[0].agrees_at(position) && state.chromosomes[1].agrees_at(position);
  }

  static void make_key(State& state, std::int64_t position, std::string& key) {
    std::array<std::string, 2> halves;
    for (std::size_t c = 0; c < 2; ++c) {
      state.chromosomes[c].append_key(position, halves[c]);
      for (const std::int8_t on : state.mate_on) halves[c] += on == static_cast<std::int8_t>(c) ? 'm' : '-';
    }
    if (halves[1] < halves[0]) {  // which chromosome is called first says nothing
      std::swap(halves[0], halves[1]);
      std::swap(state.chromosomes[0], state.chromosomes[1]);
      for (std::int8_t& on : state.mate_on)
        if (on != no_chromosome) on = static_cast<std::int8_t>(1 - on);
    }
    key = halves[0] + halves[1];
    key += state.has_taken[0] ? 'T' : '-';
    key += state.has_taken[1] ? 'C' : '-';
  }

  void branch(std::size_t index) {
    const Step& step = steps_[index];
    std::vector<State> next;
    next.reserve(states_.size() * 3);
    for (State& state : states_) {
      const bool starts_group = has_agreed(state, step.allele->start);
      const Node way{state.node, false, starts_group};
      const Zygosity zygosity = step.allele->zygosity;
      const bool is_symmetric = starts_group && state.mate_on[0] == no_chromosome && state.mate_on[1] == no_chromosome;
      if (zygosity != Zygosity::one_copy) try_take(state, step, {true, true}, way, next);
      if (zygosity != Zygosity::every_copy) {
        try_take(state, step, {true, false}, way, next);
        if (!is_symmetric) try_take(state, step, {false, true}, way, next);
      }
      state.node = add_node(way);
      if (step.has_earlier_mate && !step.has_later_mate) state.mate_on[step.side] = no_chromosome;
      next.push_back(std::move(state));
    }
    states_ = std::move(next);
  }

  void try_take(const State& from, const Step& step, std::array<bool, 2> on, Node way, std::vector<State>& next) {
    for (std::size_t c = 0; c < 2; ++c) {
      if (!on[c]) continue;
      if (!from.chromosomes[c].can_take(step.side, *step.allele)) return;
      if (step.has_earlier_mate && from.mate_on[step.side] == static_cast<std::int8_t>(c)) return;
    }
    State state = from;
    for (std::size_t c = 0; c < 2; ++c)
      if (on[c] && !state.chromosomes[c].take(step.side, *step.allele)) return;
    state.mate_on[step.side] = no_chromosome;
    if (step.has_later_mate) state.mate_on[step.side] = on[0] ? 0 : 1;
    state.has_taken[step.side] = true;
    ++state.taken;
    way.is_taken = true;
    state.node = add_node(way);
    next.push_back(std::move(state));
  }

  std::int32_t add_node(Node node) {
    nodes_.push_back(node);
    return static_cast<std::int32_t>(nodes_.size() - 1);
  }

  std::string_view reference_;
  std::vector<Step> steps_;
  std::size_t max_states_;
  std::int64_t end_ = 0;
  std::vector<std::int64_t> remaining_change_;  // from step i on, both sides together
  std::vector<State> states_;
  std::vector<Node> nodes_;
};

void mark_mates(std::vector<Step>& steps) {
  std::array<std::unordered_map<std::uint32_t, std::size_t>, 2> last;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto [entry, is_new] = last[steps[i].side].try_emplace(steps[i].allele->record, i);
    if (is_new) continue;
    steps[entry->second].has_later_mate = true;
    steps[i].has_earlier_mate = true;
    entry->second = i;
  }
}

std::vector<Step> merge_sides(std::span<const VariantAllele* const> truth,
                              std::span<const VariantAllele* const> calls) {
  std::vector<Step> steps;
  steps.reserve(truth.size() + calls.size());
  for (std::uint32_t i = 0; i < truth.size(); ++i) steps.push_back({truth[i], truth_side, i, false, false});
  for (std::uint32_t i = 0; i < calls.size(); ++i) steps.push_back({calls[i], call_side, i, false, false});
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::pair(a.allele->start, a.allele->end) < std::pair(b.allele->start, b.allele->end);
  });
  mark_mates(steps);
  return steps;
}

}  // namespace

HaplotypeMatch match_haplotypes(std::string_view reference, std::span<const VariantAllele* const> truth,
                                std::span<const VariantAllele* const> calls, std::size_t max_states) {
  HaplotypeMatch match;
  match.truth_group.assign(truth.size(), not_matched);
  match.call_group.assign(calls.size(), not_matched);
  match.is_complete = true;
  if (truth.empty() || calls.empty()) return match;

  const std::vector<Step> steps = merge_sides(truth, calls);
  Walk walk(reference, steps, max_states);
  if (!walk.run()) return {};
  const std::vector<std::uint32_t> groups = walk.groups();
  for (std::size_t i = 0; i < steps.size(); ++i)
    (steps[i].side == truth_side ? match.truth_group : match.call_group)[steps[i].index] = groups[i];
  return match;
}

}  // namespace norrsken
