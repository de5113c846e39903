// Pixels to bytes.
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>

#include "codecs/encoder_option.hpp"
#include "codecs/format_info.hpp"
#include "codecs/metadata/metadata.hpp"
#include "kernels/core/error.hpp"
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
  /// The longest side that the format can store.
  [[nodiscard]] virtual int max_side() const noexcept = 0;

  /// Bytes beyond the pixels that encode() takes, its output included, for the memory budget.
  [[nodiscard]] virtual std::size_t scratch_bytes(const ImageShape& shape,
                                                  const EncodeOptions& options) const noexcept = 0;

  /// The same pixels and options give the same bytes. Errors: invalid_argument (quality, settings), unsupported
  /// (format), limit_exceeded (a side), out_of_memory, cancelled.
  [[nodiscard]] virtual Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const = 0;
};

}  // namespace tbbimg
