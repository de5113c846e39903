// What --progress json writes: one object per line.
#pragma once

#include <string>
#include <string_view>

#include "engine/pipeline/pipeline.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/progress_text.hpp"
#include "tools/run/run_log.hpp"

namespace tbbimg::tools {

/// {"event": "progress", ...}; the names are those of ProgressSnapshot.
[[nodiscard]] std::string progress_event(const ProgressSnapshot& now);

/// {"event": "failed", "path", "stage", "code", "message"}; bytes of a path that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string failed_event(const Error& error);

/// {"event": "note", "message"}: what else there is to say, such as that a signal was heard.
[[nodiscard]] std::string note_event(std::string_view message);

/// {"event": "end", ...}: the last one.
[[nodiscard]] std::string end_event(const RunReport& report, const SkipCounts& skips, ExitCode code);

}  // namespace tbbimg::tools
