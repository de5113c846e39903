// For codecs whose libraries give a frame at once or not at all. Not for users.
#pragma once

#include "codecs/image_reader.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

class WholeFrameReader : public ImageReader {
 protected:
  WholeFrameReader(ImageInfo info, ImageShape shape, Metadata metadata, BufferPool pool);

 private:
  /// `frame` has shape(). Called once for each frame of which rows are read.
  [[nodiscard]] virtual Status decode_frame(ImageView frame) = 0;

  /// Straight into `rows` if they are the whole frame, otherwise by way of an image of its own.
  [[nodiscard]] Status fill_rows(ImageView rows, int first_row) final;

  BufferPool pool_;
  Image frame_;
};

}  // namespace tbbimg::detail
