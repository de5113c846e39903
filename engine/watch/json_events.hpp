// What --progress json writes: one object per line, in ASCII.
#pragma once

#include <string>
#include <string_view>

#include "engine/pipeline/pipeline.hpp"
#include "engine/statistics/run_statistics.hpp"
#include "engine/watch/progress_text.hpp"

namespace tbbimg {

/// {"event": "progress", ...}; the names are those of ProgressSnapshot.
[[nodiscard]] std::string progress_event(const ProgressSnapshot& now);

/// {"event": "failed", "path", "stage", "code", "message"}; paths as path_json() has them.
[[nodiscard]] std::string failed_event(const Error& error);

/// {"event": "warning", "path", "kind", "figure", "message"}
[[nodiscard]] std::string warning_event(const std::string& path, const DecodeWarning& warning);

/// {"event": "skipped", "path", "reason"}
[[nodiscard]] std::string skipped_event(const SettledImage& image);

/// {"event": "done", "path", "attempts", "milliseconds", "outputs": [{"name", "bytes", "width", "height"}]}
[[nodiscard]] std::string done_event(const SettledImage& image);

/// {"event": "retry", "path", "stage", "code", "message", "attempts", "delay_ms"}: it will be tried again.
[[nodiscard]] std::string retry_event(const RetriedImage& image);

/// {"event": "breaker", "place", "state", "message"}: a root or the output has gone away or come back.
[[nodiscard]] std::string breaker_event(const BreakerChange& change);

/// {"event": "note", "message"}: what else there is to say, such as that a signal was heard.
[[nodiscard]] std::string note_event(std::string_view message);

/// {"event": "end", ...}: the last one.
[[nodiscard]] std::string end_event(const RunReport& report, const RunStatistics& statistics, int exit_code);

}  // namespace tbbimg
