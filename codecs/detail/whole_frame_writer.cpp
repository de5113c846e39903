#include "codecs/detail/whole_frame_writer.hpp"

#include <string>
#include <utility>

#include "codecs/detail/pixels.hpp"

namespace tbbimg::detail {
namespace {

class StillWriter final : public WholeFrameWriter {
 public:
  StillWriter(const Encoder& encoder, const ImageShape& shape, const EncodeOptions& options)
      : WholeFrameWriter(shape, options.pool), encoder_(encoder), options_(options) {}

  [[nodiscard]] std::size_t bytes() const noexcept override { return file_.size(); }

 private:
  [[nodiscard]] Status start_frame(const Frame& frame, int index) override {
    if (index == 0) return WholeFrameWriter::start_frame(frame, index);
    return fail(ErrorCode::invalid_argument,
                "a file of the format " + std::string(encoder_.name()) + " and these settings holds one frame");
  }
  [[nodiscard]] Status put_frame(ConstImageView pixels, const Frame& /*frame*/, int /*index*/) override {
    TBBIMG_ASSIGN_OR_RETURN(file_, encoder_.encode(pixels, options_));
    return {};
  }
  [[nodiscard]] Result<Buffer> finish_file() override { return std::move(file_); }

  const Encoder& encoder_;
  EncodeOptions options_;
  Buffer file_;
};

}  // namespace

Status WholeFrameWriter::start_frame(const Frame& frame, int index) {
  frame_ = frame;
  index_ = index;
  return {};
}

Status WholeFrameWriter::put_rows(ConstImageView rows, int first_row) {
  if (rows.height == shape().size.height) return put_frame(rows, frame_, index_);
  if (gathered_.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(gathered_, Image::create(shape(), pool_));
  }
  copy_pixels(rows, gathered_.view().crop(0, first_row, rows.size()));
  if (first_row + rows.height < shape().size.height) return {};
  return put_frame(std::as_const(gathered_).view(), frame_, index_);
}

std::unique_ptr<ImageWriter> still_writer(const Encoder& encoder, const ImageShape& shape,
                                          const EncodeOptions& options) {
  return std::make_unique<StillWriter>(encoder, shape, options);
}

}  // namespace tbbimg::detail
