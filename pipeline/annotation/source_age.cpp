#include "pipeline/annotation/source_age.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "kernels/types/input_error.hpp"
#include "kernels/types/number_text.hpp"

namespace norrsken {

std::optional<std::int64_t> days_of(std::string_view date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  const auto year = parse_number<int>(date.substr(0, 4));
  const auto month = parse_number<int>(date.substr(5, 2));
  const auto day = parse_number<int>(date.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *day < 1) return std::nullopt;
  const std::chrono::year_month_day found{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                          std::chrono::day(static_cast<unsigned>(*day))};
  if (!found.ok()) return std::nullopt;
  return std::chrono::sys_days(found).time_since_epoch().count();
}

std::string plain_date(std::string_view date) {
  std::vector<std::string> parts;
  if (date.size() == 8 && date.find('-') == std::string_view::npos) {
    parts = {std::string(date.substr(0, 4)), std::string(date.substr(4, 2)), std::string(date.substr(6))};
  } else {
    for (std::string_view rest = date; !rest.empty();) {
      const std::size_t size = std::min(rest.find('-'), rest.size());
      parts.emplace_back(rest.substr(0, size));
      rest.remove_prefix(std::min(size + 1, rest.size()));
    }
    if (parts.size() == 2) parts.emplace_back("01");
  }
  if (parts.size() != 3) return "";
  for (std::size_t part = 1; part < 3; ++part)
    if (parts[part].size() == 1) parts[part].insert(0, "0");
  const std::string plain = parts[0] + "-" + parts[1] + "-" + parts[2];
  return days_of(plain) ? plain : "";
}

std::string check_age(const std::string& name, const std::string& path, const SourceAge& age, std::int64_t today) {
  if (age.max_days == 0) return "";
  if (age.date.empty())
    throw InputError(path, "", "does not say its date, and the assay wants it no older than some days",
                     "give date = \"2026-11-01\" beside max_days", ExitCode::reference);
  const std::int64_t days = today - days_of(age.date).value_or(today);
  if (days <= age.max_days) return "";
  const std::string reason =
      fmt::format("is {} days old (of {}), more than the {} days of the assay", days, age.date, age.max_days);
  if (age.when_old == WhenOld::warning) return name + " " + reason;
  throw InputError(path, "", reason, "get a newer one and change date in the assay, or set when_old = \"warning\"",
                   ExitCode::reference);
}

std::string plain_build(std::string_view build) {
  for (const char* known : {"GRCh37", "GRCh38", "T2T-CHM13"})
    if (build.starts_with(known)) return known;
  if (build == "hg38") return "GRCh38";
  if (build == "hg19") return "GRCh37";
  return std::string(build);
}

void check_build(const std::string& path, const std::string& build, const std::string& build_of_genome) {
  if (build.empty() || build_of_genome.empty() || plain_build(build) == plain_build(build_of_genome)) return;
  throw InputError(path, "", fmt::format("is of {}, the index of {}", build, build_of_genome),
                   "give a file for the genome of the index", ExitCode::reference);
}

}  // namespace norrsken
