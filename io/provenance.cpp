#include "io/provenance.hpp"

#include <fmt/chrono.h>
#include <htslib/hts.h>
#include <isa-l.h>
#include <libdeflate.h>
#include <openssl/crypto.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <boost/json.hpp>
#include <boost/version.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "kernels/types/input_error.hpp"

namespace norrsken {
namespace {

boost::json::object object_of(const NamedValues& values) {
  boost::json::object object;
  for (const auto& [name, text] : values) object[name] = text;
  return object;
}

std::string marker_path(const std::string& case_folder, CaseMarker marker) {
  return case_folder + (marker == CaseMarker::done ? "/DONE" : "/FAILED");
}

void remove_marker(const std::string& path) {
  if (unlink(path.c_str()) != 0 && errno != ENOENT)
    throw SystemError(path, "cannot remove the marker", std::strerror(errno), write_hint(errno));
}

}  // namespace

NamedValues io_library_versions() {
  const std::string boost_version = BOOST_LIB_VERSION;
  return {{"htslib", hts_version()},
          {"libdeflate", LIBDEFLATE_VERSION_STRING},
          {"isa-l", fmt::format("{}.{}.{}", ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION)},
          {"zlib", zlibVersion()},
          {"zstd", ZSTD_versionString()},
          {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
          {"boost", boost_version}};
}

std::string utc_timestamp() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

void write_provenance(const std::string& path, const Provenance& provenance) {
  boost::json::array files;
  for (const FileIdentity& file : provenance.files)
    files.push_back({{"role", file.role}, {"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  boost::json::array stages;
  for (const StageCost& cost : provenance.stages)
    stages.push_back({{"stage", cost.stage}, {"wall_seconds", cost.wall_seconds}, {"cpu_seconds", cost.cpu_seconds}});
  const boost::json::object document = {
      {"case", provenance.case_name},
      {"program", {{"name", "norrsken"}, {"version", provenance.program_version}}},
      {"command", provenance.command},
      {"parameters", object_of(provenance.parameters)},
      {"files", std::move(files)},
      {"libraries", object_of(provenance.libraries)},
      {"machine",
       {{"host", provenance.host}, {"ranks", provenance.ranks}, {"threads_per_rank", provenance.threads_per_rank}}},
      {"stages", std::move(stages)},
      {"peak_memory_bytes", provenance.peak_memory_bytes},
      {"started", provenance.started},
      {"finished", provenance.finished}};
  write_file(path, json_text(document));
}

void write_marker(const std::string& case_folder, CaseMarker marker, std::string_view line) {
  // The other marker goes first: a case is never both.
  check_commit_allowed(marker_path(case_folder, marker));
  remove_marker(marker_path(case_folder, marker == CaseMarker::done ? CaseMarker::failed : CaseMarker::done));
  write_file(marker_path(case_folder, marker), std::string(line) + "\n");
}

void remove_markers(const std::string& case_folder) {
  remove_marker(marker_path(case_folder, CaseMarker::done));
  remove_marker(marker_path(case_folder, CaseMarker::failed));
}

}  // namespace norrsken
