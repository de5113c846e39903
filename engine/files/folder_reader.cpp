#include "engine/files/folder_reader.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <system_error>
#include <thread>
#include <utility>

#include "engine/files/absolute_path.hpp"
#include "engine/files/file.hpp"
#include "engine/files/file_descriptor.hpp"
#include "engine/files/file_id.hpp"
#include "engine/files/input_names.hpp"
#include "engine/files/mount_table.hpp"
#include "engine/files/state_folder.hpp"
#include "engine/files/temporary_files.hpp"
#include "kernels/core/path.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

using Kind = FolderListing::Kind;

// A folder that cannot be read is tried again, at first after this, then after twice as long.
constexpr int kReadAttempts = 4;
constexpr std::chrono::milliseconds kFirstWait{50};

// What readdir() says an entry is, or the file system if it says nothing.
unsigned char type_of(DIR* stream, const dirent& entry) noexcept {
  struct stat status {};
  if (entry.d_type != DT_UNKNOWN) return entry.d_type;
  if (::fstatat(::dirfd(stream), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return DT_REG;  // read later
  return IFTODT(status.st_mode);
}

Kind kind_of(unsigned char type) noexcept {
  return type == DT_REG ? Kind::file : type == DT_LNK ? Kind::link : Kind::other;
}

bool leads_to_folder(DIR* stream, const dirent& entry) noexcept {
  struct stat status {};
  return ::fstatat(::dirfd(stream), entry.d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

// Whether the open folder, which is `path` and `relative` below its root, is one of those that the path goes through.
bool leads_back(int folder, std::string path, std::string_view relative) {
  struct stat own {};
  if (::fstat(folder, &own) != 0) return false;
  for (auto left = static_cast<std::ptrdiff_t>(std::count(relative.begin(), relative.end(), '/')); left >= 0; --left) {
    path = folder_of(path);
    struct stat above {};
    if (::stat(path.c_str(), &above) == 0 && FileId(above) == FileId(own)) return true;
  }
  return false;
}

bool has_state_folder(int folder) noexcept {
  struct stat status {};
  return ::fstatat(folder, std::string(kStateFolder).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISDIR(status.st_mode);
}

// Size and time of an entry, or why it has none. `folder` is open, or AT_FDCWD.
void look_up(SourceItem& item, Kind kind, int folder) {
  struct stat status {};
  const std::string& name = folder == AT_FDCWD ? item.path : item.file_name;
  const int found = ::fstatat(folder, name.c_str(), &status, kind == Kind::file ? AT_SYMLINK_NOFOLLOW : 0);
  if (found != 0) {
    const bool is_dangling = kind == Kind::link;
    item.failure =
        system_error(errno, item.path, is_dangling ? "is a link that leads nowhere" : "cannot be read", Stage::list);
    if (is_dangling) item.failure->kind = ErrorKind::dangling_link;
  } else if (kind == Kind::named && S_ISDIR(status.st_mode)) {
    item.skip = {SkipKind::named_folder};
  } else if (kind == Kind::link && S_ISDIR(status.st_mode)) {
    item.skip = {SkipKind::link_to_folder};
  } else if (!S_ISREG(status.st_mode)) {
    item.skip = {SkipKind::not_regular};
  } else if (is_temporary_name(item.file_name)) {
    item.skip = {SkipKind::temporary};
  } else {
    item.bytes = static_cast<std::uint64_t>(status.st_size);
    item.mtime_ns = nanoseconds_of(status.st_mtim);
  }
}

// The folders of a listing, opened when they are first needed.
class OpenFolders {
 public:
  explicit OpenFolders(const FolderListing& listing) : listing_(listing), open_(listing.folders().size()) {}

  /// AT_FDCWD if it cannot be opened.
  [[nodiscard]] int get(std::uint32_t folder) {
    if (!open_[folder].valid()) {
      open_[folder] = FileDescriptor(::open(listing_.folders()[folder].c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    }
    return open_[folder].valid() ? open_[folder].get() : AT_FDCWD;
  }

 private:
  const FolderListing& listing_;
  std::vector<FileDescriptor> open_;
};

}  // namespace

Result<FolderReader> FolderReader::create(const std::vector<std::string>& roots, std::string exclude,
                                          SelectionRules selection) {
  if (roots.empty()) return fail(ErrorCode::invalid_argument, "no input is given", Stage::list);
  FolderReader reader(Selection(std::move(selection)));
  reader.exclude_ = std::move(exclude);
  std::error_code error;
  const InputNames names(roots, std::filesystem::current_path(error).string());
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const std::string& root = roots[i];
    struct stat status {};
    if (::stat(root.c_str(), &status) != 0)
      return fail(system_error(errno, root, "cannot be used as input", Stage::list));
    if (S_ISDIR(status.st_mode)) {
      // What is denied from the start is no mount that may come back.
      const FileDescriptor folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      if (!folder.valid() && errno == EACCES) {
        return fail(system_error(errno, root, "cannot be listed", Stage::list));
      }
      reader.folders_.push_back({Place(root), std::string(names.prefix(i))});
    } else if (S_ISREG(status.st_mode)) {
      reader.files_.push_back({root, names.name(i)});
      const std::string folder = folder_of(root);
      const bool known = std::any_of(reader.files_places_.begin(), reader.files_places_.end(),
                                     [&](const Place& place) { return place.folder() == folder; });
      if (!known) reader.files_places_.emplace_back(folder);
    } else {
      return fail({.code = ErrorCode::invalid_argument,
                   .message = "is neither a file nor a folder",
                   .stage = Stage::list,
                   .path = root});
    }
  }
  return reader;
}

Result<ListedFolder> FolderReader::list(const std::string& relative, std::size_t max_entries,
                                        const std::stop_token& stop) const {
  ListedFolder listed{std::make_shared<FolderListing>(relative), {}, true};
  for (const Root& root : folders_) TBBIMG_RETURN_IF_ERROR(list_root(listed, root, max_entries, stop));
  if (relative.empty()) {
    for (const auto& [path, identity] : files_) listed.listing->add_given(path, identity);
  }
  listed.listing->sort();
  // Several roots may have a folder of one name: it is one folder of the output, and listed once.
  std::sort(listed.folders.begin(), listed.folders.end());
  listed.folders.erase(std::unique(listed.folders.begin(), listed.folders.end()), listed.folders.end());
  return listed;
}

// What is not there, or not readable, may be so because the root is gone: then nothing of it is listed. Where the root
// can be reached, it may have come back just now: only what is found twice counts.
Status FolderReader::list_root(ListedFolder& listed, const Root& root, std::size_t max_entries,
                               const std::stop_token& stop) const {
  const std::string path = joined_path(root.place.folder(), listed.listing->relative());
  const std::uint32_t folder = listed.listing->add_folder(path, root.prefix);
  std::optional<Error> error;
  for (int attempt = 0; attempt < kReadAttempts; ++attempt) {
    const std::size_t before = listed.listing->size() + listed.folders.size();
    error = list_into(listed, folder, max_entries, stop);
    const bool has_entries = listed.listing->size() + listed.folders.size() > before;
    if (has_entries && !error) return {};
    TBBIMG_RETURN_IF_ERROR(root.place.check(Stage::list));
    const bool may_pass = error && error->retryable;
    if (has_entries || (attempt > 0 && !may_pass) || stop.stop_requested()) break;
    // EIO, too many open files and the like.
    if (may_pass) std::this_thread::sleep_for(kFirstWait * (1 << attempt));
  }
  // Another root has this folder.
  const bool is_elsewhere = !listed.listing->relative().empty() && folders_.size() > 1;
  if (error && !(is_elsewhere && error->code == ErrorCode::not_found)) {
    listed.listing->add_unreadable(folder, *std::move(error));
  }
  return {};
}

// Why the folder could not be read, or not to its end.
std::optional<Error> FolderReader::list_into(ListedFolder& listed, std::uint32_t folder, std::size_t max_entries,
                                             const std::stop_token& stop) const {
  const std::string& relative = listed.listing->relative();
  const std::string& path = listed.listing->folders()[folder];
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(path.c_str()), &::closedir);
  if (stream == nullptr) return system_error(errno, path, "cannot be listed", Stage::list);
  const bool follows = selection_.follows_links();
  if (!relative.empty() && is_excluded(::dirfd(stream.get()))) return std::nullopt;
  if (!relative.empty() && follows && leads_back(::dirfd(stream.get()), path, relative)) {
    listed.listing->add_left_out(folder, {}, SkipKind::link_loop);
    return std::nullopt;
  }
  const bool is_of_output = follows && is_below_excluded(path);
  if (!relative.empty() && (is_of_output || has_state_folder(::dirfd(stream.get())))) {
    listed.listing->add_left_out(folder, {}, SkipKind::other_outputs);
    return std::nullopt;
  }
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    const unsigned char type = type_of(stream.get(), *entry);
    const bool is_followed = follows && type == DT_LNK && leads_to_folder(stream.get(), *entry);
    const bool is_folder = type == DT_DIR || is_followed;
    const bool is_ours = name == kStateFolder || is_temporary_name(name);
    if (const auto why = selection_.leaves_out(relative, name, is_folder); why && !is_ours) {
      listed.listing->add_left_out(folder, name, *why);
    } else if (!is_folder) {
      listed.listing->add(kind_of(type), folder, name);
    } else if (name != kStateFolder) {
      listed.folders.push_back(joined_path(relative, name));
      if (is_followed) listed.listing->add_followed(joined_path(path, name));
    }
    if (listed.listing->size() + listed.folders.size() > max_entries || stop.stop_requested()) {
      listed.is_complete = false;
      return std::nullopt;
    }
  }
  if (errno == 0) return std::nullopt;
  return system_error(errno, path, "cannot be listed to its end", Stage::list);
}

ListedFolder FolderReader::list(const NameList::Group& group) const {
  std::error_code error;
  const AbsolutePath absolute(std::filesystem::current_path(error).string());
  const Root& root = folders_.front();
  const std::string base = absolute(root.place.folder());
  const std::string folder = AbsolutePath(base)(group.folder);
  const bool is_inside = folder == base || is_path_in(folder, base);
  const std::string relative = folder.substr(is_inside && base != "/" ? std::min(base.size() + 1, folder.size()) : 1);
  ListedFolder listed{std::make_shared<FolderListing>(relative), {}, true};
  FolderListing& listing = *listed.listing;
  const std::string path = joined_path(root.place.folder(), relative);
  const std::uint32_t place = listing.add_folder(is_inside ? path : folder, is_inside ? root.prefix : "/");
  const bool is_output = is_below_excluded(is_inside ? path : folder);
  for (const std::string& name : group.names) {
    const auto why = is_output ? std::optional(SkipKind::other_outputs) : selection_.leaves_out(relative, name, false);
    if (!is_inside) {
      listing.add(Kind::named, place, name);
    } else if (why && !is_temporary_name(name)) {
      listing.add_left_out(place, name, *why);
    } else {
      listing.add(Kind::named, place, name);
    }
  }
  listing.sort(FolderListing::Repeated::stays);
  if (is_inside) return listed;
  for (std::size_t i = 0; i < listing.size(); ++i) {
    listing.fail(i, {.code = ErrorCode::invalid_argument,
                     .message = "lies outside of " + root.place.folder() +
                                ", where names start; give a folder above both as INPUT",
                     .stage = Stage::list,
                     .path = listing.path(i)});
  }
  return listed;
}

bool FolderReader::is_below_excluded(const std::string& folder) const {
  if (exclude_.empty()) return false;
  std::error_code error;
  const std::string real = std::filesystem::canonical(folder, error).string();
  const std::string excluded = std::filesystem::canonical(exclude_, error).string();
  return !real.empty() && !excluded.empty() && (real == excluded || is_path_in(real, excluded));
}

bool FolderReader::is_excluded(int folder) const noexcept {
  struct stat excluded {};
  struct stat status {};
  return !exclude_.empty() && ::stat(exclude_.c_str(), &excluded) == 0 && ::fstat(folder, &status) == 0 &&
         excluded.st_dev == status.st_dev && excluded.st_ino == status.st_ino;
}

Result<std::vector<SourceItem>> FolderReader::read_entries(const FolderListing& listing, std::size_t begin,
                                                           std::size_t end, const std::optional<Shard>& shard) const {
  OpenFolders open(listing);
  std::vector<SourceItem> items;
  if (!shard) items.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const Kind kind = listing.kind(i);
    if (!listing.is_in(shard, i)) continue;
    SourceItem& item = items.emplace_back(listing.item(i));
    item.index = i;
    if (item.failure || item.skip) continue;
    look_up(item, kind, kind == Kind::given ? AT_FDCWD : open.get(listing.folder_of(i)));
    if (item.failure) {
      TBBIMG_RETURN_IF_ERROR(check_place(item, Stage::list));
      // The root may have come back just now.
      item.failure.reset();
      look_up(item, kind, AT_FDCWD);
    }
    if (kind == Kind::given || item.failure || item.skip) continue;
    if (const auto why = selection_.leaves_out(item.bytes, item.mtime_ns)) item.skip = {*why};
  }
  return items;
}

Status FolderReader::check_place(const SourceItem& item, Stage stage) const {
  for (const auto& [place, prefix] : folders_) {
    if (joined_path(joined_path(place.folder(), item.directory), item.file_name) == item.path) {
      return place.check(stage);
    }
  }
  const std::string folder = folder_of(item.path);
  for (const Place& place : files_places_) {
    if (place.folder() == folder) return place.check(stage);
  }
  return {};
}

}  // namespace tbbimg
