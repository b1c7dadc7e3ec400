#include "kernels/assembly/debruijn_graph.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace norrsken {
namespace {

using NodeId = std::uint32_t;
constexpr NodeId no_node = ~0U;
constexpr unsigned anchor_reads = 2;    // reads that must contain the k-mer where walks begin or end
constexpr unsigned anchor_search = 60;  // bases outward that anchors are looked for
constexpr std::uint64_t roll_factor = 0x9E3779B97F4A7C15ULL;

struct Node {
  std::uint64_t hash = 0;
  std::uint32_t text = 0;  // where in the text its k-mer stands
  unsigned reads = 0;
  std::array<unsigned, 4> out_reads{};
  std::array<NodeId, 4> out{no_node, no_node, no_node, no_node};
  bool reaches_sink = false;
  unsigned visits = 0;  // by the walk so far
};

class Graph {
 public:
  explicit Graph(unsigned kmer_bases) : k_(kmer_bases) {
    slots_.assign(1024, no_node);
    for (unsigned i = 0; i < k_; ++i) leading_ *= roll_factor;
  }

  // Adds the k-mers of a stretch without unknown bases; weight 0 for the reference. Appends its node ids to `path`.
  void add(std::span<const BaseCode> bases, unsigned weight, std::vector<NodeId>* path) {
    if (bases.size() < k_) return;
    const auto text = static_cast<std::uint32_t>(text_.size());
    text_.insert(text_.end(), bases.begin(), bases.end());
    std::uint64_t hash = 0;
    for (unsigned i = 0; i < k_; ++i) hash = hash * roll_factor + bases[i] + 1;
    NodeId previous = no_node;
    for (std::size_t i = 0;; ++i) {
      const BaseCode base = bases[i + k_ - 1];
      // A k-mer and the base after it name the next one: where that step is known there is nothing to look up.
      NodeId node = previous == no_node ? no_node : nodes_[previous].out[base];
      if (node == no_node) node = find_or_add(hash, text + static_cast<std::uint32_t>(i));
      nodes_[node].reads += weight;
      if (previous != no_node) {
        nodes_[previous].out[base] = node;
        nodes_[previous].out_reads[base] += weight;
      }
      if (path != nullptr) path->push_back(node);
      previous = node;
      if (i + k_ >= bases.size()) break;
      hash = hash * roll_factor + bases[i + k_] + 1 - leading_ * (bases[i] + 1U);
    }
  }

  [[nodiscard]] Node& operator[](NodeId id) { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::span<const BaseCode> kmer(NodeId id) const { return {text_.data() + nodes_[id].text, k_}; }

 private:
  NodeId find_or_add(std::uint64_t hash, std::uint32_t text) {
    if (nodes_.size() * 2 >= slots_.size()) rehash();
    std::size_t slot = slot_of(hash);
    for (; slots_[slot] != no_node; slot = (slot + 1) & (slots_.size() - 1)) {
      const Node& node = nodes_[slots_[slot]];
      if (node.hash == hash && std::memcmp(text_.data() + node.text, text_.data() + text, k_) == 0) return slots_[slot];
    }
    slots_[slot] = static_cast<NodeId>(nodes_.size());
    Node node;
    node.hash = hash;
    node.text = text;
    nodes_.push_back(node);
    return slots_[slot];
  }
  [[nodiscard]] std::size_t slot_of(std::uint64_t hash) const {
    return (hash ^ hash >> 29) * 0xBF58476D1CE4E5B9ULL >> 20 & (slots_.size() - 1);
  }
  void rehash() {
    slots_.assign(slots_.size() * 2, no_node);
    for (NodeId id = 0; id < nodes_.size(); ++id) {
      std::size_t slot = slot_of(nodes_[id].hash);
      while (slots_[slot] != no_node) slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = id;
    }
  }

  unsigned k_;
  std::uint64_t leading_ = 1;
  std::vector<BaseCode> text_;
  std::vector<Node> nodes_;
  std::vector<NodeId> slots_;
};

void add_read(Graph& graph, std::span<const BaseQuality> bases, const GraphOptions& options, bool is_reversed) {
  std::vector<BaseCode> stretch;
  const std::size_t length = bases.size();
  for (std::size_t i = 0; i <= length; ++i) {
    const BaseQuality value = i == length ? not_called : bases[is_reversed ? length - 1 - i : i];
    const bool is_good =
        quality_of(value) >= options.min_base_quality_phred || quality_of(value) == quality_counted_in_mate;
    if (is_good) {
      stretch.push_back(is_reversed ? complement(base_of(value)) : base_of(value));
    } else {
      graph.add(stretch, 1, nullptr);
      stretch.clear();
    }
  }
}

struct Walks {
  std::vector<Haplotype> found;
  bool has_cycle = false;
  bool hit_limit = false;
};

class Walker {
 public:
  Walker(Graph& graph, NodeId sink, std::size_t max_bases, const GraphOptions& options)
      : graph_(graph), sink_(sink), max_bases_(max_bases), options_(options) {
    mark_reaching_sink();
  }

  Walks walk(NodeId source) {
    const auto start = graph_.kmer(source);
    bases_.assign(start.begin(), start.end());
    if (graph_[source].reaches_sink) step(source, ~0U);
    return std::move(walks_);
  }

 private:
  [[nodiscard]] bool is_kept(const Node& node, BaseCode base) const {
    if (node.out[base] == no_node) return false;
    const unsigned reads = node.out_reads[base];
    unsigned total = 0;
    for (const unsigned each : node.out_reads) total += each;
    return reads >= options_.min_edge_reads && reads * 1000 >= total * options_.min_edge_share_per_mille;
  }

  void mark_reaching_sink() {
    std::vector<std::vector<NodeId>> into(graph_.size());
    for (NodeId id = 0; id < graph_.size(); ++id)
      for (BaseCode base = 0; base < 4; ++base)
        if (is_kept(graph_[id], base)) into[graph_[id].out[base]].push_back(id);
    std::vector<NodeId> queue{sink_};
    graph_[sink_].reaches_sink = true;
    while (!queue.empty()) {
      const NodeId id = queue.back();
      queue.pop_back();
      for (const NodeId before : into[id])
        if (!graph_[before].reaches_sink) {
          graph_[before].reaches_sink = true;
          queue.push_back(before);
        }
    }
  }

  void step(NodeId id, unsigned weakest) {
    if (id == sink_) {
      walks_.found.push_back({bases_, HaplotypeOrigin::graph, weakest, {}});
      return;
    }
    if (++steps_ > options_.max_walk_steps || walks_.found.size() >= 8 * options_.max_haplotypes ||
        bases_.size() > max_bases_) {
      walks_.hit_limit = true;
      return;
    }
    ++graph_[id].visits;
    for (BaseCode base = 0; base < 4; ++base) {
      if (!is_kept(graph_[id], base)) continue;
      const NodeId next = graph_[id].out[base];
      if (!graph_[next].reaches_sink) continue;
      if (graph_[next].visits > 0) walks_.has_cycle = true;
      if (graph_[next].visits >= options_.max_visits) continue;
      bases_.push_back(base);
      step(next, std::min(weakest, graph_[id].out_reads[base]));
      bases_.pop_back();
    }
    --graph_[id].visits;
  }

  Graph& graph_;
  NodeId sink_;
  std::size_t max_bases_;
  const GraphOptions& options_;
  std::vector<BaseCode> bases_;
  std::size_t steps_ = 0;
  Walks walks_;
};

// Looks for anchors outward from the region's two sides, among k-mers that occur once in the reference stretch.
class AnchorSearch {
 public:
  AnchorSearch(Graph& graph, const std::vector<NodeId>& path, GraphAnchors wanted)
      : graph_(graph), path_(path), wanted_(wanted) {}

  [[nodiscard]] std::optional<std::size_t> source(std::size_t nearest) {
    for (std::size_t out = 0; out <= std::min<std::size_t>(nearest, anchor_search) && !is_done_; ++out)
      look(nearest - out);
    return take();
  }
  [[nodiscard]] std::optional<std::size_t> sink(std::size_t nearest) {
    for (std::size_t out = 0; out <= anchor_search && nearest + out < path_.size() && !is_done_; ++out)
      look(nearest + out);
    return take();
  }

 private:
  void look(std::size_t at) {
    const unsigned reads = graph_[path_[at]].reads;
    if (reads < std::max(anchor_reads, best_reads_ + 1) || std::count(path_.begin(), path_.end(), path_[at]) > 1)
      return;
    best_ = at;
    best_reads_ = reads;
    is_done_ = wanted_ == GraphAnchors::nearest;
  }
  std::optional<std::size_t> take() {
    best_reads_ = 0;
    is_done_ = false;
    return std::exchange(best_, std::nullopt);
  }

  Graph& graph_;
  const std::vector<NodeId>& path_;
  GraphAnchors wanted_;
  std::optional<std::size_t> best_;  // index in the path
  unsigned best_reads_ = 0;
  bool is_done_ = false;
};

GraphHaplotypes assemble_with(unsigned k, const PlacedReads& reads, std::span<const std::uint32_t> indices,
                              const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                              const GraphOptions& options, bool& has_cycle) {
  GraphHaplotypes result;
  const GenomePosition margin = k + anchor_search + 1;
  const GenomePosition from = std::max(window.start(), start - std::min(start, margin));
  const GenomePosition to = std::min(window.end(), end + margin);
  const auto reference = window.slice(from, to);
  if (std::find(reference.begin(), reference.end(), base_n) != reference.end() || from + k > start || end + k > to)
    return result;
  Graph graph(k);
  std::vector<NodeId> path;
  graph.add(reference, 0, &path);
  for (const std::uint32_t index : indices) {
    add_read(graph, reads.bases_of(index), options, false);
    if (reads.reads[index].has(read_is_orphan)) add_read(graph, reads.bases_of(index), options, true);
  }
  AnchorSearch anchors(graph, path, options.anchors);
  const auto source = anchors.source(start - from - k);
  const auto sink = anchors.sink(end - from);
  if (!source || !sink) return result;
  result.start = from + static_cast<GenomePosition>(*source);
  result.end = from + static_cast<GenomePosition>(*sink) + k;
  Walker walker(graph, path[*sink], result.end - result.start + options.max_extra_bases, options);
  Walks walks = walker.walk(path[*source]);
  has_cycle = walks.has_cycle;
  result.hit_limit = walks.hit_limit;
  const auto own = window.slice(result.start, result.end);
  std::erase_if(walks.found, [&](const Haplotype& each) {
    return std::equal(each.bases.begin(), each.bases.end(), own.begin(), own.end());
  });
  std::stable_sort(walks.found.begin(), walks.found.end(),
                   [](const Haplotype& a, const Haplotype& b) { return a.support > b.support; });
  if (walks.found.size() > options.max_haplotypes) {
    walks.found.resize(options.max_haplotypes);
    result.hit_limit = true;
  }
  result.haplotypes = std::move(walks.found);
  return result;
}

}  // namespace

GraphHaplotypes assemble_graph(const PlacedReads& reads, std::span<const std::uint32_t> indices,
                               const ReferenceWindow& window, GenomePosition start, GenomePosition end,
                               const GraphOptions& options) {
  GraphHaplotypes best;
  unsigned longest_with_cycle = 0;
  for (const unsigned k : options.kmer_bases) {
    bool has_cycle = false;
    GraphHaplotypes found = assemble_with(k, reads, indices, window, start, end, options, has_cycle);
    if (has_cycle) longest_with_cycle = k;
    if (!found.haplotypes.empty() && (best.haplotypes.empty() || !has_cycle)) best = std::move(found);
    if (!best.haplotypes.empty() && !has_cycle) break;
  }
  if (!best.haplotypes.empty() || longest_with_cycle == 0) return best;
  // Too few reads hold the longer k-mers: a tandem duplication may be a walk that goes round twice.
  GraphOptions twice = options;
  twice.max_visits = 2;
  bool has_cycle = false;
  return assemble_with(longest_with_cycle, reads, indices, window, start, end, twice, has_cycle);
}

}  // namespace norrsken
