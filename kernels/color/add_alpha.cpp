#include "kernels/color/add_alpha.hpp"

#include <cstring>
#include <string>

#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

template <std::size_t kColorBytes, std::size_t kAlphaBytes>
void widen(const std::uint8_t* from, std::uint8_t* to, int width) noexcept {
  for (int x = 0; x < width; ++x, from += kColorBytes, to += kColorBytes + kAlphaBytes) {
    std::memcpy(to, from, kColorBytes);
    std::memset(to + kColorBytes, 0xFF, kAlphaBytes);
  }
}

}  // namespace

Status add_alpha(ConstImageView source, ImageView destination, RowRange rows) {
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (has_alpha(source.format) || destination.format != with_alpha(source.format) ||
      source.size() != destination.size()) {
    return fail(ErrorCode::invalid_argument, "an image of " + to_string(source.size()) + " " +
                                                 std::string(to_string(source.format)) + " does not become one of " +
                                                 to_string(destination.size()) + " " +
                                                 std::string(to_string(destination.format)) + " by adding alpha");
  }
  for (int y = rows.begin; y < rows.end; ++y) {
    switch (source.format) {
      case PixelFormat::gray8: widen<1, 1>(source.row(y), destination.row(y), source.width); break;
      case PixelFormat::rgb8: widen<3, 1>(source.row(y), destination.row(y), source.width); break;
      case PixelFormat::gray16: widen<2, 2>(source.row(y), destination.row(y), source.width); break;
      default: widen<6, 2>(source.row(y), destination.row(y), source.width); break;
    }
  }
  return {};
}

}  // namespace tbbimg
