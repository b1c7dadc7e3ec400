#include "pipeline/simulate/fastq_lanes.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>

#include "io/bgzf_writer.hpp"
#include "io/fastq_writer.hpp"

namespace norrsken {
namespace {

constexpr std::uint64_t chunk_fragments = 2048;

struct Chunk {
  std::vector<std::uint8_t> compressed[2];
};

// What one thread needs to make chunks.
struct Worker {
  SimulatedFragment fragment;
  std::string name;
  std::string text[2];
  BgzfCompressor compressor;
  SequencingCounts counts;
  std::uint64_t duplicates = 0;

  std::shared_ptr<Chunk> make(const FragmentSource& source, std::uint64_t first, std::uint64_t last, unsigned mates) {
    for (std::string& mate_text : text) mate_text.clear();
    for (std::uint64_t number = first; number < last; ++number) {
      source.make(number, fragment, counts);
      if (source.molecules() == 0 && fragment.origin.is_duplicate()) ++duplicates;
      write_read_name(fragment.origin, name);
      if (!fragment.umi.empty()) name += '_' + fragment.umi;
      for (unsigned mate = 0; mate < mates; ++mate)
        append_fastq_record(name, fragment.reads[mate].bases, fragment.reads[mate].qualities_phred, text[mate]);
    }
    auto chunk = std::make_shared<Chunk>();
    for (unsigned mate = 0; mate < mates; ++mate) compressor.compress(text[mate], chunk->compressed[mate]);
    return chunk;
  }
};

using Workers = tbb::enumerable_thread_specific<Worker>;

void write_lane(const FragmentSource& source, const SimulateOptions& options, std::uint64_t first, std::uint64_t last,
                const LaneFiles& names, Workers& workers) {
  const unsigned mates = names.read2.empty() ? 1 : 2;
  std::vector<BgzfFile> files;
  files.emplace_back(options.output_folder + "/" + names.read1, "", std::span<const Contig>{}, FileIndex::none);
  if (mates == 2)
    files.emplace_back(options.output_folder + "/" + names.read2, "", std::span<const Contig>{}, FileIndex::none);
  std::uint64_t next = first;
  const auto start_chunk = [&](tbb::flow_control& control) {
    const std::uint64_t begin = next;
    next = std::min(last, begin + chunk_fragments);
    if (begin == last) control.stop();
    return begin;
  };
  const auto make_chunk = [&](std::uint64_t begin) {
    return workers.local().make(source, begin, std::min(last, begin + chunk_fragments), mates);
  };
  const auto write_chunk = [&](const std::shared_ptr<Chunk>& chunk) {
    for (unsigned mate = 0; mate < mates; ++mate) files[mate].append(chunk->compressed[mate], {});
  };
  tbb::parallel_pipeline(
      2 * options.threads,
      tbb::make_filter<void, std::uint64_t>(tbb::filter_mode::serial_in_order, start_chunk) &
          tbb::make_filter<std::uint64_t, std::shared_ptr<Chunk>>(tbb::filter_mode::parallel, make_chunk) &
          tbb::make_filter<std::shared_ptr<Chunk>, void>(tbb::filter_mode::serial_in_order, write_chunk));
  for (BgzfFile& file : files) file.finish();
}

}  // namespace

WrittenReads write_lanes(const FragmentSource& source, const SimulateOptions& options, const std::string& sample) {
  WrittenReads written;
  written.fragments = source.fragments();
  written.molecules = source.molecules();
  Workers workers;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, options.threads);
  tbb::task_arena arena(static_cast<int>(options.threads));
  for (std::uint32_t lane = 0; lane < options.lanes; ++lane) {
    const std::uint64_t first = source.fragments() * lane / options.lanes;
    const std::uint64_t last = source.fragments() * (lane + 1) / options.lanes;
    LaneFiles names{fmt::format("{}_L{:03}_R1.fastq.gz", sample, lane + 1), ""};
    if (options.library.is_paired) names.read2 = fmt::format("{}_L{:03}_R2.fastq.gz", sample, lane + 1);
    arena.execute([&] { write_lane(source, options, first, last, names, workers); });
    written.lanes.push_back(std::move(names));
  }
  for (const Worker& worker : workers) {
    written.counts.add(worker.counts);
    written.duplicates += worker.duplicates;
  }
  return written;
}

}  // namespace norrsken
