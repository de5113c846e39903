// Indices to the data of a GIF's frame. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codecs/detail/growing_buffer.hpp"

namespace tbbimg::detail {

/// Indices that a pixel may have, of which the first is the best; fewer than three are repeated.
using GifIndexChoice = std::array<std::uint8_t, 3>;

/// LZW with codes of growing length in blocks of up to 255 bytes (GIF89a, appendix F). A full table is kept as long as
/// it serves.
class GifLzwWriter {
 public:
  /// Begins the data of a frame whose indices are below 2^index_bits. What is chosen goes to `chosen`, unless that is
  /// empty.
  GifLzwWriter(GrowingBuffer& output, int index_bits, std::span<std::uint8_t> chosen = {});

  /// False if there is no memory.
  [[nodiscard]] bool write(std::span<const std::uint8_t> indices);
  /// Chooses what makes the longest strings.
  [[nodiscard]] bool write(std::span<const GifIndexChoice> pixels);
  [[nodiscard]] bool finish();

 private:
  static constexpr std::size_t kSlots = 8192;  // of a hash table for up to 4096 strings
  static constexpr std::size_t kMaxRead = 16;

  void forget_strings();
  void add(const GifIndexChoice& pixel);
  [[nodiscard]] int longer(int code, std::uint8_t index) const noexcept;
  [[nodiscard]] bool extend(const GifIndexChoice& pixel);
  void begin_string(const GifIndexChoice& pixel);
  void put_string(const GifIndexChoice& next);
  void put_read();
  void finish_string(std::uint8_t index) noexcept;
  void look_at_full_table();
  void record(int code) noexcept;
  [[nodiscard]] bool put_code(int code);
  [[nodiscard]] bool put_byte(std::uint8_t byte);
  [[nodiscard]] bool flush_block();
  [[nodiscard]] std::size_t slot_of(std::int32_t string) const noexcept;

  GrowingBuffer& output_;
  int index_bits_;
  int code_bits_ = 0;
  int next_code_ = 0;
  int unfinished_ = -1;  ///< the string that next_code_ is to stand for, but for its last index; below 0: none
  std::array<std::uint16_t, kMaxRead> read_{};  ///< codes for what was read and not yet written, of equal length
  std::size_t read_count_ = 0;
  std::size_t read_length_ = 0;
  std::vector<std::int32_t> strings_;  ///< by slot: prefix and last index; below 0: none
  std::vector<std::uint16_t> codes_;   ///< of these strings
  std::vector<std::uint16_t> prefix_;  ///< of the string, by code
  std::vector<std::uint8_t> first_;    ///< index of the string, by code
  std::vector<std::uint8_t> last_;     ///< index of the string, by code
  std::span<std::uint8_t> chosen_;     ///< what is left of it
  int codes_when_full_ = 0;            ///< in the window at hand, since the table is full
  std::size_t indices_when_full_ = 0;  ///< that these codes stand for
  std::size_t most_indices_ = 0;       ///< in a window of them
  std::uint32_t bits_ = 0;
  int bit_count_ = 0;
  std::array<std::uint8_t, 255> block_{};
  std::size_t block_bytes_ = 0;
  bool ok_ = true;
};

}  // namespace tbbimg::detail
