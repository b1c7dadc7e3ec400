#include "pipeline/stages/case_files.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <tuple>

#include "io/packer.hpp"
#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {

auto fields(Either<BgzfShard> auto& shard) {
  return std::tie(shard.bytes, shard.spans);
}

namespace {

bool is_empty(const OutputShards& shards) {
  return std::all_of(shards.begin(), shards.end(), [](const BgzfShard& shard) { return shard.bytes.empty(); });
}

std::vector<std::byte> pack(const OutputShards& shards) {
  Packer packer;
  for (const BgzfShard& shard : shards) packer.put(shard);
  return packer.take();
}

// What a rank says in front of its shards, so that a failure does not leave the root waiting.
enum class Message : char { shards, end, failed };

// Does some local work unless `error` holds why earlier work failed; keeps why this does.
template <class Work>
void unless_failed(std::exception_ptr& error, Work&& work) {
  if (error) return;
  try {
    work();
  } catch (...) {
    error = std::current_exception();
  }
}

}  // namespace

CaseFiles::CaseFiles(const Communicator& comm, const std::string& case_folder, std::span<const OutputPlan> plans,
                     std::span<const Contig> contigs, ScratchFiles& scratch)
    : comm_(comm), scratch_(scratch) {
  if (comm.is_root()) files_.emplace(case_folder, plans, contigs);
}

SpillExtent CaseFiles::append(const OutputShards& shards) {
  if (is_empty(shards)) return {};
  extents_.push_back(scratch_.put(pack(shards)));
  return extents_.back().extent;
}

void CaseFiles::append_restored(const ScratchExtent& shards) {
  if (shards.extent.bytes != 0) extents_.push_back(shards);
}

void CaseFiles::put_first(const OutputShards& shards) {
  if (!is_empty(shards)) first_extent_ = scratch_.put(pack(shards));
}

void CaseFiles::gather() {
  std::exception_ptr error = comm_.is_root() ? receive_shards() : send_shards();
  unless_failed(error, [&] {
    if (files_) files_->finish();
  });
  agree(comm_, error ? std::optional(describe(error, "gathering the calls")) : std::nullopt);
}

template <class Work>
void CaseFiles::for_each_shard(Work&& work) const {
  if (first_extent_) work(*first_extent_);
  for (const ScratchExtent& extent : extents_) work(extent);
}

void CaseFiles::write_shards(std::string_view packed) {
  Unpacker unpacker(packed, ends_early("shards of a block"));
  for (std::size_t file = 0; file < files_->size(); ++file) {
    const auto shard = unpacker.take<BgzfShard>();
    files_->append(file, shard.bytes, shard.spans);
  }
}

// Returns what failed here. What fails between ranks is thrown: nothing can be agreed on then.
std::exception_ptr CaseFiles::send_shards() {
  std::exception_ptr error;
  std::string message;
  const auto load = [&](const ScratchExtent& place) {
    message.assign(1, static_cast<char>(Message::shards));
    message.resize(1 + place.extent.bytes);
    scratch_.get(place, std::as_writable_bytes(std::span(message).subspan(1)));
  };
  for_each_shard([&](const ScratchExtent& place) {
    unless_failed(error, [&] { load(place); });
    if (!error) comm_.send(message, 0);
  });
  comm_.send(std::string(1, static_cast<char>(error ? Message::failed : Message::end)), 0);
  return error;
}

// The same of the root. Everything that was sent is received, also when the files cannot be written any more: senders
// wait for it.
std::exception_ptr CaseFiles::receive_shards() {
  std::exception_ptr error;
  std::string mine;
  unless_failed(error, [&] {
    for_each_shard([&](const ScratchExtent& place) {
      mine.resize(place.extent.bytes);
      scratch_.get(place, std::as_writable_bytes(std::span(mine)));
      write_shards(mine);
    });
  });
  for (int from = 1; from < comm_.size(); ++from) {
    while (true) {
      const std::string message = comm_.receive(from);
      if (message.empty() || message.front() != static_cast<char>(Message::shards)) break;
      unless_failed(error, [&] { write_shards(std::string_view(message).substr(1)); });
    }
  }
  return error;
}

}  // namespace norrsken
