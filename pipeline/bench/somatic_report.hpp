// What is told of a comparison without genotypes: recall by allele fraction and false calls a million bases.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "pipeline/bench/bench_counts.hpp"

namespace norrsken {

// judged_bases: where a call is right or wrong; 0 = not known.
[[nodiscard]] std::string somatic_table(const BenchCounts& counts, std::int64_t judged_bases);
[[nodiscard]] boost::json::object somatic_json(const BenchCounts& counts, std::int64_t judged_bases);

}  // namespace norrsken
