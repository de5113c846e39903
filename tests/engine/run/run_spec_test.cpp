#include "engine/run/run_spec.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace tbbimg;

namespace {

RunSpec full_spec() {
  RunSpec spec;
  spec.inputs = {"/photos/a \"b\"\n\\\x01", "/photos/\xff\xfe", "/gr\xc3\xbc\xc3\x9f", "/cut \xe2\x82"};
  spec.output = "/out/\x80";
  spec.recipe.toml = "[[variant]]\nname = \"gr\xc3\xbc\xc3\x9f\" # \"\t\n";
  spec.recipe.file_name = "web\xff.toml";
  spec.recipe.folder = "/recipes/\xfe";
  spec.defaults = {"webp", 37};
  spec.options.threads = 3;
  spec.options.io_threads = 5;
  spec.options.max_images = 7;
  spec.options.memory = 9'000'000'000;
  spec.options.max_image_memory = 11;
  spec.options.failure_limit = {13, 0.1};
  spec.options.retries = 0;
  spec.options.image_timeout = std::chrono::milliseconds(15);
  spec.options.breaker_timeout = std::chrono::milliseconds(17);
  spec.options.limits = {19, 21, 23, 25};
  spec.options.name_template = "{stem}\xff.{ext}";
  spec.options.ignore_case = true;
  spec.resume = ResumeScope::unfinished;
  spec.shard = Shard{2, 3};
  spec.sync = SyncMode::each;
  return spec;
}

std::string refusal_of(const nlohmann::json& json) {
  const auto spec = run_spec_from_json(json.dump());
  return spec ? "" : spec.error().message;
}

}  // namespace

TEST_CASE("run_spec: a run comes back from JSON as it was") {
  const std::string json = to_json(full_spec());
  CHECK(nlohmann::json::accept(json));
  CHECK(json.find('\n') == std::string::npos);
  const auto back = run_spec_from_json(json);
  REQUIRE_MESSAGE(back, back.error().message);
  const RunSpec spec = full_spec();
  CHECK(back->inputs == spec.inputs);
  CHECK(back->output == spec.output);
  CHECK(back->recipe == spec.recipe);
  CHECK(back->defaults.format == "webp");
  CHECK(back->defaults.quality == 37);
  CHECK(back->options.threads == 3);
  CHECK(back->options.memory == 9'000'000'000);
  CHECK(back->options.failure_limit.images == 13);
  CHECK(back->options.failure_limit.percent == 0.1);
  CHECK(back->options.image_timeout == std::chrono::milliseconds(15));
  CHECK(back->options.limits.max_decoded_bytes == 25);
  CHECK(back->options.name_template == spec.options.name_template);
  CHECK(back->resume == ResumeScope::unfinished);
  CHECK(back->shard == Shard{2, 3});
  CHECK(back->sync == SyncMode::each);
  CHECK(to_json(*back) == json);
}

TEST_CASE("run_spec: operations, and what is left out, come back as they were") {
  RunSpec spec;
  spec.inputs = {"in"};
  spec.output = "out";
  spec.recipe.operations = {"overlay:logo\xff.png", "blur:2"};
  spec.overwrite = true;
  spec.options.failure_limit.images = 0;
  spec = with_absolute_paths(std::move(spec), "/home/me");
  CHECK(spec.inputs[0] == "/home/me/in");
  CHECK(spec.recipe.folder == "/home/me");
  const auto back = run_spec_from_json(to_json(spec));
  REQUIRE(back);
  CHECK(back->recipe == spec.recipe);
  CHECK(back->overwrite);
  CHECK(back->options.failure_limit.images == 0);
  CHECK_FALSE(back->shard);
  CHECK(to_json(*back) == to_json(spec));
  const auto least =
      run_spec_from_json(R"({"inputs":["/in"],"output":"/out","recipe":{"operations":["blur:2"],"folder":"/"}})");
  REQUIRE(least);
  CHECK(least->options.retries == RunOptions{}.retries);
}

TEST_CASE("run_spec: paths are made absolute from a folder, and no other way") {
  CHECK(path_from("/a", "b") == "/a/b");
  CHECK(path_from("/", "b") == "/b");
  CHECK(path_from("/a", "/b") == "/b");
  CHECK(path_from("/a", "../b") == "/a/../b");
  CHECK(path_from("/a", "") == "");
  CHECK(path_from("", "b") == "b");
  RunSpec spec;
  spec.inputs = {"in"};
  spec.output = "out";
  CHECK_FALSE(run_spec_from_json(to_json(spec)));
}

TEST_CASE("run_spec: what is unknown or wrong is refused with a sentence") {
  const auto good = nlohmann::json::parse(to_json(full_spec()));
  REQUIRE(refusal_of(good).empty());
  const struct {
    const char* member;
    nlohmann::json value;
    const char* why;
  } mistakes[] = {
      {"log", "/etc/passwd", "'log' is not known"},
      {"threads", -1, "'threads' is not a whole number from 0 to 1024"},
      {"threads", 1e9, "'threads' is not a whole number"},
      {"quality", 0, "from 1 to 100"},
      {"inputs", {"in"}, "'inputs' has an entry that is not an absolute path"},
      {"inputs", nlohmann::json::array(), "'inputs' is empty"},
      {"inputs", "/in", "'inputs' is not a list"},
      {"inputs", {std::string("/in\0/b", 6)}, "'inputs' has a zero byte"},
      {"output", {{"hex", "2f00"}}, "'output' has a zero byte"},
      {"output", {{"hex", "2"}}, "'output' is not a text"},
      {"output", "out", "'output' is not an absolute path"},
      {"overwrite", true, "do not go together"},
      {"overwrite", 1, "is neither true nor false"},
      {"resume", "own", "'resume' is not one of missing, unfinished, failed"},
      {"sync", "some", "'sync' is not one of none, group, each"},
      {"shard", "4/3", "'shard' is no shard"},
      {"recipe", {{"folder", "/"}}, "needs exactly one of toml and operations"},
      {"recipe", {{"toml", ""}, {"folder", "x"}}, "'recipe.folder' is not an absolute path"},
      {"recipe", {{"toml", ""}, {"folder", "/"}, {"path", ""}}, "'recipe.path' is not known"},
      {"failure_limit", {{"percent", 101}}, "'failure_limit'"},
  };
  for (const auto& mistake : mistakes) {
    CAPTURE(mistake.why);
    nlohmann::json json = good;
    json[mistake.member] = mistake.value;
    CHECK(refusal_of(json).find(mistake.why) != std::string::npos);
  }
  for (const char* const member : {"inputs", "output", "recipe"}) {
    nlohmann::json json = good;
    json.erase(member);
    CHECK(refusal_of(json).find(std::string("'") + member + "' is missing") != std::string::npos);
  }
  for (const char* const text : {"", "[]", "{", "null"}) CHECK_FALSE(run_spec_from_json(text));
}

TEST_CASE("run_spec: all mistakes of a recipe are told, with the name of its file") {
  RunSpec spec = full_spec();
  spec.recipe.folder = "/recipes";
  spec.recipe.file_name = "web.toml";
  spec.recipe.toml = "[[variant]]\nops = [\"blurr:2\"]\nsize = 3\n";
  const auto recipe =
      make_recipe(spec, OperationRegistry::with_builtin_operations(), CodecRegistry::with_builtin_codecs());
  REQUIRE_FALSE(recipe);
  CHECK(recipe.error().size() == 2);
  CHECK(recipe.error()[0].to_string().starts_with("/recipes/web.toml:2:"));
}
