// The compression of GIF (GIF89a, appendix F). Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tbbimg::detail {

/// Gives the indices of a frame bit by bit. 32 KiB; for any number of frames, one after the other.
class GifLzw {
 public:
  enum class Outcome : std::uint8_t { done, ends_early, broken };

  /// `data` begins with the bits of the first codes; sub-blocks follow. False if no GIF has codes of so many bits.
  [[nodiscard]] bool start(std::span<const std::uint8_t> data) noexcept;

  /// The next indices.size() of the frame. What lies behind the last one is nobody's business: often there is no end
  /// code.
  [[nodiscard]] Outcome read(std::span<std::uint8_t> indices) noexcept;

 private:
  static constexpr unsigned kMaxCodeBits = 12;
  static constexpr std::size_t kMaxCodes = std::size_t{1} << kMaxCodeBits;
  static constexpr unsigned kNoCode = kMaxCodes;
  static constexpr unsigned kColors = 256;  // of a palette, at most

  [[nodiscard]] unsigned next_code() noexcept;
  void clear_table() noexcept;
  [[nodiscard]] bool add_entry(unsigned code) noexcept;
  void write_string(unsigned code, std::uint8_t* to) const noexcept;

  std::span<const std::uint8_t> data_;
  std::size_t at_ = 0;
  std::size_t left_in_block_ = 0;
  std::uint64_t bits_ = 0;  // of data_ that are not used yet, the next one lowest
  unsigned bit_count_ = 0;

  unsigned clear_code_ = 0;  // the end code is the next one
  unsigned root_bits_ = 0;
  unsigned code_bits_ = 0;
  unsigned next_free_ = 0;
  unsigned previous_ = kNoCode;

  // A code stands for the string of its prefix and one index more.
  std::array<std::uint16_t, kMaxCodes> prefix_;
  std::array<std::uint16_t, kMaxCodes> length_;
  std::array<std::uint8_t, kMaxCodes> first_;
  std::array<std::uint8_t, kMaxCodes> last_;

  std::array<std::uint8_t, kMaxCodes> rest_;  // of a string that began in what was read before
  std::size_t rest_begin_ = 0;
  std::size_t rest_end_ = 0;
};

}  // namespace tbbimg::detail
