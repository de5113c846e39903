#include "kernels/core/validate.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace tbbimg {

std::string to_string(Size size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

Status check_view(ConstImageView view, std::string_view name) {
  if (view.width < 0 || view.height < 0) {
    return fail(ErrorCode::invalid_argument,
                "the " + std::string(name) + " is of " + to_string(view.size()) + ", but sides must not be negative");
  }
  if (view.empty()) return {};
  if (view.data == nullptr) {
    return fail(ErrorCode::invalid_argument,
                "the " + std::string(name) + " of " + to_string(view.size()) + " points to no pixels");
  }
  const std::size_t distance =
      view.stride < 0 ? std::size_t{0} - static_cast<std::size_t>(view.stride) : static_cast<std::size_t>(view.stride);
  if (view.height > 1 && distance < view.row_bytes()) {
    return fail(ErrorCode::invalid_argument, "the rows of the " + std::string(name) + " overlap: its stride is " +
                                                 std::to_string(view.stride) + " bytes, its rows have " +
                                                 std::to_string(view.row_bytes()));
  }
  return {};
}

Status check_rows(RowRange rows, int height) {
  if (rows.begin >= 0 && rows.begin <= rows.end && rows.end <= height) return {};
  return fail(ErrorCode::invalid_argument, "rows " + std::to_string(rows.begin) + " to " + std::to_string(rows.end) +
                                               " do not lie within the destination's 0 to " + std::to_string(height));
}

Status check_size(Size actual, Size expected, std::string_view name) {
  if (actual == expected) return {};
  return fail(ErrorCode::invalid_argument,
              "the " + std::string(name) + " is of " + to_string(actual) + ", not of " + to_string(expected));
}

Status check_format(PixelFormat actual, PixelFormat expected, std::string_view name) {
  if (actual == expected) return {};
  return fail(ErrorCode::invalid_argument, "the " + std::string(name) + " is " + std::string(to_string(actual)) +
                                               ", not " + std::string(to_string(expected)));
}

Status check_supported(PixelFormat format, std::initializer_list<PixelFormat> supported, std::string_view operation) {
  if (std::find(supported.begin(), supported.end(), format) != supported.end()) return {};
  std::string names;
  for (const PixelFormat candidate : supported) {
    if (!names.empty()) names += ", ";
    names += to_string(candidate);
  }
  return fail(ErrorCode::unsupported,
              std::string(operation) + " does not work on " + std::string(to_string(format)) + ", only on " + names);
}

Status check_same_shape(ConstImageView source, ConstImageView destination, RowRange rows, std::string_view operation,
                        std::initializer_list<PixelFormat> formats) {
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, formats, operation));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format, "destination"));
  return check_rows(rows, destination.height);
}

}  // namespace tbbimg
