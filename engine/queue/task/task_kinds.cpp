#include "engine/queue/task/task_kinds.hpp"

#include <utility>

namespace tbbimg::queue {

Status TaskKinds::add(KindVersion kind, Execute execute) {
  TBBIMG_RETURN_IF_ERROR(check_name("kind", kind.kind));
  const auto [at, is_new] = kinds_.emplace(std::move(kind), std::move(execute));
  if (is_new) return {};
  return fail(ErrorCode::already_exists,
              "kind '" + at->first.kind + "' is known in version " + std::to_string(at->first.version) + " already");
}

const TaskKinds::Execute* TaskKinds::find(const KindVersion& kind) const noexcept {
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? nullptr : &found->second;
}

std::vector<KindVersion> TaskKinds::all() const {
  std::vector<KindVersion> all;
  for (const auto& [kind, execute] : kinds_) all.push_back(kind);
  return all;
}

}  // namespace tbbimg::queue
