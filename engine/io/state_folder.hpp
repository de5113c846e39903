#pragma once

#include <string_view>

namespace tbbimg {

/// What tbbimg keeps below OUT beside the outputs: journals, and files that are not whole yet. Never walked as a
/// source.
inline constexpr std::string_view kStateFolder = ".tbbimg";

}  // namespace tbbimg
