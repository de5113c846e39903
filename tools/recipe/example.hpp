// A recipe to start from.
#pragma once

#include <string_view>

namespace tbbimg::tools {

/// Has every key and every codec option, with what it does; a recipe that runs.
[[nodiscard]] std::string_view example_recipe() noexcept;

}  // namespace tbbimg::tools
