// Indices to the data of a GIF's frame. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codecs/detail/growing_buffer.hpp"

namespace tbbimg::detail {

/// LZW with codes of growing length in blocks of up to 255 bytes (GIF89a, appendix F).
class GifLzwWriter {
 public:
  /// Begins the data of a frame whose indices are below 2^index_bits.
  GifLzwWriter(GrowingBuffer& output, int index_bits);

  /// False if there is no memory.
  [[nodiscard]] bool write(std::span<const std::uint8_t> indices);
  [[nodiscard]] bool finish();

 private:
  static constexpr std::size_t kSlots = 8192;  // of a hash table for up to 4096 strings

  void forget_strings();
  [[nodiscard]] bool put_code(int code);
  [[nodiscard]] bool put_byte(std::uint8_t byte);
  [[nodiscard]] bool flush_block();
  [[nodiscard]] std::size_t slot_of(std::int32_t string) const noexcept;

  GrowingBuffer& output_;
  int index_bits_;
  int code_bits_ = 0;
  int next_code_ = 0;
  int prefix_ = -1;                    ///< the code of what was read and not yet written; below 0: nothing
  std::vector<std::int32_t> strings_;  ///< by slot: prefix and last index; below 0: none
  std::vector<std::uint16_t> codes_;   ///< of these strings
  std::uint32_t bits_ = 0;
  int bit_count_ = 0;
  std::array<std::uint8_t, 255> block_{};
  std::size_t block_bytes_ = 0;
  bool ok_ = true;
};

}  // namespace tbbimg::detail
