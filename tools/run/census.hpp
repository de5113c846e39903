// How many entries a run will have, known before its listing has got there.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/io/shard.hpp"
#include "engine/io/skip.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg::tools {

/// What is counted; fields as those of DirectorySourceOptions.
struct CensusArguments {
  std::vector<std::string> roots;
  std::string exclude = {};
  std::optional<Shard> shard = {};
  SelectionRules selection = {};
};

/// The entries that a DirectorySource of these arguments lists, without a look at any of them. Holds the names of one
/// folder at a time. Nothing if a root cannot be used or a stop is requested.
[[nodiscard]] std::optional<std::uint64_t> count_entries(const CensusArguments& arguments, const std::stop_token& stop);

/// Counts while it lives, in a thread of its own that takes little from the others.
class Census {
 public:
  /// Short runs end before they pay for it.
  static constexpr std::chrono::milliseconds kDelay{2000};

  /// Without a thread, which the system may refuse, it never knows.
  explicit Census(CensusArguments arguments, std::chrono::milliseconds delay = kDelay);
  Census(const Census&) = delete;
  Census& operator=(const Census&) = delete;
  /// Does not wait for a file system that does not answer: the thread is then left to itself.
  ~Census();

  /// Nothing until all is counted, or if it cannot be. Not to be called by two threads at once.
  [[nodiscard]] std::optional<std::uint64_t> total() const;

 private:
  std::stop_source stop_;
  std::shared_future<std::optional<std::uint64_t>> count_;
  Thread thread_;
};

}  // namespace tbbimg::tools
