#include "codecs/jxl/detail/jxl_frame_header.hpp"

#include <algorithm>
#include <limits>

namespace tbbimg::detail {
namespace {

using Ranges = std::array<JxlBits::Range, 4>;

constexpr Ranges kPowersOfTwo = {{{0, 1}, {0, 2}, {0, 4}, {0, 8}}};
constexpr Ranges kUpToThree = {{{0, 0}, {0, 1}, {0, 2}, {0, 3}}};
constexpr Ranges kCoordinate = {{{8, 0}, {11, 256}, {14, 2304}, {30, 18'688}}};
constexpr unsigned kFloatBits = 16;

struct ExactSize {
  std::int64_t width;
  std::int64_t height;
};

std::int64_t divided_up(std::int64_t value, std::int64_t by) noexcept { return (value + by - 1) / by; }

std::int64_t signed_number(std::uint32_t packed) noexcept {
  const auto half = static_cast<std::int64_t>(packed >> 1U);
  return (packed & 1U) != 0 ? -half - 1 : half;
}

/// Reads field by field; those that matter to nobody here are passed over.
class FrameHeaderReader {
 public:
  FrameHeaderReader(JxlBits& bits, const JxlStreamHeader& stream, Size canvas) noexcept
      : bits_(bits), stream_(stream), canvas_(canvas), size_{canvas.width, canvas.height} {}

  [[nodiscard]] Result<JxlFrameHeader> read() {
    if (!bits_.flag()) {
      read_coding();
      read_place();
      if (is_shown_type()) read_blending();
      if (header_.type != JxlFrameType::regular) header_.last = false;
      read_reference();
      const std::uint32_t name = bits_.number({{{0, 0}, {4, 0}, {5, 16}, {10, 48}}});
      bits_.skip_bits(std::uint64_t{8} * name);
      read_filters();
      skip_extensions();
    }
    return finish();
  }

 private:
  static constexpr std::uint64_t kUsesLowFrequency = 32;

  [[nodiscard]] bool is_shown_type() const noexcept {
    return header_.type == JxlFrameType::regular || header_.type == JxlFrameType::skip_progressive;
  }
  [[nodiscard]] std::size_t extra_channels() const noexcept { return stream_.extra_channel_shifts.size(); }

  void read_coding() {
    header_.type = static_cast<JxlFrameType>(bits_.bits(2));
    header_.modular = bits_.flag();
    const std::uint64_t flags = bits_.long_number();
    const bool is_ycbcr = !stream_.xyb && bits_.flag();
    if ((flags & kUsesLowFrequency) == 0) {
      if (is_ycbcr) read_subsampling();
      upsampling_ = bits_.number(kPowersOfTwo);
      for (std::size_t i = 0; i < extra_channels(); ++i) static_cast<void>(bits_.number(kPowersOfTwo));
    }
    if (header_.modular) group_shift_ = static_cast<unsigned>(bits_.bits(2));
    if (!header_.modular && stream_.xyb) static_cast<void>(bits_.bits(6));
    if (header_.type != JxlFrameType::reference_only) read_passes();
    if (header_.type == JxlFrameType::low_frequency) {
      const unsigned level = bits_.number({{{0, 1}, {0, 2}, {0, 3}, {0, 4}}});
      size_ = {divided_up(size_.width, std::int64_t{1} << (3 * level)),
               divided_up(size_.height, std::int64_t{1} << (3 * level))};
    }
  }

  void read_subsampling() {
    constexpr std::array<unsigned, 4> kAcross = {0, 1, 1, 0};
    constexpr std::array<unsigned, 4> kDown = {0, 1, 0, 1};
    for (int channel = 0; channel < 3; ++channel) {
      const auto mode = static_cast<std::size_t>(bits_.bits(2));
      shift_across_ = std::max(shift_across_, kAcross[mode]);
      shift_down_ = std::max(shift_down_, kDown[mode]);
    }
  }

  void read_passes() {
    header_.passes = bits_.number({{{0, 1}, {0, 2}, {0, 3}, {3, 4}}});
    if (header_.passes == 1) return;
    const std::uint32_t steps = bits_.number({{{0, 0}, {0, 1}, {0, 2}, {1, 3}}});
    bits_.skip_bits(std::uint64_t{2} * (header_.passes - 1));
    for (std::uint32_t i = 0; i < steps; ++i) static_cast<void>(bits_.number(kPowersOfTwo));
    for (std::uint32_t i = 0; i < steps; ++i) static_cast<void>(bits_.number({{{0, 0}, {0, 1}, {0, 2}, {3, 0}}}));
  }

  void read_place() {
    if (header_.type == JxlFrameType::low_frequency || !bits_.flag()) return;
    std::int64_t left = 0;
    std::int64_t top = 0;
    if (is_shown_type()) {
      left = signed_number(bits_.number(kCoordinate));
      top = signed_number(bits_.number(kCoordinate));
    }
    size_.width = bits_.number(kCoordinate);
    size_.height = bits_.number(kCoordinate);
    partial_ = is_shown_type() &&
               (left > 0 || top > 0 || left + size_.width < canvas_.width || top + size_.height < canvas_.height);
  }

  void read_blending() {
    replaces_ = read_blend_mode() == 0;
    for (std::size_t i = 0; i < extra_channels(); ++i) static_cast<void>(read_blend_mode());
    if (stream_.animated) {
      header_.duration = bits_.number({{{0, 0}, {0, 1}, {8, 0}, {32, 0}}});
      if (stream_.time_codes) bits_.skip_bits(32);
    }
    header_.last = bits_.flag();
  }

  std::uint32_t read_blend_mode() {
    constexpr std::uint32_t kBlend = 2;
    constexpr std::uint32_t kWeightedAdd = 3;
    constexpr std::uint32_t kMultiply = 4;
    const std::uint32_t mode = bits_.number({{{0, 0}, {0, 1}, {0, 2}, {2, 3}}});
    const bool by_alpha = extra_channels() > 0 && (mode == kBlend || mode == kWeightedAdd);
    if (by_alpha) static_cast<void>(bits_.number({{{0, 0}, {0, 1}, {0, 2}, {3, 3}}}));
    if (by_alpha || mode == kMultiply) bits_.skip_bits(1);
    if (mode != 0 || partial_) static_cast<void>(bits_.number(kUpToThree));
    return mode;
  }

  void read_reference() {
    if (header_.type == JxlFrameType::low_frequency) return;
    if (!header_.last) header_.kept_as = bits_.number(kUpToThree);
    const bool says_when = header_.type == JxlFrameType::reference_only ||
                           (is_shown_type() && header_.referable() && replaces_ && !partial_);
    if (says_when) bits_.skip_bits(1);
  }

  void read_filters() {
    if (bits_.flag()) return;
    if (bits_.flag() && bits_.flag()) bits_.skip_bits(6 * kFloatBits);
    if (bits_.bits(2) > 0) {
      if (!header_.modular && bits_.flag()) bits_.skip_bits(8 * kFloatBits);
      if (bits_.flag()) bits_.skip_bits(5 * kFloatBits);
      if (bits_.flag()) bits_.skip_bits((header_.modular ? 3 : 4) * kFloatBits);
      if (header_.modular) bits_.skip_bits(kFloatBits);
    }
    skip_extensions();
  }

  void skip_extensions() {
    std::uint64_t length = 0;
    for (std::uint64_t left = bits_.long_number(); left != 0; left &= left - 1) {
      const std::uint64_t more = bits_.long_number();
      length = more > std::numeric_limits<std::uint64_t>::max() - length ? std::numeric_limits<std::uint64_t>::max()
                                                                         : length + more;
    }
    bits_.skip_bits(length);
  }

  [[nodiscard]] Result<JxlFrameHeader> finish() {
    if (bits_.is_over()) return header_;
    if (size_.width < 1 || size_.height < 1) return damaged_jxl("one of its frames has no pixels");
    // 30 bits and what they are counted from fit in 31.
    header_.size = {static_cast<int>(size_.width), static_cast<int>(size_.height)};
    const std::int64_t group = std::int64_t{128} << group_shift_;
    header_.large_groups = group > 512;
    const std::int64_t width = divided_up(size_.width, upsampling_);
    const std::int64_t height = divided_up(size_.height, upsampling_);
    const std::int64_t groups = divided_up(width, group) * divided_up(height, group);
    const auto blocks = [](std::int64_t side, unsigned shift) {
      return divided_up(side, std::int64_t{8} << shift) << shift;
    };
    const std::int64_t coarse_groups =
        divided_up(blocks(width, shift_across_), group) * divided_up(blocks(height, shift_down_), group);
    header_.sections = groups == 1 && header_.passes == 1
                           ? 1
                           : static_cast<std::uint64_t>(2 + coarse_groups + groups * header_.passes);
    return header_;
  }

  JxlBits& bits_;
  const JxlStreamHeader& stream_;
  Size canvas_;
  ExactSize size_;
  JxlFrameHeader header_;
  std::uint32_t upsampling_ = 1;
  unsigned group_shift_ = 1;
  unsigned shift_across_ = 0;
  unsigned shift_down_ = 0;
  bool partial_ = false;
  bool replaces_ = true;
};

}  // namespace

Result<JxlFrameHeader> read_jxl_frame_header(JxlBits& bits, const JxlStreamHeader& stream, Size canvas) {
  return FrameHeaderReader(bits, stream, canvas).read();
}

}  // namespace tbbimg::detail
