// Values as bytes, for pieces of a checkpoint and for messages between ranks: in the byte order of this machine,
// without names, so that both ends must be the same program. What is read is checked for length, never for meaning.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/types/input_error.hpp"

namespace norrsken {

class Packer {
 public:
  template <class Value>
  void value(const Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    append(&value, sizeof value);
  }
  // Number of elements, then the elements.
  template <class Element>
  void array(const std::vector<Element>& elements) {
    static_assert(std::is_trivially_copyable_v<Element>);
    value(std::uint64_t{elements.size()});
    append(elements.data(), elements.size() * sizeof(Element));
  }
  void text(std::string_view text) {
    value(std::uint64_t{text.size()});
    append(text.data(), text.size());
  }
  [[nodiscard]] std::vector<std::byte> take() { return std::exchange(bytes_, {}); }

 private:
  void append(const void* from, std::size_t bytes) {
    if (bytes == 0) return;
    const std::size_t at = bytes_.size();
    bytes_.resize(at + bytes);
    std::memcpy(bytes_.data() + at, from, bytes);
  }
  std::vector<std::byte> bytes_;
};

// Reads in the order of writing. Throws SystemError when the bytes end early.
class Unpacker {
 public:
  // `bytes` must outlive it; `name` stands in front of the message.
  Unpacker(std::span<const std::byte> bytes, std::string name) : rest_(bytes), name_(std::move(name)) {}

  template <class Value>
  [[nodiscard]] Value value() {
    static_assert(std::is_trivially_copyable_v<Value>);
    Value value;
    std::memcpy(&value, take(1, sizeof value).data(), sizeof value);
    return value;
  }
  template <class Element>
  [[nodiscard]] std::vector<Element> array() {
    static_assert(std::is_trivially_copyable_v<Element>);
    const auto count = value<std::uint64_t>();
    const auto bytes = take(count, sizeof(Element));
    std::vector<Element> elements(count);
    if (count > 0) std::memcpy(elements.data(), bytes.data(), bytes.size());
    return elements;
  }
  [[nodiscard]] std::string text() {
    const auto bytes = take(value<std::uint64_t>(), 1);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  std::span<const std::byte> take(std::uint64_t count, std::size_t element_bytes) {
    if (rest_.size() / element_bytes < count)
      throw SystemError(name_, "cannot be read back", "it ends too early", "start over with --fresh");
    const auto taken = rest_.first(count * element_bytes);
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::span<const std::byte> rest_;
  std::string name_;
};

}  // namespace norrsken
