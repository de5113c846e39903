#include "engine/io/directory_source.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <tuple>
#include <utility>

#include "engine/io/file.hpp"

namespace tbbimg {
namespace {

constexpr std::string_view kTemporaryPrefix = ".tbbimg-";

std::string joined(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  if (name.empty()) return folder;
  return folder.back() == '/' ? folder + std::string(name) : folder + "/" + std::string(name);
}

Error listing_error(const std::string& path, std::string_view what) {
  Error error = error_from_errno(errno, what, Stage::list);
  error.path = path;
  return error;
}

std::int64_t mtime_ns(const struct stat& status) noexcept {
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

bool same_file(const std::string& a, const struct stat& b) noexcept {
  struct stat status {};
  return ::stat(a.c_str(), &status) == 0 && status.st_dev == b.st_dev && status.st_ino == b.st_ino;
}

}  // namespace

struct DirectorySource::Listing {
  std::vector<SourceItem> items;
  std::vector<std::string> folders;  ///< relative paths
  bool in_doubt = false;             ///< something was not there or could not be read
};

Result<std::unique_ptr<DirectorySource>> DirectorySource::open(DirectorySourceOptions options) {
  if (options.roots.empty()) return fail(ErrorCode::invalid_argument, "no input is given", Stage::list);
  std::unique_ptr<DirectorySource> source(new DirectorySource(std::move(options)));
  for (const std::string& root : source->options_.roots) {
    struct stat status {};
    if (::stat(root.c_str(), &status) != 0) return fail(listing_error(root, "cannot be used as input"));
    if (S_ISDIR(status.st_mode)) {
      source->folder_roots_.emplace_back(root);
    } else if (S_ISREG(status.st_mode)) {
      source->file_roots_.push_back(root);
    } else {
      return fail({ErrorCode::invalid_argument, "is neither a file nor a folder", Stage::list, root, false});
    }
  }
  source->pending_folders_.emplace_back();
  return source;
}

Result<std::optional<SourceItem>> DirectorySource::next() {
  while (position_ == items_.size()) {
    if (pending_folders_.empty()) return std::nullopt;
    TBBIMG_RETURN_IF_ERROR(list_folder(pending_folders_.back()));
  }
  return std::optional(std::move(items_[position_++]));
}

Result<SourceData> DirectorySource::read(const SourceItem& item, const ReadOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, read_file(item.path, options.max_bytes, options.pool));
  return SourceData(std::move(file));
}

Status DirectorySource::check_place(const SourceItem& item) {
  for (const Place& root : folder_roots_) {
    if (joined(joined(root.folder(), item.directory), item.file_name) == item.path) return root.check(Stage::read);
  }
  return Place(folder_of(item.path)).check(Stage::read);
}

// What is not there, or not readable, may be so because the root is gone: then nothing of it is listed.
Status DirectorySource::list_root(Listing& listing, const Place& root, const std::string& relative) const {
  const std::size_t before = listing.items.size() + listing.folders.size();
  listing.in_doubt = false;
  list_into(listing, joined(root.folder(), relative), relative);
  const bool is_empty = listing.items.size() + listing.folders.size() == before;
  return listing.in_doubt || is_empty ? root.check(Stage::list) : Status{};
}

Status DirectorySource::list_folder(const std::string& relative) {
  Listing listing;
  for (const Place& root : folder_roots_) TBBIMG_RETURN_IF_ERROR(list_root(listing, root, relative));
  if (relative.empty()) TBBIMG_RETURN_IF_ERROR(add_file_roots(listing));
  pending_folders_.pop_back();

  const auto by_name = [](const SourceItem& a, const SourceItem& b) {
    return std::tie(a.file_name, a.path) < std::tie(b.file_name, b.path);
  };
  std::sort(listing.items.begin(), listing.items.end(), by_name);
  // A file given twice, or given beside its folder, is one input.
  const auto same_path = [](const SourceItem& a, const SourceItem& b) { return a.path == b.path; };
  listing.items.erase(std::unique(listing.items.begin(), listing.items.end(), same_path), listing.items.end());
  // Several roots may have a folder of one name: it is one folder of the output, and listed once.
  std::sort(listing.folders.begin(), listing.folders.end(), std::greater<>());
  listing.folders.erase(std::unique(listing.folders.begin(), listing.folders.end()), listing.folders.end());

  for (SourceItem& item : listing.items) {
    item.index = index_++;
    item.if_exists = options_.if_exists;
  }
  if (options_.inspect_folder) options_.inspect_folder(listing.items);
  items_ = std::move(listing.items);
  position_ = 0;
  pending_folders_.insert(pending_folders_.end(), std::make_move_iterator(listing.folders.begin()),
                          std::make_move_iterator(listing.folders.end()));
  return {};
}

void DirectorySource::list_into(Listing& listing, const std::string& folder, const std::string& relative) const {
  DIR* stream = ::opendir(folder.c_str());
  if (stream == nullptr) {
    listing.in_doubt = true;
    // ENOENT and ENOTDIR: another root has this folder.
    if (!relative.empty() && folder_roots_.size() > 1 && (errno == ENOENT || errno == ENOTDIR)) return;
    SourceItem item{folder, relative, {}, 0, 0, {}, {}};
    item.failure = listing_error(folder, "cannot be listed");
    listing.items.push_back(std::move(item));
    return;
  }
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream);
    if (entry == nullptr) {
      if (errno != 0) {
        listing.in_doubt = true;
        SourceItem item{folder, relative, {}, 0, 0, {}, {}};
        item.failure = listing_error(folder, "cannot be listed to its end");
        listing.items.push_back(std::move(item));
      }
      break;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    SourceItem item{joined(folder, name), relative, std::string(name), 0, 0, {}, {}};
    struct stat status {};
    if (::fstatat(::dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      listing.in_doubt = true;
      item.failure = listing_error(item.path, "cannot be read");
    } else if (S_ISDIR(status.st_mode)) {
      const bool excluded = !options_.exclude.empty() && same_file(options_.exclude, status);
      if (!excluded) listing.folders.push_back(joined(relative, name));
      continue;
    } else if (S_ISLNK(status.st_mode) && ::fstatat(::dirfd(stream), entry->d_name, &status, 0) != 0) {
      item.failure = listing_error(item.path, "is a link that leads nowhere");
    } else if (S_ISDIR(status.st_mode)) {
      item.skip_reason = "a link to a folder is not followed; give the folder as an input of its own";
    } else if (!S_ISREG(status.st_mode)) {
      item.skip_reason = "not a regular file";
    } else if (name.starts_with(kTemporaryPrefix)) {
      item.skip_reason = "a temporary file of an interrupted run";
    }
    item.bytes = static_cast<std::uint64_t>(status.st_size);
    item.mtime_ns = mtime_ns(status);
    listing.items.push_back(std::move(item));
  }
  ::closedir(stream);
}

Status DirectorySource::add_file_roots(Listing& listing) const {
  for (const std::string& path : file_roots_) {
    SourceItem item{path, {}, path.substr(path.rfind('/') + 1), 0, 0, {}, {}};
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      item.failure = listing_error(path, "cannot be read");
      TBBIMG_RETURN_IF_ERROR(Place(folder_of(path)).check(Stage::list));
    } else {
      item.bytes = static_cast<std::uint64_t>(status.st_size);
      item.mtime_ns = mtime_ns(status);
    }
    listing.items.push_back(std::move(item));
  }
  return {};
}

}  // namespace tbbimg
