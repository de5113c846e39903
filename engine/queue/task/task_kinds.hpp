// Which kinds of tasks a worker can do.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/queue/task/task.hpp"

namespace tbbimg::queue {

/// A value: each worker has its own.
class TaskKinds {
 public:
  using Execute = std::function<Outcome(const std::string& args, TaskContext& context)>;

  /// Errors: invalid_argument (the name), already_exists.
  [[nodiscard]] Status add(KindVersion kind, Execute execute);
  template <Task T>
  [[nodiscard]] Status add() {
    return add({std::string(T::kKind), version_of<T>()}, &execute_task<T>);
  }

  /// Null if it is not known.
  [[nodiscard]] const Execute* find(const KindVersion& kind) const noexcept;
  [[nodiscard]] std::vector<KindVersion> all() const;

 private:
  std::map<KindVersion, Execute> kinds_;
};

}  // namespace tbbimg::queue
