// A part of a run that several processes share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// One of `count` parts, the first being 1. Which entries are in it depends on their paths alone.
struct Shard {
  std::uint32_t index = 1;
  std::uint32_t count = 1;

  static constexpr std::uint32_t kMax = 1'000'000;

  /// Whether an entry of this path below its root is in this part: XXH3 (64 bits) of the path, modulo `count`, plus 1.
  [[nodiscard]] bool holds(std::string_view relative_path) const noexcept;

  friend bool operator==(const Shard&, const Shard&) = default;
};

/// "2/8". Errors: invalid_argument.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);

[[nodiscard]] std::string to_string(const Shard& shard);

}  // namespace tbbimg
