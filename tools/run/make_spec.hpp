// From what is typed behind `tbbimg run` to a run, and back.
#pragma once

#include <string>
#include <vector>

#include "engine/run/run_spec.hpp"
#include "kernels/core/error.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// Reads the recipe's file; paths stay as they were typed. Errors: those of read_recipe_text().
[[nodiscard]] Result<RunSpec> make_spec(const RunArguments& run);

/// Arguments of a `tbbimg run` that make the same outputs of the same inputs, as far as files of recipes are there
/// still.
[[nodiscard]] std::vector<std::string> arguments_for(const RunSpec& spec);

}  // namespace tbbimg::tools
