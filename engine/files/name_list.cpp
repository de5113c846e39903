#include "engine/files/name_list.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>
#include <utility>

#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::size_t kLongestName = std::size_t{1} << 20;
// Whoever waits for names looks at the stop token as often.
constexpr int kPatienceMs = 50;

// What has been read of the standard input, which nobody can read twice, by who looked at its first name.
std::string& read_ahead() {
  static std::string bytes;
  return bytes;
}

}  // namespace

Result<std::unique_ptr<NameList>> NameList::open(const std::string& path, char separator) {
  const bool is_standard_input = path == kStandardInput;
  FileDescriptor file(is_standard_input ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                        : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const std::string name = is_standard_input ? "the standard input" : path;
  if (!file.valid()) return fail(system_error(errno, name, "cannot be read", Stage::list));
  std::unique_ptr<NameList> list(new NameList(name, std::move(file), separator));
  if (is_standard_input) list->buffer_ = std::exchange(read_ahead(), {});
  return list;
}

NameList::NameList(std::string path, FileDescriptor file, char separator)
    : path_(std::move(path)), file_(std::move(file)), separator_(separator) {}

NameList::NameList(const std::vector<std::string>& names) : separator_('\0'), is_at_end_(true) {
  for (const std::string& name : names) buffer_.append(name).append(1, '\0');
}

Result<std::optional<std::string>> NameList::first_of(const std::string& path, char separator) {
  TBBIMG_ASSIGN_OR_RETURN(const auto list, open(path, separator));
  std::optional<std::string> name;
  while (!(name = list->take_name()) && !list->is_at_end_) TBBIMG_RETURN_IF_ERROR(list->read_more({}));
  if (path == kStandardInput) read_ahead() = list->buffer_;
  return name;
}

Result<std::optional<NameList::Group>> NameList::next(const std::stop_token& stop) {
  if (groups_.empty()) TBBIMG_RETURN_IF_ERROR(fill_groups(stop));
  if (groups_.empty() || stop.stop_requested()) return std::nullopt;
  Group group = std::move(groups_.front());
  groups_.pop_front();
  return group;
}

Status NameList::fill_groups(const std::stop_token& stop) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t count = 0; count < kChunk && !stop.stop_requested();) {
    std::optional<std::string> name = take_name();
    if (!name && is_at_end_) break;
    if (!name) {
      // Whoever writes the list may wait for what he has given to be done.
      if (count > 0) {
        pollfd ready{file_.get(), POLLIN, 0};
        if (::poll(&ready, 1, 0) == 0) break;
      }
      TBBIMG_RETURN_IF_ERROR(read_more(stop));
      continue;
    }
    while (name->size() > 1 && name->ends_with('/')) name->pop_back();
    if (name->empty()) continue;
    ++count;
    const auto [folder, file_name] = split_path(*name);
    const auto [place, is_new] = places.try_emplace(std::string(folder), groups_.size());
    if (is_new) groups_.push_back({std::string(folder), {}});
    groups_[place->second].names.emplace_back(file_name);
  }
  return {};
}

std::optional<std::string> NameList::take_name() {
  const std::size_t end = buffer_.find(separator_, scanned_);
  const bool is_last = end == std::string::npos && is_at_end_ && begin_ < buffer_.size();
  scanned_ = buffer_.size();
  if (end == std::string::npos && !is_last) return std::nullopt;
  std::string name = buffer_.substr(begin_, is_last ? std::string::npos : end - begin_);
  begin_ = is_last ? buffer_.size() : end + 1;
  scanned_ = begin_;
  return name;
}

Status NameList::read_more(const std::stop_token& stop) {
  buffer_.erase(0, begin_);
  scanned_ -= begin_;
  begin_ = 0;
  if (buffer_.size() > kLongestName) {
    return fail({.code = ErrorCode::invalid_argument,
                 .message = "is no list of names: none ends within " + std::to_string(kLongestName) +
                            " bytes; names end with a line break, or with a zero byte under -0",
                 .stage = Stage::list,
                 .path = path_});
  }
  const std::size_t size = buffer_.size();
  buffer_.resize(size + kBlock);
  ssize_t count = -1;
  errno = EAGAIN;
  while (count < 0 && (errno == EINTR || errno == EAGAIN) && !stop.stop_requested()) {
    pollfd ready{file_.get(), POLLIN, 0};
    static_cast<void>(::poll(&ready, 1, kPatienceMs));
    count = ready.revents != 0 ? ::read(file_.get(), buffer_.data() + size, kBlock) : (errno = EAGAIN, -1);
  }
  const int reason = errno;
  buffer_.resize(size + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (count == 0) is_at_end_ = true;
  if (count >= 0 || stop.stop_requested()) return {};
  return fail(system_error(reason, path_, "cannot be read", Stage::list));
}

}  // namespace tbbimg
