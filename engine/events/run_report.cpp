#include "engine/events/run_report.hpp"

namespace tbbimg {

std::string_view to_string(EndedBy reason) noexcept {
  switch (reason) {
    case EndedBy::end_of_source: return "end_of_source";
    case EndedBy::stop_request: return "stop_request";
    case EndedBy::failure_limit: return "failure_limit";
    case EndedBy::environment: return "environment";
  }
  return "unknown";
}

}  // namespace tbbimg
