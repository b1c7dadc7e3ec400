#include "kernels/calling/block_caller.hpp"

namespace norrsken {
struct BlockCaller::Scratch {};
void LibraryCounts::add(const LibraryCounts&) {}
BlockCaller::BlockCaller(const GenomeView&, const CallingOptions&) {}
BlockCaller::~BlockCaller() = default;
BlockCaller::BlockCaller(BlockCaller&&) noexcept = default;
BlockCaller& BlockCaller::operator=(BlockCaller&&) noexcept = default;
void BlockCaller::prepare(std::uint32_t, PlacedReads&, LibraryCounts&) {}
void BlockCaller::set_library(const LibraryCounts&, std::vector<PloidyInterval>) {}
BlockCalls BlockCaller::call(std::uint32_t, const PlacedReads&) { return {}; }
}  // namespace norrsken
