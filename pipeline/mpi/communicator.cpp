#include "pipeline/mpi/communicator.hpp"

#include <algorithm>
#include <array>

#include "pipeline/mpi/checked.hpp"

namespace norrsken {
namespace {

constexpr std::uint64_t piece_bytes = 16U << 20;  // of long byte strings: keeps counts and buffers small

enum class Collective : std::uint64_t {
  barrier,
  sum,
  minimum,
  maximum,
  exclusive_sum,
  broadcast,
  gather,
  duplicate,
  split
};

// Builds that check: all ranks must be in the same collective, or the program has a bug that would hang it.
void check_order([[maybe_unused]] MPI_Comm comm, [[maybe_unused]] Collective collective) {
#ifndef NDEBUG
  if (comm == MPI_COMM_NULL) return;
  const auto mine = static_cast<std::uint64_t>(collective);
  std::array<std::uint64_t, 2> ends{mine, ~mine};
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Iallreduce(MPI_IN_PLACE, ends.data(), 2, MPI_UINT64_T, MPI_MIN, comm, &request), "MPI_Iallreduce");
  wait_politely(request);
  if (ends[0] != ~ends[1]) throw std::logic_error("ranks are in different collectives");
#endif
}

std::uint64_t reduce_one(MPI_Comm comm, std::uint64_t value, MPI_Op operation) {
  std::uint64_t result = value;
  if (comm == MPI_COMM_NULL) return result;
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Iallreduce(&value, &result, 1, MPI_UINT64_T, operation, comm, &request), "MPI_Iallreduce");
  wait_politely(request);
  return result;
}

void broadcast_piece(MPI_Comm comm, void* data, std::uint64_t bytes, int root) {
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Ibcast(data, int_count(bytes), MPI_BYTE, root, comm, &request), "MPI_Ibcast");
  wait_politely(request);
}

void send_pieces(MPI_Comm comm, std::string_view bytes, int to) {
  std::uint64_t length = bytes.size();
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Isend(&length, 1, MPI_UINT64_T, to, int_tag(Tag::byte_string), comm, &request), "MPI_Isend");
  wait_politely(request);
  for (std::uint64_t done = 0; done < length; done += piece_bytes) {
    const auto count = std::min(piece_bytes, length - done);
    check_mpi(MPI_Isend(bytes.data() + done, int_count(count), MPI_BYTE, to, int_tag(Tag::byte_string), comm, &request),
              "MPI_Isend");
    wait_politely(request);
  }
}

std::string receive_pieces(MPI_Comm comm, int from) {
  std::uint64_t length = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Irecv(&length, 1, MPI_UINT64_T, from, int_tag(Tag::byte_string), comm, &request), "MPI_Irecv");
  wait_politely(request);
  std::string bytes(length, '\0');
  for (std::uint64_t done = 0; done < length; done += piece_bytes) {
    const auto count = std::min(piece_bytes, length - done);
    check_mpi(
        MPI_Irecv(bytes.data() + done, int_count(count), MPI_BYTE, from, int_tag(Tag::byte_string), comm, &request),
        "MPI_Irecv");
    wait_politely(request);
  }
  return bytes;
}

}  // namespace

Communicator::Handle::~Handle() {
  // A destructor must not talk to other ranks while unwinding; MPI_Comm_free does not in Open MPI, but after
  // MPI_Finalize it is an error.
  int is_finalized = 0;
  if (ownership == Ownership::owned && comm != MPI_COMM_NULL && MPI_Finalized(&is_finalized) == MPI_SUCCESS &&
      is_finalized == 0)
    MPI_Comm_free(&comm);
}

Communicator::Communicator(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {
  if (handle_->comm == MPI_COMM_NULL) return;  // alone
  check_mpi(MPI_Comm_set_errhandler(handle_->comm, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check_mpi(MPI_Comm_rank(handle_->comm, &handle_->rank), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(handle_->comm, &handle_->size), "MPI_Comm_size");
}
Communicator::~Communicator() = default;
Communicator::Communicator(Communicator&&) noexcept = default;
Communicator& Communicator::operator=(Communicator&&) noexcept = default;

Communicator Communicator::world() {
  auto handle = std::make_unique<Handle>();
  handle->comm = MPI_COMM_WORLD;
  return Communicator(std::move(handle));
}

Communicator Communicator::alone() {
  return Communicator(std::make_unique<Handle>());
}

int Communicator::rank() const {
  return handle_->rank;
}
int Communicator::size() const {
  return handle_->size;
}

Communicator Communicator::duplicate() const {
  if (handle_->comm == MPI_COMM_NULL) return alone();
  check_order(handle_->comm, Collective::duplicate);
  auto handle = std::make_unique<Handle>();
  handle->ownership = Handle::Ownership::owned;
  check_mpi(MPI_Comm_dup(handle_->comm, &handle->comm), "MPI_Comm_dup");
  return Communicator(std::move(handle));
}

Communicator Communicator::split_by_node() const {
  if (handle_->comm == MPI_COMM_NULL) return alone();
  check_order(handle_->comm, Collective::split);
  auto handle = std::make_unique<Handle>();
  handle->ownership = Handle::Ownership::owned;
  check_mpi(MPI_Comm_split_type(handle_->comm, MPI_COMM_TYPE_SHARED, rank(), MPI_INFO_NULL, &handle->comm),
            "MPI_Comm_split_type");
  return Communicator(std::move(handle));
}

void Communicator::barrier() const {
  if (handle_->comm == MPI_COMM_NULL) return;
  check_order(handle_->comm, Collective::barrier);
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Ibarrier(handle_->comm, &request), "MPI_Ibarrier");
  wait_politely(request);
}

void Communicator::sum_in_place(std::span<std::uint64_t> values) const {
  if (handle_->comm == MPI_COMM_NULL) return;
  check_order(handle_->comm, Collective::sum);
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Iallreduce(MPI_IN_PLACE, values.data(), int_count(values.size()), MPI_UINT64_T, MPI_SUM, handle_->comm,
                           &request),
            "MPI_Iallreduce");
  wait_politely(request);
}

std::uint64_t Communicator::minimum(std::uint64_t mine) const {
  check_order(handle_->comm, Collective::minimum);
  return reduce_one(handle_->comm, mine, MPI_MIN);
}

std::uint64_t Communicator::maximum(std::uint64_t mine) const {
  check_order(handle_->comm, Collective::maximum);
  return reduce_one(handle_->comm, mine, MPI_MAX);
}

std::uint64_t Communicator::exclusive_sum(std::uint64_t mine) const {
  if (handle_->comm == MPI_COMM_NULL) return 0;
  check_order(handle_->comm, Collective::exclusive_sum);
  std::uint64_t below = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(MPI_Iexscan(&mine, &below, 1, MPI_UINT64_T, MPI_SUM, handle_->comm, &request), "MPI_Iexscan");
  wait_politely(request);
  return rank() == 0 ? 0 : below;  // MPI leaves rank 0's result undefined
}

std::string Communicator::broadcast(std::string_view bytes, int root) const {
  if (handle_->comm == MPI_COMM_NULL) return std::string(bytes);
  check_order(handle_->comm, Collective::broadcast);
  std::uint64_t length = bytes.size();
  broadcast_piece(handle_->comm, &length, sizeof length, root);
  std::string result = rank() == root ? std::string(bytes) : std::string(length, '\0');
  for (std::uint64_t done = 0; done < length; done += piece_bytes)
    broadcast_piece(handle_->comm, result.data() + done, std::min(piece_bytes, length - done), root);
  return result;
}

void Communicator::send(std::string_view bytes, int to) const {
  send_pieces(handle_->comm, bytes, to);
}
std::string Communicator::receive(int from) const {
  return receive_pieces(handle_->comm, from);
}

std::vector<std::string> Communicator::gather(std::string_view bytes) const {
  check_order(handle_->comm, Collective::gather);
  if (!is_root()) {
    send_pieces(handle_->comm, bytes, 0);
    return {};
  }
  std::vector<std::string> all;
  all.emplace_back(bytes);
  for (int from = 1; from < size(); ++from) all.push_back(receive_pieces(handle_->comm, from));
  return all;
}

}  // namespace norrsken
