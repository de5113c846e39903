// The names in one folder, held in few bytes: a folder may have millions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/io/shard.hpp"
#include "engine/io/source.hpp"

namespace tbbimg {

/// The entries of one folder of a source, of all its roots, in the order of their names. Takes 16 bytes and the name
/// for each; sizes and times are looked up later.
class FolderListing {
 public:
  enum class Kind : std::uint8_t {
    file,
    link,
    named,       ///< by a list of names; what it is will be seen
    other,       ///< neither file, link nor folder
    given,       ///< a root that is a file; its text is the whole path
    unreadable,  ///< the folder itself, which could not be read; no name
    left_out,    ///< a file or a folder that is not taken; the folder itself if it has no name
  };

  /// `relative` is the folder's path below its roots.
  explicit FolderListing(std::string relative) : relative_(std::move(relative)) {}

  /// `folder` is how one of the roots names the folder, `prefix` what InputNames has for that root. Returns what add()
  /// takes.
  [[nodiscard]] std::uint32_t add_folder(std::string folder, std::string_view prefix = {});
  void add(Kind kind, std::uint32_t folder, std::string_view text);
  void add_given(std::string_view path, std::string_view identity);
  void add_unreadable(std::uint32_t folder, Error error);
  void add_left_out(std::uint32_t folder, std::string_view name, SkipKind why);
  /// A link to a folder that will be listed, too.
  void add_followed(std::string path) { followed_.push_back(std::move(path)); }
  /// Brings the entries into order; a path that was added twice is one entry, unless somebody counts repetitions.
  enum class Repeated : std::uint8_t { is_one, stays };
  void sort(Repeated repeated = Repeated::is_one);
  /// The place of the first entry in the listing of the source.
  void set_first_index(std::uint64_t index) noexcept { first_index_ = index; }

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] const std::string& relative() const noexcept { return relative_; }
  [[nodiscard]] Kind kind(std::size_t i) const noexcept { return entries_[i].kind; }
  [[nodiscard]] std::string_view name(std::size_t i) const noexcept;
  [[nodiscard]] std::string path(std::size_t i) const;
  /// Which folder of add_folder() the entry is in, and how its root names that.
  [[nodiscard]] std::uint32_t folder_of(std::size_t i) const noexcept { return entries_[i].folder; }
  [[nodiscard]] const std::vector<std::string>& folders() const noexcept { return folders_; }
  [[nodiscard]] const std::vector<std::string>& followed() const noexcept { return followed_; }
  /// What the journal knows a folder of add_folder() by if it cannot be listed.
  [[nodiscard]] std::string folder_identity_of(std::uint32_t folder) const;
  [[nodiscard]] bool is_unreadable(std::uint32_t folder) const { return unreadable_.contains(folder); }
  /// Whether the entry is in a part of the run; nothing: it is all of it. A folder that cannot be read is in every
  /// part.
  [[nodiscard]] bool is_in(const std::optional<Shard>& part, std::size_t i) const;
  /// As far as the name tells: without size and time.
  [[nodiscard]] SourceItem item(std::size_t i) const;

  /// Lets entry `i` settle as skipped.
  void skip(std::size_t i, SkipKind why) { skips_.insert_or_assign(i, why); }
  [[nodiscard]] const std::map<std::size_t, SkipKind>& skips() const noexcept { return skips_; }
  /// Lets entry `i` settle as failed.
  void fail(std::size_t i, Error error) { failures_.insert_or_assign(i, std::move(error)); }
  [[nodiscard]] const std::map<std::size_t, Error>& failures() const noexcept { return failures_; }

 private:
  struct Entry {
    std::uint64_t text;  ///< where it begins in texts_, where it ends with a zero
    std::uint32_t folder;
    Kind kind;
  };
  [[nodiscard]] const char* text(const Entry& entry) const noexcept { return texts_.data() + entry.text; }
  [[nodiscard]] std::string path(const Entry& entry) const;
  [[nodiscard]] std::string_view name(const Entry& entry) const noexcept;
  [[nodiscard]] std::string identity(const Entry& entry) const;

  std::string relative_;
  std::vector<std::string> folders_;
  std::vector<std::string> prefixes_;                 ///< of folders_
  std::map<std::uint64_t, std::string> given_names_;  ///< identities that are no file names, by Entry::text
  std::string texts_;
  std::vector<Entry> entries_;
  std::map<std::uint64_t, SkipKind> left_out_;  ///< why, by Entry::text
  std::map<std::uint32_t, Error> unreadable_;   ///< by folder
  std::vector<std::string> followed_;
  std::map<std::size_t, SkipKind> skips_;  ///< by entry
  std::map<std::size_t, Error> failures_;  ///< by entry
  std::uint64_t first_index_ = 0;
};

/// The path of `name` in `folder`; of one alone if the other is empty.
[[nodiscard]] std::string joined_path(const std::string& folder, std::string_view name);

}  // namespace tbbimg
