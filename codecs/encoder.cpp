#include "codecs/encoder.hpp"

#include <string>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/whole_frame_writer.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

tl::unexpected<Error> lacks_rows(int rows) {
  return fail(ErrorCode::invalid_argument, "the frame lacks its last rows, " + std::to_string(rows) + " of them");
}

}  // namespace

Status ImageWriter::begin_frame(const Frame& frame) {
  if (rows_left_ > 0) return lacks_rows(rows_left_);
  TBBIMG_RETURN_IF_ERROR(start_frame(frame, next_frame_));
  ++next_frame_;
  rows_left_ = shape_.size.height;
  return {};
}

Status ImageWriter::write_rows(ConstImageView rows) {
  if (rows.width != shape_.size.width || rows.format != shape_.format || rows.height > rows_left_) {
    return fail(ErrorCode::invalid_argument,
                "rows of " + to_string(rows.size()) + " " + std::string(to_string(rows.format)) +
                    " pixels were given, but the frame lacks " + std::to_string(rows_left_) + " of " +
                    std::to_string(shape_.size.width) + " " + std::string(to_string(shape_.format)));
  }
  if (rows.height <= 0) return {};
  TBBIMG_RETURN_IF_ERROR(put_rows(rows, shape_.size.height - rows_left_));
  rows_left_ -= rows.height;
  return {};
}

Result<Buffer> ImageWriter::finish() {
  if (next_frame_ == 0) return fail(ErrorCode::invalid_argument, "a file needs a frame");
  if (rows_left_ > 0) return lacks_rows(rows_left_);
  return finish_file();
}

Result<Buffer> Encoder::repack(std::span<const std::uint8_t> /*file*/, Orientation /*orientation*/,
                               const EncodeOptions& /*options*/) const {
  return fail(ErrorCode::unsupported, "a " + std::string(format().title) + " is made of pixels alone");
}

Result<std::unique_ptr<ImageWriter>> Encoder::open(const ImageShape& shape, int loops,
                                                   const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, shape, options));
  if (holds_animations(options.settings)) return open_animation(shape, loops, options);
  return detail::still_writer(*this, shape, options);
}

Result<std::unique_ptr<ImageWriter>> Encoder::open_animation(const ImageShape& shape, int /*loops*/,
                                                             const EncodeOptions& options) const {
  return detail::still_writer(*this, shape, options);
}

}  // namespace tbbimg
