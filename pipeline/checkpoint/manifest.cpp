#include "pipeline/checkpoint/manifest.hpp"

#include <unistd.h>

#include <boost/json.hpp>

#include "io/atomic_file.hpp"
#include "io/json_text.hpp"
#include "io/text_file.hpp"
#include "pipeline/stages/case_folder.hpp"

namespace norrsken {
namespace {

namespace json = boost::json;

constexpr int manifest_format = 3;  // also of what the pieces hold: stored reads and the hashes of their names

std::string manifest_path(const std::string& case_folder) {
  return case_folder + "/.checkpoint.json";
}

json::value value_of(const PieceAddress& address) {
  return {
      {"path", address.path},          {"offset", address.extent.offset}, {"stored_bytes", address.extent.stored_bytes},
      {"bytes", address.extent.bytes}, {"sha256", address.sha256},        {"attempt", address.attempt}};
}

PieceAddress address_of(const json::value& value) {
  const json::object& object = value.as_object();
  const auto number = [&](const char* key) { return object.at(key).to_number<std::uint64_t>(); };
  return {std::string(object.at("path").as_string()),
          {number("offset"), number("stored_bytes"), number("bytes")},
          std::string(object.at("sha256").as_string()),
          std::string(object.at("attempt").as_string())};
}

json::array values_of(const std::vector<PieceAddress>& addresses) {
  json::array values;
  for (const PieceAddress& address : addresses) values.push_back(value_of(address));
  return values;
}

std::vector<PieceAddress> addresses_of(const json::value& values) {
  std::vector<PieceAddress> addresses;
  for (const json::value& value : values.as_array()) addresses.push_back(address_of(value));
  return addresses;
}

}  // namespace

std::optional<Manifest> read_manifest(const std::string& case_folder) {
  const std::optional<std::string> text = read_text_file(manifest_path(case_folder));
  if (!text) return std::nullopt;
  try {
    const json::object object = json::parse(*text).as_object();
    if (object.at("format").as_int64() != manifest_format) return std::nullopt;
    Manifest manifest;
    manifest.key = object.at("key").as_string();
    manifest.stage = object.at("stage").as_string() == "calling" ? CheckpointStage::calling : CheckpointStage::placing;
    manifest.reads = addresses_of(object.at("reads"));
    if (!object.at("prepared").is_null()) manifest.prepared = address_of(object.at("prepared"));
    manifest.calls = addresses_of(object.at("calls"));
    for (const json::value& folder : object.at("scratch").as_array()) manifest.scratch.emplace_back(folder.as_string());
    return manifest;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void write_manifest(const std::string& case_folder, const Manifest& manifest) {
  const json::object object = {{"format", manifest_format},
                               {"key", manifest.key},
                               {"stage", manifest.stage == CheckpointStage::calling ? "calling" : "placing"},
                               {"reads", values_of(manifest.reads)},
                               {"prepared", manifest.prepared ? value_of(*manifest.prepared) : json::value(nullptr)},
                               {"calls", values_of(manifest.calls)},
                               {"scratch", json::value_from(manifest.scratch)}};
  write_file(manifest_path(case_folder), json_text(object));
}

void discard_manifest(const std::string& case_folder) {
  if (const std::optional<Manifest> manifest = read_manifest(case_folder))
    for (const std::string& folder : manifest->scratch) remove_scratch(folder, attempts_on_scratch(folder));
  unlink(manifest_path(case_folder).c_str());
}

std::string address_text(const PieceAddress& address) {
  return json::serialize(value_of(address));
}

PieceAddress parse_address(const std::string& text) {
  return address_of(json::parse(text));
}

}  // namespace norrsken
