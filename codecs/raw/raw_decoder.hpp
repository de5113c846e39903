// RAW photographs to pixels.
#pragma once

#include "codecs/decoder.hpp"
#include "codecs/raw/raw_format.hpp"

namespace tbbimg {

/// Gives the largest JPEG that the camera stored beside what its sensor saw: ImageInfo::preview_of tells of how large a
/// picture. With PictureChoice::develop, and in a build with LibRaw, the picture itself. The orientation is that of the
/// photograph, unless the preview has been turned already.
class RawDecoder final : public Decoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kRawFormat; }
  [[nodiscard]] bool recognizes(std::span<const std::uint8_t> head) const noexcept override;
  [[nodiscard]] Result<ImageInfo> probe(std::span<const std::uint8_t> file) const override;
  [[nodiscard]] bool reads_parts() const noexcept override { return true; }
  [[nodiscard]] Result<ImageInfo> probe_parts(const ByteSource& file, const PictureChoice& choice) const override;
  [[nodiscard]] DecodeCost cost(const ImageInfo& info, Size at_least) const noexcept override;

 private:
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_reader(std::span<const std::uint8_t> file,
                                                                 const DecodeOptions& options) const override;
  [[nodiscard]] Result<std::unique_ptr<ImageReader>> open_parts_reader(const ByteSource& file,
                                                                       const DecodeOptions& options) const override;
  [[nodiscard]] Result<ImageInfo> probe_other(std::span<const std::uint8_t> file,
                                              const PictureChoice& choice) const override;
};

}  // namespace tbbimg
