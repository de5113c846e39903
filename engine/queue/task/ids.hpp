// What tasks, jobs and workers are called.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tbbimg::queue {

/// Numbers from 1 of one store, never used again.
enum class TaskId : std::int64_t {};
enum class JobId : std::int64_t {};

/// Of one process that works, from its start to its end: a random UUID (RFC 4122, version 4). A name that another
/// process could have again, such as its host's, would keep the tasks of the dead one alive.
class WorkerId {
 public:
  /// From the system's random numbers.
  [[nodiscard]] static WorkerId random();
  /// "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"; nothing if it is none.
  [[nodiscard]] static std::optional<WorkerId> parse(std::string_view text) noexcept;

  [[nodiscard]] std::string to_string() const;
  friend auto operator<=>(const WorkerId&, const WorkerId&) = default;

 private:
  friend struct std::hash<WorkerId>;
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace tbbimg::queue

template <>
struct std::hash<tbbimg::queue::WorkerId> {
  [[nodiscard]] std::size_t operator()(const tbbimg::queue::WorkerId& id) const noexcept;
};
