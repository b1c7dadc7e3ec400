#include "pipeline/checkpoint/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/sha256.hpp"
#include "pipeline/checkpoint/stop_request.hpp"
#include "pipeline/mpi/all_or_none.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stages/memory_limit.hpp"

namespace norrsken {
namespace {

template <class Work>
void for_each_address(const Manifest& manifest, Work&& work) {
  for (const PieceAddress& address : manifest.reads) work(address);
  if (manifest.prepared) work(*manifest.prepared);
  for (const PieceAddress& address : manifest.calls) work(address);
}

std::string sha256_of(const std::vector<std::byte>& bytes) {
  Digest digest(DigestKind::sha256);
  digest.update({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return digest.hex();
}

}  // namespace

Checkpoint::Checkpoint(const Communicator& comm, CheckpointOptions options, ScratchFiles& files, Log& log)
    : comm_(comm), options_(std::move(options)), files_(files), log_(log) {}

std::optional<RestoredWork> Checkpoint::restore() {
  const std::optional<Manifest> found =
      all_or_none(comm_, "reading the checkpoint", [&] { return read_manifest(options_.case_folder); });
  const bool is_mine = found && found->key == options_.key;
  if (comm_.minimum(is_mine ? 1 : 0) == 0) {
    if (found)
      log_.line(fmt::format("{:<8} the checkpoint is of other inputs, settings or version: starting over", "resume"));
    return std::nullopt;
  }
  manifest_ = *found;
  if (comm_.minimum(open_files() ? 1 : 0) == 0) {
    log_.line(fmt::format("{:<8} some of the checkpoint's files on scratch are gone: starting over", "resume"));
    manifest_ = {};
    adopted_.clear();
    return std::nullopt;
  }
  return all_or_none(comm_, "reading the checkpoint", [&] {
    RestoredWork work;
    work.stage = manifest_.stage;
    for (const PieceAddress& address : manifest_.reads) work.reads.push_back(restore_piece(address));
    if (manifest_.prepared) work.prepared = restore_piece(*manifest_.prepared);
    for (const PieceAddress& address : manifest_.calls) work.calls.push_back(restore_piece(address));
    return work;
  });
}

bool Checkpoint::open_files() {
  try {
    for_each_address(manifest_, [&](const PieceAddress& address) {
      if (std::find(adopted_.begin(), adopted_.end(), address.path) != adopted_.end()) return;
      static_cast<void>(files_.adopt(address.path));
      adopted_.push_back(address.path);
    });
    return true;
  } catch (const SystemError&) {
    return false;
  }
}

RestoredPiece Checkpoint::restore_piece(const PieceAddress& address) const {
  const auto at = std::find(adopted_.begin(), adopted_.end(), address.path) - adopted_.begin();
  RestoredPiece piece;
  piece.file = static_cast<std::uint32_t>(at) + 1;
  piece.attempt = address.attempt;
  piece.bytes = files_.get({piece.file, address.extent});
  if (sha256_of(piece.bytes) != address.sha256)
    throw SystemError(address.path, "holds other bytes than were saved", "wrong checksum", "start over with --fresh");
  return piece;
}

bool Checkpoint::should_pause() const {
  if (is_stop_requested()) return true;
  return options_.every && std::chrono::steady_clock::now() - saved_ >= *options_.every;
}

PieceAddress Checkpoint::put(const std::vector<std::byte>& bytes) {
  return {"", files_.put(bytes).extent, sha256_of(bytes), options_.attempt};
}

// On all ranks, by rank.
std::vector<PieceAddress> Checkpoint::gather(const PieceAddress& mine) const {
  std::string all;
  for (const std::string& text : comm_.gather(address_text(mine))) all += text + "\n";
  all = comm_.broadcast(all);
  std::vector<PieceAddress> addresses;
  for (std::size_t begin = 0, end = 0; (end = all.find('\n', begin)) != std::string::npos; begin = end + 1)
    addresses.push_back(parse_address(all.substr(begin, end - begin)));
  return addresses;
}

// Tables of an attempt grow, so that the latest one says all.
void Checkpoint::replace_reads(const PieceAddress& mine) {
  std::erase_if(manifest_.reads, [&](const PieceAddress& address) { return address.attempt == options_.attempt; });
  for (PieceAddress& address : gather(mine)) manifest_.reads.push_back(std::move(address));
}

void Checkpoint::save_reads(const std::vector<std::byte>& mine) {
  const PieceAddress address = all_or_none(comm_, "saving a checkpoint", [&] {
    options_.check_inputs();
    PieceAddress put_there = put(mine);
    put_there.path = files_.keep();
    return put_there;
  });
  manifest_.key = options_.key;
  manifest_.stage = CheckpointStage::placing;
  replace_reads(address);
  finish();
}

void Checkpoint::save_calls(const std::vector<std::byte>& prepared, const std::vector<std::byte>& reads,
                            const std::vector<std::byte>& calls) {
  struct Addresses {
    PieceAddress prepared, reads, calls;
  };
  Addresses mine = all_or_none(comm_, "saving a checkpoint", [&] {
    options_.check_inputs();
    Addresses put_there{put(prepared), put(reads), put(calls)};
    put_there.prepared.path = put_there.reads.path = put_there.calls.path = files_.keep();
    return put_there;
  });
  if (manifest_.stage == CheckpointStage::placing) manifest_.reads.clear();  // those were not prepared
  manifest_.key = options_.key;
  manifest_.stage = CheckpointStage::calling;
  replace_reads(mine.reads);
  const std::vector<PieceAddress> all_prepared = gather(mine.prepared);
  if (!manifest_.prepared) manifest_.prepared = all_prepared.front();
  for (PieceAddress& address : gather(mine.calls)) manifest_.calls.push_back(std::move(address));
  finish();
}

// Whatever scratch disk an earlier attempt had: who finishes the case clears it, also where its pieces were no good.
void Checkpoint::note_scratch() {
  if (const std::optional<Manifest> before = read_manifest(options_.case_folder)) manifest_.scratch = before->scratch;
  if (std::find(manifest_.scratch.begin(), manifest_.scratch.end(), options_.scratch_folder) == manifest_.scratch.end())
    manifest_.scratch.push_back(options_.scratch_folder);
}

void Checkpoint::finish() {
  all_or_none(comm_, "saving a checkpoint", [&] {
    if (!comm_.is_root()) return;
    note_scratch();
    write_manifest(options_.case_folder, manifest_);
  });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - saved_).count();
  saved_ = std::chrono::steady_clock::now();
  const std::uint64_t bytes = comm_.sum(files_.stored_bytes());
  log_.detail(
      fmt::format("{:<8} saved after {} more, {} on scratch", "check", duration_text(seconds), bytes_text(bytes)));
  if (comm_.maximum(is_stop_requested() ? 1 : 0) == 0) return;
  throw AgreedError("stopped on request, a checkpoint is saved: the same command goes on from it", ExitCode::requeue,
                    0);
}

void Checkpoint::discard() {
  if (comm_.is_root()) discard_manifest(options_.case_folder);
}

}  // namespace norrsken
