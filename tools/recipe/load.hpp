// Recipe files, with all that is wrong with them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"
#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// The path that stands for the standard input.
inline constexpr std::string_view kStandardInput = "-";

/// The text of a recipe's file. Errors: those of reading; limit_exceeded.
[[nodiscard]] Result<std::string> read_recipe_text(const std::string& path);

/// The recipe of a file, or its mistakes in the order of its text: one at least. Reading may fail, too.
[[nodiscard]] tl::expected<Recipe, std::vector<Error>> load_recipe(const std::string& path,
                                                                   const VariantDefaults& defaults,
                                                                   const OperationRegistry& registry);

/// How the command ends after such mistakes: as a wrong plan if all that is wrong is that outputs collide.
[[nodiscard]] ExitCode code_of_mistakes(std::span<const Error> mistakes) noexcept;

/// Tells them all; code_of_mistakes().
[[nodiscard]] ExitCode complain(std::span<const Error> mistakes);

}  // namespace tbbimg::tools
