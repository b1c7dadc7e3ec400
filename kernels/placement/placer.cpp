#include "kernels/placement/placer.hpp"

namespace norrsken {
struct Placer::Scratch {};
void PlacementCounts::add(const PlacementCounts&) {}
Placer::Placer(const SeedIndex&, const GenomeView&, const PlacementOptions&) {}
Placer::~Placer() = default;
Placer::Placer(Placer&&) noexcept = default;
Placer& Placer::operator=(Placer&&) noexcept = default;
void Placer::place(const ReadBatch&, PlacedReads&, PlacementCounts&) {}
}  // namespace norrsken
