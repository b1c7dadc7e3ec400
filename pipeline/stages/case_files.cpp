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
  try {
    if (files_ && !error) files_->finish();
  } catch (...) {
    error = std::current_exception();
  }
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
    if (error) return;
    try {
      load(place);
    } catch (...) {
      error = std::current_exception();
      return;
    }
    comm_.send(message, 0);
  });
  comm_.send(std::string(1, static_cast<char>(error ? Message::failed : Message::end)), 0);
  return error;
}

// The same of the root. Everything that was sent is received, also when the files cannot be written any more: senders
// wait for it.
std::exception_ptr CaseFiles::receive_shards() {
  std::exception_ptr error;
  const auto guarded = [&](auto&& work) {
    try {
      if (!error) work();
    } catch (...) {
      error = std::current_exception();
    }
  };
  std::string mine;
  guarded([&] {
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
      guarded([&] { write_shards(std::string_view(message).substr(1)); });
    }
  }
  return error;
}

}  // namespace norrsken
