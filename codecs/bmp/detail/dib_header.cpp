#include "codecs/bmp/detail/dib_header.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include "kernels/core/checked_math.hpp"

namespace tbbimg::detail {
namespace {

constexpr std::size_t kCoreHeader = 12;
constexpr std::size_t kInfoHeader = 40;
constexpr std::size_t kV2Header = 52;
constexpr std::size_t kV3Header = 56;
constexpr std::size_t kOs2Header = 64;
constexpr std::size_t kV4Header = 108;
constexpr std::size_t kV5Header = 124;
constexpr std::size_t kMostHeader = kV5Header + 4 * 4 + 256 * 4;  // with masks and a palette behind it

// [MS-WMF] 2.1.1.7, and from 6 on the headers of Windows CE. OS/2 means something else by 3 and 4.
enum class Compression : std::uint32_t {
  none = 0,
  rle8 = 1,
  rle4 = 2,
  bit_fields = 3,
  jpeg = 4,
  png = 5,
  alpha_bit_fields = 6
};

bool is_known_size(std::size_t bytes) noexcept {
  return bytes == kCoreHeader || (bytes >= 16 && bytes <= kOs2Header) || bytes == kV4Header || bytes == kV5Header;
}

// Headers that only OS/2 writes: of any length up to 64, as much of it as is there.
bool is_of_os2(std::size_t bytes) noexcept {
  return bytes != kCoreHeader && bytes <= kOs2Header && bytes != kInfoHeader && bytes != kV2Header &&
         bytes != kV3Header;
}

Result<DibMask> mask_of(std::uint32_t bits) {
  DibMask mask{bits, bits == 0 ? 0 : std::countr_zero(bits)};
  const std::uint32_t ones = bits >> static_cast<unsigned>(mask.shift);
  if ((ones & (ones + 1)) != 0) return dib_damaged("the bits of a colour do not lie together");
  return mask;
}

class HeaderReader {
 public:
  HeaderReader(std::span<const std::uint8_t> file, std::size_t at, std::uint64_t file_bytes)
      : file_(file), at_(at), file_bytes_(file_bytes) {}

  [[nodiscard]] Result<DibHeader> read() {
    if (at_ > file_.size() || file_.size() - at_ < 4) return dib_cut_short();
    bytes_ = dib_32(file_, at_);
    if (!is_known_size(bytes_)) return dib_damaged("its header is of a length that none has");
    if (file_.size() - at_ < bytes_) return dib_cut_short();
    header_.pixels_at = at_ + bytes_;
    TBBIMG_RETURN_IF_ERROR(read_size());
    TBBIMG_RETURN_IF_ERROR(read_compression());
    TBBIMG_RETURN_IF_ERROR(read_masks());
    TBBIMG_RETURN_IF_ERROR(read_palette());
    read_profile();
    return std::move(header_);
  }

 private:
  // 0 behind the end of a short header.
  [[nodiscard]] std::uint32_t field_32(std::size_t offset) const noexcept {
    return offset + 4 <= bytes_ ? dib_32(file_, at_ + offset) : 0;
  }
  [[nodiscard]] std::uint32_t field_16(std::size_t offset) const noexcept {
    return offset + 2 <= bytes_ ? dib_16(file_, at_ + offset) : 0;
  }

  [[nodiscard]] Status read_size() {
    if (bytes_ == kCoreHeader) {
      header_.size = {static_cast<int>(field_16(4)), static_cast<int>(field_16(6))};
      header_.bits_per_pixel = static_cast<int>(field_16(10));
    } else {
      const auto width = static_cast<std::int32_t>(field_32(4));
      const std::int64_t height = static_cast<std::int32_t>(field_32(8));
      header_.top_down = height < 0;
      constexpr std::int64_t kMax = std::numeric_limits<int>::max();
      header_.size = {std::max(width, 0), static_cast<int>(std::min(height < 0 ? -height : height, kMax))};
      header_.bits_per_pixel = static_cast<int>(field_16(14));
    }
    constexpr std::array kDepths = {1, 2, 4, 8, 16, 24, 32};
    const int bits = header_.bits_per_pixel;
    if (std::find(kDepths.begin(), kDepths.end(), bits) != kDepths.end()) return {};
    if (bits == 0) return unsupported("a JPEG or PNG in the shell of a BMP");
    return unsupported(std::to_string(bits) + " bits a pixel");
  }

  static tl::unexpected<Error> unsupported(const std::string& kind) {
    return fail(ErrorCode::unsupported,
                "the BMP is of a kind that is not supported (" + kind + "); convert it to 24 bits");
  }

  [[nodiscard]] Status read_compression() {
    const std::uint32_t value = bytes_ == kCoreHeader ? 0 : field_32(16);
    const int bits = header_.bits_per_pixel;
    if (is_of_os2(bytes_) && value == 3) return unsupported("Huffman's code of OS/2");
    if (is_of_os2(bytes_) && value == 4) return unsupported("run lengths of 24 bits, of OS/2");
    compression_ = static_cast<Compression>(value);
    switch (compression_) {
      case Compression::none: return {};
      case Compression::rle8:
      case Compression::rle4:
        if (bits != (compression_ == Compression::rle8 ? 8 : 4)) return dib_damaged("run lengths of another depth");
        header_.packing = DibPacking::run_lengths;
        return {};
      case Compression::bit_fields:
      case Compression::alpha_bit_fields:
        if (bits != 16 && bits != 32) return dib_damaged("bits of colours in pixels of " + std::to_string(bits));
        return {};
      case Compression::jpeg: return unsupported("a JPEG in the shell of a BMP");
      case Compression::png: return unsupported("a PNG in the shell of a BMP");
    }
    return unsupported("compression " + std::to_string(value));
  }

  static tl::unexpected<Error> dib_damaged(const std::string& what) { return detail::dib_damaged(what.c_str()); }

  [[nodiscard]] Status read_masks() {
    if (header_.bits_per_pixel != 16 && header_.bits_per_pixel != 32) return {};
    std::array<std::uint32_t, 4> bits = {0xFF0000, 0xFF00, 0xFF, 0};
    if (header_.bits_per_pixel == 16) bits = {0x7C00, 0x3E0, 0x1F, 0};
    const bool has_alpha = compression_ == Compression::alpha_bit_fields;
    if (compression_ == Compression::bit_fields || has_alpha) {
      std::size_t count = bytes_ >= kV3Header || has_alpha ? 4 : 3;
      if (is_of_os2(bytes_)) count = 3;
      if (bytes_ < kV2Header) {  // behind the header
        if (file_.size() - header_.pixels_at < count * 4) return dib_cut_short();
        header_.pixels_at += count * 4;
      }
      bits[3] = 0;
      for (std::size_t i = 0; i < count; ++i) bits[i] = dib_32(file_, at_ + kInfoHeader + 4 * i);
    }
    for (std::size_t i = 0; i < bits.size(); ++i) {
      if (header_.bits_per_pixel == 16) bits[i] &= 0xFFFF;
      TBBIMG_ASSIGN_OR_RETURN(header_.masks[i], mask_of(bits[i]));
    }
    return {};
  }

  [[nodiscard]] Status read_palette() {
    const std::size_t most =
        header_.has_palette() ? std::size_t{1} << static_cast<unsigned>(header_.bits_per_pixel) : 0;
    const std::size_t entry = bytes_ == kCoreHeader ? 3 : 4;
    std::size_t count = bytes_ == kCoreHeader ? 0 : field_32(32);
    if (count == 0) count = most;
    // Of pixels that need none, it is a hint for old screens.
    if ((file_.size() - header_.pixels_at) / entry < std::min(count, most)) return dib_cut_short();
    for (std::size_t i = 0; i < std::min(count, most); ++i) {
      const std::size_t from = header_.pixels_at + i * entry;
      header_.palette.push_back({file_[from + 2], file_[from + 1], file_[from]});
    }
    header_.pixels_at += std::min(count, static_cast<std::size_t>(file_bytes_)) * entry;
    return {};
  }

  // [MS-WMF] 2.2.2.5: PROFILE_EMBEDDED.
  void read_profile() {
    constexpr std::uint32_t kEmbedded = 0x4D424544;
    if (bytes_ < kV5Header || field_32(56) != kEmbedded) return;
    const std::uint64_t offset = at_ + std::uint64_t{field_32(112)};
    const std::size_t length = field_32(116);
    if (offset > file_bytes_ || file_bytes_ - offset < length) return;
    header_.profile_at = offset;
    header_.profile_bytes = length;
  }

  std::span<const std::uint8_t> file_;
  std::size_t at_;
  std::uint64_t file_bytes_;
  std::size_t bytes_ = 0;
  Compression compression_ = Compression::none;
  DibHeader header_;
};

}  // namespace

std::uint8_t DibMask::value_of(std::uint32_t pixel) const noexcept {
  if (bits == 0) return 0;
  const std::uint64_t most = bits >> static_cast<unsigned>(shift);
  const std::uint64_t value = (pixel & bits) >> static_cast<unsigned>(shift);
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

bool DibHeader::is_gray() const noexcept {
  return has_palette() && std::all_of(palette.begin(), palette.end(),
                                      [](const auto& color) { return color[0] == color[1] && color[1] == color[2]; });
}

std::uint64_t DibHeader::row_bytes() const noexcept {
  return (static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(bits_per_pixel) + 7) / 8;
}

std::uint64_t DibHeader::stride() const noexcept { return (row_bytes() + 3) / 4 * 4; }

std::uint64_t DibHeader::pixel_bytes() const noexcept {
  if (size.height == 0) return 0;
  const auto before_last = checked_multiply(stride(), static_cast<std::uint64_t>(size.height - 1));
  constexpr std::uint64_t kTooMuch = std::uint64_t{1} << 62U;
  return std::min(before_last.value_or(kTooMuch), kTooMuch) + row_bytes();
}

Result<DibHeader> read_dib_header(FileBytes& file, std::size_t at) {
  const auto head = file.at(0, at + kMostHeader);
  if (file.failure()) return fail(*file.failure());
  return HeaderReader(head, at, file.size()).read();
}

tl::unexpected<Error> dib_cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the BMP is cut short: it ends before its last pixel does; copy it again from its source");
}

tl::unexpected<Error> dib_damaged(const char* what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              std::string("the BMP is damaged (") + what + "); copy it again from its source");
}

}  // namespace tbbimg::detail
