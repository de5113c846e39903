// Errors are data: every fallible function of tbbimg returns a Result or a Status, never throws across a folder's
// border.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace tbbimg {

enum class ErrorCode : std::uint8_t {
  invalid_argument,   ///< the caller's arguments do not fit together
  invalid_recipe,     ///< a recipe or an operation's text is wrong
  unsupported,        ///< well-formed, but nothing here can do it
  corrupt_data,       ///< the bytes break their format's rules, or end too early
  limit_exceeded,     ///< larger than the limits allow
  not_found,          ///< no such file or folder
  permission_denied,  ///< the system refuses access
  already_exists,     ///< the output is there and may not be replaced
  name_collision,     ///< two inputs would give one output
  read_failed,        ///< any other failure to read
  write_failed,       ///< any other failure to write
  no_space,           ///< the disk or the quota is full, or the file system is read-only
  out_of_memory,      ///< an allocation failed
  timed_out,          ///< took longer than it may
  cancelled,          ///< somebody asked to stop
  internal,           ///< a bug of tbbimg
};

/// Where in an image's life something failed; `none` outside of a pipeline.
enum class Stage : std::uint8_t { none, list, read, admit, decode, transform, encode, write };
inline constexpr std::size_t kStages = 8;

[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;
[[nodiscard]] std::string_view to_string(Stage stage) noexcept;

/// What failed, where, and what to do about it. `message` is a whole sentence without the path and without a full stop.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  Stage stage = Stage::none;
  std::string path;        ///< the file concerned, empty if none
  bool retryable = false;  ///< the same call may succeed later (EAGAIN, EIO, ...)

  /// "path: stage: message", leaving out what is empty.
  [[nodiscard]] std::string to_string() const;
};

/// An Error made of an errno value: its code, whether it is retryable, and `what` followed by the system's words.
[[nodiscard]] Error error_from_errno(int error_number, std::string_view what, Stage stage = Stage::none);

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

/// `return fail(ErrorCode::corrupt_data, "...");` from any function that returns a Result or Status.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message, Stage stage = Stage::none) {
  return tl::unexpected<Error>(Error{code, std::move(message), stage, {}, false});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace tbbimg

#define TBBIMG_CONCAT_INNER(a, b) a##b
#define TBBIMG_CONCAT(a, b) TBBIMG_CONCAT_INNER(a, b)

/// Evaluates a Status or Result and returns its error from the enclosing function, if it has one.
#define TBBIMG_RETURN_IF_ERROR(expression)                                          \
  do {                                                                              \
    if (auto tbbimg_status = (expression); !tbbimg_status.has_value()) [[unlikely]] \
      return ::tbbimg::fail(std::move(tbbimg_status).error());                      \
  } while (false)

/// `TBBIMG_ASSIGN_OR_RETURN(auto image, Image::create(...));`
#define TBBIMG_ASSIGN_OR_RETURN(declaration, expression) \
  TBBIMG_ASSIGN_OR_RETURN_INNER(TBBIMG_CONCAT(tbbimg_result_, __LINE__), declaration, expression)
#define TBBIMG_ASSIGN_OR_RETURN_INNER(result, declaration, expression) \
  auto result = (expression);                                          \
  if (!result.has_value()) [[unlikely]]                                \
    return ::tbbimg::fail(std::move(result).error());                  \
  declaration = *std::move(result)
