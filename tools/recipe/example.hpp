// A recipe to start from.
#pragma once

#include <string>

namespace tbbimg::tools {

/// Has every key and every option of the codecs that there are, with what it does; a recipe that runs.
[[nodiscard]] std::string example_recipe();

}  // namespace tbbimg::tools
