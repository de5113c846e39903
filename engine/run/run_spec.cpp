#include "engine/run/run_spec.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>
#include <variant>

#include <simdjson.h>

#include "engine/files/name_list.hpp"
#include "engine/journal/detail/json_text.hpp"

namespace tbbimg {
namespace {

namespace dom = simdjson::dom;

constexpr std::uint64_t kAnyBytes = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kLongestWait = 1'000'000'000'000;  // ms: 30 years

// A member that is a whole number, and where it stands in a spec.
struct Number {
  template <class T>
  using At = T& (*)(RunSpec&);
  std::string_view name;
  std::uint64_t least, most;
  std::variant<At<int>, At<std::uint64_t>, At<std::chrono::milliseconds>> at;
};

const Number kNumbers[] = {
    {"quality", 1, 100, [](RunSpec& spec) -> int& { return spec.defaults.quality; }},
    {"threads", 0, RunSpec::kMaxThreads, [](RunSpec& spec) -> int& { return spec.options.threads; }},
    {"io_threads", 0, RunSpec::kMaxThreads, [](RunSpec& spec) -> int& { return spec.options.io_threads; }},
    {"max_images", 0, RunSpec::kMaxImages, [](RunSpec& spec) -> int& { return spec.options.max_images; }},
    {"memory", 0, kAnyBytes, [](RunSpec& spec) -> std::uint64_t& { return spec.options.memory; }},
    {"max_image_memory", 0, kAnyBytes, [](RunSpec& spec) -> std::uint64_t& { return spec.options.max_image_memory; }},
    {"retries", 0, RunSpec::kMaxRetries, [](RunSpec& spec) -> int& { return spec.options.retries; }},
    {"min_bytes", 0, kAnyBytes, [](RunSpec& spec) -> std::uint64_t& { return spec.selection.min_bytes; }},
    {"max_depth", 1, std::numeric_limits<int>::max(), [](RunSpec& spec) -> int& { return spec.selection.max_depth; }},
    {"newer_than_ms", 0, kAnyBytes,
     [](RunSpec& spec) -> std::chrono::milliseconds& { return spec.selection.newer_than; }},
    {"image_timeout_ms", 0, kLongestWait,
     [](RunSpec& spec) -> std::chrono::milliseconds& { return spec.options.image_timeout; }},
    {"breaker_timeout_ms", 0, kLongestWait,
     [](RunSpec& spec) -> std::chrono::milliseconds& { return spec.options.breaker_timeout; }},
    {"max_pixels", 1, kAnyBytes, [](RunSpec& spec) -> std::uint64_t& { return spec.options.limits.max_pixels; }},
    {"page", 0, std::numeric_limits<int>::max(), [](RunSpec& spec) -> int& { return spec.options.choice.page; }},
    {"max_frames", 1, std::numeric_limits<int>::max(),
     [](RunSpec& spec) -> int& { return spec.options.limits.max_frames; }},
    {"max_scans", 1, std::numeric_limits<int>::max(),
     [](RunSpec& spec) -> int& { return spec.options.limits.max_scans; }},
    {"max_side", 1, 65'535, [](RunSpec& spec) -> int& { return spec.options.limits.max_side; }},
    {"max_file_bytes", 1, kAnyBytes,
     [](RunSpec& spec) -> std::uint64_t& { return spec.options.limits.max_file_bytes; }},
    {"max_decoded_bytes", 1, kAnyBytes,
     [](RunSpec& spec) -> std::uint64_t& { return spec.options.limits.max_decoded_bytes; }},
};

struct Text {
  std::string_view name;
  std::string& (*at)(RunSpec&);
};

const Text kTexts[] = {
    {"output", [](RunSpec& spec) -> std::string& { return spec.output; }},
    {"format", [](RunSpec& spec) -> std::string& { return spec.defaults.format; }},
    {"name", [](RunSpec& spec) -> std::string& { return spec.options.name_template; }},
    {"files_from", [](RunSpec& spec) -> std::string& { return spec.files_from; }},
};

struct Texts {
  std::string_view name;
  std::vector<std::string>& (*at)(RunSpec&);
};

// Globs.
const Texts kGlobs[] = {
    {"exclude", [](RunSpec& spec) -> std::vector<std::string>& { return spec.selection.exclude; }},
    {"include", [](RunSpec& spec) -> std::vector<std::string>& { return spec.selection.include; }},
};

struct Flag {
  std::string_view name;
  bool& (*at)(RunSpec&);
};

const Flag kFlags[] = {
    {"overwrite", [](RunSpec& spec) -> bool& { return spec.overwrite; }},
    {"keep_smaller", [](RunSpec& spec) -> bool& { return spec.defaults.keep_smaller; }},
    {"first_frame_only", [](RunSpec& spec) -> bool& { return spec.defaults.first_frame_only; }},
    {"hidden", [](RunSpec& spec) -> bool& { return spec.selection.hidden; }},
    {"follow", [](RunSpec& spec) -> bool& { return spec.selection.follow; }},
    {"null_separated", [](RunSpec& spec) -> bool& { return spec.null_separated; }},
    {"salvage", [](RunSpec& spec) -> bool& { return spec.options.salvage; }},
    {"develop", [](RunSpec& spec) -> bool& { return spec.options.choice.develop; }},
    {"ignore_case", [](RunSpec& spec) -> bool& { return spec.options.ignore_case; }},
};

template <class Value>
struct Word {
  std::string_view text;
  Value value;
};

constexpr Word<ResumeScope> kScopes[] = {
    {"missing", ResumeScope::missing}, {"unfinished", ResumeScope::unfinished}, {"failed", ResumeScope::failed}};
constexpr Word<SyncMode> kSyncModes[] = {
    {"none", SyncMode::none}, {"group", SyncMode::group}, {"each", SyncMode::each}};

void append_key(std::string& json, std::string_view name) {
  json.append(json.ends_with('{') ? "\"" : ",\"").append(name).append("\":");
}

template <class Value, std::size_t count>
void append_word(std::string& json, std::string_view name, const Word<Value> (&words)[count], Value value) {
  for (const Word<Value>& word : words) {
    if (word.value != value) continue;
    append_key(json, name);
    detail::append_text(json, word.text);
  }
}

void append_recipe(std::string& json, const RecipeText& recipe) {
  append_key(json, "recipe");
  json += '{';
  if (recipe.toml) {
    append_key(json, "toml");
    detail::append_path(json, *recipe.toml);
    append_key(json, "file_name");
    detail::append_path(json, recipe.file_name);
  } else {
    append_key(json, "operations");
    detail::append_paths(json, recipe.operations);
  }
  append_key(json, "folder");
  detail::append_path(json, recipe.folder);
  json += '}';
}

void append_number(std::string& json, const Number& number, RunSpec& spec) {
  append_key(json, number.name);
  std::visit(
      [&](auto at) {
        if constexpr (requires { at(spec).count(); }) {
          json += std::to_string(at(spec).count());
        } else {
          json += std::to_string(at(spec));
        }
      },
      number.at);
}

// What from_json() meets that it cannot take, it throws.
struct Refused {
  std::string why;
};

[[noreturn]] void refuse(std::string_view name, std::string_view what) {
  throw Refused{"'" + std::string(name) + "' " + std::string(what)};
}

std::string text_of(std::string_view name, const dom::element& element) {
  std::string_view text;
  dom::object escaped;
  std::optional<std::string> bytes;
  if (element.get(text) == simdjson::SUCCESS) {
    bytes = text;
  } else if (element.get(escaped) == simdjson::SUCCESS && escaped["hex"].get(text) == simdjson::SUCCESS) {
    bytes = detail::parse_hex(text);
  }
  if (!bytes) refuse(name, "is not a text");
  // The system would take a name to end there, and checks of names would not.
  if (bytes->find('\0') != std::string::npos) refuse(name, "has a zero byte");
  return *std::move(bytes);
}

std::vector<std::string> texts_of(std::string_view name, const dom::element& element) {
  dom::array array;
  if (element.get(array) != simdjson::SUCCESS) refuse(name, "is not a list");
  std::vector<std::string> texts;
  for (const dom::element each : array) texts.push_back(text_of(name, each));
  return texts;
}

void read_number(const Number& number, const dom::element& element, RunSpec& spec) {
  std::uint64_t value = 0;
  if (element.get(value) != simdjson::SUCCESS || value < number.least || value > number.most) {
    refuse(number.name,
           "is not a whole number from " + std::to_string(number.least) + " to " + std::to_string(number.most));
  }
  std::visit([&](auto at) { at(spec) = std::remove_reference_t<decltype(at(spec))>(value); }, number.at);
}

template <class Value, std::size_t count>
Value word_of(std::string_view name, const dom::element& element, const Word<Value> (&words)[count]) {
  const std::string text = text_of(name, element);
  const auto* const word = std::find_if(words, words + count, [&](const auto& each) { return each.text == text; });
  if (word != words + count) return word->value;
  std::string all;
  for (const auto& each : words) all.append(all.empty() ? "" : ", ").append(each.text);
  refuse(name, "is not one of " + all);
}

RecipeText recipe_of(const dom::element& element) {
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) refuse("recipe", "is not an object");
  RecipeText recipe;
  bool has_operations = false;
  for (const auto& [name, value] : object) {
    if (name == "toml") {
      recipe.toml = text_of("recipe.toml", value);
    } else if (name == "operations") {
      recipe.operations = texts_of("recipe.operations", value);
      has_operations = true;
    } else if (name == "file_name") {
      recipe.file_name = text_of("recipe.file_name", value);
    } else if (name == "folder") {
      recipe.folder = text_of("recipe.folder", value);
    } else {
      refuse("recipe." + std::string(name), "is not known");
    }
  }
  if (recipe.toml.has_value() == has_operations) refuse("recipe", "needs exactly one of toml and operations");
  if (!recipe.folder.starts_with('/')) refuse("recipe.folder", "is not an absolute path");
  return recipe;
}

FailureLimit failure_limit_of(const dom::element& element) {
  dom::object object;
  if (element.get(object) != simdjson::SUCCESS) refuse("failure_limit", "is not an object");
  FailureLimit limit;
  for (const auto& [name, value] : object) {
    std::uint64_t images = 0;
    double percent = 0;
    if (name == "images" && value.get(images) == simdjson::SUCCESS) {
      limit.images = images;
    } else if (name == "percent" && value.get(percent) == simdjson::SUCCESS && percent >= 0 && percent <= 100) {
      limit.percent = percent;
    } else {
      refuse("failure_limit", "has more than a number of images and a percentage");
    }
  }
  return limit;
}

// False if there is no such number, text or flag.
bool read_plain_member(std::string_view name, const dom::element& value, RunSpec& spec) {
  for (const Number& number : kNumbers) {
    if (number.name == name) return read_number(number, value, spec), true;
  }
  for (const Text& text : kTexts) {
    if (text.name == name) return text.at(spec) = text_of(name, value), true;
  }
  for (const Texts& globs : kGlobs) {
    if (globs.name != name) continue;
    for (const std::string& glob : globs.at(spec) = texts_of(name, value)) {
      if (const Status status = check_glob(glob); !status) refuse(name, status.error().message.text());
    }
    return true;
  }
  for (const Flag& flag : kFlags) {
    if (flag.name != name) continue;
    if (value.get(flag.at(spec)) != simdjson::SUCCESS) refuse(name, "is neither true nor false");
    return true;
  }
  return false;
}

void read_member(std::string_view name, const dom::element& value, RunSpec& spec) {
  if (read_plain_member(name, value, spec)) return;
  if (name == "inputs") {
    spec.inputs = texts_of(name, value);
  } else if (name == "recipe") {
    spec.recipe = recipe_of(value);
  } else if (name == "resume") {
    spec.resume = word_of(name, value, kScopes);
  } else if (name == "sync") {
    spec.sync = word_of(name, value, kSyncModes);
  } else if (name == "failure_limit") {
    spec.options.failure_limit = failure_limit_of(value);
  } else if (name == "shard") {
    const auto shard = parse_shard(text_of(name, value));
    if (!shard) refuse(name, "is no shard: " + shard.error().message.text());
    spec.shard = *shard;
  } else {
    refuse(name, "is not known");
  }
}

RunSpec spec_of(const dom::object& object) {
  RunSpec spec;
  for (const auto& [name, value] : object) read_member(name, value, spec);
  for (const char* const name : {"inputs", "output", "recipe"}) {
    if (object[name].error() != simdjson::SUCCESS) refuse(name, "is missing");
  }
  if (spec.inputs.empty()) refuse("inputs", "is empty");
  for (const std::string& input : spec.inputs) {
    if (!input.starts_with('/')) refuse("inputs", "has an entry that is not an absolute path");
  }
  if (!spec.files_from.empty() && spec.files_from != NameList::kStandardInput && !spec.files_from.starts_with('/')) {
    refuse("files_from", "is neither - nor an absolute path");
  }
  if (!spec.files_from.empty() && spec.inputs.size() != 1) refuse("files_from", "does not go with several inputs");
  if (!spec.output.starts_with('/')) refuse("output", "is not an absolute path");
  if (spec.overwrite && spec.resume != ResumeScope::missing) refuse("overwrite", "and 'resume' do not go together");
  return spec;
}

}  // namespace

std::string path_from(const std::string& folder, const std::string& path) {
  if (path.empty() || path.starts_with('/') || folder.empty()) return path;
  return folder.ends_with('/') ? folder + path : folder + "/" + path;
}

RunSpec with_absolute_paths(RunSpec spec, const std::string& folder) {
  for (std::string& input : spec.inputs) input = path_from(folder, input);
  spec.output = path_from(folder, spec.output);
  if (spec.files_from != NameList::kStandardInput) spec.files_from = path_from(folder, spec.files_from);
  spec.recipe.folder = spec.recipe.folder.empty() ? folder : path_from(folder, spec.recipe.folder);
  return spec;
}

std::string to_json(RunSpec spec) {
  std::string json = "{";
  append_key(json, "inputs");
  detail::append_paths(json, spec.inputs);
  for (const Text& text : kTexts) {
    append_key(json, text.name);
    detail::append_path(json, text.at(spec));
  }
  append_recipe(json, spec.recipe);
  for (const Texts& globs : kGlobs) {
    append_key(json, globs.name);
    detail::append_paths(json, globs.at(spec));
  }
  for (const Flag& flag : kFlags) {
    append_key(json, flag.name);
    json += flag.at(spec) ? "true" : "false";
  }
  append_word(json, "resume", kScopes, spec.resume);
  append_word(json, "sync", kSyncModes, spec.sync);
  if (spec.shard) {
    append_key(json, "shard");
    detail::append_text(json, to_string(*spec.shard));
  }
  for (const Number& number : kNumbers) append_number(json, number, spec);
  append_key(json, "failure_limit");
  json += '{';
  const FailureLimit& limit = spec.options.failure_limit;
  if (limit.images) {
    append_key(json, "images");
    json += std::to_string(*limit.images);
  }
  if (limit.percent) {
    append_key(json, "percent");
    detail::append_number(json, *limit.percent);
  }
  return json += "}}";
}

Result<RunSpec> run_spec_from_json(std::string_view json) {
  dom::parser parser;
  dom::object object;
  if (parser.parse(json.data(), json.size()).get(object) != simdjson::SUCCESS) {
    return fail(ErrorCode::invalid_argument, "the description of a run is not a JSON object");
  }
  try {
    return spec_of(object);
  } catch (const Refused& refused) {
    return fail(ErrorCode::invalid_argument, "the description of a run: " + refused.why);
  }
}

tl::expected<Recipe, std::vector<Error>> make_recipe(const RunSpec& spec, const OperationRegistry& operations,
                                                     const CodecRegistry& codecs) {
  const RecipeText& text = spec.recipe;
  if (!text.toml) {
    auto recipe = Recipe::parse(text.operations, spec.defaults, operations, text.folder);
    if (recipe) return *std::move(recipe);
    return tl::unexpected(std::vector<Error>{std::move(recipe).error()});
  }
  const std::string path = path_from(text.folder, text.file_name.empty() ? "recipe" : text.file_name);
  return Recipe::read_toml(*text.toml, path, spec.defaults, operations, codecs);
}

}  // namespace tbbimg
