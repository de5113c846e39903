#include "engine/dups/hash_index.hpp"

#include <algorithm>
#include <bit>

namespace tbbimg::dups {
namespace {

constexpr int kBandBits = 16;
constexpr std::size_t kBandWords = std::size_t{1} << kBandBits;

std::uint32_t word_of(std::uint64_t hash, std::size_t band) noexcept {
  return static_cast<std::uint32_t>(hash >> (kBandBits * band) & (kBandWords - 1));
}

// Calls `visit` with each word that differs from `word` in at most `flips` of the bits from `first` on.
template <class Visit>
void for_words_near(std::uint32_t word, int flips, int first, const Visit& visit) {
  visit(word);
  if (flips == 0) return;
  for (int bit = first; bit < kBandBits; ++bit) for_words_near(word ^ 1U << bit, flips - 1, bit + 1, visit);
}

// How many bits of a band may differ for that band to be looked at; below 0: it need not be.
int flips_in(std::size_t band, int distance, std::size_t bands) noexcept {
  const int count = static_cast<int>(bands);
  return static_cast<int>(band) <= distance % count ? distance / count : distance / count - 1;
}

}  // namespace

HashIndex::HashIndex(std::span<const std::uint64_t> hashes) {
  for (std::size_t b = 0; b < kBands; ++b) {
    Band& band = bands_[b];
    band.begins.assign(kBandWords + 1, 0);
    band.hashes.resize(hashes.size());
    band.places.resize(hashes.size());
    for (const std::uint64_t hash : hashes) ++band.begins[word_of(hash, b) + 1];
    for (std::size_t i = 1; i <= kBandWords; ++i) band.begins[i] += band.begins[i - 1];
    std::vector<std::uint32_t> next(band.begins.begin(), band.begins.end() - 1);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      const std::uint32_t at = next[word_of(hashes[i], b)]++;
      band.hashes[at] = hashes[i];
      band.places[at] = static_cast<std::uint32_t>(i);
    }
  }
}

void HashIndex::find(std::uint64_t hash, int distance, const std::function<void(std::size_t)>& found) const {
  const auto is_seen_in = [&](std::uint64_t difference, std::size_t band) {
    return std::popcount(word_of(difference, band)) <= flips_in(band, distance, kBands);
  };
  for (std::size_t b = 0; b < kBands; ++b) {
    const int flips = flips_in(b, distance, kBands);
    if (flips < 0) continue;
    const Band& band = bands_[b];
    for_words_near(word_of(hash, b), flips, 0, [&](std::uint32_t word) {
      for (std::uint32_t i = band.begins[word]; i < band.begins[word + 1]; ++i) {
        const std::uint64_t difference = band.hashes[i] ^ hash;
        if (std::popcount(difference) > distance) continue;
        bool was_found = false;  // by a band before
        for (std::size_t before = 0; before < b; ++before) was_found |= is_seen_in(difference, before);
        if (!was_found) found(band.places[i]);
      }
    });
  }
}

}  // namespace tbbimg::dups
