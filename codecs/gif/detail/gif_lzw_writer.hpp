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
  /// All pixels of a frame, instead of the above: of the strings for a code, takes the one behind which the next
  /// reaches farthest. Mostly smaller, and takes about five times as long.
  [[nodiscard]] bool write_ahead(std::span<const GifIndexChoice> pixels);
  [[nodiscard]] bool finish();

 private:
  static constexpr std::size_t kSlots = 8192;  // of a hash table for up to 4096 strings
  static constexpr std::size_t kMaxRead = 16;

  /// Codes of strings for the same pixels.
  struct Read {
    std::array<std::uint16_t, kMaxRead> codes{};
    std::size_t count = 0;
    std::size_t length = 0;
  };

  void forget_strings();
  void add(const GifIndexChoice& pixel);
  // Below 0 if the table has no such string. The last one has no last index yet: it becomes the first of what is being
  // read, which is that of the string itself where this is read again.
  [[nodiscard]] int longer(int code, std::uint8_t index) const noexcept {
    const std::int32_t string = code << 8 | index;
    const std::size_t slot = slot_of(string);
    if (strings_[slot] == string) return codes_[slot];
    return code == unfinished_ && index == first_[static_cast<std::size_t>(code)] ? next_code_ : -1;
  }
  [[nodiscard]] static Read begun(const GifIndexChoice& pixel) noexcept;
  [[nodiscard]] bool extend(Read& read, const GifIndexChoice& pixel) const noexcept;
  [[nodiscard]] std::size_t longest(std::span<const GifIndexChoice> pixels) const noexcept;
  [[nodiscard]] Read farthest(std::span<const GifIndexChoice> pixels) const noexcept;
  void put_string();
  void put_read();
  void finish_string(std::uint8_t index) noexcept;
  void look_at_full_table();
  void record(int code) noexcept;
  [[nodiscard]] bool put_code(int code);
  [[nodiscard]] bool put_byte(std::uint8_t byte);
  [[nodiscard]] bool flush_block();
  [[nodiscard]] std::size_t slot_of(std::int32_t string) const noexcept {
    std::size_t slot = (static_cast<std::uint32_t>(string) * 2'654'435'761U) >> 19U;  // Knuth's multiplicative hash
    while (strings_[slot] >= 0 && strings_[slot] != string) slot = (slot + 1) % kSlots;
    return slot;
  }

  GrowingBuffer& output_;
  int index_bits_;
  int code_bits_ = 0;
  int next_code_ = 0;
  int unfinished_ = -1;  ///< the string that next_code_ is to stand for, but for its last index; below 0: none
  Read read_;            ///< what was read and not yet written
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
