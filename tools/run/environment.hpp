// What to do when the machine, not an image, ends a run.
#pragma once

#include <string>

#include "engine/io/source.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::tools {

/// Whether the file system of the nearest folder of `path` that exists is mounted read-only.
[[nodiscard]] bool is_read_only(const std::string& path);

/// What failed, on which mount, and what to do about it, as one sentence.
[[nodiscard]] std::string explain_environment(const Error& error, const std::string& output);

/// What the rest of a run would need on a disk that is full: the entries that the run has left and those that `source`
/// still gives (counted for two seconds at most), each at the mean of the outputs so far. As the end of a sentence;
/// empty if nothing is known.
[[nodiscard]] std::string missing_room(const RunReport& report, Source& source, const std::string& output);

}  // namespace tbbimg::tools
