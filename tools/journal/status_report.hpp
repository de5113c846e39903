// What has become of the runs into a folder, in words and as JSON.
#pragma once

#include <string>

#include "engine/run/status.hpp"

namespace tbbimg::tools {

/// Lines for people.
[[nodiscard]] std::string status_text(const RunStatus& report);
/// One line.
[[nodiscard]] std::string status_json(const RunStatus& report);

}  // namespace tbbimg::tools
