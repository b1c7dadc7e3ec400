// Lists of a struct's fields: one serves writing and reading, and one that misses a field does not compile.
//   auto fields(Either<JoinedValue> auto& value) { return std::tie(value.source, value.field, value.value); }
// stands in the namespace of the struct, where it is packed.
#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>

namespace norrsken {

// A struct to be written (const) or read.
template <class Type, class Struct>
concept Either = std::same_as<std::remove_const_t<Type>, Struct>;

// Initializes any field: as many as a struct can be made of, so many fields it has.
struct AnyField {
  template <class Field>
  operator Field() const;  // never called
};
template <class Struct, class... Fields>
consteval std::size_t field_count() {
  if constexpr (requires { Struct{Fields{}..., AnyField{}}; })
    return field_count<Struct, Fields..., AnyField>();
  else
    return sizeof...(Fields);
}

// References to all fields, in the order of the list. One with a constructor cannot be counted: let its list take it
// apart (auto& [all, of, them] = value), which must name each too.
template <class Struct>
[[nodiscard]] auto all_fields(Struct& value) {
  using Type = std::remove_const_t<Struct>;
  const auto list = fields(value);
  if constexpr (std::is_aggregate_v<Type>)
    static_assert(std::tuple_size_v<std::remove_const_t<decltype(list)>> == field_count<Type>(),
                  "fields() does not list every field");
  return list;
}

}  // namespace norrsken
