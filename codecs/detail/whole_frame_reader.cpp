#include "codecs/detail/whole_frame_reader.hpp"

#include <utility>

#include "codecs/detail/pixels.hpp"

namespace tbbimg::detail {

WholeFrameReader::WholeFrameReader(ImageInfo info, ImageShape shape, Metadata metadata, BufferPool pool)
    : ImageReader(std::move(info), shape, std::move(metadata)), pool_(std::move(pool)) {}

Status WholeFrameReader::fill_rows(ImageView rows, int first_row) {
  if (rows.height == shape().size.height) return decode_frame(rows);
  if (first_row == 0) {
    if (frame_.empty()) {
      TBBIMG_ASSIGN_OR_RETURN(frame_, Image::create(shape(), pool_));
    }
    TBBIMG_RETURN_IF_ERROR(decode_frame(frame_.view()));
  }
  copy_pixels(frame_.view().crop(0, first_row, rows.size()), rows);
  return {};
}

}  // namespace tbbimg::detail
