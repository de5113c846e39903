// What this process may use of its machine.
#pragma once

#include <cstdint>

namespace tbbimg {

/// Processors: the least of CPU affinity, cgroup quota (v1 and v2, rounded up) and Slurm's SLURM_CPUS_PER_TASK; at
/// least 1. oneTBB 2021.8 looks at affinity alone.
[[nodiscard]] int available_processors();

/// Bytes of memory that are free to use: the least of MemAvailable (/proc/meminfo) and what the limits leave: those of
/// the cgroup and all above it (v1 and v2, memory.high as well as memory.max), RLIMIT_AS and RLIMIT_DATA. Files that
/// the kernel merely keeps in memory count as free, swap does not count.
[[nodiscard]] std::uint64_t available_memory();

/// Bytes that this process may take at most beside what it has, were it alone on the machine: as above, with all of the
/// machine's memory in place of MemAvailable.
[[nodiscard]] std::uint64_t usable_memory();

/// The highest resident set of this process so far, in bytes (VmHWM of /proc/self/status); 0 if it is not known.
[[nodiscard]] std::uint64_t peak_memory();

/// The resident set of this process now, in bytes; 0 if it is not known.
[[nodiscard]] std::uint64_t resident_memory();

}  // namespace tbbimg
