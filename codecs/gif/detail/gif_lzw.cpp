#include "codecs/gif/detail/gif_lzw.hpp"

#include <algorithm>

namespace tbbimg::detail {

bool GifLzw::start(std::span<const std::uint8_t> data) noexcept {
  constexpr unsigned kMaxRootBits = kMaxCodeBits - 1;  // more than 8 serve no palette, but there are such files
  if (data.empty() || data[0] == 0 || data[0] > kMaxRootBits) return false;
  root_bits_ = data[0];
  data_ = data.subspan(1);
  at_ = left_in_block_ = 0;
  bits_ = 0;
  bit_count_ = 0;
  rest_begin_ = rest_end_ = 0;
  clear_code_ = 1U << root_bits_;
  for (unsigned root = 0; root < std::min(clear_code_, kColors); ++root) {
    length_[root] = 1;
    first_[root] = last_[root] = static_cast<std::uint8_t>(root);
  }
  clear_table();
  return true;
}

void GifLzw::clear_table() noexcept {
  code_bits_ = root_bits_ + 1;
  next_free_ = clear_code_ + 2;
  previous_ = kNoCode;
}

// kNoCode where the data ends.
unsigned GifLzw::next_code() noexcept {
  while (bit_count_ < code_bits_) {
    if (left_in_block_ == 0) {
      if (at_ >= data_.size() || data_[at_] == 0) return kNoCode;
      left_in_block_ = std::min<std::size_t>(data_[at_], data_.size() - at_ - 1);
      ++at_;
      if (left_in_block_ == 0) return kNoCode;
    }
    const std::size_t bytes = std::min<std::size_t>(left_in_block_, (63 - bit_count_) / 8);
    for (std::size_t i = 0; i < bytes; ++i) {
      bits_ |= std::uint64_t{data_[at_++]} << bit_count_;
      bit_count_ += 8;
    }
    left_in_block_ -= bytes;
  }
  const auto code = static_cast<unsigned>(bits_ & ((1U << code_bits_) - 1));
  bits_ >>= code_bits_;
  bit_count_ -= code_bits_;
  return code;
}

// The string before and the first index of this one; a full table stays as it is until it is cleared. False if `code`
// stands for nothing.
bool GifLzw::add_entry(unsigned code) noexcept {
  if (previous_ == kNoCode) {
    if (code >= clear_code_) return false;
  } else if (code > next_free_) {
    return false;
  } else if (next_free_ < kMaxCodes) {
    prefix_[next_free_] = static_cast<std::uint16_t>(previous_);
    length_[next_free_] = static_cast<std::uint16_t>(length_[previous_] + 1);
    first_[next_free_] = first_[previous_];
    last_[next_free_] = first_[code];  // which may be the new one itself
    ++next_free_;
  }
  // With roots of 1 bit, which the standard does not have, the first code needs more already.
  if (next_free_ >= 1U << code_bits_ && code_bits_ < kMaxCodeBits) ++code_bits_;
  return true;
}

void GifLzw::write_string(unsigned code, std::uint8_t* to) const noexcept {
  for (std::size_t i = length_[code]; i-- > 0; code = prefix_[code]) to[i] = last_[code];
}

GifLzw::Outcome GifLzw::read(std::span<std::uint8_t> indices) noexcept {
  std::uint8_t* to = indices.data();
  std::size_t room = indices.size();
  const auto take_rest = [&] {
    const std::size_t count = std::min(room, rest_end_ - rest_begin_);
    std::copy_n(rest_.data() + rest_begin_, count, to);
    rest_begin_ += count;
    to += count;
    room -= count;
  };
  take_rest();
  while (room > 0) {
    const unsigned code = next_code();
    if (code == kNoCode || code == clear_code_ + 1) return Outcome::ends_early;
    if (code == clear_code_) {
      clear_table();
      continue;
    }
    const bool is_no_index = code >= kColors && code < clear_code_;
    if (is_no_index || !add_entry(code)) return Outcome::broken;
    previous_ = code;
    if (const std::size_t length = length_[code]; length <= room) {
      write_string(code, to);
      to += length;
      room -= length;
    } else {
      write_string(code, rest_.data());
      rest_begin_ = 0;
      rest_end_ = length;
      take_rest();
    }
  }
  return Outcome::done;
}

}  // namespace tbbimg::detail
