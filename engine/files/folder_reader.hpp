// What a folder holds, and what its entries are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/files/folder_listing.hpp"
#include "engine/files/name_list.hpp"
#include "engine/files/place.hpp"
#include "engine/files/selection.hpp"
#include "engine/io/shard.hpp"
#include "engine/io/source.hpp"

namespace tbbimg {

struct ListedFolder {
  std::shared_ptr<FolderListing> listing;
  std::vector<std::string> folders;  ///< paths below the roots, sorted
  bool is_complete = false;          ///< false: there was more than was asked for, or a stop was requested
};

/// Immutable; its functions may be called from several threads at once, and block.
class FolderReader {
 public:
  /// `exclude` is a folder that is not entered, or empty. Nor are folders below roots into which another run writes.
  /// Errors: not_found and the like, with the path, if a root cannot be used.
  [[nodiscard]] static Result<FolderReader> create(const std::vector<std::string>& roots, std::string exclude,
                                                   SelectionRules selection = {});

  /// The folder `relative` of all roots, and in the empty one the roots that are files.
  /// Errors: a root cannot be reached; Error::path is that root.
  [[nodiscard]] Result<ListedFolder> list(const std::string& relative, std::size_t max_entries,
                                          const std::stop_token& stop) const;

  /// What a list of names has of one folder, which it names from the first root on, or from the root of the file
  /// system. Below the first root, paths and identities are those of list().
  [[nodiscard]] ListedFolder list(const NameList::Group& group) const;

  /// The entries [begin, end) that are in `shard` (or in all), with size and time; SourceItem::index is the place in
  /// `listing`. Errors: as list().
  [[nodiscard]] Result<std::vector<SourceItem>> read_entries(const FolderListing& listing, std::size_t begin,
                                                             std::size_t end, const std::optional<Shard>& shard) const;

  /// Whether the root that `item` comes from can be reached; that of a file that is a root is its folder.
  [[nodiscard]] Status check_place(const SourceItem& item, Stage stage) const;

 private:
  struct Root {
    Place place;
    std::string prefix;  ///< of the identities of what is in it
  };
  struct GivenFile {
    std::string path, identity;
  };

  explicit FolderReader(Selection selection) : selection_(std::move(selection)) {}
  [[nodiscard]] Status list_root(ListedFolder& listed, const Root& root, std::size_t max_entries,
                                 const std::stop_token& stop) const;
  [[nodiscard]] std::optional<Error> list_into(ListedFolder& listed, std::uint32_t folder, std::size_t max_entries,
                                               const std::stop_token& stop) const;
  [[nodiscard]] bool is_excluded(int folder) const noexcept;
  [[nodiscard]] bool is_below_excluded(const std::string& folder) const;

  std::vector<Root> folders_;
  std::vector<GivenFile> files_;
  std::vector<Place> files_places_;
  std::string exclude_;
  Selection selection_;
};

}  // namespace tbbimg
