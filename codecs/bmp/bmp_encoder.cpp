#include "codecs/bmp/bmp_encoder.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "codecs/detail/encodable.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

constexpr std::uint32_t kInfoHeaderBytes = 40;
constexpr std::uint32_t kV5HeaderBytes = 124;

struct BmpPlan {
  bool v5 = false;  ///< for alpha and profiles
  std::uint32_t palette_bytes = 0;
  std::uint32_t stride = 0;
  std::uint32_t profile_bytes = 0;
  std::uint64_t pixels_at = 0;
  std::uint64_t file_bytes = 0;
};

BmpPlan bmp_plan(const ImageShape& shape, std::size_t profile_bytes) noexcept {
  BmpPlan plan;
  plan.v5 = has_alpha(shape.format) || profile_bytes > 0;
  plan.palette_bytes = shape.format == PixelFormat::gray8 ? 256 * 4 : 0;
  plan.profile_bytes = static_cast<std::uint32_t>(profile_bytes);
  const std::uint64_t row =
      static_cast<std::uint64_t>(shape.size.width) * static_cast<std::uint64_t>(bytes_per_pixel(shape.format));
  const std::uint64_t stride = (row + 3) / 4 * 4;
  plan.stride = static_cast<std::uint32_t>(std::min<std::uint64_t>(stride, std::numeric_limits<std::uint32_t>::max()));
  plan.pixels_at = 14 + (plan.v5 ? kV5HeaderBytes : kInfoHeaderBytes) + plan.palette_bytes;
  plan.file_bytes = plan.pixels_at + stride * static_cast<std::uint64_t>(shape.size.height) + profile_bytes;
  return plan;
}

class LittleEndian {
 public:
  explicit LittleEndian(std::uint8_t* to) noexcept : to_(to) {}
  void put_16(std::uint32_t value) noexcept {
    *to_++ = static_cast<std::uint8_t>(value);
    *to_++ = static_cast<std::uint8_t>(value >> 8U);
  }
  void put_32(std::uint64_t value) noexcept {
    put_16(static_cast<std::uint32_t>(value & 0xFFFF));
    put_16(static_cast<std::uint32_t>(value >> 16U & 0xFFFF));
  }
  void skip(std::size_t bytes) noexcept { to_ += bytes; }
  [[nodiscard]] std::uint8_t* here() const noexcept { return to_; }

 private:
  std::uint8_t* to_;
};

// Fields of BITMAPINFOHEADER, and of BITMAPV5HEADER behind them ([MS-WMF] 2.2.2.3 and 2.2.2.5). The buffer is zero.
std::uint8_t* put_headers(std::uint8_t* file, ConstImageView image, const BmpPlan& plan) noexcept {
  constexpr std::uint32_t kBitFields = 3;
  constexpr std::uint32_t kPixelsPerMetre = 2835;  // 72 dpi
  constexpr std::uint32_t kSrgb = 0x73524742;
  constexpr std::uint32_t kEmbedded = 0x4D424544;
  constexpr std::uint32_t kPerceptual = 4;
  const bool alpha = has_alpha(image.format);
  LittleEndian to(file);
  to.put_16('B' | 'M' << 8);
  to.put_32(plan.file_bytes);
  to.put_32(0);
  to.put_32(plan.pixels_at);
  to.put_32(plan.v5 ? kV5HeaderBytes : kInfoHeaderBytes);
  to.put_32(static_cast<std::uint32_t>(image.width));
  to.put_32(static_cast<std::uint32_t>(image.height));
  to.put_16(1);
  to.put_16(static_cast<std::uint32_t>(8 * bytes_per_pixel(image.format)));
  to.put_32(alpha ? kBitFields : 0);
  to.put_32(std::uint64_t{plan.stride} * static_cast<std::uint64_t>(image.height));
  to.put_32(kPixelsPerMetre);
  to.put_32(kPixelsPerMetre);
  to.put_32(plan.palette_bytes / 4);
  to.put_32(0);
  if (!plan.v5) return to.here();
  for (const std::uint32_t mask : {0xFF0000U, 0xFF00U, 0xFFU, 0xFF000000U}) to.put_32(alpha ? mask : 0);
  to.put_32(plan.profile_bytes > 0 ? kEmbedded : kSrgb);
  to.skip(9 * 4 + 3 * 4);
  to.put_32(kPerceptual);
  to.put_32(plan.profile_bytes > 0 ? plan.file_bytes - plan.profile_bytes - 14 : 0);
  to.put_32(plan.profile_bytes);
  to.put_32(0);
  return to.here();
}

void put_row(const std::uint8_t* row, int width, PixelFormat format, std::uint8_t* to) noexcept {
  if (format == PixelFormat::gray8) {
    std::memcpy(to, row, static_cast<std::size_t>(width));
    return;
  }
  const int count = channels(format);
  for (int x = 0; x < width; ++x, row += count, to += count) {
    to[0] = row[2];
    to[1] = row[1];
    to[2] = row[0];
    if (count == 4) to[3] = row[3];
  }
}

}  // namespace

bool BmpEncoder::accepts(PixelFormat format) const noexcept {
  return format == PixelFormat::gray8 || format == PixelFormat::rgb8 || format == PixelFormat::rgba8;
}

bool BmpEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return true; }

int BmpEncoder::max_side() const noexcept { return 1'000'000; }

std::size_t BmpEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  const auto* profile = options.metadata.icc_profile.get();
  return static_cast<std::size_t>(bmp_plan(shape, profile != nullptr ? profile->size() : 0).file_bytes);
}

Result<Buffer> BmpEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  const auto* profile = options.metadata.icc_profile.get();
  if (profile != nullptr && !icc_profile_fits(*profile, image.format)) profile = nullptr;
  const BmpPlan plan = bmp_plan({image.size(), image.format}, profile != nullptr ? profile->size() : 0);
  if (plan.file_bytes > std::numeric_limits<std::uint32_t>::max()) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::format_too_small,
                "the image has " + to_string(image.size()) + " pixels, which are more than the 4 GiB that a BMP can " +
                    "hold; make it smaller or choose another format");
  }
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, options.pool.allocate(static_cast<std::size_t>(plan.file_bytes)));
  std::memset(file.data(), 0, static_cast<std::size_t>(plan.pixels_at));
  std::uint8_t* const palette = put_headers(file.data(), image, plan);
  for (std::uint32_t i = 0; i < plan.palette_bytes; ++i) {
    palette[i] = i % 4 == 3 ? std::uint8_t{0} : static_cast<std::uint8_t>(i / 4);
  }
  std::uint8_t* to = file.data() + plan.pixels_at;
  for (int y = image.height; y-- > 0; to += plan.stride) {
    if (y % 16 == 0 && options.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    put_row(image.row(y), image.width, image.format, to);
    std::memset(to + image.row_bytes(), 0, plan.stride - image.row_bytes());
  }
  if (profile != nullptr) std::memcpy(to, profile->data(), profile->size());
  return file;
}

}  // namespace tbbimg
