#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "kernels/simd/level.hpp"
#include "tools/command_line.hpp"
#include "tools/help.hpp"
#include "tools/print.hpp"
#include "tools/recipe/example.hpp"
#include "tools/recipe/explain.hpp"
#include "tools/recipe/load.hpp"
#include "tools/recipe/remarks.hpp"
#include "tools/recipe/schema.hpp"
#include "tools/subcommand.hpp"

namespace tbbimg::tools {
namespace {

constexpr const char* kRecipeFooter =
    R"(Examples:
  tbbimg recipe example >web.toml
  tbbimg recipe check web.toml
  tbbimg run photos -o web --recipe web.toml

Exit codes: 0 done, 2 wrong usage; `tbbimg recipe check --help` has those of mistakes)";

constexpr const char* kCheckFooter =
    R"(A recipe without mistakes is told in words on stdout. Otherwise each mistake is one line on stderr, with line and
column, what is wrong and what to write instead: `tbbimg run` would refuse the recipe with the same words. What is no
mistake and hardly meant, such as a quality for PNG, is a line on stderr, too.

Examples:
  tbbimg recipe check web.toml
  tbbimg recipe check recipes/*.toml >/dev/null && git commit

Exit codes: 0 no mistake, 2 wrong usage, 3 outputs would collide, 78 a recipe is wrong or cannot be read)";

constexpr const char* kExampleFooter =
    R"(Examples:
  tbbimg recipe example >web.toml

Exit codes: 0 done, 2 wrong usage)";

constexpr const char* kSchemaFooter =
    R"(With it, editors complete the words of recipes and mark what is wrong: those that use Taplo, such as VS Code with
Even Better TOML. The first line of a recipe says where it is:
  #:schema ./recipe.schema.json

Examples:
  tbbimg recipe schema >recipe.schema.json

Exit codes: 0 done, 2 wrong usage)";

ExitCode print_results(std::string_view text) {
  print_text(text);
  return ExitCode::done;
}

std::string schema_text() {
  return recipe_schema(OperationRegistry::with_builtin_operations(), CodecRegistry::with_builtin_codecs());
}

ExitCode report(const std::vector<Error>& mistakes) {
  for (const Error& mistake : mistakes) print_line(mistake.to_string(), stderr);
  return code_of_mistakes(mistakes);
}

ExitCode check_file(const std::string& path, const OperationRegistry& registry) {
  auto recipe = load_recipe(path, {}, registry);
  if (!recipe) return report(recipe.error());
  const auto pipeline = Pipeline::create(*std::move(recipe), {});
  if (!pipeline) {
    Error error = pipeline.error();
    error.path = path;
    return report({error});
  }
  for (const std::string& remark : remarks_on(pipeline->recipe(), pipeline->codecs())) {
    print_line(path + ": " + remark, stderr);
  }
  return print_results(explain_recipe(pipeline->recipe(), path, registry, pipeline->codecs()));
}

ExitCode check(const std::vector<std::string>& files) {
  if (const auto level = active_simd_level(); !level) return complain(ExitCode::usage, level.error());
  const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  ExitCode worst = ExitCode::done;
  for (const std::string& file : files) {
    if (&file != &files.front()) print_results("\n");
    worst = std::max(worst, check_file(as_typed(file), registry));
  }
  return worst;
}

void add_check(CLI::App& parent, std::vector<std::string>& files) {
  CLI::App* app =
      add_subcommand(parent, "check", "FILE...", "Find the mistakes of recipes, or say in words what they make");
  app->add_option("FILE", files, "Recipes; - is the standard input")->required()->option_text(" ");
  app->footer(kCheckFooter);
}

CLI::App* add_printer(CLI::App& parent, const char* name, const char* description, const char* footer) {
  CLI::App* app = add_subcommand(parent, name, "", description);
  app->footer(footer);
  return app;
}

}  // namespace

Subcommand add_recipe(CLI::App& parent) {
  CLI::App* app = add_subcommand(parent, "recipe", "check FILE... | example | schema",
                                 "Check recipes, explain them, and help to write them");
  app->require_subcommand(1);
  app->footer(kRecipeFooter);
  const auto files = std::make_shared<std::vector<std::string>>();
  add_check(*app, *files);
  const CLI::App* example =
      add_printer(*app, "example", "Print a recipe with every key, to start from", kExampleFooter);
  const CLI::App* schema = add_printer(*app, "schema", "Print the JSON Schema of recipes, for editors", kSchemaFooter);
  return {app, [files, example, schema](const std::vector<std::string>&) {
            if (example->parsed()) return print_results(example_recipe());
            if (schema->parsed()) return print_results(schema_text());
            return check(*files);
          }};
}

}  // namespace tbbimg::tools
