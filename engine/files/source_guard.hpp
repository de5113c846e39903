// Which places below OUT are a source's.
#pragma once

#include <mutex>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/files/file_id.hpp"
#include "engine/files/folder_listing.hpp"
#include "engine/files/mount_table.hpp"

namespace tbbimg {

/// What is lost when an output takes the place of a source is the entry of a folder, not an inode: a hard link in OUT
/// to a photo may be replaced, and the photo stays. So a source is an entry in a folder. Two folders are one if their
/// inodes are, or their places in file systems: bind mounts have paths of their own, and some FUSE give each spelling
/// of a name an inode of its own.
class SourceGuard {
 public:
  /// `sources` are the files and folders that a run reads, `output` the folder that it writes below, which it leaves
  /// out of the walk if it lies below one of them.
  SourceGuard(std::span<const std::string> sources, const std::string& output, bool ignore_case);

  /// Links among the inputs to files, and to folders that are entered: what they lead to are sources from now on. May
  /// be called beside the others.
  void add_links(const FolderListing& listing);

  /// Whether all of a folder is a source's: `way` is that folder and those above it up to OUT, `relative` its path
  /// below OUT. By the mounts that there were when the guard was made.
  [[nodiscard]] bool holds_folder(std::span<const FileId> way, std::string_view relative) const;
  /// Whether this very entry of a folder is, which is `name` below OUT.
  [[nodiscard]] bool holds_file(FileId folder, FileId file, std::string_view name) const;

 private:
  void add_file(const std::string& path);
  void add_folder(const std::string& real_path);
  [[nodiscard]] PlaceInFileSystem place_of(const std::string& real_path) const;
  [[nodiscard]] PlaceInFileSystem folded(PlaceInFileSystem place) const;

  const MountTable mounts_;
  const bool ignore_case_;
  std::string output_;  ///< resolved
  PlaceInFileSystem output_place_;
  mutable std::mutex mutex_;                    ///< of what follows
  std::vector<FileId> folders_;                 ///< that are given, or followed
  std::vector<PlaceInFileSystem> places_;       ///< of these, and of what is mounted below them
  std::set<std::pair<FileId, FileId>> files_;   ///< the folder that an entry is in, and what it is
  std::vector<PlaceInFileSystem> file_places_;  ///< of the same, if case does not count
};

}  // namespace tbbimg
