#include "engine/dups/stars.hpp"

#include <algorithm>

#include "engine/dups/hash_index.hpp"
#include "kernels/hash/perceptual_hash.hpp"

namespace tbbimg::dups {

bool are_near(const Print& a, const Print& b, const Nearness& nearness) noexcept {
  if (a.is_flat || b.is_flat) return false;
  const bool dhash_is_near = nearness.hash == HashChoice::phash || hash_distance(a.dhash, b.dhash) <= nearness.distance;
  return dhash_is_near && (nearness.hash == HashChoice::dhash || hash_distance(a.phash, b.phash) <= nearness.distance);
}

std::vector<std::vector<std::size_t>> star_groups(std::span<const Print> prints, const Nearness& nearness) {
  // With both, phash is searched for: half of its bits are set, so that its words are spread better.
  const bool by_dhash = nearness.hash == HashChoice::dhash;
  const auto hash_of = [by_dhash](const Print& print) { return by_dhash ? print.dhash : print.phash; };
  std::vector<std::uint64_t> hashes;
  std::vector<std::size_t> places;  // of hashes, in prints
  for (std::size_t i = 0; i < prints.size(); ++i) {
    if (prints[i].is_flat) continue;
    hashes.push_back(hash_of(prints[i]));
    places.push_back(i);
  }
  const HashIndex index(hashes);
  std::vector<bool> is_taken(hashes.size());
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t center = 0; center < hashes.size(); ++center) {
    if (is_taken[center]) continue;
    is_taken[center] = true;
    std::vector<std::size_t> group;
    index.find(hashes[center], nearness.distance, [&](std::size_t found) {
      if (is_taken[found] || !are_near(prints[places[center]], prints[places[found]], nearness)) return;
      is_taken[found] = true;
      group.push_back(places[found]);
    });
    if (group.empty()) continue;
    std::sort(group.begin(), group.end());
    group.insert(group.begin(), places[center]);
    groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace tbbimg::dups
