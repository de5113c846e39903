#include "engine/files/directory_sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "engine/files/file.hpp"
#include "engine/files/output_name.hpp"
#include "engine/files/temporary_files.hpp"
#include "engine/files/unfinished_file.hpp"
#include "kernels/core/path.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

constexpr int kAttempts = 3;

tl::unexpected<Error> refused(const std::string& path, ErrorKind kind, Sentence message) {
  return fail({.code = ErrorCode::invalid_argument,
               .message = std::move(message),
               .stage = Stage::write,
               .path = path,
               .kind = kind});
}

Status check_name(const std::string& folder, const std::string& name, std::size_t longest) {
  Status status = check_output_name(name);
  if (status) return check_length(folder, name, longest);
  status.error().stage = Stage::write;
  status.error().path = folder;
  return status;
}

Result<FileDescriptor> open_root(const std::string& folder) {
  FileDescriptor root(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Who may create files in a folder need not be allowed to list it.
  if (!root.valid() && errno == EACCES) root = FileDescriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return fail(system_error(errno, folder, "cannot write outputs below it", Stage::write));
  return root;
}

// Some FUSE give each spelling of a name an inode of its own: then times have to tell.
bool are_same(const struct stat& one, const struct stat& two) noexcept {
  const auto same_time = [](const timespec& a, const timespec& b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
  };
  return FileId(one) == FileId(two) || (one.st_dev == two.st_dev && one.st_mode == two.st_mode &&
                                        same_time(one.st_mtim, two.st_mtim) && same_time(one.st_ctim, two.st_ctim));
}

// Whether the folder `name` is found by its name in the other case, too.
bool is_found_in_other_case(int folder, const std::string& name) noexcept {
  std::string other = name;
  std::transform(name.begin(), name.end(), other.begin(), [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter ? static_cast<char>(c ^ ('a' ^ 'A')) : c;
  });
  struct stat one {};
  struct stat two {};
  return other != name && ::fstatat(folder, name.c_str(), &one, AT_SYMLINK_NOFOLLOW) == 0 &&
         ::fstatat(folder, other.c_str(), &two, AT_SYMLINK_NOFOLLOW) == 0 && are_same(one, two);
}

// The state folder is there to be asked for. Where there is none yet, the folder's own name may do: names in it are as
// those beside it, unless it is a mount.
bool ignores_case_in(int root, const std::string& folder) {
  struct stat status {};
  const std::string state(kStateFolder);
  if (::fstatat(root, state.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) return is_found_in_other_case(root, state);
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(folder, error);
  const FileDescriptor parent(::open(real.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  return is_found_in_other_case(parent.get(), real.filename().string());
}

}  // namespace

DirectorySink::DirectorySink(std::string folder, FileDescriptor root, std::optional<StateFolder> state,
                             std::span<const std::string> sources, SyncMode sync)
    : folder_(std::move(folder)),
      root_(std::move(root)),
      sync_(sync),
      state_(std::move(state)),
      place_(folder_),
      longest_name_(longest_name_at(folder_)),
      ignores_case_(ignores_case_in(root_.get(), folder_)),
      guard_(sources, folder_, ignores_case_),
      folders_(root_.get(), folder_, state_ ? &*state_ : nullptr, guard_),
      own_rooms_(root_.get(), folder_) {
  if (state_) own_rooms_.sweep();
}

// What could not be removed when it should have been may be by now.
DirectorySink::~DirectorySink() {
  if (!state_) return;
  for (const auto& [relative, name] : left_) {
    const auto folder = folders_.open(relative, IfMissing::fail);
    if (folder) ::unlinkat(folder->descriptor.get(), name.c_str(), 0);
    ::unlinkat(state_->temporaries(), name.c_str(), 0);
  }
  // A run that was killed may have died only after this one had looked.
  remove_dead_temporaries(state_->temporaries());
  own_rooms_.sweep();
  state_->leave(root_.get());
}

Result<std::unique_ptr<DirectorySink>> DirectorySink::open(const std::string& folder,
                                                           std::span<const std::string> sources, SyncMode sync) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(system_error(error.value(), folder, "cannot create the output folder", Stage::write));
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor root, open_root(folder));
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    return fail(system_error(errno, folder, "cannot write outputs below it", Stage::write));
  TBBIMG_ASSIGN_OR_RETURN(StateFolder state, StateFolder::make(root.get(), folder));
  remove_dead_temporaries(state.temporaries());
  return std::unique_ptr<DirectorySink>(new DirectorySink(folder, std::move(root), std::move(state), sources, sync));
}

Result<std::unique_ptr<DirectorySink>> DirectorySink::inspect(const std::string& folder,
                                                              std::span<const std::string> sources) {
  TBBIMG_ASSIGN_OR_RETURN(FileDescriptor root, open_root(folder));
  TBBIMG_RETURN_IF_ERROR(check_state_folder(folder));
  return std::unique_ptr<DirectorySink>(
      new DirectorySink(folder, std::move(root), std::nullopt, sources, SyncMode::none));
}

Result<bool> DirectorySink::keeps(const std::string& name, IfExists if_exists) {
  TBBIMG_RETURN_IF_ERROR(check_name(folder_, name, longest_name_));
  // Most names are free, and where write() follows, it is the one to say that a link is in the way.
  struct stat status {};
  if (state_ && ::fstatat(root_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
    return false;
  const auto folder = folders_.open(split_path(name).folder, IfMissing::fail);
  if (!folder && folder.error().code == ErrorCode::not_found) return false;
  if (!folder) return fail(folder.error());
  TBBIMG_ASSIGN_OR_RETURN(const There there, look(*folder, name, if_exists));
  return there == There::stays;
}

// What becomes of what has the output's name, if anything has.
Result<DirectorySink::There> DirectorySink::look(const OutputFolder& folder, const std::string& name,
                                                 IfExists if_exists) const {
  const std::string path = folder_ + "/" + name;
  const std::string file(file_name_of(name));
  struct stat status {};
  if (::fstatat(folder.descriptor.get(), file.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return There::nothing;
    return fail(system_error(errno, path, "cannot be looked up", Stage::write));
  }
  if (S_ISDIR(status.st_mode)) return fail(system_error(EISDIR, path, "cannot be written", Stage::write));
  if (folder.is_source || guard_.holds_file(folder.id, FileId(status), name)) {
    return refused(path, ErrorKind::source_in_the_way,
                   "would overwrite a source; choose another output folder or --name");
  }
  if (S_ISLNK(status.st_mode)) {
    // The link itself is replaced, never what it leads to.
    if (if_exists == IfExists::replace) return There::goes;
    struct stat target {};
    const bool leads_to_file = ::fstatat(folder.descriptor.get(), file.c_str(), &target, 0) == 0 &&
                               S_ISREG(target.st_mode) && target.st_size > 0;
    if (leads_to_file) return There::stays;
    return refused(path, ErrorKind::name_taken,
                   "is a link that leads to no image; remove it, or replace it with --overwrite");
  }
  if (!S_ISREG(status.st_mode)) {
    return refused(path, ErrorKind::name_taken,
                   "is a device, a FIFO or a socket, and an output is to have its name; remove it");
  }
  return may_replace(status, if_exists) ? There::goes : There::stays;
}

bool DirectorySink::may_replace(const struct stat& status, IfExists if_exists) const noexcept {
  const std::int64_t changed_ms = milliseconds_of(status.st_mtim);
  return status.st_size == 0 || if_exists == IfExists::replace ||
         (if_exists == IfExists::keep_older && changed_ms >= times_.begin_ms && changed_ms < times_.end_ms);
}

bool DirectorySink::holds(const std::string& name, std::span<const std::uint8_t> bytes) {
  const std::string path = folder_ + "/" + name;
  struct stat status {};
  if (!check_name(folder_, name, longest_name_) || ::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return false;
  }
  const auto file = read_file(path, bytes.size(), {});
  return file && std::equal(bytes.begin(), bytes.end(), file->bytes().begin(), file->bytes().end());
}

Status DirectorySink::write(const std::string& name, std::span<const std::uint8_t> bytes, IfExists if_exists) {
  TBBIMG_RETURN_IF_ERROR(check_name(folder_, name, longest_name_));
  const std::string path = folder_ + "/" + name;
  if (!state_)
    return fail({.code = ErrorCode::internal,
                 .message = "cannot be written: the folder was opened to look",
                 .stage = Stage::write,
                 .path = path});
  // Otherwise the output would go where nobody looks for it.
  TBBIMG_RETURN_IF_ERROR(place_.check_same(Stage::write));
  for (int attempt = 1;; ++attempt) {
    TBBIMG_ASSIGN_OR_RETURN(const OutputFolder folder, folders_.open(split_path(name).folder, IfMissing::make));
    remember_mount(folder);
    There there = There::nothing;
    // With `keep`, most names are free: it is cheaper to learn from a failure that one is not.
    if (if_exists != IfExists::keep || attempt > 1) {
      TBBIMG_ASSIGN_OR_RETURN(there, look(folder, name, if_exists));
    }
    const int reason = there == There::stays
                           ? EEXIST
                           : try_write(folder, name, bytes, there == There::goes ? IfExists::replace : IfExists::keep);
    if (reason == 0) return {};
    const bool may_have_changed = reason == EEXIST || reason == ENOENT || reason == EXDEV;
    if (there == There::stays || !may_have_changed || attempt == kAttempts) {
      if (reason != EEXIST) return fail(system_error(reason, path, "cannot write", Stage::write));
      return fail({.code = ErrorCode::already_exists,
                   .message = "is there already and is kept",
                   .stage = Stage::write,
                   .path = path});
    }
    // The folder of temporary files is gone, or nothing can be moved from there (quotas of projects, bind mounts).
    if (reason != EEXIST) folders_.give_own_room(folder);
  }
}

int DirectorySink::try_write(const OutputFolder& folder, const std::string& name, std::span<const std::uint8_t> bytes,
                             IfExists if_exists) {
  const int room = folder.needs_own_room ? folder.descriptor.get() : state_->temporaries();
  const auto [relative, last] = split_path(name);
  if (folder.needs_own_room) own_rooms_.note(relative);
  const std::string file_name(last);
  // A short name of its own, because the output's may already be as long as the file system allows.
  UnfinishedFile file(room, temporary_name());
  // What replaces nothing is brought to the disk with all others.
  const bool waits = sync_ == SyncMode::each || if_exists == IfExists::replace;
  const bool is_there = file.valid() && file.write(bytes, waits ? sync_ : SyncMode::none) &&
                        file.publish(folder.descriptor.get(), file_name, if_exists);
  const int reason = is_there ? 0 : errno;
  if (!file.discard()) {
    const std::lock_guard lock(mutex_);
    left_.emplace_back(relative, file.name());
  }
  return reason;
}

Status DirectorySink::check_place(std::uint64_t bytes) {
  TBBIMG_RETURN_IF_ERROR(place_.check_same(Stage::write));
  TBBIMG_RETURN_IF_ERROR(place_.check(Stage::write));
  return check_room(root_.get(), folder_, bytes);
}

Status DirectorySink::sync() {
  std::vector<int> folders = {root_.get()};
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [device, folder] : mounts_) folders.push_back(folder.get());
  }
  int reason = 0;
  for (const int folder : folders) {
    if (::syncfs(folder) == 0) continue;
    // Who may not list OUT has it open for nothing else than its entries.
    if (errno == EBADF && folder == root_.get() && state_ && ::syncfs(state_->temporaries()) == 0) continue;
    reason = errno;
  }
  if (reason == 0) return {};
  return fail(system_error(reason, folder_, "cannot bring outputs to the disk", Stage::write));
}

// Before anything is written there, so that sync() hears of whatever goes wrong.
void DirectorySink::remember_mount(const OutputFolder& folder) {
  if (sync_ == SyncMode::none || folder.id.device == place_.device()) return;
  const std::lock_guard lock(mutex_);
  if (mounts_.contains(folder.id.device)) return;
  FileDescriptor file(::openat(folder.descriptor.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.valid()) mounts_.emplace(folder.id.device, std::move(file));
}

}  // namespace tbbimg
