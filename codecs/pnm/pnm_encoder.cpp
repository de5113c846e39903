#include "codecs/pnm/pnm_encoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "codecs/detail/encodable.hpp"

namespace tbbimg {
namespace {

std::string pnm_header(ConstImageView image) {
  const int count = channels(image.format);
  const std::string width = std::to_string(image.width);
  const std::string height = std::to_string(image.height);
  const std::string most = bytes_per_sample(image.format) == 1 ? "255" : "65535";
  if (!has_alpha(image.format)) return (count == 1 ? "P5\n" : "P6\n") + width + " " + height + "\n" + most + "\n";
  return "P7\nWIDTH " + width + "\nHEIGHT " + height + "\nDEPTH " + std::to_string(count) + "\nMAXVAL " + most +
         "\nTUPLTYPE " + (count == 2 ? "GRAYSCALE_ALPHA" : "RGB_ALPHA") + "\nENDHDR\n";
}

}  // namespace

bool PnmEncoder::accepts(PixelFormat /*format*/) const noexcept { return true; }

bool PnmEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return true; }

int PnmEncoder::max_side() const noexcept { return 1'000'000; }

std::size_t PnmEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& /*options*/) const noexcept {
  return image_bytes(shape) + 256;
}

Result<Buffer> PnmEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  const std::string header = pnm_header(image);
  TBBIMG_ASSIGN_OR_RETURN(
      Buffer file, options.pool.allocate(header.size() + image.row_bytes() * static_cast<std::size_t>(image.height)));
  std::uint8_t* to = std::copy(header.begin(), header.end(), file.data());
  const bool must_swap = bytes_per_sample(image.format) == 2 && std::endian::native == std::endian::little;
  for (int y = 0; y < image.height; ++y, to += image.row_bytes()) {
    if (y % 16 == 0 && options.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    std::memcpy(to, image.row(y), image.row_bytes());
    for (std::size_t i = 0; must_swap && i < image.row_bytes(); i += 2) std::swap(to[i], to[i + 1]);
  }
  return file;
}

}  // namespace tbbimg
