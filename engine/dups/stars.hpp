// Which pictures look alike? Star clustering: the best picture that is in no group yet takes all those near it that
// are in none. Every member is near the picture that is kept, so that a chain of pictures, each like the next, does not
// become one group as with union-find.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/dups/print.hpp"

namespace tbbimg::dups {

enum class HashChoice : std::uint8_t { both, dhash, phash };

struct Nearness {
  HashChoice hash = HashChoice::both;
  int distance = 6;  ///< bits in which each of the hashes may differ; see README.md for the measurement
};
/// Above, unlike pictures are near, and the search takes long.
inline constexpr int kMaxDistance = 15;

[[nodiscard]] bool are_near(const Print& a, const Print& b, const Nearness& nearness) noexcept;

/// Groups of two and more places in `prints`, the best first and the others in their order. `prints` are in order from
/// the best on. Takes a search for each group and each picture that is alone, not one for each pair.
[[nodiscard]] std::vector<std::vector<std::size_t>> star_groups(std::span<const Print> prints,
                                                                const Nearness& nearness);

}  // namespace tbbimg::dups
