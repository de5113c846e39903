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
    case ArgumentKind::length:
      if (const auto value = parse_length(text)) return shortest(value->value) + (value->is_percent ? "%" : "");
      break;
    case ArgumentKind::size:
      if (const auto value = parse_size(text)) return sides(*value);
      break;
    case ArgumentKind::box:
      if (const auto value = parse_box(text)) return sides(*value);
      break;
    case ArgumentKind::color:
      if (const auto value = parse_color(text)) {
        return std::to_string(value->red) + " " + std::to_string(value->green) + " " + std::to_string(value->blue);
      }
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
    const std::string text = canonical(*value.argument, value.text, folder);
    identity += "," + value.argument->name + "=" + std::to_string(text.size()) + ":" + text;
  }
  return identity;
}

}  // namespace tbbimg
