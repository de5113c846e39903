#include "kernels/geometry/orient.hpp"

#include <cstring>
#include <string>

#include "kernels/core/validate.hpp"
#include "kernels/simd/streaming.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// Rows keep their pixels together: each row of the destination is one row of the source, perhaps reversed.
void orient_along_rows(ConstImageView source, ImageView destination, Orientation orientation, RowRange rows,
                       Kernels kernels) noexcept {
  const bool upside_down = orientation == Orientation::rotate_180 || orientation == Orientation::flip_vertical;
  const bool mirrored = orientation == Orientation::rotate_180 || orientation == Orientation::flip_horizontal;
  const GeometryTable& table = kernels.table().geometry;
  const auto width = static_cast<std::size_t>(source.width);
  const int bytes = bytes_per_pixel(source.format);
  const bool streaming = bytes == 3 && wants_streaming(destination);
  for (int y = rows.begin; y < rows.end; ++y) {
    const std::uint8_t* from = source.row(upside_down ? source.height - 1 - y : y);
    if (mirrored && streaming) {
      table.stream_reversed_rgb(from, destination.row(y), width);
    } else if (mirrored) {
      table.reverse_pixels(from, destination.row(y), width, bytes);
    } else {
      std::memcpy(destination.row(y), from, source.row_bytes());
    }
  }
}

// Rows become columns: a transposition of the source, read or written from the other end.
void orient_across_rows(ConstImageView source, ImageView destination, Orientation orientation, RowRange rows,
                        Kernels kernels) noexcept {
  const bool from_last_row = orientation == Orientation::rotate_90 || orientation == Orientation::transverse;
  const bool from_last_column = orientation == Orientation::rotate_270 || orientation == Orientation::transverse;
  const int bytes = bytes_per_pixel(source.format);
  if (rows.count() == 0) return;

  // Destination row y shows the source's column y, or the one as far from the end: rows run backwards then.
  const int first_column = from_last_column ? source.width - rows.end : rows.begin;
  const std::uint8_t* from = source.row(from_last_row ? source.height - 1 : 0) + std::ptrdiff_t{first_column} * bytes;
  std::uint8_t* to = destination.row(from_last_column ? rows.end - 1 : rows.begin);
  kernels.table().geometry.transpose(from, from_last_row ? -source.stride : source.stride, to,
                                     from_last_column ? -destination.stride : destination.stride, destination.width,
                                     rows.count(), bytes);
}

}  // namespace

Status orient(ConstImageView source, ImageView destination, Orientation orientation, RowRange rows, Kernels kernels) {
  if (orientation < Orientation::upright || orientation > Orientation::rotate_270) {
    return fail(ErrorCode::invalid_argument,
                "an orientation is 1 to 8, not " + std::to_string(static_cast<int>(orientation)));
  }
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), oriented(source.size(), orientation), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty()) return {};

  if (swaps_sides(orientation)) {
    orient_across_rows(source, destination, orientation, rows, kernels);
  } else {
    orient_along_rows(source, destination, orientation, rows, kernels);
  }
  return {};
}

}  // namespace tbbimg
