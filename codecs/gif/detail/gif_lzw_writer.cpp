#include "codecs/gif/detail/gif_lzw_writer.hpp"

#include <algorithm>

namespace tbbimg::detail {
namespace {

constexpr int kMaxCodeBits = 12;
constexpr int kMaxCodes = 1 << kMaxCodeBits;

// A full table is looked at every so many codes, and kept as long as they stand for so many hundredths of the indices
// that those of the best such window stood for. Of 70 and 90 to 100, and windows of 128 to 512 codes, this is best.
constexpr int kWindowCodes = 256;
constexpr std::size_t kServes = 97;

// Strings that are tried for one code: 5 or 8 of them gain up to 1 % more and take a fifth longer.
constexpr std::size_t kTried = 3;

}  // namespace

GifLzwWriter::GifLzwWriter(GrowingBuffer& output, int index_bits, std::span<std::uint8_t> chosen)
    : output_(output),
      index_bits_(std::max(index_bits, 2)),
      strings_(kSlots),
      codes_(kSlots),
      prefix_(kMaxCodes),
      first_(kMaxCodes),
      last_(kMaxCodes),
      chosen_(chosen) {
  for (int index = 0; index < 1 << index_bits_; ++index) {
    first_[static_cast<std::size_t>(index)] = last_[static_cast<std::size_t>(index)] = static_cast<std::uint8_t>(index);
  }
  forget_strings();
  const auto minimum = static_cast<std::uint8_t>(index_bits_);
  ok_ = output_.append({&minimum, 1}) && put_code(1 << index_bits_);
}

void GifLzwWriter::forget_strings() {
  std::fill(strings_.begin(), strings_.end(), -1);
  code_bits_ = index_bits_ + 1;
  next_code_ = (1 << index_bits_) + 2;  // behind the codes "forget" and "end"
  unfinished_ = -1;
  codes_when_full_ = 0;
  indices_when_full_ = most_indices_ = 0;
}

GifLzwWriter::Read GifLzwWriter::begun(const GifIndexChoice& pixel) noexcept {
  Read read;
  for (std::size_t i = 0; i < pixel.size(); ++i) {
    if (i == 0 || pixel[i] != pixel[0]) read.codes[read.count++] = pixel[i];
  }
  read.length = 1;
  return read;
}

// False if the table has no such string.
bool GifLzwWriter::extend(Read& read, const GifIndexChoice& pixel) const noexcept {
  std::size_t count = 0;
  if (pixel[0] == pixel[1] && pixel[0] == pixel[2]) {
    for (std::size_t i = 0; i < read.count; ++i) {
      const int code = longer(read.codes[i], pixel[0]);
      if (code >= 0) read.codes[count++] = static_cast<std::uint16_t>(code);
    }
    if (count == 0) return false;
    read.count = count;
    ++read.length;
    return true;
  }
  std::array<std::uint16_t, kMaxRead> codes{};
  for (std::size_t i = 0; i < read.count; ++i) {
    for (std::size_t j = 0; j < pixel.size(); ++j) {
      if (j > 0 && pixel[j] == pixel[0]) continue;
      const int code = longer(read.codes[i], pixel[j]);
      if (code >= 0 && count < kMaxRead) codes[count++] = static_cast<std::uint16_t>(code);
    }
  }
  if (count == 0) return false;
  read.codes = codes;
  read.count = count;
  ++read.length;
  return true;
}

void GifLzwWriter::add(const GifIndexChoice& pixel) {
  if (read_.count == 0) {
    read_ = begun(pixel);
  } else if (!extend(read_, pixel)) {
    put_string();
    read_ = begun(pixel);
  }
}

std::size_t GifLzwWriter::longest(std::span<const GifIndexChoice> pixels) const noexcept {
  Read read = begun(pixels[0]);
  while (read.length < pixels.size() && extend(read, pixels[read.length])) {
  }
  return read.length;
}

// Of the longest string for the first pixels and those a little shorter, the one that reaches farthest with the next.
GifLzwWriter::Read GifLzwWriter::farthest(std::span<const GifIndexChoice> pixels) const noexcept {
  std::array<Read, kTried> last;  // by their length, modulo
  Read read = begun(pixels[0]);
  last[read.length % kTried] = read;
  while (read.length < pixels.size() && extend(read, pixels[read.length])) last[read.length % kTried] = read;
  if (read.length == pixels.size()) return read;
  std::size_t best = read.length;
  std::size_t most = best + longest(pixels.subspan(best));
  for (std::size_t shorter = 1; shorter < std::min(kTried, read.length); ++shorter) {
    const std::size_t length = read.length - shorter;
    const std::size_t reach = length + longest(pixels.subspan(length));
    if (reach <= most) continue;
    most = reach;
    best = length;
  }
  return last[best % kTried];
}

bool GifLzwWriter::write_ahead(std::span<const GifIndexChoice> pixels) {
  for (std::span<const GifIndexChoice> rest = pixels; !rest.empty(); rest = rest.subspan(read_.length)) {
    if (read_.count > 0) put_string();
    read_ = farthest(rest);
  }
  return ok_;
}

bool GifLzwWriter::write(std::span<const std::uint8_t> indices) {
  for (const std::uint8_t index : indices) add({index, index, index});
  return ok_;
}

bool GifLzwWriter::write(std::span<const GifIndexChoice> pixels) {
  for (const GifIndexChoice& pixel : pixels) add(pixel);
  return ok_;
}

// One of those that were read.
void GifLzwWriter::put_string() {
  put_read();
  if (next_code_ == kMaxCodes) {
    look_at_full_table();
  } else {
    unfinished_ = read_.codes[0];
  }
}

void GifLzwWriter::put_read() {
  const int code = read_.codes[0];
  if (unfinished_ >= 0) finish_string(first_[static_cast<std::size_t>(code == next_code_ ? unfinished_ : code)]);
  record(code);
  ok_ = ok_ && put_code(code);
}

void GifLzwWriter::finish_string(std::uint8_t index) noexcept {
  // The decoder learns a string one code later than this does: hence the length grows behind the last code of it.
  if (next_code_ == 1 << code_bits_) ++code_bits_;
  const std::int32_t string = unfinished_ << 8 | index;
  const std::size_t slot = slot_of(string);
  // One that is there already keeps its code, which longer ones begin with.
  if (strings_[slot] != string) codes_[slot] = static_cast<std::uint16_t>(next_code_);
  strings_[slot] = string;
  const auto code = static_cast<std::size_t>(next_code_++);
  prefix_[code] = static_cast<std::uint16_t>(unfinished_);
  first_[code] = first_[static_cast<std::size_t>(unfinished_)];
  last_[code] = index;
  unfinished_ = -1;
}

void GifLzwWriter::look_at_full_table() {
  ++codes_when_full_;
  indices_when_full_ += read_.length;
  if (codes_when_full_ < kWindowCodes) return;
  if (indices_when_full_ * 100 < most_indices_ * kServes) {
    ok_ = ok_ && put_code(1 << index_bits_);
    return forget_strings();
  }
  most_indices_ = std::max(most_indices_, indices_when_full_);
  codes_when_full_ = 0;
  indices_when_full_ = 0;
}

void GifLzwWriter::record(int code) noexcept {
  if (chosen_.empty()) return;
  auto at = static_cast<std::size_t>(code);
  for (std::size_t i = read_.length; i-- > 0; at = prefix_[at]) chosen_[i] = last_[at];
  chosen_ = chosen_.subspan(read_.length);
}

bool GifLzwWriter::finish() {
  if (read_.count > 0) {
    put_read();
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
