// Errors are data: every fallible function of tbbimg returns a Result or a Status, never throws across a folder's
// border.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "kernels/core/sentence.hpp"

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
enum class Stage : std::uint8_t { none, list, read, decode, transform, encode, write };
inline constexpr std::size_t kStages = 7;

/// What exactly is wrong, where its code says too little to tell causes of failures apart.
enum class ErrorKind : std::uint8_t {
  none,
  not_an_image,       ///< the bytes are not of the format that they are taken for, or of none
  cut_short,          ///< the file ends too early
  damaged,            ///< what is there breaks the format's rules
  lacks_component,    ///< a colour component has no data
  empty_side,         ///< the header tells of no pixels
  file_too_large,     ///< Limits::max_file_bytes and the like
  side_too_long,      ///< Limits::max_side
  too_many_pixels,    ///< Limits::max_pixels
  too_many_frames,    ///< Limits::max_frames
  decoded_too_large,  ///< Limits::max_decoded_bytes
  too_many_scans,     ///< of a progressive JPEG
  too_much_memory,    ///< more than one image may take
  format_too_small,   ///< the output's format cannot store a side as long
  target_missed,      ///< no quality meets what is asked for
  dangling_link,      ///< a link that leads nowhere
  source_in_the_way,  ///< an output would replace a source
  name_taken,         ///< by something that is no output: a link, a device, a folder
};
inline constexpr std::size_t kErrorKinds = 18;

[[nodiscard]] std::string_view to_string(ErrorCode code) noexcept;
[[nodiscard]] std::string_view to_string(Stage stage) noexcept;
[[nodiscard]] std::string_view to_string(ErrorKind kind) noexcept;

/// What all errors of a kind have in common, in the words of their sentences; empty for none.
[[nodiscard]] Sentence sentence_of(ErrorKind kind);

/// A number in an error's sentence, for programs.
struct Figure {
  std::string_view name;  ///< a literal: "bytes", "limit"
  std::uint64_t value = 0;
  friend bool operator==(const Figure&, const Figure&) = default;
};

/// What only some errors have.
struct ErrorFacts {
  std::string subject = {};  ///< the second file or name concerned
  std::string context = {};  ///< who was doing what: "variant 'thumb'"
  std::vector<Figure> figures = {};
  int system_error = 0;  ///< the errno that it was made of
};

/// Cheap to move and to copy; the facts are shared.
class ErrorDetails {
 public:
  ErrorDetails() = default;
  ErrorDetails(ErrorFacts facts) : facts_(std::make_shared<const ErrorFacts>(std::move(facts))) {}
  [[nodiscard]] const ErrorFacts& operator*() const noexcept;
  [[nodiscard]] const ErrorFacts* operator->() const noexcept { return &**this; }

 private:
  std::shared_ptr<const ErrorFacts> facts_;
};

/// What failed, where, and what to do about it. `message` is a whole sentence without the path and without a full stop.
/// Programs decide by the rest.
struct Error {
  ErrorCode code = ErrorCode::internal;
  Sentence message = {};
  Stage stage = Stage::none;
  std::string path = {};   ///< the file concerned, empty if none
  bool retryable = false;  ///< the same call may succeed later (EAGAIN, EIO, ...)
  ErrorKind kind = ErrorKind::none;
  ErrorDetails details = {};

  void set_subject(std::string subject);
  void set_context(std::string context);

  /// "context: message", leaving out what is empty.
  [[nodiscard]] Sentence sentence() const;
  /// "path: stage: context: message", leaving out what is empty.
  [[nodiscard]] std::string to_string() const;
};
static_assert(sizeof(Error) <= 104, "each Result carries room for one");

/// An Error made of an errno value: its code, whether it is retryable, and `what` followed by the system's words.
/// `path` may be empty.
[[nodiscard]] Error system_error(int reason, std::string_view path, std::string_view what, Stage stage = Stage::none);

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

/// `return fail(ErrorCode::corrupt_data, "...");` from any function that returns a Result or Status.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, Sentence message, Stage stage = Stage::none) {
  return tl::unexpected<Error>(Error{.code = code, .message = std::move(message), .stage = stage});
}
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, ErrorKind kind, Sentence message,
                                                std::vector<Figure> figures = {}) {
  Error error{.code = code, .message = std::move(message), .kind = kind};
  if (!figures.empty()) error.details = ErrorFacts{.figures = std::move(figures)};
  return tl::unexpected<Error>(std::move(error));
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
