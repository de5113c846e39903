#include "engine/system/rank.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "kernels/core/numbers.hpp"

namespace tbbimg {
namespace {

constexpr std::array kVariables = {"OMPI_COMM_WORLD_RANK",
                                   "OMPI_COMM_WORLD_SIZE",
                                   "PMIX_RANK",
                                   "PMI_RANK",
                                   "PMI_SIZE",
                                   "SLURM_STEP_ID",
                                   "SLURM_PROCID",
                                   "SLURM_STEP_NUM_TASKS",
                                   "SLURM_NTASKS",
                                   "SLURM_ARRAY_TASK_ID",
                                   "SLURM_ARRAY_TASK_MIN",
                                   "SLURM_ARRAY_TASK_MAX",
                                   "SLURM_ARRAY_TASK_COUNT",
                                   "SLURM_ARRAY_TASK_STEP"};

class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  [[nodiscard]] bool has(const char* name) const { return environment_(name) != nullptr; }

  [[nodiscard]] Result<std::uint32_t> number(const char* name) const {
    const char* text = environment_(name);
    if (text == nullptr) return refuse(std::string(name) + " is not set");
    const auto value = parse_digits<std::uint32_t>(text);
    if (!value) return refuse(std::string(name) + " is no number");
    return *value;
  }

  /// "A=1, B=2", of those that are set.
  template <class Names>
  [[nodiscard]] std::string listed(const Names& names) const {
    std::string text;
    for (const char* name : names) {
      const char* value = environment_(name);
      if (value != nullptr) text += (text.empty() ? "" : ", ") + std::string(name) + "=" + value;
    }
    return text;
  }

  [[nodiscard]] tl::unexpected<Error> refuse(const std::string& why) const {
    const std::string found = listed(kVariables);
    return fail(ErrorCode::invalid_argument,
                why + (found.empty() ? "; none of the variables of Open MPI, PMI, PMIx and Slurm is set"
                                     : "; set are " + found));
  }

 private:
  const Environment& environment_;
};

Result<Rank> rank_in(const Variables& variables, const char* rank, const char* size) {
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t index, variables.number(rank));
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t count, variables.number(size));
  if (index >= count) return variables.refuse(std::string(rank) + " is not below " + size);
  return Rank{index, count, variables.listed(std::array{rank, size})};
}

Result<Rank> rank_in_array(const Variables& variables) {
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t id, variables.number("SLURM_ARRAY_TASK_ID"));
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t min, variables.number("SLURM_ARRAY_TASK_MIN"));
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t max, variables.number("SLURM_ARRAY_TASK_MAX"));
  TBBIMG_ASSIGN_OR_RETURN(const std::uint32_t count, variables.number("SLURM_ARRAY_TASK_COUNT"));
  std::uint32_t step = 1;
  if (variables.has("SLURM_ARRAY_TASK_STEP")) {
    TBBIMG_ASSIGN_OR_RETURN(step, variables.number("SLURM_ARRAY_TASK_STEP"));
  }
  const bool is_range = step > 0 && min <= id && id <= max && (id - min) % step == 0 && (max - min) / step + 1 == count;
  if (!is_range) return variables.refuse("the Slurm array is no range, so that places in it are not known");
  return Rank{(id - min) / step, count,
              variables.listed(std::array{"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
                                          "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_STEP"})};
}

const char* size_beside_pmix(const Variables& variables) {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    if (variables.has(name)) return name;
  }
  return variables.has("SLURM_STEP_ID") ? "SLURM_STEP_NUM_TASKS" : "OMPI_COMM_WORLD_SIZE";
}

// What each launcher says.
Result<std::vector<Rank>> ranks_in(const Variables& variables) {
  std::vector<Rank> ranks;
  const auto add = [&](Result<Rank> rank) -> Status {
    TBBIMG_ASSIGN_OR_RETURN(Rank value, std::move(rank));
    ranks.push_back(std::move(value));
    return {};
  };
  if (variables.has("OMPI_COMM_WORLD_RANK")) {
    TBBIMG_RETURN_IF_ERROR(add(rank_in(variables, "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")));
  }
  if (variables.has("PMI_RANK")) TBBIMG_RETURN_IF_ERROR(add(rank_in(variables, "PMI_RANK", "PMI_SIZE")));
  if (variables.has("PMIX_RANK")) {
    TBBIMG_RETURN_IF_ERROR(add(rank_in(variables, "PMIX_RANK", size_beside_pmix(variables))));
  }
  // A batch script has the last two without being a step: it is one process.
  if (ranks.empty() && variables.has("SLURM_STEP_ID") && variables.has("SLURM_PROCID")) {
    TBBIMG_RETURN_IF_ERROR(add(rank_in(variables, "SLURM_PROCID", "SLURM_STEP_NUM_TASKS")));
  }
  if (variables.has("SLURM_ARRAY_TASK_ID")) TBBIMG_RETURN_IF_ERROR(add(rank_in_array(variables)));
  return ranks;
}

}  // namespace

Result<Rank> rank_of(const Environment& environment) {
  const Variables variables(environment);
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<Rank> ranks, ranks_in(variables));
  if (ranks.empty()) return variables.refuse("no launcher says which of how many processes this is");
  const auto largest =
      std::max_element(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) { return a.count < b.count; });
  for (const Rank& rank : ranks) {
    if (rank.count > 1 && (rank.count != largest->count || rank.index != largest->index)) {
      return variables.refuse("the launchers contradict each other");
    }
  }
  return *largest;
}

}  // namespace tbbimg
