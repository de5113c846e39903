// Which machine this is, and since when.
#pragma once

#include <string>

namespace tbbimg {

/// /proc/sys/kernel/random/boot_id: no two machines have the same, nor one machine after it was started again. Empty if
/// it cannot be read.
[[nodiscard]] std::string boot_id();

/// Equal for processes that see each other in /proc: its name, its boot_id() and the PID namespace (containers).
/// Machines may share a name ("localhost"), and an identity in /etc if one is a copy of the other.
[[nodiscard]] const std::string& machine_identity();

}  // namespace tbbimg
