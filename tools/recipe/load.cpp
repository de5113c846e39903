#include "tools/recipe/load.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "engine/files/file.hpp"
#include "tools/print.hpp"

namespace tbbimg::tools {
namespace {

Result<std::string> read_standard_input() {
  std::string text;
  std::array<char, 4096> block;
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), stdin)) {
    text.append(block.data(), count);
    if (text.size() > Recipe::kMaxFileBytes) {
      return fail(ErrorCode::limit_exceeded, "the standard input is larger than a recipe may be, " +
                                                 std::to_string(Recipe::kMaxFileBytes) + " bytes");
    }
  }
  if (std::ferror(stdin) != 0) return fail(system_error(errno, {}, "the standard input cannot be read", Stage::read));
  return text;
}

}  // namespace

Result<std::string> read_recipe_text(const std::string& path) {
  if (path == kStandardInput) return read_standard_input();
  const auto file = read_file(path, Recipe::kMaxFileBytes, {});
  if (file) return std::string(file->bytes().begin(), file->bytes().end());
  Error error = file.error();
  // <(...) of a shell, or /dev/stdin.
  if (error.code == ErrorCode::unsupported) error.message += "; a recipe that comes through a pipe is given as -";
  return fail(std::move(error));
}

tl::expected<Recipe, std::vector<Error>> load_recipe(const std::string& path, const VariantDefaults& defaults,
                                                     const OperationRegistry& registry) {
  const auto text = read_recipe_text(path);
  if (!text) return tl::unexpected(std::vector<Error>{text.error()});
  return Recipe::read_toml(*text, path, defaults, registry);
}

ExitCode code_of_mistakes(std::span<const Error> mistakes) noexcept {
  const bool only_collisions = std::all_of(
      mistakes.begin(), mistakes.end(), [](const Error& mistake) { return mistake.code == ErrorCode::name_collision; });
  return only_collisions ? ExitCode::bad_plan : ExitCode::bad_recipe;
}

ExitCode complain(std::span<const Error> mistakes) {
  for (const Error& mistake : mistakes) print_message(mistake.to_string());
  return code_of_mistakes(mistakes);
}

}  // namespace tbbimg::tools
