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
    case Stage::admit: return "admit";
    case Stage::decode: return "decode";
    case Stage::transform: return "transform";
    case Stage::encode: return "encode";
    case Stage::write: return "write";
  }
  return "unknown";
}

std::string Error::to_string() const {
  std::string text = path;
  if (stage != Stage::none) {
    if (!text.empty()) text += ": ";
    text += tbbimg::to_string(stage);
  }
  if (!text.empty()) text += ": ";
  return text + message;
}

Error error_from_errno(int error_number, std::string_view what, Stage stage) {
  std::array<char, 256> words{};
  return {code_of_errno(error_number, stage),
          std::string(what) + ": " + strerror_r(error_number, words.data(), words.size()),
          stage,
          {},
          is_transient(error_number)};
}

}  // namespace tbbimg
