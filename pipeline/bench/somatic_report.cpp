#include "pipeline/bench/somatic_report.hpp"

#include <fmt/format.h>

#include "pipeline/bench/bench_report.hpp"

namespace norrsken {
namespace {

constexpr std::array<VariantType, 2> types = {VariantType::snv, VariantType::indel};

double per_megabase(std::uint64_t calls, std::int64_t bases) {
  return bases > 0 ? 1e6 * static_cast<double>(calls) / static_cast<double>(bases) : 0;
}

// "2-5"
std::string bin_name(std::size_t bin) {
  return fmt::format("{:g}-{:g}", 100 * fraction_limits[bin], 100 * fraction_limits[bin + 1]);
}

bool is_blank(const Tally& tally) {
  return tally.truth_total() + tally.calls_total() == 0;
}

std::string row(const char* type, const std::string& bin, const Tally& tally) {
  const std::string recall = tally.truth_total() > 0 ? fmt::format("{:.4f}", tally.recall()) : "-";
  const std::string precision = tally.calls_total() > 0 ? fmt::format("{:.4f}", tally.precision()) : "-";
  return fmt::format("{:<6} {:>8} {:>8} {:>8} {:>7} {:>8} | {:>8} {:>8} {:>6} {:>9}\n", type, bin, tally.truth_total(),
                     tally.truth_found, tally.truth_lost, recall, tally.calls_total(), tally.calls_right,
                     tally.calls_wrong, precision);
}

boost::json::object tally_json(const Tally& tally) {
  return {{"truth_total", tally.truth_total()}, {"truth_tp", tally.truth_found}, {"fn", tally.truth_lost},
          {"recall", tally.recall()},           {"calls_tp", tally.calls_right}, {"fp", tally.calls_wrong}};
}

}  // namespace

std::string somatic_table(const BenchCounts& counts, std::int64_t judged_bases) {
  std::string text = "\nby allele fraction in percent: truth by its own (INFO VAF or AF), calls by FORMAT AF\n";
  text += fmt::format("{:<6} {:>8} {:>8} {:>8} {:>7} {:>8} | {:>8} {:>8} {:>6} {:>9}\n", "type", "percent", "truth",
                      "TP", "FN", "recall", "calls", "TP", "FP", "precision");
  for (const VariantType type : types) {
    const auto index = static_cast<std::size_t>(type);
    for (std::size_t bin = 0; bin < fraction_bin_count; ++bin)
      if (const Tally& tally = counts.by_fraction.by_type[index][bin]; !is_blank(tally))
        text += row(name_of(type), bin_name(bin), tally);
    if (const Tally& tally = counts.by_fraction.unknown[index]; !is_blank(tally))
      text += row(name_of(type), "?", tally);
  }
  if (judged_bases > 0)
    text += fmt::format("\nfalse calls per Mb: {:.3f} SNV, {:.3f} other, {:.3f} all ({} calls in {} judged bases)\n",
                        per_megabase(counts.all.of(VariantType::snv).calls_wrong, judged_bases),
                        per_megabase(counts.all.of(VariantType::indel).calls_wrong, judged_bases),
                        per_megabase(counts.all.total().calls_wrong, judged_bases), counts.all.total().calls_wrong,
                        judged_bases);
  return text;
}

boost::json::object somatic_json(const BenchCounts& counts, std::int64_t judged_bases) {
  boost::json::object by_fraction;
  boost::json::object per_mb;
  for (const VariantType type : types) {
    const auto index = static_cast<std::size_t>(type);
    boost::json::array bins;
    for (std::size_t bin = 0; bin < fraction_bin_count; ++bin) {
      boost::json::object entry = tally_json(counts.by_fraction.by_type[index][bin]);
      entry["from"] = fraction_limits[bin];
      entry["to"] = fraction_limits[bin + 1];
      bins.push_back(std::move(entry));
    }
    by_fraction[name_of(type)] = bins;
    by_fraction[std::string(name_of(type)) + "_without_fraction"] = tally_json(counts.by_fraction.unknown[index]);
    per_mb[name_of(type)] = per_megabase(counts.all.of(type).calls_wrong, judged_bases);
  }
  per_mb["all"] = per_megabase(counts.all.total().calls_wrong, judged_bases);
  return {{"judged_bases", judged_bases}, {"false_calls_per_mb", per_mb}, {"by_fraction", by_fraction}};
}

}  // namespace norrsken
