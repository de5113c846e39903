// JPEG XL to pixels, animations included.
#pragma once

#include "codecs/decoder.hpp"
#include "codecs/jxl/jxl_format.hpp"

namespace tbbimg {

/// Turned and mirrored as the codestream says: the orientation of the EXIF data has no part in it (ISO/IEC 18181-2).
class JxlDecoder final : public Decoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kJxlFormat; }
  [[nodiscard]] bool recognizes(std::span<const std::uint8_t> head) const noexcept override;
  [[nodiscard]] Result<ImageInfo> probe(std::span<const std::uint8_t> file) const override;
  [[nodiscard]] DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept override;
  [[nodiscard]] bool can_strip() const noexcept override { return true; }
  [[nodiscard]] Result<Buffer> strip(std::span<const std::uint8_t> file, const BufferPool& pool) const override;

 private:
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_reader(std::span<const std::uint8_t> file,
                                                                 const DecodeOptions& options) const override;
};

}  // namespace tbbimg
