// Which pictures are there more than once? Reads, and changes nothing.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/dups/loader.hpp"
#include "engine/dups/stars.hpp"
#include "engine/io/skip.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::dups {

struct FindOptions {
  std::vector<std::string> roots;  ///< folders and files
  SelectionRules selection;
  bool exact = true;  ///< finds files with the same bytes
  bool near = true;   ///< finds pictures that look alike
  Nearness nearness;
  int threads = 1;
  std::stop_token stop;  ///< find() then fails with cancelled, after the files in work
};

/// May be looked at while find() runs.
struct Progress {
  std::atomic<std::uint64_t> files = 0;     ///< that were listed
  std::atomic<std::uint64_t> compared = 0;  ///< by their bytes
  std::atomic<std::uint64_t> decoded = 0;
};

struct Member {
  std::string path;
  std::uint64_t bytes = 0;
  Size size;                ///< upright; {0, 0} if its header cannot be read
  std::string_view format;  ///< "jpeg"; empty likewise
  /// The place in the group of the first one with these very bytes, if that is another: 0 is the best.
  std::optional<std::size_t> same_bytes_as;
  /// Beside the group's first one:
  int dhash_distance = 0;  ///< bits
  int phash_distance = 0;
};

/// The best is the one to keep: it has the most pixels, then the most bytes, then the first path by its bytes.
struct Group {
  /// Two at least: the best and those with its bytes by their paths; then the others, the nearest first and then by
  /// their paths, each with those that have its bytes behind it.
  std::vector<Member> members;
  [[nodiscard]] bool is_exact() const noexcept;
  [[nodiscard]] std::uint64_t spare_bytes() const noexcept;  ///< of all but the first
};

struct Findings {
  std::vector<Group> groups;      ///< those with the most spare bytes first, then by their first paths
  std::vector<Error> errors;      ///< of files and folders that could not be looked at, by their paths
  std::uint64_t pictures = 0;     ///< files that were listed, but for those below
  std::uint64_t bytes = 0;        ///< of these
  std::uint64_t other_files = 0;  ///< that are no pictures, or were left out
  std::uint64_t same_files = 0;   ///< further names, by links, of a file that is among the pictures
};

/// The same result for any number of threads. Errors: a root cannot be used; cancelled.
[[nodiscard]] Result<Findings> find(const FindOptions& options, Loader& loader, Progress& progress);

}  // namespace tbbimg::dups
