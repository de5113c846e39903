// What was found, for people and for programs.
#pragma once

#include <string>

#include "engine/dups/find.hpp"

namespace tbbimg::tools {

/// What the copies in all groups come to.
struct DupsTotals {
  std::uint64_t groups = 0;
  std::uint64_t spare_files = 0;
  std::uint64_t spare_bytes = 0;
};
[[nodiscard]] DupsTotals totals_of(const dups::Findings& findings) noexcept;

/// "jpeg 4000x3000, 2.3 MiB"
[[nodiscard]] std::string describe(const dups::Member& member);
/// How a member is like the group's first one, or which other one it equals: "the same bytes", "the same bytes as
/// a.jpg", "3 of 64 bits (dhash) and 2 (phash) differ".
[[nodiscard]] std::string likeness_text(const dups::Group& group, const dups::Member& member);
/// "1 picture", "2 pictures"
[[nodiscard]] std::string counted(std::uint64_t count, const char* one, const char* many);

/// Lines with a blank one behind them. Paths are quoted as shells read them.
[[nodiscard]] std::string group_text(const dups::Group& group, std::uint64_t number);
/// A sentence.
[[nodiscard]] std::string totals_text(const dups::Findings& findings);

/// JSON, on one line each.
[[nodiscard]] std::string group_json(const dups::Group& group);
[[nodiscard]] std::string totals_json(const dups::Findings& findings);

}  // namespace tbbimg::tools
