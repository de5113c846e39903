// PNG to pixels.
#pragma once

#include "codecs/decoder.hpp"
#include "codecs/png/png_format.hpp"

namespace tbbimg {

class PngDecoder final : public Decoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kPngFormat; }
  [[nodiscard]] bool recognizes(std::span<const std::uint8_t> head) const noexcept override;
  [[nodiscard]] Result<ImageInfo> probe(std::span<const std::uint8_t> file) const override;
  [[nodiscard]] DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept override;
  [[nodiscard]] std::optional<std::size_t> picture_end(std::span<const std::uint8_t> beginning) const noexcept override;
  [[nodiscard]] bool can_strip() const noexcept override { return true; }
  [[nodiscard]] Result<Buffer> strip(std::span<const std::uint8_t> file, const BufferPool& pool) const override;
  [[nodiscard]] bool reads_parts() const noexcept override { return true; }
  [[nodiscard]] Result<ImageInfo> probe_parts(const ByteSource& file, const PictureChoice& choice) const override;

 private:
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_reader(std::span<const std::uint8_t> file,
                                                                 const DecodeOptions& options) const override;
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_parts_reader(const ByteSource& file,
                                                                       const DecodeOptions& options) const override;
};

}  // namespace tbbimg
