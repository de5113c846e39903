// What journals say of each image last, findable by its path.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/file_descriptor.hpp"
#include "engine/journal/journal_line.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Takes 32 bytes an image; the rest is read again from the file when it is asked for. Const members may be called from
/// several threads at once, each with a parser of its own.
class JournalIndex {
 public:
  /// Of all journals of OUT; empty if there are none. What cannot be read as a line is passed over. One pass over the
  /// files. Errors: unsupported if a run of another schema is among them; those of reading.
  [[nodiscard]] static Result<JournalIndex> load(const std::string& output);

  /// In the order in which they were started.
  [[nodiscard]] const std::vector<JournalRun>& runs() const noexcept { return runs_; }
  /// Of the last of runs(), if it was not killed and is not under way.
  [[nodiscard]] const std::optional<JournalEnd>& last_end() const noexcept { return last_end_; }

  [[nodiscard]] std::size_t images() const noexcept { return entries_.size(); }
  [[nodiscard]] std::uint64_t count(JournalStatus status) const noexcept {
    return counts_[static_cast<std::size_t>(status)];
  }

  /// Images that are done, by another recipe than this one.
  [[nodiscard]] std::uint64_t done_otherwise(std::uint64_t recipe) const noexcept;

  /// The last line about a path; nothing if there is none, or if it cannot be read any more.
  [[nodiscard]] std::optional<JournalImage> find(std::string_view path, JournalParser& parser) const;
  /// find().status, without reading the file.
  [[nodiscard]] std::optional<JournalStatus> status_of(std::string_view path) const noexcept;
  /// The last line about the image at a position below images(): those of one file follow each other in its order.
  [[nodiscard]] std::optional<JournalImage> at(std::size_t position, JournalParser& parser) const;

  /// The path of the journal that has the last line about an image; empty if none has.
  [[nodiscard]] std::string journal_of(std::string_view path) const;

  /// What compaction asks for of one file.
  struct FileFacts {
    std::uint64_t lines = 0;
    std::uint64_t unreadable_lines = 0;       ///< a torn last one is none
    std::uint64_t useless_lines = 0;          ///< superseded
    std::vector<std::uint64_t> live_offsets;  ///< of lines to keep, sorted
  };
  [[nodiscard]] FileFacts facts_of(const std::string& path) const;

 private:
  struct Hash {
    std::uint64_t high, low;
    friend bool operator==(const Hash&, const Hash&) noexcept = default;
    friend auto operator<=>(const Hash&, const Hash&) noexcept = default;
  };
  struct Entry {
    Hash path;
    std::uint64_t offset;
    std::uint32_t length;
    std::uint32_t run : 30;
    std::uint32_t status : 2;
  };
  static_assert(sizeof(Entry) == 32);
  struct File {
    std::string path;
    FileDescriptor descriptor;
    std::uint64_t lines = 0;
    std::uint64_t unreadable = 0;  ///< of its lines
  };
  struct RunPlace {
    std::size_t file;
    std::uint64_t offset;
    std::int64_t order_ms;  ///< when it was started, but not before those in front of it in its file
    std::optional<JournalEnd> end;
    std::uint64_t end_offset = 0;
  };

  [[nodiscard]] static Hash hash_of(std::string_view path) noexcept;
  [[nodiscard]] Status read(const std::string& path);
  [[nodiscard]] Status take(std::size_t file, std::string_view line, std::uint64_t offset, JournalParser& parser);
  void sort_runs();
  void keep_last_lines();
  [[nodiscard]] const Entry* find_entry(std::string_view path) const noexcept;
  [[nodiscard]] std::optional<JournalImage> read_entry(const Entry& entry, JournalParser& parser) const;

  std::vector<File> files_;
  std::vector<JournalRun> runs_;
  std::vector<RunPlace> places_;         ///< of runs_
  std::vector<Entry> entries_;           ///< sorted by path
  std::vector<std::uint32_t> in_order_;  ///< positions in entries_, as they stand in the files
  std::array<std::uint64_t, 3> counts_{};
  std::optional<JournalEnd> last_end_;
};

}  // namespace tbbimg
