// Names of files until they are whole, and what becomes of those that a killed run left.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg {

/// A name that no other file has. It tells the machine and the process that made it.
[[nodiscard]] std::string temporary_name();

/// Whether temporary_name() may have given this name.
[[nodiscard]] bool is_temporary_name(std::string_view file_name);

/// Removes, from an open folder, regular files with names of temporary_name()'s: those of processes of this machine
/// that are no more, and any of other machines that are older than a day. False if one may still be there, of a process
/// that lives or because it cannot be removed.
bool remove_dead_temporaries(int folder);

}  // namespace tbbimg
