// Why an entry of a source is passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tbbimg {

enum class SkipKind : std::uint8_t {
  none,            ///< it is not skipped
  not_image,       ///< no decoder takes it and its name claims nothing; Skip::detail says what it is instead
  not_regular,     ///< a FIFO, a socket, a device
  link_to_folder,  ///< which is not followed
  temporary,       ///< a file that an interrupted run has left
  outputs_exist,   ///< all its outputs are there
  no_variant,      ///< none of the recipe's conditions lets it in
  done_before,     ///< the journal says so
  not_failed,      ///< a retry looks at what failed, and this did not
  other,           ///< of a source of an embedder's own; Skip::detail is the sentence
};
inline constexpr std::size_t kSkipKinds = 10;

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

}  // namespace tbbimg
