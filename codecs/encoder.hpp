// Pixels to bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>

#include "codecs/encoder_option.hpp"
#include "codecs/format_info.hpp"
#include "codecs/image_reader.hpp"
#include "codecs/metadata/metadata.hpp"
#include "kernels/core/error.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

struct EncodeOptions {
  int quality = 80;  ///< 1 to 100; see Encoder::has_quality()
  Metadata metadata;
  BufferPool pool;
  std::stop_token stop;           ///< polled per block of rows; encode() then fails with cancelled
  EncoderSettings settings = {};  ///< of Encoder::options()
};

/// One pass over a file, from its first frame to its last and from top to bottom, made by Encoder::open(). For one
/// thread at a time. After an error it may only be destroyed.
class ImageWriter {
 public:
  ImageWriter(const ImageWriter&) = delete;
  ImageWriter& operator=(const ImageWriter&) = delete;
  virtual ~ImageWriter() = default;

  /// Of every frame: the whole canvas, whatever the file stores of it.
  [[nodiscard]] const ImageShape& shape() const noexcept { return shape_; }

  /// Errors: invalid_argument (the frame before lacks rows, or the format holds one frame), and those of
  /// Encoder::encode().
  [[nodiscard]] Status begin_frame(const Frame& frame);

  /// The next rows.height rows of the frame, in shape()'s width and format. Errors: as begin_frame().
  [[nodiscard]] Status write_rows(ConstImageView rows);

  /// The file, once all frames are written, of which there must be one. Errors: as begin_frame().
  [[nodiscard]] Result<Buffer> finish();

  /// Of the file, as far as it is there.
  [[nodiscard]] virtual std::size_t bytes() const noexcept { return 0; }

 protected:
  explicit ImageWriter(const ImageShape& shape) noexcept : shape_(shape) {}

 private:
  [[nodiscard]] virtual Status start_frame(const Frame& frame, int index) = 0;
  [[nodiscard]] virtual Status put_rows(ConstImageView rows, int first_row) = 0;
  [[nodiscard]] virtual Result<Buffer> finish_file() = 0;

  ImageShape shape_;
  int next_frame_ = 0;
  int rows_left_ = 0;
};

/// Stateless: one object serves all threads.
class Encoder {
 public:
  Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  virtual ~Encoder() = default;

  [[nodiscard]] virtual const FormatInfo& format() const noexcept = 0;
  [[nodiscard]] std::string_view name() const noexcept { return format().name; }
  /// Without the dot: "jpg".
  [[nodiscard]] std::string_view extension() const noexcept { return format().extensions.front(); }

  /// Whether encode() takes pixels of this format.
  [[nodiscard]] virtual bool accepts(PixelFormat format) const noexcept = 0;
  /// What EncodeOptions::settings may hold.
  [[nodiscard]] virtual std::span<const EncoderOption> options() const noexcept { return {}; }
  /// Whether encode() keeps the pixels exactly.
  [[nodiscard]] virtual bool is_lossless(const EncoderSettings& settings) const noexcept = 0;
  /// Whether EncodeOptions::quality means something. Palettes lose colours, and have none.
  [[nodiscard]] virtual bool has_quality(const EncoderSettings& settings) const noexcept {
    return !is_lossless(settings);
  }
  /// The most bits of a sample that a file with these settings has, whatever accepts() takes: 8 to 16.
  [[nodiscard]] virtual int bits_held(const EncoderSettings& settings) const noexcept {
    static_cast<void>(settings);
    return accepts(PixelFormat::rgb16) ? 16 : 8;
  }
  /// Whether open() takes more than one frame.
  [[nodiscard]] virtual bool holds_animations(const EncoderSettings& settings) const noexcept {
    static_cast<void>(settings);
    return false;
  }
  /// The longest side that the format can store.
  [[nodiscard]] virtual int max_side() const noexcept = 0;

  /// Bytes beyond the pixels that encode() takes, its output included, for the memory budget.
  [[nodiscard]] virtual std::size_t scratch_bytes(const ImageShape& shape,
                                                  const EncodeOptions& options) const noexcept = 0;

  /// The same pixels and options give the same bytes. Errors: invalid_argument (quality, settings), unsupported
  /// (format), limit_exceeded (a side), out_of_memory, cancelled.
  [[nodiscard]] virtual Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const = 0;

  /// Whether repack() may take pictures of a format.
  [[nodiscard]] virtual bool repacks(std::string_view format, const EncoderSettings& settings) const noexcept {
    static_cast<void>(format);
    static_cast<void>(settings);
    return false;
  }
  /// The picture of a `file` that Decoder::strip() gave, stored anew as it is coded, without decoding: it loses
  /// nothing. It is shown turned by `orientation`. Memory: as encode(). Errors: unsupported (this file has to be
  /// decoded), out_of_memory, cancelled.
  [[nodiscard]] virtual Result<Buffer> repack(std::span<const std::uint8_t> file, Orientation orientation,
                                              const EncodeOptions& options) const;

  /// Begins a file of one frame or, if it holds_animations(), of several, shown `loops` times (0: for ever). The writer
  /// refers to this encoder. Errors: as encode().
  [[nodiscard]] Result<std::unique_ptr<ImageWriter>> open(const ImageShape& shape, int loops,
                                                          const EncodeOptions& options) const;

  /// Bytes beyond the frame at hand and the file that an animation's writer takes, for the memory budget.
  [[nodiscard]] virtual std::size_t animation_scratch_bytes(const ImageShape& shape,
                                                            const EncodeOptions& options) const noexcept {
    return scratch_bytes(shape, options);
  }

 private:
  /// Only if it holds_animations(). Shape and options are checked.
  [[nodiscard]] virtual Result<std::unique_ptr<ImageWriter>> open_animation(const ImageShape& shape, int loops,
                                                                            const EncodeOptions& options) const;
};

}  // namespace tbbimg
