// What an output may be called.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Why `name` is no path that stays below the output folder and out of its state folder, whatever that one's case: what
/// it does, as "leads out ..."; empty if it is one. Its components are neither empty nor "." nor "..", and hold no NUL.
/// Too long ones are left to the file system, which knows its limit, and other spellings of the state folder to the
/// sink, which knows that one's inode.
[[nodiscard]] std::string_view fault_of_output_name(std::string_view name);

/// Errors: invalid_argument, without a path, if it has a fault.
[[nodiscard]] Status check_output_name(std::string_view name);

/// The most bytes that the name of a file or folder may have in `folder`, or in the next one above it that is there.
[[nodiscard]] std::size_t longest_name_at(const std::string& folder);

/// Whether no name between two slashes is longer than that, nor the whole than any system call takes.
/// Errors: what the system has for it (ENAMETOOLONG), with Stage::write and the path below `folder`.
[[nodiscard]] Status check_length(const std::string& folder, std::string_view name, std::size_t longest);

}  // namespace tbbimg
