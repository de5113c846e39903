#include "engine/operations/values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "kernels/core/numbers.hpp"

namespace tbbimg {
namespace {

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

// As in CSS.
std::string_view without_px(std::string_view text) noexcept {
  if (text.ends_with("px")) text.remove_suffix(2);
  return text;
}

// CSS, Color Module Level 3, 4.1: the basic keywords.
constexpr std::array<std::pair<std::string_view, std::uint32_t>, 18> kColors = {{{"aqua", 0x00FFFF},
                                                                                 {"black", 0x000000},
                                                                                 {"blue", 0x0000FF},
                                                                                 {"fuchsia", 0xFF00FF},
                                                                                 {"gray", 0x808080},
                                                                                 {"green", 0x008000},
                                                                                 {"grey", 0x808080},
                                                                                 {"lime", 0x00FF00},
                                                                                 {"maroon", 0x800000},
                                                                                 {"navy", 0x000080},
                                                                                 {"olive", 0x808000},
                                                                                 {"orange", 0xFFA500},
                                                                                 {"purple", 0x800080},
                                                                                 {"red", 0xFF0000},
                                                                                 {"silver", 0xC0C0C0},
                                                                                 {"teal", 0x008080},
                                                                                 {"white", 0xFFFFFF},
                                                                                 {"yellow", 0xFFFF00}}};

std::optional<std::uint32_t> color_value(std::string_view text) noexcept {
  const auto* const named =
      std::find_if(kColors.begin(), kColors.end(), [text](const auto& each) { return each.first == text; });
  if (named != kColors.end()) return named->second;
  if (!text.starts_with('#') || (text.size() != 4 && text.size() != 7)) return std::nullopt;
  const auto digits = parse_digits<std::uint32_t>(text.substr(1), 16);
  if (!digits || text.size() == 7) return digits;
  // #abc is #aabbcc.
  return ((*digits & 0xF00) << 8 | (*digits & 0xF0) << 4 | (*digits & 0xF)) * 0x11;
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

int Length::pixels(int whole) const noexcept {
  constexpr double kFar = 1 << 30;
  return static_cast<int>(std::lround(std::clamp(exact_pixels(whole), -kFar, kFar)));
}

std::optional<Length> parse_length(std::string_view text) noexcept {
  text = without_px(text);
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  const auto value = parse_number(text);
  return value ? std::optional(Length{*value, is_percent}) : std::nullopt;
}

std::optional<Size> parse_size(std::string_view text) noexcept {
  text = without_px(text);
  const std::size_t x = text.find('x');
  const auto width = parse_integer(text.substr(0, x));
  const auto height = x == std::string_view::npos ? width : parse_integer(text.substr(x + 1));
  if (!width || !height) return std::nullopt;
  return Size{*width, *height};
}

std::optional<Size> parse_box(std::string_view text) noexcept {
  text = without_px(text);
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

std::optional<double> parse_share(std::string_view text) noexcept {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  const auto value = parse_number(text);
  return value && is_percent ? std::optional(*value / 100) : value;
}

Size AspectRatio::largest_in(Size image) const noexcept {
  const auto side = [](double length, int limit) {
    return static_cast<int>(std::lround(std::clamp(length, 1.0, static_cast<double>(limit))));
  };
  if (image.width * height > image.height * width) {
    return {side(image.height * width / height, image.width), image.height};
  }
  return {image.width, side(image.width * height / width, image.height)};
}

std::optional<AspectRatio> parse_aspect(std::string_view text) noexcept {
  constexpr double kMost = 1e6;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto width = parse_number(text.substr(0, colon));
  const auto height = parse_number(text.substr(colon + 1));
  const auto is_side = [](const std::optional<double>& side) { return side && *side > 1 / kMost && *side < kMost; };
  if (!is_side(width) || !is_side(height)) return std::nullopt;
  return AspectRatio{*width, *height};
}

std::optional<Rgb8> parse_color(std::string_view text) noexcept {
  const auto value = color_value(text);
  if (!value) return std::nullopt;
  return Rgb8{static_cast<std::uint8_t>(*value >> 16), static_cast<std::uint8_t>(*value >> 8),
              static_cast<std::uint8_t>(*value)};
}

std::optional<Rgba8> parse_paint(std::string_view text) noexcept {
  if (text == "transparent") return Rgba8{{}, 0};
  const bool has_alpha = text.starts_with('#') && (text.size() == 5 || text.size() == 9);
  const std::size_t digits = has_alpha ? (text.size() - 1) / 4 : 0;  // of alpha
  const auto color = parse_color(text.substr(0, text.size() - digits));
  if (!color || !has_alpha) return color ? std::optional(Rgba8{*color}) : std::nullopt;
  const auto alpha = parse_digits<std::uint8_t>(text.substr(text.size() - digits), 16);
  if (!alpha) return std::nullopt;
  return Rgba8{*color, static_cast<std::uint8_t>(digits == 1 ? *alpha * 0x11 : *alpha)};
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

}  // namespace tbbimg
