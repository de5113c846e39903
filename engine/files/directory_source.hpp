// Files and folders of the file system as a source.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/files/folder_listing.hpp"
#include "engine/files/folder_reader.hpp"
#include "engine/files/name_list.hpp"
#include "engine/io/shard.hpp"
#include "engine/io/source.hpp"
#include "engine/system/ahead.hpp"
#include "engine/system/io_threads.hpp"

namespace tbbimg {

struct DirectorySourceOptions {
  /// Files and folders, at least one. Folders are walked recursively; all roots mirror into one tree, so that entries
  /// of several roots with one relative folder are listed together.
  std::vector<std::string> roots;
  /// A folder that is not entered though it lies below a root: the output. May be empty.
  std::string exclude;
  /// Sees the names in a folder, those of all shards, before the first of them is given out, and may fail some.
  std::function<void(FolderListing&)> inspect_folder = {};
  /// What becomes of outputs that are there already, unless `inspect` says otherwise for an entry.
  IfExists if_exists = IfExists::keep;
  /// Sees entries before they are given out, up to DirectorySource::kBatch of a folder at once, and may mark them as
  /// failed or skipped or change what becomes of their outputs. Called from several threads at once, in any order.
  std::function<void(std::span<SourceItem>)> inspect = {};
  /// The part that is listed; places in the listing count all of it.
  std::optional<Shard> shard = {};
  /// Ends the listing early, also that of a huge or slow folder.
  std::stop_token stop = {};
  SelectionRules selection = {};  ///< of what lies below the roots
  /// Not null: what it names is listed, and nothing else; the first root, a folder, is where relative names start.
  std::unique_ptr<NameList> names = {};
};

/// Walks folder by folder, or through a list of names, each sorted by name; the order does not depend on timing. Some
/// folders are read ahead, by threads of the source's own; of a large one, all names are held, and a few thousand
/// entries. Links to files are followed; links to folders, unless the selection follows them, sockets, devices and the
/// like are listed as skipped. A folder that cannot be read is listed as failed, unless its root cannot be reached:
/// next() says so, and goes on there when it is called again.
class DirectorySource final : public Source {
 public:
  static constexpr std::size_t kBatch = 1024;

  /// Errors: not_found and the like, with the path, if a root cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<DirectorySource>> open(DirectorySourceOptions options);
  ~DirectorySource() override;

  [[nodiscard]] Result<std::optional<SourceItem>> next() override;
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override;
  /// The place of a file that is a root itself is its folder.
  [[nodiscard]] Status check_place(const SourceItem& item) override;

 private:
  struct ReadFolder;
  using Items = std::vector<SourceItem>;
  using BatchAhead = std::shared_ptr<Ahead<Items>>;
  using FolderAhead = std::shared_ptr<Ahead<ReadFolder>>;
  struct Folder {
    std::string relative;
    FolderAhead ahead;  ///< null: not begun
  };
  struct Batch {
    std::size_t begin;
    BatchAhead ahead;
  };

  DirectorySource(DirectorySourceOptions options, FolderReader reader);
  [[nodiscard]] bool stopped() const noexcept;
  [[nodiscard]] Status open_folder();       ///< the next pending one, if no stop is requested
  [[nodiscard]] Result<bool> open_names();  ///< the next of the list; false: there are no more
  [[nodiscard]] Status take_batch();        ///< into items_, likewise
  void enter(ReadFolder folder);
  void look_ahead();
  template <class T>
  void post(const std::shared_ptr<Ahead<T>>& work);
  [[nodiscard]] FolderAhead folder_ahead(const std::string& relative);
  [[nodiscard]] BatchAhead batch_ahead(const std::shared_ptr<FolderListing>& listing, std::size_t begin) const;
  [[nodiscard]] Result<ReadFolder> read_folder(const std::string& relative, std::size_t max_entries) const;

  const DirectorySourceOptions options_;
  const FolderReader reader_;
  std::vector<Folder> pending_;                         ///< the next one last
  std::shared_ptr<FolderListing> listing_;              ///< of the current folder
  std::uint64_t first_index_ = 0;                       ///< of the current folder
  std::uint64_t next_index_ = 0;                        ///< of the folder that follows
  std::deque<Batch> batches_;                           ///< of the current folder, the next one first
  std::size_t next_batch_ = 0;                          ///< where in listing_ the batch behind batches_ begins
  Items items_;                                         ///< of the current batch
  std::size_t position_ = 0;                            ///< in items_
  mutable std::atomic<std::size_t> ahead_entries_ = 0;  ///< of folders that are read and not yet entered
  std::size_t ahead_folders_ = 0;                       ///< begun and not yet entered
  std::atomic<bool> closing_ = false;
  IoThreads threads_;  ///< last: joined before what they read into is gone
};

}  // namespace tbbimg
