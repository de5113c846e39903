// What to do when the machine, not an image, ends a run.
#pragma once

#include <string>

#include "kernels/core/error.hpp"

namespace tbbimg::tools {

/// Whether the file system of the nearest folder of `path` that exists is mounted read-only.
[[nodiscard]] bool is_read_only(const std::string& path);

/// What failed, on which mount, and what to do about it, as one sentence.
[[nodiscard]] std::string explain_environment(const Error& error, const std::string& output);

}  // namespace tbbimg::tools
