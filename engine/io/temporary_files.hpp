// Where files are until they are whole, and what becomes of them when a run is killed.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg {

/// OUT/.tbbimg/tmp: on the same file system as the outputs, and not among them, so that nobody has to look for what a
/// killed run left behind. Made when it is first needed.
[[nodiscard]] std::string temporary_folder_of(const std::string& output);

/// A name that no other file has. It tells the machine and the process that made it.
[[nodiscard]] std::string temporary_name();

/// Whether temporary_name() may have given this name.
[[nodiscard]] bool is_temporary_name(std::string_view file_name) noexcept;

/// Removes files of processes of this machine that are no more, and any that are older than a day. What cannot be
/// removed stays.
void remove_dead_temporaries(const std::string& folder);

}  // namespace tbbimg
