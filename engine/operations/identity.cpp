#include "engine/operations/identity.hpp"

#include <charconv>

#include "engine/files/file.hpp"
#include "engine/io/file_hash.hpp"
#include "engine/operations/values.hpp"
#include "kernels/core/numbers.hpp"

namespace tbbimg {
namespace {

std::string shortest(double value) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

std::string sides(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

// What cannot be read has failed already, when the operation was made.
std::string content_of(const std::string& path) {
  const auto file = read_file(path, ~std::uint64_t{0}, {});
  return file ? "file " + std::to_string(file_hash(file->bytes())) : path;
}

std::string paint_text(Rgba8 paint) {
  std::string text = std::to_string(paint.color.red) + " " + std::to_string(paint.color.green) + " " +
                     std::to_string(paint.color.blue);
  if (paint.alpha != 255) text += " " + std::to_string(paint.alpha);
  return text;
}

std::string matrix_text(const Matrix& matrix) {
  std::string text = std::to_string(matrix.columns);
  for (const double value : matrix.values) text += " " + shortest(value);
  return text;
}

// Words that stand for a value ("auto") are left as they are.
std::string canonical(const Argument& argument, const std::string& text, std::string_view folder) {
  switch (argument.kind) {
    case ArgumentKind::integer:
    case ArgumentKind::number:
      if (const auto value = parse_number(text)) return shortest(*value);
      break;
    case ArgumentKind::share:
      if (const auto value = parse_share(text)) return shortest(*value);
      break;
    case ArgumentKind::length:
      if (const auto value = parse_length(text)) return shortest(value->value) + (value->is_percent ? "%" : "");
      break;
    case ArgumentKind::part:
      if (const auto value = parse_aspect(text)) return shortest(value->width) + ":" + shortest(value->height);
      [[fallthrough]];
    case ArgumentKind::size:
      if (const auto value = parse_size(text)) return sides(*value);
      break;
    case ArgumentKind::box:
      if (const auto value = parse_box(text)) return sides(*value);
      break;
    case ArgumentKind::color:
    case ArgumentKind::paint:
      if (const auto value = parse_paint(text)) return paint_text(*value);
      break;
    case ArgumentKind::matrix:
      if (const auto value = parse_matrix(text)) return matrix_text(*value);
      break;
    case ArgumentKind::path:
      return content_of(folder.empty() || text.starts_with('/') ? text : std::string(folder) + "/" + text);
    case ArgumentKind::text:
    case ArgumentKind::word: break;
  }
  return text;
}

}  // namespace

std::string operation_identity(const OperationReading& reading, std::string_view folder) {
  std::string identity = reading.info->name;
  for (const OperationReading::Value& value : reading.values) {
    const Argument& argument = *value.argument;
    const std::string text = canonical(argument, value.text, folder);
    if (argument.is_newer && text == canonical(argument, *argument.default_text, folder)) continue;
    identity += "," + argument.name + "=" + std::to_string(text.size()) + ":" + text;
  }
  return identity;
}

}  // namespace tbbimg
