// HEIC and AVIF to pixels.
#pragma once

#include "codecs/decoder.hpp"
#include "codecs/heif/heif_format.hpp"

namespace tbbimg {

/// The primary image, turned, mirrored and cut as the file says: libheif does that, so that the orientation of the EXIF
/// block, which such files repeat, has no part in it (ISO/IEC 23008-12, A.2.2).
class HeifDecoder final : public Decoder {
 public:
  /// `format` is kHeicFormat or kAvifFormat.
  explicit HeifDecoder(const FormatInfo& format) noexcept : format_(format) {}

  [[nodiscard]] const FormatInfo& format() const noexcept override { return format_; }
  [[nodiscard]] bool recognizes(std::span<const std::uint8_t> head) const noexcept override;
  [[nodiscard]] Result<ImageInfo> probe(std::span<const std::uint8_t> file) const override;
  [[nodiscard]] DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept override;

 private:
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_reader(std::span<const std::uint8_t> file,
                                                                 const DecodeOptions& options) const override;

  const FormatInfo& format_;
};

}  // namespace tbbimg
