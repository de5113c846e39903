// Checks of arguments for the public kernel functions. Messages say what came and what is allowed.
#pragma once

#include <initializer_list>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// "640x480".
[[nodiscard]] std::string to_string(Size size);

/// Pixels are there, and rows of the view do not run into each other. `name` is "source" or "destination".
[[nodiscard]] Status check_view(ConstImageView view, std::string_view name);

/// 0 <= begin <= end <= height.
[[nodiscard]] Status check_rows(RowRange rows, int height);

/// The destination has the size and format that the operation gives.
[[nodiscard]] Status check_size(Size actual, Size expected, std::string_view name);
[[nodiscard]] Status check_format(PixelFormat actual, PixelFormat expected, std::string_view name);

/// The operation takes this format. Errors: unsupported.
[[nodiscard]] Status check_supported(PixelFormat format, std::initializer_list<PixelFormat> supported,
                                     std::string_view operation);

inline constexpr std::initializer_list<PixelFormat> kAll8BitFormats = {PixelFormat::gray8, PixelFormat::gray_alpha8,
                                                                       PixelFormat::rgb8, PixelFormat::rgba8};

inline constexpr std::initializer_list<PixelFormat> kAllFormats = {
    PixelFormat::gray8,  PixelFormat::gray_alpha8,  PixelFormat::rgb8,  PixelFormat::rgba8,
    PixelFormat::gray16, PixelFormat::gray_alpha16, PixelFormat::rgb16, PixelFormat::rgba16};

/// What an operation that keeps size and format asks for: both views are there, equal in size and format, the format is
/// one of `formats`, and the destination has the rows. Errors: invalid_argument, unsupported.
[[nodiscard]] Status check_same_shape(ConstImageView source, ConstImageView destination, RowRange rows,
                                      std::string_view operation,
                                      std::initializer_list<PixelFormat> formats = kAll8BitFormats);

}  // namespace tbbimg
