#include "engine/io/shard.hpp"

#include <charconv>
#include <optional>

#include "engine/io/file_hash.hpp"

namespace tbbimg {
namespace {

std::optional<std::uint32_t> to_number(std::string_view text) noexcept {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool Shard::holds(std::string_view relative_path) const noexcept {
  return file_hash(relative_path) % count + 1 == index;
}

Result<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto index = to_number(text.substr(0, slash));
    const auto count = to_number(text.substr(slash + 1));
    if (index && count && *index >= 1 && *index <= *count && *count <= Shard::kMax) return Shard{*index, *count};
  }
  return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is no shard: write i/n with 1 <= i <= n <= " +
                                               std::to_string(Shard::kMax) + ", such as 2/8");
}

std::string to_string(const Shard& shard) { return std::to_string(shard.index) + "/" + std::to_string(shard.count); }

}  // namespace tbbimg
