#include "codecs/jxl/detail/jxl_bits.hpp"

#include <algorithm>

namespace tbbimg::detail {

bool JxlBits::next_byte() noexcept {
  while (piece_ < boxes_.codestream.size() && at_ == boxes_.codestream[piece_].size()) {
    ++piece_;
    at_ = 0;
  }
  if (piece_ == boxes_.codestream.size()) {
    over_ = true;
    return false;
  }
  byte_ = boxes_.codestream[piece_][at_++];
  bits_left_ = 8;
  ++position_;
  return true;
}

std::uint64_t JxlBits::bits(unsigned count) noexcept {
  std::uint64_t value = 0;
  for (unsigned got = 0; got < count;) {
    if (bits_left_ == 0 && !next_byte()) return value;
    const unsigned taken = std::min(bits_left_, count - got);
    const auto low = static_cast<std::uint64_t>(byte_) & ((std::uint64_t{1} << taken) - 1);
    value |= low << got;
    byte_ = static_cast<std::uint8_t>(byte_ >> taken);
    bits_left_ -= taken;
    got += taken;
  }
  return value;
}

// ISO/IEC 18181-1, 9.2.2: U64.
std::uint64_t JxlBits::long_number() noexcept {
  switch (bits(2)) {
    case 0: return 0;
    case 1: return 1 + bits(4);
    case 2: return 17 + bits(8);
    default: break;
  }
  std::uint64_t value = bits(12);
  for (unsigned shift = 12; flag(); shift += 8) {
    if (shift == 60) return value | bits(4) << shift;
    value |= bits(8) << shift;
  }
  return value;
}

void JxlBits::skip_bits(std::uint64_t count) noexcept {
  const auto begun = std::min<std::uint64_t>(bits_left_, count);
  static_cast<void>(bits(static_cast<unsigned>(begun)));
  count -= begun;
  if (count == 0) return;
  skip_bytes(count / 8);
  static_cast<void>(bits(static_cast<unsigned>(count % 8)));
}

void JxlBits::skip_bytes(std::uint64_t count) noexcept {
  while (count > 0) {
    if (piece_ == boxes_.codestream.size()) {
      over_ = true;
      return;
    }
    const std::size_t here = boxes_.codestream[piece_].size() - at_;
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(here, count));
    at_ += taken;
    position_ += taken;
    count -= taken;
    if (count == 0) return;
    ++piece_;
    at_ = 0;
  }
}

}  // namespace tbbimg::detail
