#include "pipeline/stages/write_evidence.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <tuple>

#include "io/evidence_bam.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/block_owners.hpp"
#include "pipeline/stages/memory_limit.hpp"
#include "pipeline/stages/prepare_blocks.hpp"

namespace norrsken {
namespace {

using SiteKey = std::tuple<GenomePosition, std::string, std::string>;

SiteKey key_of(const EvidenceSite& site) {
  return {site.position, site.reference, site.alternate};
}

// FNV-1a of the place: which sites of many are kept must not favour the first chromosomes.
std::uint64_t hash_of(const EvidenceSite& site) {
  std::uint64_t hash = 14695981039346656037ULL;
  const auto add = [&](unsigned byte) { hash = (hash ^ byte) * 1099511628211ULL; };
  for (unsigned shift = 0; shift < 32; shift += 8) add(site.position >> shift & 255);
  for (const char letter : site.reference + ">" + site.alternate) add(static_cast<unsigned char>(letter));
  return hash;
}

std::string text_of(std::span<const EvidenceSite> sites) {
  std::string text;
  for (const EvidenceSite& site : sites)
    text += fmt::format("{}\t{}\t{}\n", site.position, site.reference, site.alternate);
  return text;
}

std::vector<EvidenceSite> sites_of(const std::string& text) {
  std::vector<EvidenceSite> sites;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t first = text.find('\t', at);
    const std::size_t second = text.find('\t', first + 1);
    const std::size_t end = text.find('\n', second + 1);
    EvidenceSite site;
    std::from_chars(text.data() + at, text.data() + first, site.position);
    site.reference = text.substr(first + 1, second - first - 1);
    site.alternate = text.substr(second + 1, end - second - 1);
    sites.push_back(std::move(site));
    at = end + 1;
  }
  return sites;
}

struct ThreadState {
  BlockCaller caller;
  PlacedReads reads;
  std::vector<std::string> pieces;
};

// Of the sites that lie in one block.
std::span<const EvidenceSite> sites_in(std::span<const EvidenceSite> sites, GenomeInterval block) {
  const auto from = std::partition_point(sites.begin(), sites.end(),
                                         [&](const EvidenceSite& site) { return site.position < block.start; });
  const auto to =
      std::partition_point(from, sites.end(), [&](const EvidenceSite& site) { return site.position < block.end; });
  return sites.subspan(static_cast<std::size_t>(from - sites.begin()), static_cast<std::size_t>(to - from));
}

// Reads of this rank's blocks that have sites, packed; a piece a block, in no order.
std::vector<std::string> collect(const CaseContext& context, const CallingInput& input,
                                 std::span<const EvidenceSite> sites, BlockStore& store, Progress& progress) {
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t block = store.blocks().first; block < store.blocks().last; ++block)
    if (!sites_in(sites, block_interval(context.genome, block)).empty()) blocks.push_back(block);
  ByteBudget budget(input.work_bytes);
  tbb::enumerable_thread_specific<ThreadState> states([&] {
    ThreadState state{BlockCaller(context.genome, context.calling), {}, {}};
    state.caller.set_library(input.libraries, input.ploidies);
    return state;
  });
  tbb::task_arena(static_cast<int>(context.threads), 1).execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, blocks.size(), 1),
        [&](const tbb::blocked_range<std::size_t>& some) {
          for (std::size_t i = some.begin(); i < some.end(); ++i) {
            const ByteBudget::Loan loan(budget, working_copies * store.bytes_in(blocks[i]));
            ThreadState& state = states.local();
            store.lend(blocks[i], state.reads);
            const auto here = sites_in(sites, block_interval(context.genome, blocks[i]));
            const std::vector<EvidenceRead> reads =
                state.caller.collect_evidence(blocks[i], state.reads, here, EvidenceLimits{});
            state.pieces.push_back(pack_evidence(reads));
            progress.add(reads.size(), static_cast<double>(i) / static_cast<double>(blocks.size()));
            if (is_deep(state.reads)) state.reads = {};  // do not keep its memory
          }
        },
        tbb::simple_partitioner());
  });
  std::vector<std::string> pieces;
  for (ThreadState& state : states) std::move(state.pieces.begin(), state.pieces.end(), std::back_inserter(pieces));
  return pieces;
}

// At the root those of all ranks. Its own do not move.
std::vector<std::string> gather_pieces(const Communicator& comm, std::vector<std::string> mine) {
  std::string sent;
  if (!comm.is_root())
    for (const std::string& piece : mine) sent += piece;
  std::vector<std::string> pieces = comm.gather(sent);
  std::move(mine.begin(), mine.end(), std::back_inserter(pieces));
  return pieces;
}

// Reads are large: they stay packed, and only these are sorted.
struct ReadPlace {
  std::uint64_t name_hash = 0;
  std::uint64_t at = 0;  // in its piece
  std::uint32_t piece = 0;
  GenomePosition position = 0;
  GenomePosition mate_position = 0;
  std::uint8_t sample = 0;
  bool is_second = false;

  [[nodiscard]] auto name() const { return std::tuple(sample, name_hash, is_second); }
};

EvidenceRead read_at(const std::vector<std::string>& pieces, const ReadPlace& place) {
  EvidenceRead read;
  (void)unpack_evidence(pieces[place.piece], place.at, read);
  return read;
}

// Of two blocks that kept the same read, which says more of its haplotype.
bool says_more(const EvidenceRead& x, const EvidenceRead& y) {
  if (x.variants.size() != y.variants.size()) return x.variants.size() > y.variants.size();
  return std::tie(x.variants, x.position, x.haplotype) < std::tie(y.variants, y.position, y.haplotype);
}

// In the order of the file. A read that two blocks kept stays once.
std::vector<ReadPlace> unite(const std::vector<std::string>& pieces) {
  std::vector<ReadPlace> kept;
  EvidenceRead read;
  for (std::uint32_t piece = 0; piece < pieces.size(); ++piece)
    for (std::size_t at = 0; at < pieces[piece].size();) {
      const std::size_t begin = at;
      at = unpack_evidence(pieces[piece], begin, read);
      kept.push_back({read.name_hash, begin, piece, read.position, 0, read.sample, (read.flags & read_is_second) != 0});
    }
  std::sort(kept.begin(), kept.end(), [&](const ReadPlace& a, const ReadPlace& b) {
    return a.name() != b.name() ? a.name() < b.name() : says_more(read_at(pieces, a), read_at(pieces, b));
  });
  kept.erase(std::unique(kept.begin(), kept.end(),
                         [](const ReadPlace& a, const ReadPlace& b) { return a.name() == b.name(); }),
             kept.end());
  for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
    if (kept[i].sample != kept[i + 1].sample || kept[i].name_hash != kept[i + 1].name_hash) continue;
    kept[i].mate_position = kept[i + 1].position;
    kept[i + 1].mate_position = kept[i].position;
  }
  std::sort(kept.begin(), kept.end(), [](const ReadPlace& a, const ReadPlace& b) {
    return std::tuple(a.sample, a.position, a.name_hash, a.is_second) <
           std::tuple(b.sample, b.position, b.name_hash, b.is_second);
  });
  return kept;
}

// One BAM a sample.
std::size_t write_files(const CaseContext& context, const std::string& folder, const std::vector<std::string>& pieces) {
  const std::vector<ReadPlace> places = unite(pieces);
  EvidenceHeader header{NORRSKEN_VERSION, context.input.name, {}};
  for (const Sample& sample : context.input.samples) header.samples.push_back(sample.name);
  EvidenceRead read;
  auto place = places.begin();
  for (std::size_t sample = 0; sample < header.samples.size(); ++sample)
    write_evidence_bam(folder, header, sample, context.genome.contigs, [&]() -> const EvidenceRead* {
      if (place == places.end() || place->sample != sample) return nullptr;
      (void)unpack_evidence(pieces[place->piece], place->at, read);
      read.mate_position = place->mate_position;
      ++place;
      return &read;
    });
  return places.size();
}

}  // namespace

std::vector<EvidenceSite> choose_evidence_sites(std::span<const Finding> findings, std::span<const Hotspot> hotspots) {
  std::vector<EvidenceSite> sites;
  std::set<SiteKey> known;
  const auto add = [&](EvidenceSite site) {
    if (sites.size() < max_evidence_sites && known.insert(key_of(site)).second) sites.push_back(std::move(site));
  };
  std::vector<EvidenceSite> rest;
  for (const Finding& finding : findings) {
    EvidenceSite site{finding.position, finding.reference, finding.alternate};
    finding.section == FindingSection::discuss ? add(std::move(site)) : rest.push_back(std::move(site));
  }
  for (const Hotspot& hotspot : hotspots) add({hotspot.position, hotspot.reference, hotspot.alternate});
  std::sort(rest.begin(), rest.end(), [](const EvidenceSite& a, const EvidenceSite& b) {
    return std::tuple(hash_of(a), key_of(a)) < std::tuple(hash_of(b), key_of(b));
  });
  for (EvidenceSite& site : rest) add(std::move(site));
  std::sort(sites.begin(), sites.end(),
            [](const EvidenceSite& a, const EvidenceSite& b) { return key_of(a) < key_of(b); });
  return sites;
}

void write_evidence(const CaseContext& context, const CallingInput& input, const CaseFolders& folders,
                    std::span<const Finding> findings, BlockStore& store) {
  std::string chosen;
  if (context.comm.is_root()) {
    std::span<const Hotspot> hotspots;
    if (context.hotspots != nullptr) hotspots = context.hotspots->list;
    chosen = text_of(choose_evidence_sites(findings, hotspots));
  }
  const std::vector<EvidenceSite> sites = sites_of(context.comm.broadcast(chosen));
  Progress progress(context.log, "evidence", "reads");
  const std::vector<std::string> pieces =
      gather_pieces(context.comm, all_or_none(context.comm, "collecting evidence",
                                              [&] { return collect(context, input, sites, store, progress); }));
  all_or_none(context.comm, "writing the evidence", [&] {
    if (context.comm.is_root()) progress.finish(write_files(context, folders.output + "/bam", pieces));
  });
}

}  // namespace norrsken
