// Which of several processes that were started together this one is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "kernels/core/error.hpp"

namespace tbbimg {

struct Rank {
  std::uint32_t index = 0;  ///< from 0
  std::uint32_t count = 1;
  std::string origin;  ///< the variables that say so, with their values
};

/// The value of an environment variable, or null.
using Environment = std::function<const char*(const char* name)>;

/// As launchers of processes say it: Open MPI (OMPI_COMM_WORLD_RANK, _SIZE), PMI (PMI_RANK, PMI_SIZE), PMIx (PMIX_RANK,
/// and the size of another one), a Slurm job step (SLURM_PROCID, SLURM_STEP_NUM_TASKS; SLURM_NTASKS is of the job,
/// in a shell of salloc as well) or a Slurm array of one range (SLURM_ARRAY_TASK_ID, _MIN, _MAX, _COUNT, _STEP). Ranks
/// of MPI go before those of a Slurm step, which may have started the launcher; one process alone says nothing beside
/// others. Errors: invalid_argument, with all variables that are set, if there are none, or if they contradict each
/// other.
[[nodiscard]] Result<Rank> rank_of(const Environment& environment);

}  // namespace tbbimg
