// What failures of many images have in common.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// permanent: the image, always; transient: trying again helped, or might have; environment: the machine (disk full).
enum class FailureClass : std::uint8_t { permanent, transient, environment };
inline constexpr std::size_t kFailureClasses = 3;

[[nodiscard]] std::string_view to_string(FailureClass failure_class) noexcept;
[[nodiscard]] FailureClass class_of(const Error& error) noexcept;

/// A message without what is of the single image: numbers become N, what stands between quotes becomes an ellipsis, and
/// no more than 160 bytes are left. "the width is 70000, the limit is 65535" gives "the width is N, the limit is N".
[[nodiscard]] std::string general_message(std::string_view message);

/// Failures with one cause are one group to people.
struct FailureCause {
  Stage stage = Stage::none;
  ErrorCode code = ErrorCode::internal;
  std::string message;  ///< general_message()

  [[nodiscard]] static FailureCause of(const Error& error);
  friend auto operator<=>(const FailureCause&, const FailureCause&) = default;
};

}  // namespace tbbimg
