// What somebody hands in.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/queue/task/clock.hpp"
#include "engine/queue/task/ids.hpp"
#include "engine/queue/task/retry_policy.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::queue {

inline constexpr int kLowestPriority = -100;
inline constexpr int kHighestPriority = 100;
inline constexpr std::size_t kLongestName = 100;        ///< of kinds, queues, tags; bytes
inline constexpr std::size_t kLongestUniqueKey = 4200;  ///< a path and a word; bytes
inline constexpr std::size_t kMostTags = 32;
/// Bytes of JSON of args, an output or a checkpoint; more belongs in a file.
inline constexpr std::size_t kLargestJson = std::size_t{1} << 20;

/// A task of any kind, before a store has it.
struct TaskSpec {
  std::string kind;         ///< letters, digits, '.', '_' and '-': "image.chunk"
  int version = 1;          ///< of what args mean
  std::string args = "{}";  ///< JSON, UTF-8
  std::string queue = "default";
  int priority = 0;                     ///< higher is sooner; among equals, who was handed in first
  std::optional<WallTime> run_at = {};  ///< not before; nothing: now
  std::chrono::milliseconds timeout{std::chrono::hours(1)};  ///< of one attempt
  RetryPolicy retry = {};
  std::vector<std::string> tags = {};
  std::string unique_key = {};  ///< at most one task that has not ended has it; empty: none
  std::optional<JobId> job = {};
  /// Its place in the job, for plans that are repeated: a second spec with the same one is the first task, whether that
  /// has ended or not.
  std::optional<std::int32_t> seq = {};
  bool after_others = false;  ///< blocked until all tasks of the job without this flag have ended

  [[nodiscard]] TaskSpec with_priority(int higher_is_sooner) const;
  [[nodiscard]] TaskSpec with_timeout(std::chrono::milliseconds of_an_attempt) const;
  [[nodiscard]] TaskSpec with_tag(std::string tag) const;
};

/// What became of a spec that was handed in.
struct Enqueued {
  TaskId id{};
  bool is_new = true;  ///< else `id` is the task that had its place in the job, or its unique key, before
  friend bool operator==(const Enqueued&, const Enqueued&) = default;
};

/// Whether a store may take it: names, numbers within their limits, args that are JSON. Errors: invalid_argument,
/// saying which member.
[[nodiscard]] Status check(const TaskSpec& spec);

/// Letters, digits, '.', '_' and '-', 1 to kLongestName of them. Errors: invalid_argument; `what` is "queue".
[[nodiscard]] Status check_name(std::string_view what, std::string_view name);
/// UTF-8 without NUL, at most so many bytes. Errors: invalid_argument.
[[nodiscard]] Status check_text(std::string_view what, std::string_view text, std::size_t most);
/// The same, and JSON, of at most kLargestJson bytes.
[[nodiscard]] Status check_json(std::string_view what, std::string_view text);

}  // namespace tbbimg::queue
