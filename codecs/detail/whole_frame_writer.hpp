// For encoders that look at all of a frame before they write it. Not for users.
#pragma once

#include "codecs/encoder.hpp"

namespace tbbimg::detail {

class WholeFrameWriter : public ImageWriter {
 protected:
  WholeFrameWriter(const ImageShape& shape, BufferPool pool) : ImageWriter(shape), pool_(std::move(pool)) {}

  [[nodiscard]] Status start_frame(const Frame& frame, int index) override;

 private:
  /// `pixels` has shape(), and lives until this returns.
  [[nodiscard]] virtual Status put_frame(ConstImageView pixels, const Frame& frame, int index) = 0;

  /// Rows that are no whole frame are gathered in an image.
  [[nodiscard]] Status put_rows(ConstImageView rows, int first_row) final;

  BufferPool pool_;
  Image gathered_;
  Frame frame_;
  int index_ = 0;
};

/// Of one frame, which `encoder` encodes.
[[nodiscard]] std::unique_ptr<ImageWriter> still_writer(const Encoder& encoder, const ImageShape& shape,
                                                        const EncodeOptions& options);

}  // namespace tbbimg::detail
