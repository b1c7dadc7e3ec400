// Entry for libFuzzer (clang): the target is chosen when compiling, NORRSKEN_FUZZ_TARGET = its number in the list.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "fuzz_targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t bytes) {
  const auto& target = norrsken::fuzz::targets()[NORRSKEN_FUZZ_TARGET];
  try {
    target.run(std::string(reinterpret_cast<const char*>(data), bytes));
  } catch (const norrsken::fuzz::Finding&) {
    std::abort();
  }
  return 0;
}
