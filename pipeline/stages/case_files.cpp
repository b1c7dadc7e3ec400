#include "pipeline/stages/case_files.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "pipeline/mpi/all_or_none.hpp"

namespace norrsken {
namespace {

template <class Element>
void append_array(const std::vector<Element>& values, std::vector<std::byte>& packed) {
  const std::uint64_t count = values.size();
  const std::size_t at = packed.size();
  packed.resize(at + sizeof count + count * sizeof(Element));
  std::memcpy(packed.data() + at, &count, sizeof count);
  if (count > 0) std::memcpy(packed.data() + at + sizeof count, values.data(), count * sizeof(Element));
}

template <class Element>
std::vector<Element> take_array(std::string_view& packed) {
  std::uint64_t count = 0;
  if (packed.size() < sizeof count) throw std::logic_error("shards from another rank are cut short");
  std::memcpy(&count, packed.data(), sizeof count);
  packed.remove_prefix(sizeof count);
  if (packed.size() / sizeof(Element) < count) throw std::logic_error("shards from another rank are cut short");
  std::vector<Element> values(count);
  if (count > 0) std::memcpy(values.data(), packed.data(), count * sizeof(Element));
  packed.remove_prefix(count * sizeof(Element));
  return values;
}

bool is_empty(const OutputShards& shards) {
  return std::all_of(shards.begin(), shards.end(), [](const BgzfShard& shard) { return shard.bytes.empty(); });
}

std::vector<std::byte> pack(const OutputShards& shards) {
  std::vector<std::byte> packed;
  for (const BgzfShard& shard : shards) {
    append_array(shard.bytes, packed);
    append_array(shard.spans, packed);
  }
  return packed;
}

// What a rank says in front of its shards, so that a failure does not leave the root waiting.
enum class Message : char { shards, end, failed };

}  // namespace

CaseFiles::CaseFiles(const Communicator& comm, const std::string& case_folder, std::span<const OutputPlan> plans,
                     std::span<const Contig> contigs, const std::string& scratch_folder)
    : comm_(comm), waiting_(scratch_folder) {
  if (comm.is_root()) files_.emplace(case_folder, plans, contigs);
}

void CaseFiles::append(const OutputShards& shards) {
  if (comm_.is_root()) {
    if (!shards.empty()) files_->append(shards);
  } else if (!is_empty(shards)) {
    extents_.push_back(waiting_.put(pack(shards)));
  }
}

void CaseFiles::put_first(const OutputShards& shards) {
  if (!is_empty(shards)) first_extents_.push_back(waiting_.put(pack(shards)));
}

void CaseFiles::gather() {
  std::optional<Failure> failure;
  try {
    comm_.is_root() ? receive_shards() : send_shards();
    if (files_) files_->finish();
  } catch (...) {
    failure = describe_current_exception("gathering the calls");
  }
  agree(comm_, failure);
}

void CaseFiles::send_shards() {
  std::string message;
  const auto send_extent = [&](const SpillExtent& extent) {
    message.assign(1, static_cast<char>(Message::shards));
    message.resize(1 + extent.bytes);
    waiting_.get(extent, std::as_writable_bytes(std::span(message).subspan(1)));
    comm_.send(message, 0);
  };
  try {
    for (const SpillExtent& extent : first_extents_) send_extent(extent);
    for (const SpillExtent& extent : extents_) send_extent(extent);
  } catch (...) {
    comm_.send(std::string(1, static_cast<char>(Message::failed)), 0);
    throw;
  }
  comm_.send(std::string(1, static_cast<char>(Message::end)), 0);
}

// Everything that was sent is received, also when the files cannot be written any more: senders wait for it.
void CaseFiles::receive_shards() {
  std::exception_ptr error;
  for (int from = 1; from < comm_.size(); ++from) {
    while (true) {
      const std::string message = comm_.receive(from);
      if (message.empty() || message.front() != static_cast<char>(Message::shards)) break;
      if (error) continue;
      try {
        std::string_view packed = std::string_view(message).substr(1);
        for (std::size_t file = 0; file < files_->size(); ++file) {
          const auto bytes = take_array<std::uint8_t>(packed);
          const auto spans = take_array<RecordSpan>(packed);
          files_->append(file, bytes, spans);
        }
      } catch (...) {
        error = std::current_exception();
      }
    }
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace norrsken
