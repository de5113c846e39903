// What somebody has to do.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/queue/task/ids.hpp"

namespace tbbimg::queue {

/// A kind as a worker has it. It claims tasks of this version alone.
struct KindVersion {
  std::string kind;
  int version = 1;
  friend auto operator<=>(const KindVersion&, const KindVersion&) = default;
};

/// The right to do a task, until it is settled or the worker's lease is over.
struct Lease {
  TaskId task{};
  WorkerId worker;
  std::uint32_t epoch = 0;
  friend bool operator==(const Lease&, const Lease&) = default;
};

struct ClaimedTask {
  Lease lease;
  std::string kind;
  int version = 1;
  std::string args;
  std::chrono::milliseconds timeout{};
  std::optional<JobId> job = {};
  std::optional<std::int32_t> seq = {};
  int attempts = 0;  ///< before this one, that ended in an error
  int crashes = 0;
  std::string checkpoint = {};
};

}  // namespace tbbimg::queue
