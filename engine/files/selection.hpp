// Which entries below an input a run takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/skip.hpp"

namespace tbbimg {

/// Const members may be called from several threads at once.
class Selection {
 public:
  explicit Selection(SelectionRules rules);

  [[nodiscard]] bool follows_links() const noexcept { return rules_.follow; }

  /// Why an entry is left out; nothing: it is taken, or looked into. `folder` is the path below the input of the folder
  /// that it is in. Inputs themselves are never left out.
  [[nodiscard]] std::optional<SkipKind> leaves_out(std::string_view folder, std::string_view name,
                                                   bool is_folder) const;
  /// The same by what is known once a file has been looked at.
  [[nodiscard]] std::optional<SkipKind> leaves_out(std::uint64_t bytes, std::int64_t mtime_ns) const noexcept;

 private:
  struct Glob {
    std::vector<std::string> segments;  ///< between slashes
    bool takes_back = false;
    bool folders_only = false;
  };
  [[nodiscard]] static Glob parse(std::string_view glob);
  [[nodiscard]] static bool matches(const std::vector<Glob>& globs, const std::vector<std::string>& path,
                                    bool is_folder);

  SelectionRules rules_;
  std::vector<Glob> exclude_;
  std::vector<Glob> include_;
};

}  // namespace tbbimg
