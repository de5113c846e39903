// What an output may be called.
#pragma once

#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// Whether `name` is a path that stays below the output folder and out of its state folder, whatever that one's case:
/// components that are neither empty nor "." nor "..", and no NUL. Too long ones are left to the file system, which
/// knows its limit, and other spellings of the state folder (Unicode) to the sink, which knows that one's inode.
/// Errors: invalid_argument, without a path.
[[nodiscard]] Status check_output_name(std::string_view name);

}  // namespace tbbimg
