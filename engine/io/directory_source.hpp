// Files and folders of the file system as a source.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/io/place.hpp"
#include "engine/io/source.hpp"

namespace tbbimg {

struct DirectorySourceOptions {
  /// Files and folders, at least one. Folders are walked recursively; all roots mirror into one tree, so that entries
  /// of several roots with one relative folder are listed together.
  std::vector<std::string> roots;
  /// A folder that is not entered though it lies below a root: the output. May be empty.
  std::string exclude;
  /// Sees all entries of a folder before the first of them is given out, and may mark them as failed or skipped.
  std::function<void(std::span<SourceItem>)> inspect_folder = {};
  /// What becomes of outputs that are there already, unless `inspect_folder` says otherwise for an entry.
  IfExists if_exists = IfExists::keep;
};

/// Walks folder by folder, each sorted by name; holds the names of one folder at a time. Links to files are followed;
/// links to folders, sockets, devices and the like are listed as skipped. A folder that cannot be read is listed as
/// failed, unless its root cannot be reached: next() says so, and lists that folder when it is called again.
class DirectorySource final : public Source {
 public:
  /// Errors: not_found and the like, with the path, if a root cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<DirectorySource>> open(DirectorySourceOptions options);

  [[nodiscard]] Result<std::optional<SourceItem>> next() override;
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override;
  /// The place of a file that is a root itself is its folder.
  [[nodiscard]] Status check_place(const SourceItem& item) override;

 private:
  struct Listing;

  explicit DirectorySource(DirectorySourceOptions options) : options_(std::move(options)) {}
  [[nodiscard]] Status list_folder(const std::string& relative);  ///< of all roots, into items_ and pending_folders_
  [[nodiscard]] Status list_root(Listing& listing, const Place& root, const std::string& relative) const;
  void list_into(Listing& listing, const std::string& folder, const std::string& relative) const;
  [[nodiscard]] Status add_file_roots(Listing& listing) const;

  DirectorySourceOptions options_;
  std::vector<Place> folder_roots_;
  std::vector<std::string> file_roots_;
  std::vector<std::string> pending_folders_;  ///< relative paths, the next one last
  std::vector<SourceItem> items_;             ///< of the current folder
  std::size_t position_ = 0;
  std::uint64_t index_ = 0;
};

}  // namespace tbbimg
