// Why an entry of a source is passed over.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/core/error.hpp"

namespace tbbimg {

enum class SkipKind : std::uint8_t {
  none,            ///< it is not skipped
  not_image,       ///< no decoder takes it and its name claims nothing; Skip::detail says what it is instead
  not_regular,     ///< a FIFO, a socket, a device
  link_to_folder,  ///< which is not followed
  link_loop,       ///< a folder that links lead back to from below it
  temporary,       ///< a file that an interrupted run has left
  outputs_exist,   ///< all its outputs are there
  no_variant,      ///< none of the recipe's conditions lets it in
  done_before,     ///< the journal says so
  not_failed,      ///< a retry looks at what failed, and this did not
  hidden,          ///< or a folder that a system keeps for itself, such as lost+found
  not_selected,    ///< by its name, size, time or depth
  other_outputs,   ///< a folder into which a run writes
  named_before,    ///< in the list of names
  named_folder,    ///< by a list of names, which names files
  other,           ///< of a source of an embedder's own; Skip::detail is the sentence
};
inline constexpr std::size_t kSkipKinds = 16;

[[nodiscard]] std::string_view to_string(SkipKind kind) noexcept;

/// Whether it is an image that was skipped, and not something else among the inputs.
[[nodiscard]] constexpr bool is_of_image(SkipKind kind) noexcept {
  return kind == SkipKind::outputs_exist || kind == SkipKind::no_variant || kind == SkipKind::done_before ||
         kind == SkipKind::not_failed;
}

/// Whether it is an image for which a journal says that nothing is left to do.
[[nodiscard]] constexpr bool needs_nothing(SkipKind kind) noexcept {
  return kind == SkipKind::done_before || kind == SkipKind::not_failed;
}

struct Skip {
  SkipKind kind = SkipKind::none;
  std::string detail = {};  ///< what the kind leaves open

  [[nodiscard]] explicit operator bool() const noexcept { return kind != SkipKind::none; }
};

/// What people are told, with the detail or of all that are skipped for the same reason. Programs look at the kind.
[[nodiscard]] std::string sentence_of(const Skip& skip);
[[nodiscard]] std::string sentence_of(SkipKind kind);
/// What stands in front of the number of such entries: "not images".
[[nodiscard]] std::string heading_of(SkipKind kind);

/// Which entries below the inputs a run takes. Globs have gitignore's meaning (git-scm.com/docs/gitignore): `*.tif`
/// anywhere, `/2019` and `2019/raw` below the input, `raw/` for folders only, `**` for any number of folders, `!` in
/// front takes back what a glob before it has said.
struct SelectionRules {
  std::vector<std::string> exclude;  ///< globs of files and folders to leave out
  std::vector<std::string> include;  ///< not empty: of files, those alone that one of these globs matches
  bool hidden = false;               ///< takes what begins with a dot, and folders that systems keep for themselves
  bool follow = false;               ///< enters folders through links
  std::uint64_t min_bytes = 0;       ///< of a file
  std::chrono::milliseconds newer_than{};           ///< since 1970: files that were changed later; 0: all
  int max_depth = std::numeric_limits<int>::max();  ///< 1: what lies directly in an input

  friend bool operator==(const SelectionRules&, const SelectionRules&) = default;
};

/// Whether a glob can be one. Errors: invalid_argument, with a sentence that names it.
[[nodiscard]] Status check_glob(std::string_view glob);

}  // namespace tbbimg
