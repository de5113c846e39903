// What a full disk lacks.
#pragma once

#include <optional>
#include <string>

#include "engine/events/run_report.hpp"
#include "engine/io/source.hpp"
#include "engine/run/image_run.hpp"

namespace tbbimg {

/// The folder itself or the nearest one above it that is there, resolved; empty if nothing can be found out.
[[nodiscard]] std::string nearest_folder(const std::string& path);

/// Whether the file system of the nearest folder of `path` that exists is mounted read-only.
[[nodiscard]] bool is_read_only(const std::string& path);

/// Of the entries that the run has left and those that `source` still gives (counted for two seconds at most), each at
/// the mean of the outputs so far. Nothing if no output was made, or if the source may hang.
[[nodiscard]] std::optional<RoomNeeded> room_needed(const RunReport& report, Source& source);

}  // namespace tbbimg
