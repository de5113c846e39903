#include "kernels/core/error.hpp"

#include <array>
#include <cerrno>
#include <cstring>

namespace tbbimg {
namespace {

ErrorCode code_of_errno(int error_number, Stage stage) noexcept {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::not_found;
    case EACCES:
    case EPERM: return ErrorCode::permission_denied;
    case EEXIST: return ErrorCode::already_exists;
    case ENOSPC:
    case EDQUOT:
    case EROFS: return ErrorCode::no_space;
    case ENOMEM: return ErrorCode::out_of_memory;
    default: return stage == Stage::write ? ErrorCode::write_failed : ErrorCode::read_failed;
  }
}

bool is_transient(int error_number) noexcept {
  switch (error_number) {
    case EAGAIN:
    case EINTR:
    case EIO:
    case ESTALE:
    case ETIMEDOUT:
    case EMFILE:
    case ENFILE:
    case EBUSY: return true;
    default: return false;
  }
}

}  // namespace

std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::invalid_recipe: return "invalid_recipe";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::corrupt_data: return "corrupt_data";
    case ErrorCode::limit_exceeded: return "limit_exceeded";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::permission_denied: return "permission_denied";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::name_collision: return "name_collision";
    case ErrorCode::read_failed: return "read_failed";
    case ErrorCode::write_failed: return "write_failed";
    case ErrorCode::no_space: return "no_space";
    case ErrorCode::out_of_memory: return "out_of_memory";
    case ErrorCode::timed_out: return "timed_out";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "unknown";
}

std::string_view to_string(Stage stage) noexcept {
  switch (stage) {
    case Stage::none: return "";
    case Stage::list: return "list";
    case Stage::read: return "read";
    case Stage::decode: return "decode";
    case Stage::transform: return "transform";
    case Stage::encode: return "encode";
    case Stage::write: return "write";
  }
  return "unknown";
}

namespace {

struct KindWords {
  std::string_view name;
  std::string_view sentence;
};

// In the order of ErrorKind.
constexpr std::array<KindWords, kErrorKinds> kKinds = {{
    {"none", ""},
    {"not_an_image", "not an image that can be read"},
    {"cut_short", "the file is cut short; copy it again from its source"},
    {"damaged", "the file is damaged; copy it again from its source"},
    {"lacks_component", "the file is damaged: it has no data of one of its colour components"},
    {"empty_side", "the header says that there are no pixels"},
    {"file_too_large", "the file is larger than the limit"},
    {"side_too_long", "a side is longer than the limit"},
    {"too_many_pixels", "the image has more pixels than the limit"},
    {"too_many_frames", "the animation has more frames than the limit"},
    {"decoded_too_large", "the decoded image would take more bytes than the limit"},
    {"too_many_scans", "the JPEG has more scans than the limit"},
    {"too_much_memory", "needs more memory at once than one image may take"},
    {"format_too_small", "a side is longer than the output's format can store"},
    {"target_missed", "no quality meets what the recipe asks for"},
    {"dangling_link", "is a link that leads nowhere"},
    {"source_in_the_way", "would overwrite a source"},
    {"name_taken", "its name is taken by something that is not an output"},
}};
static_assert(!kKinds.back().name.empty());

}  // namespace

std::string_view to_string(ErrorKind kind) noexcept { return kKinds[static_cast<std::size_t>(kind)].name; }

Sentence sentence_of(ErrorKind kind) { return kKinds[static_cast<std::size_t>(kind)].sentence; }

const ErrorFacts& ErrorDetails::operator*() const noexcept {
  static const ErrorFacts kNothing;
  return facts_ ? *facts_ : kNothing;
}

void Error::set_subject(std::string subject) {
  ErrorFacts facts = *details;
  facts.subject = std::move(subject);
  details = std::move(facts);
}

void Error::set_context(std::string context) {
  ErrorFacts facts = *details;
  facts.context = std::move(context);
  details = std::move(facts);
}

Sentence Error::sentence() const { return details->context.empty() ? message : details->context + ": " + message; }

std::string Error::to_string() const {
  std::string text = path;
  if (stage != Stage::none) {
    if (!text.empty()) text += ": ";
    text += tbbimg::to_string(stage);
  }
  if (!text.empty()) text += ": ";
  return text + sentence().text();
}

Error system_error(int reason, std::string_view path, std::string_view what, Stage stage) {
  std::array<char, 256> words{};
  return {.code = code_of_errno(reason, stage),
          .message = std::string(what) + ": " + strerror_r(reason, words.data(), words.size()),
          .stage = stage,
          .path = std::string(path),
          .retryable = is_transient(reason),
          .details = ErrorFacts{.system_error = reason}};
}

}  // namespace tbbimg
