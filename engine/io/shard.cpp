#include "engine/io/shard.hpp"

#include "engine/io/file_hash.hpp"
#include "kernels/core/numbers.hpp"

namespace tbbimg {
bool Shard::holds(std::string_view relative_path) const noexcept {
  return file_hash(relative_path) % count + 1 == index;
}

Result<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = parse_digits<std::uint32_t>(text.substr(0, slash));
    const auto count = parse_digits<std::uint32_t>(text.substr(slash + 1));
    if (index && count && *index >= 1 && *index <= *count && *count <= Shard::kMax) return Shard{*index, *count};
  }
  return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is no shard: write i/n with 1 <= i <= n <= " +
                                               std::to_string(Shard::kMax) + ", such as 2/8");
}

std::string to_string(const Shard& shard) { return std::to_string(shard.index) + "/" + std::to_string(shard.count); }

}  // namespace tbbimg
