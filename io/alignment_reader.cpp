#include "io/alignment_reader.hpp"

#include <utility>

#include "io/fastq_parser.hpp"

namespace norrsken {
namespace {

[[noreturn]] void fail_repeated(const AlignmentFile& file, std::string_view name) {
  file.fail(quoted_name(name) + " is the name of several different reads: read names must be unique",
            "give every library or lane in a file of its own");
}

}  // namespace

AlignmentReader::AlignmentReader(const std::string& path, unsigned part, unsigned parts,
                                 const std::string& reference_path, unsigned threads)
    : path_(path),
      reference_path_(reference_path),
      part_(part),
      parts_(parts),
      threads_(threads),
      file_(std::make_unique<AlignmentFile>(path, reference_path, threads)),
      bytes_total_(file_->bytes_total()) {}

bool AlignmentReader::next(ReadBatch& batch) {
  const std::lock_guard lock(mutex_);
  if (error_) std::rethrow_exception(error_);
  try {
    batch.clear();
    fill(batch);
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
  const std::uint64_t name_hash = hash_read_name(name);
  if (name_hash % parts_ != part_) return;
  file_->bases(bases_);
  const MateNumber mate = file_->mate_number();
  if (mate == MateNumber::unpaired) return append(batch, name_hash, &bases_, nullptr);
  const auto [found, is_new] = waiting_.try_emplace(std::string(name));
  WaitingRead& other = found->second;
  if (is_new) {
    other = {mate, bases_};
  } else if (other.mate == mate) {
    if (other.bases != bases_) fail_repeated(*file_, name);
    ++counts_.repeated;
  } else {
    const bool is_first = mate == MateNumber::first;
    append(batch, name_hash, is_first ? &bases_ : &other.bases, is_first ? &other.bases : &bases_);
    waiting_.erase(found);
  }
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
    if (hash_read_name(name) % parts_ != part_) continue;
    const auto found = waiting_.find(std::string(name));
    if (found == waiting_.end()) continue;
    if (file.mate_number() != found->second.mate) {
      found->second.is_repetition = true;
      continue;
    }
    file.bases(bases_);
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
      append(batch, hash_read_name(read->first), &read->second.bases, nullptr);
      ++counts_.mates_missing;
    }
    waiting_.erase(read);
  }
}

ReadCounts AlignmentReader::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace norrsken
