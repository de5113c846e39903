// What failures of many images have in common.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// permanent: the image, always; transient: trying again helped, or might have; environment: the machine (disk full).
enum class FailureClass : std::uint8_t { permanent, transient, environment };
inline constexpr std::size_t kFailureClasses = 3;

[[nodiscard]] std::string_view to_string(FailureClass failure_class) noexcept;
[[nodiscard]] FailureClass class_of(const Error& error) noexcept;

/// Failures with one cause are one group to people. Words are no part of it.
struct FailureCause {
  Stage stage = Stage::none;
  ErrorCode code = ErrorCode::internal;
  ErrorKind kind = ErrorKind::none;
  int system_error = 0;  ///< errno

  [[nodiscard]] static FailureCause of(const Error& error);
  friend auto operator<=>(const FailureCause&, const FailureCause&) = default;
};

/// What a group of failures is called. Where neither code nor kind have words for all of them: what its first one says.
[[nodiscard]] Sentence sentence_of_cause(const Error& example);

}  // namespace tbbimg
