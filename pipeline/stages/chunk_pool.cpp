#include "pipeline/stages/chunk_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

constexpr std::uint32_t chunks_touched = 128;  // at once

}  // namespace

ChunkPool::ChunkPool(std::uint32_t chunks, std::size_t chunk_bytes)
    : chunk_bytes_(chunk_bytes), reserved_bytes_(std::size_t{chunks} * chunk_bytes), limit_(chunks) {
  used_before_.reserve(chunks);  // so that giving back cannot fail
  void* memory =
      mmap(nullptr, reserved_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    throw SystemError("memory", "cannot reserve " + std::to_string(reserved_bytes_ >> 20) + " MiB",
                      std::strerror(errno), "lower --memory");
  memory_ = static_cast<std::byte*>(memory);
  madvise(memory_, reserved_bytes_, MADV_HUGEPAGE);
}

ChunkPool::~ChunkPool() {
  munmap(memory_, reserved_bytes_);
}

std::optional<std::uint32_t> ChunkPool::take() {
  const std::lock_guard lock(mutex_);
  if (!has_room(chunk_bytes_)) return std::nullopt;
  ++taken_;
  if (used_before_.empty()) {
    if (next_fresh_ % chunks_touched == 0) touch_next();
    return next_fresh_++;
  }
  const std::uint32_t chunk = used_before_.back();
  used_before_.pop_back();
  return chunk;
}

// One request for many pages costs the kernel less than a fault for each. What it does not grant comes by faults.
void ChunkPool::touch_next() {
  const std::uint64_t left_bytes = (limit_ - std::min(limit_, next_fresh_)) * std::uint64_t{chunk_bytes_};
  madvise(data(next_fresh_), std::min(left_bytes, chunks_touched * std::uint64_t{chunk_bytes_}), MADV_POPULATE_WRITE);
}

void ChunkPool::give_back(std::uint32_t chunk) {
  {
    const std::lock_guard lock(mutex_);
    used_before_.push_back(chunk);
    --taken_;
    ++returns_;
  }
  returned_.notify_all();
}

void ChunkPool::wait_for_return(std::uint64_t seen) {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return returns_ != seen || has_room(chunk_bytes_); });
}

bool ChunkPool::charge(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!has_room(bytes)) return false;
  charged_bytes_ += bytes;
  return true;
}

void ChunkPool::discharge(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  charged_bytes_ -= bytes;
}

std::uint64_t ChunkPool::returns() const {
  const std::lock_guard lock(mutex_);
  return returns_;
}

std::uint32_t ChunkPool::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

void ChunkPool::shrink(std::uint32_t chunks) {
  const std::lock_guard lock(mutex_);
  if (taken_ > chunks) throw std::logic_error("ChunkPool::shrink below what is taken");
  limit_ = chunks;
  // The pages come back zeroed when the chunk is used again.
  for (const std::uint32_t chunk : used_before_) madvise(data(chunk), chunk_bytes_, MADV_DONTNEED);
}

}  // namespace norrsken
