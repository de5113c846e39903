#include "engine/files/own_rooms.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "engine/files/folder_below.hpp"
#include "engine/files/output_name.hpp"
#include "engine/files/state_folder.hpp"
#include "engine/files/temporary_files.hpp"

namespace tbbimg {
namespace {

// Then some are noted again: a run that names a folder for each image shall not hold a million names.
constexpr std::size_t kMostNoted = 4096;

constexpr std::string_view kOutputItself = ".";

// Of what a file holds: a zero, a name and a zero each, so that one whose end is lost spoils no other. Nothing of a
// file that cannot be read, or is larger than anything that was ever noted.
std::vector<std::string> read_rooms(int file) {
  constexpr off_t kMostBytes = off_t{256} << 20;
  struct stat status {};
  if (::fstat(file, &status) != 0 || status.st_size > kMostBytes) return {};
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t count = uninterrupted([&] { return ::pread(file, text.data(), text.size(), 0); });
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  std::set<std::string> rooms;
  for (std::size_t begin = 0, end = 0; (end = text.find('\0', begin)) != std::string::npos; begin = end + 1) {
    if (end > begin) rooms.insert(text.substr(begin, end - begin));
  }
  return {rooms.begin(), rooms.end()};
}

}  // namespace

OwnRooms::OwnRooms(int output, std::string path)
    : output_(output), path_(std::move(path)), list_(path_ + "/" + std::string(kStateFolder) + "/rooms") {}

std::optional<FileDescriptor> OwnRooms::open_list(int flags) {
  auto opened = open_state_file(list_, flags, "cannot be opened");
  trouble_.reset();
  if (opened) return *std::move(opened);
  if (opened.error().code != ErrorCode::not_found) trouble_ = std::move(opened).error();
  return std::nullopt;
}

std::optional<Error> OwnRooms::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void OwnRooms::sweep() {
  const std::lock_guard lock(mutex_);
  const auto opened = open_list(O_RDWR);
  if (!opened) return;
  bool all_clean = true;
  for (const std::string& room : read_rooms(opened->get())) {
    const bool is_output = room == kOutputItself;
    if (!is_output && !check_output_name(room)) continue;  // nobody noted that
    const auto folder = open_folder_below(output_, path_, is_output ? std::string() : room, IfMissing::fail);
    const bool is_clean = folder ? remove_dead_temporaries(folder->get()) : folder.error().code == ErrorCode::not_found;
    all_clean = all_clean && is_clean;
  }
  // Locks of one process by two descriptors would exclude each other.
  file_ = FileDescriptor();
  if (all_clean && ::flock(opened->get(), LOCK_EX | LOCK_NB) == 0 && ::unlink(list_.c_str()) == 0) noted_.clear();
}

void OwnRooms::note(std::string_view relative) {
  const std::lock_guard lock(mutex_);
  if (noted_.contains(relative)) return;
  // Whoever sweeps may have removed the file between its opening and its locking.
  for (int attempt = 0; attempt < 3 && !file_.valid(); ++attempt) {
    auto opened = open_list(O_WRONLY | O_APPEND | O_CREAT);
    if (!opened) return;
    struct stat status {};
    static_cast<void>(::flock(opened->get(), LOCK_SH));
    if (::fstat(opened->get(), &status) == 0 && status.st_nlink > 0) file_ = *std::move(opened);
  }
  std::string text(1, '\0');
  text += relative.empty() ? kOutputItself : relative;
  text.push_back('\0');
  const ssize_t count = uninterrupted([&] { return ::write(file_.get(), text.data(), text.size()); });
  if (count != static_cast<ssize_t>(text.size())) return;
  if (noted_.size() >= kMostNoted) noted_.clear();
  noted_.emplace(relative);
}

}  // namespace tbbimg
