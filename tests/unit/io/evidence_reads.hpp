// Evidence reads of a test as the file asks for them.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "io/evidence_bam.hpp"

namespace norrsken {

inline NextEvidence one_by_one(std::vector<EvidenceRead> reads) {
  const auto list = std::make_shared<const std::vector<EvidenceRead>>(std::move(reads));
  return [list, next = std::size_t{0}]() mutable { return next < list->size() ? &(*list)[next++] : nullptr; };
}

}  // namespace norrsken
