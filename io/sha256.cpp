#include "io/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "io/fastq_file.hpp"

namespace norrsken {
namespace {

EVP_MD_CTX* evp(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

void require(bool is_done, const char* what) {
  if (!is_done) throw std::runtime_error(std::string("libcrypto: ") + what + " failed");
}

}  // namespace

void Digest::ContextDeleter::operator()(void* context) const {
  EVP_MD_CTX_free(evp(context));
}

Digest::Digest(DigestKind kind) : kind_(kind), context_(EVP_MD_CTX_new()) {
  require(context_ != nullptr, "EVP_MD_CTX_new");
  start();
}

void Digest::start() {
  const EVP_MD* algorithm = kind_ == DigestKind::md5 ? EVP_md5() : EVP_sha256();
  require(EVP_DigestInit_ex(evp(context_.get()), algorithm, nullptr) == 1, "EVP_DigestInit_ex");
}

void Digest::update(std::string_view bytes) {
  require(EVP_DigestUpdate(evp(context_.get()), bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

std::string Digest::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  require(EVP_DigestFinal_ex(evp(context_.get()), digest.data(), &length) == 1, "EVP_DigestFinal_ex");
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 15];
  }
  start();
  return text;
}

std::string sha256_of_file(const std::string& path) {
  InputFile file(path);
  Digest digest(DigestKind::sha256);
  std::vector<char> buffer(std::size_t{1} << 20);
  while (const std::size_t got = file.read(buffer.data(), buffer.size())) digest.update({buffer.data(), got});
  return digest.hex();
}

}  // namespace norrsken
