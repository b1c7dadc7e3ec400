#include "io/packed_text.hpp"

#include <libdeflate.h>
#include <openssl/evp.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

namespace norrsken {
namespace {

constexpr int level = 7;  // 1.7 MB of findings: 13 ms and 101 kB; level 9 42 ms and 96 kB, level 6 9 ms and 106 kB

struct CompressorDeleter {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

}  // namespace

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends it with a zero
  const int written =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(written));
  return text;
}

std::string gzip_base64(std::string_view text) {
  const std::unique_ptr<libdeflate_compressor, CompressorDeleter> compressor(libdeflate_alloc_compressor(level));
  if (!compressor) throw std::bad_alloc();
  std::vector<std::uint8_t> packed(libdeflate_gzip_compress_bound(compressor.get(), text.size()));
  const std::size_t bytes =
      libdeflate_gzip_compress(compressor.get(), text.data(), text.size(), packed.data(), packed.size());
  if (bytes == 0) throw std::logic_error("gzip_base64: the bound was too small");
  return base64({packed.data(), bytes});
}

}  // namespace norrsken
