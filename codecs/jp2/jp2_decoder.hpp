// JPEG 2000 to pixels.
#pragma once

#include "codecs/decoder.hpp"
#include "codecs/jp2/jp2_format.hpp"

namespace tbbimg {

/// Files with boxes (JP2, JPX, JPH) and bare codestreams. May shrink to a half, a quarter, ..., by leaving out
/// resolutions. openjpeg cannot be stopped within a tile.
class Jp2Decoder final : public Decoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kJp2Format; }
  [[nodiscard]] bool recognizes(std::span<const std::uint8_t> head) const noexcept override;
  [[nodiscard]] Result<ImageInfo> probe(std::span<const std::uint8_t> file) const override;
  [[nodiscard]] DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept override;

 private:
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_reader(std::span<const std::uint8_t> file,
                                                                 const DecodeOptions& options) const override;
};

}  // namespace tbbimg
