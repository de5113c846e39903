// Which of many 64-bit hashes are near one?
//
// Multi-index hashing: Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index Hashing" (CVPR 2012).
// Hashes are cut into four bands of 16 bits. Where two differ in at most 4a + b bits, one of the first b + 1 bands
// differs in at most a bits, or one of the others in at most a - 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace tbbimg::dups {

/// Immutable: may be asked by several threads at once. Takes 48 bytes for each hash, and 1 MiB.
class HashIndex {
 public:
  /// Fewer than 2^32 hashes.
  explicit HashIndex(std::span<const std::uint64_t> hashes);

  /// Calls `found` with the places of hashes that differ from `hash` in at most `distance` bits, each place once, in an
  /// order that depends on the hashes alone. Looks at n / 65536 places for each band and each word near its band: 52
  /// words for a distance of 6, 548 for 11; at more where hashes are alike.
  void find(std::uint64_t hash, int distance, const std::function<void(std::size_t)>& found) const;

 private:
  static constexpr std::size_t kBands = 4;
  struct Band {
    std::vector<std::uint32_t> begins;  ///< in the others, by the 16 bits
    std::vector<std::uint64_t> hashes;  ///< copies, so that those of a word lie side by side
    std::vector<std::uint32_t> places;
  };

  std::array<Band, kBands> bands_;
};

}  // namespace tbbimg::dups
