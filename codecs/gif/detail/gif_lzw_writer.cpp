#include "codecs/gif/detail/gif_lzw_writer.hpp"

#include <algorithm>

namespace tbbimg::detail {
namespace {

constexpr int kMaxCodeBits = 12;
constexpr int kMaxCodes = 1 << kMaxCodeBits;

}  // namespace

GifLzwWriter::GifLzwWriter(GrowingBuffer& output, int index_bits)
    : output_(output), index_bits_(std::max(index_bits, 2)), strings_(kSlots), codes_(kSlots) {
  forget_strings();
  const auto minimum = static_cast<std::uint8_t>(index_bits_);
  ok_ = output_.append({&minimum, 1}) && put_code(1 << index_bits_);
}

void GifLzwWriter::forget_strings() {
  std::fill(strings_.begin(), strings_.end(), -1);
  code_bits_ = index_bits_ + 1;
  next_code_ = (1 << index_bits_) + 2;  // behind the codes "forget" and "end"
}

std::size_t GifLzwWriter::slot_of(std::int32_t string) const noexcept {
  std::size_t slot = (static_cast<std::uint32_t>(string) * 2'654'435'761U) >> 19U;  // Knuth's multiplicative hash
  while (strings_[slot] >= 0 && strings_[slot] != string) slot = (slot + 1) % kSlots;
  return slot;
}

bool GifLzwWriter::write(std::span<const std::uint8_t> indices) {
  for (const std::uint8_t index : indices) {
    if (prefix_ < 0) {
      prefix_ = index;
      continue;
    }
    const std::int32_t string = prefix_ << 8 | index;
    const std::size_t slot = slot_of(string);
    if (strings_[slot] == string) {
      prefix_ = codes_[slot];
      continue;
    }
    ok_ = ok_ && put_code(prefix_);
    prefix_ = index;
    if (next_code_ < kMaxCodes) {
      // The decoder learns a string one code later than this does: hence the length grows behind the last code of it.
      if (next_code_ == 1 << code_bits_) ++code_bits_;
      strings_[slot] = string;
      codes_[slot] = static_cast<std::uint16_t>(next_code_++);
    } else {
      ok_ = ok_ && put_code(1 << index_bits_);
      forget_strings();
    }
  }
  return ok_;
}

bool GifLzwWriter::finish() {
  if (prefix_ >= 0) {
    ok_ = ok_ && put_code(prefix_);
    if (next_code_ == 1 << code_bits_ && code_bits_ < kMaxCodeBits) ++code_bits_;
  }
  ok_ = ok_ && put_code((1 << index_bits_) + 1);
  if (bit_count_ > 0) ok_ = ok_ && put_byte(static_cast<std::uint8_t>(bits_));
  ok_ = ok_ && flush_block();
  constexpr std::uint8_t kEnd = 0;
  return ok_ && output_.append({&kEnd, 1});
}

bool GifLzwWriter::put_code(int code) {
  bits_ |= static_cast<std::uint32_t>(code) << static_cast<unsigned>(bit_count_);
  bit_count_ += code_bits_;
  for (; bit_count_ >= 8; bit_count_ -= 8, bits_ >>= 8U) {
    if (!put_byte(static_cast<std::uint8_t>(bits_))) return false;
  }
  return true;
}

bool GifLzwWriter::put_byte(std::uint8_t byte) {
  block_[block_bytes_++] = byte;
  return block_bytes_ < block_.size() || flush_block();
}

bool GifLzwWriter::flush_block() {
  if (block_bytes_ == 0) return true;
  const auto length = static_cast<std::uint8_t>(block_bytes_);
  const bool done = output_.append({&length, 1}) && output_.append(std::span(block_).first(block_bytes_));
  block_bytes_ = 0;
  return done;
}

}  // namespace tbbimg::detail
