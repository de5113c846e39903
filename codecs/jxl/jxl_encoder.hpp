// Pixels to JPEG XL.
#pragma once

#include "codecs/encoder.hpp"
#include "codecs/jxl/jxl_format.hpp"

namespace tbbimg {

class JxlEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kJxlFormat; }
  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] std::span<const EncoderOption> options() const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
  /// JPEGs; djxl gives the very file back.
  [[nodiscard]] bool repacks(std::string_view format, const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] Result<Buffer> repack(std::span<const std::uint8_t> file, Orientation orientation,
                                      const EncodeOptions& options) const override;
};

}  // namespace tbbimg
