// provenance.json of a case (what made these results, from what) and the markers DONE and FAILED.
// The only file of a case that may hold host names, paths and times.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norrsken {

struct FileIdentity {
  std::string role;  // "reads", "reference", "index", "sample sheet", ...
  std::string path;
  std::uint64_t bytes = 0;
  std::string sha256;  // hexadecimal
};

// What one stage of the case took, over all ranks.
struct StageCost {
  std::string stage;
  double wall_seconds = 0;
  double cpu_seconds = 0;
};

using NamedValues = std::vector<std::pair<std::string, std::string>>;  // written in this order

struct Provenance {
  std::string case_name;
  std::string program_version;
  std::string command;     // full, as typed
  NamedValues parameters;  // every effective option, defaults included
  std::vector<FileIdentity> files;
  NamedValues libraries;  // io_library_versions() and what the caller adds: MPI, TBB
  std::string host;
  std::string started;  // ISO 8601, UTC
  std::string finished;
  unsigned ranks = 1;
  unsigned threads_per_rank = 1;
  std::vector<StageCost> stages;        // in their order
  std::uint64_t peak_memory_bytes = 0;  // of the rank that took most
};

// htslib, libdeflate, ISA-L, zstd, OpenSSL, Boost: as linked now.
[[nodiscard]] NamedValues io_library_versions();
// "2026-01-31T12:00:00Z", now.
[[nodiscard]] std::string utc_timestamp();
[[nodiscard]] std::string host_name();

// Throws SystemError.
void write_provenance(const std::string& path, const Provenance& provenance);

enum class CaseMarker { done, failed };
// Writes case_folder/DONE or FAILED with one line of text and removes the other one. Throws SystemError.
void write_marker(const std::string& case_folder, CaseMarker marker, std::string_view line);
// Removes both: a case that is being worked on has none.
void remove_markers(const std::string& case_folder);

}  // namespace norrsken
