#include "engine/files/selection.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace tbbimg {
namespace {

// Of NAS systems, file systems and desktops: thumbnails, trash and what checks have found. Hidden ones need no name
// here.
constexpr std::array<std::string_view, 6> kOfSystems = {"@eaDir",     "#recycle",     "#snapshot",
                                                        "lost+found", "$RECYCLE.BIN", "System Volume Information"};

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) segments.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

bool matches_segments(std::span<const std::string> glob, std::span<const std::string> path) {
  if (glob.empty()) return path.empty();
  if (glob.front() == "**") {
    // At the end it is for what lies below, not for the folder itself.
    if (glob.size() == 1) return !path.empty();
    for (std::size_t skipped = 0; skipped <= path.size(); ++skipped) {
      if (matches_segments(glob.subspan(1), path.subspan(skipped))) return true;
    }
    return false;
  }
  return !path.empty() && ::fnmatch(glob.front().c_str(), path.front().c_str(), 0) == 0 &&
         matches_segments(glob.subspan(1), path.subspan(1));
}

}  // namespace

Selection::Selection(SelectionRules rules) : rules_(std::move(rules)) {
  for (const std::string& glob : rules_.exclude) exclude_.push_back(parse(glob));
  for (const std::string& glob : rules_.include) include_.push_back(parse(glob));
}

Selection::Glob Selection::parse(std::string_view glob) {
  Glob parsed;
  parsed.takes_back = glob.starts_with('!');
  if (parsed.takes_back) glob.remove_prefix(1);
  parsed.folders_only = glob.ends_with('/');
  if (parsed.folders_only) glob.remove_suffix(1);
  const bool is_anchored = glob.find('/') != std::string_view::npos;
  parsed.segments = split(glob);
  if (!is_anchored) parsed.segments.insert(parsed.segments.begin(), "**");
  return parsed;
}

// The last one that matches decides.
bool Selection::matches(const std::vector<Glob>& globs, const std::vector<std::string>& path, bool is_folder) {
  const auto decides = std::find_if(globs.rbegin(), globs.rend(), [&](const Glob& glob) {
    return (is_folder || !glob.folders_only) && matches_segments(glob.segments, path);
  });
  return decides != globs.rend() && !decides->takes_back;
}

std::optional<SkipKind> Selection::leaves_out(std::string_view folder, std::string_view name, bool is_folder) const {
  const bool is_of_system = is_folder && std::find(kOfSystems.begin(), kOfSystems.end(), name) != kOfSystems.end();
  if (!rules_.hidden && (name.starts_with('.') || is_of_system)) return SkipKind::hidden;
  if (exclude_.empty() && include_.empty() && rules_.max_depth == std::numeric_limits<int>::max()) return std::nullopt;
  std::vector<std::string> path = split(folder);
  const auto depth = static_cast<int>(path.size()) + 1;
  path.emplace_back(name);
  const bool is_too_deep = is_folder && depth >= rules_.max_depth;
  const bool is_not_included = !is_folder && !include_.empty() && !matches(include_, path, false);
  if (is_too_deep || is_not_included || matches(exclude_, path, is_folder)) return SkipKind::not_selected;
  return std::nullopt;
}

std::optional<SkipKind> Selection::leaves_out(std::uint64_t bytes, std::int64_t mtime_ns) const noexcept {
  const bool is_small = bytes < rules_.min_bytes;
  const bool is_old = rules_.newer_than.count() != 0 && mtime_ns / 1'000'000 <= rules_.newer_than.count();
  return is_small || is_old ? std::optional(SkipKind::not_selected) : std::nullopt;
}

}  // namespace tbbimg
