// Values as bytes and back, for messages between ranks and for pieces of a checkpoint: in the byte order of this
// machine, without names, so that both ends must be the same program. What is read is checked for length, never for
// meaning. Numbers, enums and structs of them travel as they lie in memory, other structs by their field_list.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "io/field_list.hpp"

namespace norrsken {

// Its bytes are all there is of it.
template <class Value>
concept Plain = std::is_trivially_copyable_v<Value> && !std::is_pointer_v<Value>;

class Packer {
 public:
  // Texts and vectors: number of elements, then the elements. A std::tie() of values: one after the other.
  template <class... Values>
  void put(const Values&... values) {
    (put_one(values), ...);
  }
  // Read back as a vector.
  template <class Element>
  void put_list(std::span<const Element> elements) {
    put_one(std::uint64_t{elements.size()});
    if constexpr (Plain<Element>)
      append(elements.data(), elements.size_bytes());
    else
      for (const Element& element : elements) put_one(element);
  }
  // What was put so far, for messages; valid until the next call.
  [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  [[nodiscard]] std::vector<std::byte> take() { return std::exchange(bytes_, {}); }

 private:
  template <class Value>
  void put_one(const Value& value) {
    if constexpr (Plain<Value>)
      append(&value, sizeof value);
    else
      put_one(all_fields(value));
  }
  template <class... Fields>
  void put_one(const std::tuple<Fields&...>& list) {
    std::apply([&](const auto&... each) { put(each...); }, list);
  }
  void put_one(const std::string& text) { put_list(std::span<const char>(text)); }
  template <class Element>
  void put_one(const std::vector<Element>& elements) {
    put_list(std::span<const Element>(elements));
  }
  template <class Value>
  void put_one(const std::optional<Value>& value) {
    put_one(value.has_value());
    if (value) put_one(*value);
  }
  void append(const void* from, std::size_t bytes) {
    if (bytes == 0) return;
    const std::size_t at = bytes_.size();
    bytes_.resize(at + bytes);
    std::memcpy(bytes_.data() + at, from, bytes);
  }
  std::vector<std::byte> bytes_;
};

// Reads in the order of writing.
class Unpacker {
 public:
  // `bytes` must outlive it; `ends_early` is thrown when they are too few.
  template <class Error>
  Unpacker(std::span<const std::byte> bytes, const Error& ends_early)
      : rest_(bytes), ends_early_(std::make_exception_ptr(ends_early)) {}
  template <class Error>
  Unpacker(std::string_view bytes, const Error& ends_early) : Unpacker(std::as_bytes(std::span(bytes)), ends_early) {}
  // Made once for many short pieces.
  Unpacker(std::string_view bytes, std::exception_ptr ends_early)
      : rest_(std::as_bytes(std::span(bytes))), ends_early_(std::move(ends_early)) {}

  // Replaces what the values hold; a std::tie() of values is taken too.
  template <class... Values>
  void take(Values&&... values) {
    (take_one(std::forward<Values>(values)), ...);
  }
  template <class Value>
  [[nodiscard]] Value take() {
    Value value;
    take_one(value);
    return value;
  }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t left_bytes() const { return rest_.size(); }

 private:
  template <class Value>
  void take_one(Value& value) {
    if constexpr (Plain<Value>)
      std::memcpy(&value, cut(1, sizeof value).data(), sizeof value);
    else
      take_one(all_fields(value));
  }
  template <class... Fields>
  void take_one(std::tuple<Fields&...>&& list) {
    std::apply([&](auto&... each) { take(each...); }, list);
  }
  void take_one(std::string& text) {
    const auto letters = cut(take<std::uint64_t>(), 1);
    text.assign(reinterpret_cast<const char*>(letters.data()), letters.size());
  }
  template <class Element>
  void take_one(std::vector<Element>& elements) {
    const auto count = take<std::uint64_t>();
    elements.clear();
    if constexpr (Plain<Element>) {
      const auto bytes = cut(count, sizeof(Element));
      elements.resize(count);
      if (count > 0) std::memcpy(elements.data(), bytes.data(), bytes.size());
    } else {  // not resized at once: a count that is not true must not ask for more memory than the bytes can fill
      for (std::uint64_t left = count; left > 0; --left) take_one(elements.emplace_back());
    }
  }
  template <class Value>
  void take_one(std::optional<Value>& value) {
    value.reset();
    if (take<std::uint8_t>() != 0) take_one(value.emplace());
  }
  std::span<const std::byte> cut(std::uint64_t count, std::size_t element_bytes) {
    if (rest_.size() / element_bytes < count) std::rethrow_exception(ends_early_);
    const auto piece = rest_.first(count * element_bytes);
    rest_ = rest_.subspan(piece.size());
    return piece;
  }
  std::span<const std::byte> rest_;
  std::exception_ptr ends_early_;
};

}  // namespace norrsken
