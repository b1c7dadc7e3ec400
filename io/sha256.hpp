// Message digests of files and streams, by OpenSSL's libcrypto.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace norrsken {

enum class DigestKind { md5, sha256 };

// Takes bytes in any portions. Throws std::runtime_error when libcrypto refuses (for instance MD5 in FIPS mode).
class Digest {
 public:
  explicit Digest(DigestKind kind);

  void update(std::string_view bytes);
  // Lower-case hexadecimal digits of what was taken; then starts afresh.
  // SHA-256 of nothing -> "e3b0c44298fc1c14..." (64 digits), MD5 -> 32 digits.
  [[nodiscard]] std::string hex();

 private:
  void start();

  struct ContextDeleter {
    void operator()(void* context) const;
  };
  DigestKind kind_;
  std::unique_ptr<void, ContextDeleter> context_;  // EVP_MD_CTX
};

// SHA-256 of the bytes of a file as they stand on disk. Throws InputError when there is no such
// file and SystemError when it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::string& path);

}  // namespace norrsken
