#include "engine/recipe/detail/toml_values.hpp"

#include <algorithm>
#include <span>

#include "engine/recipe/name_template.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/numbers.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg::detail {
namespace {

std::string example_of(const Encoder& encoder) {
  const auto options = encoder.options();
  if (options.empty()) return "none";
  std::string name = std::string(encoder.name()) + "." + std::string(options.front().name);
  switch (options.front().kind) {
    case EncoderOption::Kind::boolean: return name + " = true";
    case EncoderOption::Kind::integer: return name + " = " + std::to_string(options.front().max);
    case EncoderOption::Kind::word: return name + " = \"" + std::string(options.front().choices.front()) + "\"";
  }
  return name;
}

std::string allowed_by(const EncoderOption& option) {
  std::string words;
  switch (option.kind) {
    case EncoderOption::Kind::boolean: return "true or false";
    case EncoderOption::Kind::integer:
      return "a whole number from " + std::to_string(option.min) + " to " + std::to_string(option.max);
    case EncoderOption::Kind::word:
      for (const std::string_view choice : option.choices) {
        words += (words.empty() ? "one of \"" : ", \"") + std::string(choice) + "\"";
      }
      return words;
  }
  return words;
}

std::optional<int> option_value(const toml::node& node, const EncoderOption& option) {
  switch (option.kind) {
    case EncoderOption::Kind::boolean:
      if (const auto flag = node.value_exact<bool>()) return *flag ? 1 : 0;
      break;
    case EncoderOption::Kind::integer:
      if (const auto number = node.value_exact<std::int64_t>()) {
        return static_cast<int>(std::clamp<std::int64_t>(*number, option.min - 1, option.max + 1));
      }
      break;
    case EncoderOption::Kind::word:
      if (const auto word = node.value_exact<std::string>()) {
        return static_cast<int>(std::find(option.choices.begin(), option.choices.end(), *word) -
                                option.choices.begin());
      }
      break;
  }
  return std::nullopt;
}

}  // namespace

Error mistake_at(std::string_view path, const toml::source_position& where, std::string what, ErrorCode code) {
  Error error{.code = code, .message = std::move(what), .path = std::string(path)};
  if (where.line != 0) error.path += ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  return error;
}

const RecipeKey* find_key(std::span<const RecipeKey> keys, std::string_view name) noexcept {
  const auto found = std::find_if(keys.begin(), keys.end(), [name](const RecipeKey& key) { return key.name == name; });
  return found != keys.end() ? &*found : nullptr;
}

TomlValues::TomlValues(std::string_view path, const CodecRegistry& codecs) : path_(path), codecs_(codecs) {
  for (const auto& encoder : codecs.encoders()) format_names_.emplace_back(encoder->name());
}

void TomlValues::mistake(const toml::source_region& where, std::string what, ErrorCode code) {
  mistakes_.emplace_back(where.begin, mistake_at(path_, where.begin, std::move(what), code));
}

std::vector<Error> TomlValues::mistakes() const {
  auto ordered = mistakes_;
  const auto order = [](const toml::source_position& at) { return std::pair(at.line, at.column); };
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&order](const auto& a, const auto& b) { return order(a.first) < order(b.first); });
  std::vector<Error> errors;
  for (auto& [where, error] : ordered) errors.push_back(std::move(error));
  return errors;
}

void TomlValues::wrong(const toml::node& node, const RecipeKey& key) {
  mistake(node.source(), std::string(key.name) + " is " + std::string(key.allowed));
}

std::optional<std::string> TomlValues::text(const toml::node& node, const RecipeKey& key) {
  auto value = node.value_exact<std::string>();
  if (!value) wrong(node, key);
  return value;
}

std::optional<int> TomlValues::integer(const toml::node& node, const RecipeKey& key) {
  const auto value = node.value_exact<std::int64_t>();
  if (value && static_cast<double>(*value) >= key.min && static_cast<double>(*value) <= key.max) {
    return static_cast<int>(*value);
  }
  wrong(node, key);
  return std::nullopt;
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, std::optional<std::string>& value) {
  value = key.kind == RecipeKey::Kind::format ? format(node, true) : name_template(node, key);
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, std::optional<int>& value) {
  const bool is_automatic = key.kind == RecipeKey::Kind::quality && node.value_exact<std::string>() == "auto";
  value = is_automatic ? VariantSettings::kAutomatic : integer(node, key);
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, std::optional<double>& value) {
  value = node.is_integer() ? node.value<double>() : node.value_exact<double>();
  if (value && *value >= key.min && *value <= key.max) return;
  value.reset();
  wrong(node, key);
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, std::optional<std::uint64_t>& value) {
  if (const auto number = node.value_exact<std::int64_t>(); number && *number > 0) {
    value = static_cast<std::uint64_t>(*number);
  } else if (const auto text = node.value_exact<std::string>()) {
    value = parse_bytes(*text);
  }
  if (value && static_cast<double>(*value) >= key.min && static_cast<double>(*value) <= key.max) return;
  value.reset();
  wrong(node, key);
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, std::optional<bool>& value) {
  if (key.kind == RecipeKey::Kind::word) {
    const auto word = node.value_exact<std::string>();
    const auto found = word ? std::find(key.choices.begin(), key.choices.end(), *word) : key.choices.end();
    if (found == key.choices.end()) return wrong(node, key);
    value = found == key.choices.begin();
    return;
  }
  value = node.value_exact<bool>();
  if (!value) wrong(node, key);
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, int& value) {
  value = integer(node, key).value_or(value);
}

void TomlValues::read(const toml::node& node, const RecipeKey& key, Aspect& aspect) {
  const auto word = node.value_exact<std::string>();
  const auto found = word ? std::find(key.choices.begin(), key.choices.end(), *word) : key.choices.end();
  if (found == key.choices.end()) return wrong(node, key);
  aspect = static_cast<Aspect>(found - key.choices.begin() + 1);
}

std::optional<std::string> TomlValues::name_template(const toml::node& node, const RecipeKey& key) {
  auto value = text(node, key);
  if (!value) return std::nullopt;
  const auto parsed = NameTemplate::parse(*value);
  if (parsed) return value;
  const bool collides = parsed.error().code == ErrorCode::name_collision;
  mistake(node.source(), parsed.error().message, collides ? ErrorCode::name_collision : ErrorCode::invalid_recipe);
  return std::nullopt;
}

std::optional<std::string> TomlValues::format(const toml::node& node, bool may_be_same) {
  std::vector<std::string> known = format_names_;
  if (may_be_same) known.emplace_back(Variant::kSameFormat);
  auto text = node.value_exact<std::string>();
  if (text && std::find(known.begin(), known.end(), *text) != known.end()) return text;
  mistake(node.source(), text ? "unknown format " + unknown_word(*text, known)
                              : "format is a text, such as \"" + known.front() + "\"");
  return std::nullopt;
}

void TomlValues::read(const toml::node& node, const RecipeKey&, std::vector<std::string>& formats) {
  const auto read_one = [&](const toml::node& element) {
    if (auto name = format(element, false)) formats.push_back(*std::move(name));
  };
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& element : *list) read_one(element);
    if (list->empty())
      mistake(node.source(), "format is an empty list, which matches no image; name at least one format");
  } else {
    read_one(node);
  }
}

EncoderSettings TomlValues::settings(const toml::node& node, const Encoder& encoder) {
  EncoderSettings settings;
  if (const toml::table* table = node.as_table()) {
    for (const auto& [key, value] : *table) set_option(key, value, encoder, settings);
  } else {
    mistake(node.source(), std::string(encoder.name()) + " is a table of options, such as " + example_of(encoder));
  }
  return settings;
}

void TomlValues::set_option(const toml::key& key, const toml::node& node, const Encoder& encoder,
                            EncoderSettings& settings) {
  const auto options = encoder.options();
  const auto option =
      std::find_if(options.begin(), options.end(), [&key](const EncoderOption& o) { return o.name == key.str(); });
  if (option == options.end()) {
    std::vector<std::string> known;
    for (const EncoderOption& each : options) known.emplace_back(each.name);
    return mistake(key.source(),
                   "unknown option of " + std::string(encoder.name()) + " " + unknown_word(key.str(), known));
  }
  const std::string name(option->name);
  const auto value = option_value(node, *option);
  if (!value || !option->allows(*value)) {
    return mistake(node.source(), std::string(encoder.name()) + "." + name + " is " + allowed_by(*option));
  }
  settings[name] = *value;
}

const Encoder* TomlValues::codec_named(std::string_view name) const noexcept {
  const auto found = std::find(format_names_.begin(), format_names_.end(), name);
  return found != format_names_.end() ? codecs_.find_encoder(name) : nullptr;
}

}  // namespace tbbimg::detail
