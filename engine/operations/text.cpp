#include "engine/operations/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace tbbimg {
namespace {

template <class Number>
std::optional<Number> parse_whole(std::string_view text) noexcept {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Splits at the commas that are not inside double quotes; the quotes stay.
Result<std::vector<std::string_view>> split_arguments(std::string_view text) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == ',' && !quoted) {
      parts.push_back(trimmed(text.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  if (quoted) return fail(ErrorCode::invalid_recipe, "a double quote is not closed in '" + std::string(text) + "'");
  parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

// Optimal string alignment: insertions, deletions, replacements, and neighbours in the wrong order.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

// The factor that a suffix stands for; nothing if it is none.
std::optional<double> factor_of(std::string_view suffix) noexcept {
  constexpr std::string_view kPrefixes = "kmgt";
  if (suffix.empty()) return 1;
  const auto prefix = kPrefixes.find(static_cast<char>(std::tolower(static_cast<unsigned char>(suffix.front()))));
  const std::string_view rest = suffix.substr(1);
  const bool binary =
      rest.empty() || ((rest.size() == 2) && (rest[0] == 'i' || rest[0] == 'I') && (rest[1] == 'b' || rest[1] == 'B'));
  if (prefix == std::string_view::npos || !binary) return std::nullopt;
  double factor = 1024;
  for (std::size_t i = 0; i < prefix; ++i) factor *= 1024;
  return factor;
}

}  // namespace

Result<OperationCall> parse_operation_call(std::string_view text) {
  const std::size_t colon = text.find(':');
  OperationCall call;
  call.name = trimmed(text.substr(0, colon));
  if (call.name.empty()) {
    return fail(ErrorCode::invalid_recipe,
                "'" + std::string(text) + "' names no operation; write name:arg,arg,key=value");
  }
  if (colon == std::string_view::npos) return call;
  TBBIMG_ASSIGN_OR_RETURN(const auto parts, split_arguments(text.substr(colon + 1)));
  for (const std::string_view part : parts) {
    const std::size_t equals = part.starts_with('"') ? std::string_view::npos : part.find('=');
    if (equals != std::string_view::npos) {
      call.named.emplace_back(trimmed(part.substr(0, equals)), unquoted(trimmed(part.substr(equals + 1))));
    } else if (call.named.empty()) {
      call.positional.push_back(unquoted(part));
    } else {
      return fail(ErrorCode::invalid_recipe,
                  call.name + ": '" + std::string(part) +
                      "' stands behind a key=value argument; put it in front or give its key");
    }
  }
  return call;
}

std::optional<double> parse_number(std::string_view text) noexcept {
  const auto value = parse_whole<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<int> parse_integer(std::string_view text) noexcept { return parse_whole<int>(text); }

int Length::pixels(int whole) const noexcept {
  constexpr double kFar = 1 << 30;
  return static_cast<int>(std::lround(std::clamp(exact_pixels(whole), -kFar, kFar)));
}

std::optional<Length> parse_length(std::string_view text) noexcept {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  const auto value = parse_number(text);
  return value ? std::optional(Length{*value, is_percent}) : std::nullopt;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto number = parse_number(text.substr(0, end));
  const auto factor = factor_of(text.substr(end));
  constexpr double kTooMany = 1e18;
  if (!number || !factor || *number * *factor > kTooMany) return std::nullopt;
  return static_cast<std::uint64_t>(*number * *factor);
}

std::optional<Size> parse_size(std::string_view text) noexcept {
  const std::size_t x = text.find('x');
  const auto width = parse_integer(text.substr(0, x));
  const auto height = x == std::string_view::npos ? width : parse_integer(text.substr(x + 1));
  if (!width || !height) return std::nullopt;
  return Size{*width, *height};
}

std::optional<Size> parse_box(std::string_view text) noexcept {
  const bool width_alone = text.ends_with('x');
  const bool height_alone = text.starts_with('x');
  if (!width_alone && !height_alone) {
    const auto size = parse_size(text);
    return size && size->width > 0 && size->height > 0 ? size : std::nullopt;
  }
  const auto side = parse_integer(width_alone ? text.substr(0, text.size() - 1) : text.substr(1));
  if (!side || *side <= 0) return std::nullopt;
  return width_alone ? Size{*side, 0} : Size{0, *side};
}

std::optional<Rgb8> parse_color(std::string_view text) noexcept {
  if (text == "white") return Rgb8{255, 255, 255};
  if (text == "black") return Rgb8{};
  if (text.size() != 7 || text.front() != '#') return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return Rgb8{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
              static_cast<std::uint8_t>(value)};
}

std::optional<Matrix> parse_matrix(std::string_view text) {
  Matrix matrix;
  for (bool last = false; !last; ++matrix.rows) {
    const std::size_t semicolon = text.find(';');
    last = semicolon == std::string_view::npos;
    int columns = 0;
    for (std::string_view row = trimmed(text.substr(0, semicolon)); !row.empty(); ++columns) {
      const std::size_t blank = row.find_first_of(" \t");
      const auto value = parse_number(row.substr(0, blank));
      if (!value) return std::nullopt;
      matrix.values.push_back(*value);
      row = blank == std::string_view::npos ? std::string_view() : trimmed(row.substr(blank));
    }
    if (columns == 0 || (matrix.rows > 0 && columns != matrix.columns)) return std::nullopt;
    matrix.columns = columns;
    if (!last) text.remove_prefix(semicolon + 1);
  }
  return matrix;
}

std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> candidates) {
  const std::string* best = nullptr;
  std::size_t best_distance = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (const std::string& candidate : candidates) {
    if (const std::size_t distance = edit_distance(word, candidate); distance < best_distance) {
      best = &candidate;
      best_distance = distance;
    }
  }
  return best != nullptr ? std::optional(*best) : std::nullopt;
}

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string unknown_word(std::string_view word, std::span<const std::string> known) {
  const std::string quoted = "'" + std::string(word) + "'";
  if (known.empty()) return quoted + "; there are none";
  const auto near = nearest_word(word, known);
  return quoted + (near ? ": did you mean '" + *near + "'?" : "; known are: " + joined(known));
}

}  // namespace tbbimg
