#include "io/json_text.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace norrsken {
namespace {

void append_value(std::string& text, const boost::json::value& value, std::size_t level);

void append_line(std::string& text, std::size_t level) {
  text.push_back('\n');
  text.append(2 * level, ' ');
}

void append_number(std::string& text, double number) {
  if (!std::isfinite(number)) throw std::logic_error("JSON cannot hold a number that is not finite");
  char digits[40];
  const auto result = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, static_cast<std::size_t>(result.ptr - digits));
}

bool is_plain(const boost::json::value& value) {
  return !value.is_object() && !value.is_array();
}

// Lists of plain values and of pairs ([[1, 20], [2, 30]]) stay on one line.
bool fits_line(const boost::json::array& list) {
  return std::all_of(list.begin(), list.end(), [](const boost::json::value& item) {
    const boost::json::array* inner = item.if_array();
    return is_plain(item) || (inner != nullptr && std::all_of(inner->begin(), inner->end(), is_plain));
  });
}

void append_list(std::string& text, const boost::json::array& list, std::size_t level) {
  const bool on_one_line = fits_line(list);
  bool is_first = true;
  text.push_back('[');
  for (const boost::json::value& item : list) {
    if (!is_first) text += on_one_line ? ", " : ",";
    if (!on_one_line) append_line(text, level + 1);
    append_value(text, item, level + 1);
    is_first = false;
  }
  if (!on_one_line) append_line(text, level);
  text.push_back(']');
}

void append_object(std::string& text, const boost::json::object& object, std::size_t level) {
  bool is_first = true;
  text.push_back('{');
  for (const auto& [key, item] : object) {
    if (!is_first) text.push_back(',');
    append_line(text, level + 1);
    text += boost::json::serialize(key);
    text += ": ";
    append_value(text, item, level + 1);
    is_first = false;
  }
  if (!is_first) append_line(text, level);
  text.push_back('}');
}

void append_value(std::string& text, const boost::json::value& value, std::size_t level) {
  if (const auto* object = value.if_object())
    append_object(text, *object, level);
  else if (const auto* list = value.if_array())
    append_list(text, *list, level);
  else if (const auto* number = value.if_double())
    append_number(text, *number);
  else
    text += boost::json::serialize(value);
}

}  // namespace

std::string json_text(const boost::json::value& value) {
  std::string text;
  append_value(text, value, 0);
  text.push_back('\n');
  return text;
}

}  // namespace norrsken
