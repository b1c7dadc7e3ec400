#include "io/alignment_reader.hpp"

#include <utility>

#include "io/fastq_parser.hpp"
#include "kernels/types/read_name.hpp"

namespace norrsken {
namespace {

[[noreturn]] void fail_repeated(const AlignmentFile& file, std::string_view name) {
  file.fail(quoted_name(name) + " is the name of several different reads: read names must be unique",
            "give every library or lane in a file of its own");
}

}  // namespace

AlignmentReader::AlignmentReader(const std::string& path, unsigned part, unsigned parts,
                                 const std::string& reference_path, unsigned threads, const UmiPattern& umi)
    : path_(path),
      reference_path_(reference_path),
      part_(part),
      parts_(parts),
      threads_(threads),
      umi_(umi),
      file_(std::make_unique<AlignmentFile>(path, reference_path, threads)),
      bytes_total_(file_->bytes_total()) {}

bool AlignmentReader::next(ReadBatch& batch) {
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
  try {
    batch.clear();
    fill(batch);
    if (batch.fragments() > 0) ++batches_;
    return batch.fragments() > 0;
  } catch (...) {
    error_ = std::current_exception();
    throw;
  }
}

void AlignmentReader::fill(ReadBatch& batch) {
  while (file_ && batch.fragments() < batch_fragments) {
    if (file_->next()) {
      add_record(batch);
    } else {
      file_.reset();
      if (!waiting_.empty()) find_repetitions();
    }
  }
  if (!file_) deliver_waiting(batch);
  bytes_read_.store(file_ ? file_->bytes_read() : bytes_total_, std::memory_order_relaxed);
}

void AlignmentReader::add_record(ReadBatch& batch) {
  const std::string_view name = file_->fragment_name();
  const std::uint64_t name_hash = hash_fragment_name(name);
  if (name_hash % parts_ != part_) return;
  file_->bases(bases_);
  const MateNumber mate = file_->mate_number();
  const std::string umi = take_umi(*file_);
  if (mate == MateNumber::unpaired) return append(batch, hash_with_umi(name_hash, umi, ""), &bases_, nullptr);
  const auto [found, is_new] = waiting_.try_emplace(std::string(name));
  WaitingRead& other = found->second;
  if (is_new) {
    other = {mate, bases_, umi};
  } else if (other.mate == mate) {
    if (other.bases != bases_) fail_repeated(*file_, name);
    ++counts_.repeated;
  } else {
    const bool is_first = mate == MateNumber::first;
    if (umi_.source == UmiSource::tag && umi != other.umi)
      file_->fail(quoted_name(name) + " has another UMI in its tag RX than its mate", "tag both mates alike");
    append(batch, hash_with_umi(name_hash, is_first ? umi : other.umi, is_first ? other.umi : umi),
           is_first ? &bases_ : &other.bases, is_first ? &other.bases : &bases_);
    waiting_.erase(found);
  }
}

// What the present record says of its fragment's UMI; prefixes are cut off from bases_.
std::string AlignmentReader::take_umi(const AlignmentFile& file) {
  const std::string_view name = file.fragment_name();
  std::string umi;
  if (umi_.source == UmiSource::read) {
    const ReadStructure& structure = file.mate_number() == MateNumber::second ? umi_.read2 : umi_.read1;
    if (bases_.size() <= structure.prefix_bases())
      file.fail(quoted_name(name) + " has " + std::to_string(bases_.size()) +
                    " bases, but the assay says that the first " + std::to_string(structure.prefix_bases()) +
                    " are UMI and spacer",
                "correct the read structures of the assay, or give reads that were not trimmed");
    std::string prefix;
    for (std::size_t i = 0; i < structure.prefix_bases(); ++i)
      prefix += is_called(bases_[i]) ? base_letter(base_of(bases_[i])) : 'N';
    structure.append_umi(prefix, umi);
    bases_.erase(bases_.begin(), bases_.begin() + static_cast<std::ptrdiff_t>(structure.prefix_bases()));
  } else if (umi_.source != UmiSource::none) {
    const bool is_tag = umi_.source == UmiSource::tag;
    umi = is_tag ? file.umi_tag() : umi_field(name);
    if (!parse_umi(umi_, umi).has_umi)
      file.fail(quoted_name(name) + (is_tag ? " has a tag RX that is not" : " does not end with") + " a UMI of " +
                    describe_umi(umi_) + (is_tag && umi.empty() ? ": there is none" : ""),
                "correct [umi] of the assay, or give reads with their UMIs");
  }
  return umi;
}

// `first` and `second`: what take_umi() found at the mates; empty for a mate that is not in the file.
std::uint64_t AlignmentReader::hash_with_umi(std::uint64_t name_hash, std::string_view first,
                                             std::string_view second) const {
  if (umi_.source == UmiSource::none) return name_hash;
  if (umi_.source == UmiSource::read) {
    if (umi_.kind == UmiKind::duplex) return pack_umi(umi_.layout(), first, second, name_hash);
    return pack_umi(umi_.layout(), std::string(first).append(second), "", name_hash);
  }
  const UmiParts parts = parse_umi(umi_, first.empty() ? second : first).parts;
  return pack_umi(umi_.layout(), parts.first, parts.second, name_hash);
}

// Appends a fragment of one or two reads; too short ones are counted instead.
void AlignmentReader::append(ReadBatch& batch, std::uint64_t name_hash, const Bases* first, const Bases* second) {
  const std::size_t reads = batch.reads();
  for (const Bases* read : {first, second}) {
    if (read == nullptr) continue;
    if (read->size() < min_read_bases) {
      ++counts_.too_short;
      continue;
    }
    batch.bases.insert(batch.bases.end(), read->begin(), read->end());
    batch.offsets.push_back(static_cast<std::uint32_t>(batch.bases.size()));
    ++counts_.reads;
    counts_.bases += read->size();
  }
  if (batch.reads() == reads) return;
  batch.first_read.push_back(static_cast<std::uint32_t>(batch.reads()));
  batch.name_hash.push_back(name_hash);
  ++counts_.fragments;
}

// A waiting read whose mate does stand in the file repeats a read of a pair that is complete without it.
void AlignmentReader::find_repetitions() {
  AlignmentFile file(path_, reference_path_, threads_);
  while (file.next()) {
    const std::string_view name = file.fragment_name();
    if (hash_fragment_name(name) % parts_ != part_) continue;
    const auto found = waiting_.find(std::string(name));
    if (found == waiting_.end()) continue;
    if (file.mate_number() != found->second.mate) {
      found->second.is_repetition = true;
      continue;
    }
    file.bases(bases_);
    take_umi(file);
    if (bases_ != found->second.bases) fail_repeated(file, name);
  }
}

// At the end of the file: reads whose mates are not in it, as in a slice of a region.
void AlignmentReader::deliver_waiting(ReadBatch& batch) {
  while (!waiting_.empty() && batch.fragments() < batch_fragments) {
    const auto read = waiting_.begin();
    if (read->second.is_repetition) {
      ++counts_.repeated;
    } else {
      const bool is_first = read->second.mate == MateNumber::first;
      const std::string& umi = read->second.umi;
      append(batch, hash_with_umi(hash_fragment_name(read->first), is_first ? umi : "", is_first ? "" : umi),
             &read->second.bases, nullptr);
      ++counts_.mates_missing;
    }
    waiting_.erase(read);
  }
}

std::uint64_t AlignmentReader::position() const {
  const std::lock_guard lock(mutex_);
  return batches_;
}

// Mates are put together again: those that wait at the position come from before it.
void AlignmentReader::skip(std::uint64_t position) {
  ReadBatch batch;
  while (batches_ < position && next(batch)) {
  }
}

ReadCounts AlignmentReader::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace norrsken
