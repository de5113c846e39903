// A recipe file, read to the end whatever is wrong with it, so that all its mistakes are told at once.
#include <algorithm>
#include <optional>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "engine/io/file.hpp"
#include "engine/operations/point_operation.hpp"
#include "engine/operations/text.hpp"
#include "engine/recipe/name_template.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/recipe/recipe_keys.hpp"
#include "engine/recipe/variant_settings.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kMaxRecipeBytes = std::size_t{1} << 20;

Error mistake_at(std::string_view path, const toml::source_position& where, std::string what,
                 ErrorCode code = ErrorCode::invalid_recipe) {
  Error error{code, std::move(what), Stage::none, std::string(path), false};
  if (where.line != 0) error.path += ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  return error;
}

// "'jpge': did you mean 'jpeg'?", or what there is.
std::string unknown(std::string_view word, const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
  const auto near = nearest_word(word, known);
  return "'" + std::string(word) + "'" + (near ? ": did you mean '" + *near + "'?" : "; known are: " + list);
}

// A variant before it is known what it starts from.
struct Draft {
  const toml::table* table = nullptr;
  std::string name;
  std::string from;
  std::vector<std::string> operation_texts;
  std::vector<std::shared_ptr<const Operation>> operations;
  VariantSettings settings;
  Condition when;
  enum class State : std::uint8_t { open, in_work, resolved } state = State::open;
};

class RecipeReader {
 public:
  RecipeReader(std::string_view path, const VariantDefaults& defaults, const OperationRegistry& registry,
               const CodecRegistry& codecs)
      : path_(path), registry_(registry), codecs_(codecs) {
    base_.format = defaults.format;
    base_.quality = defaults.quality;
    for (const auto& encoder : codecs.encoders()) formats_.emplace_back(encoder->name());
  }

  [[nodiscard]] std::vector<Variant> read(const toml::table& document) {
    for (const auto& [key, node] : document) {
      if (key == "variant" || key == "defaults") continue;
      mistake(key.source(), "unknown key " + unknown(key.str(), {"defaults", "variant"}));
    }
    if (const toml::node* node = document.get("defaults")) read_defaults(*node);
    read_drafts(document);
    std::vector<Variant> variants;
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      resolve(i);
      variants.push_back(finish(drafts_[i]));
    }
    return variants;
  }

  // In the order of the text: toml++ gives the keys of a table in that of the alphabet.
  [[nodiscard]] std::vector<Error> mistakes() {
    const auto order = [](const toml::source_position& at) { return std::pair(at.line, at.column); };
    std::stable_sort(mistakes_.begin(), mistakes_.end(),
                     [&order](const auto& a, const auto& b) { return order(a.first) < order(b.first); });
    std::vector<Error> errors;
    for (auto& [where, error] : mistakes_) errors.push_back(std::move(error));
    return errors;
  }

 private:
  void mistake(const toml::source_region& where, std::string what, ErrorCode code = ErrorCode::invalid_recipe) {
    mistakes_.emplace_back(where.begin, mistake_at(path_, where.begin, std::move(what), code));
  }

  // The value of a key, of TOML's type for `Value`; otherwise a mistake.
  template <class Value>
  std::optional<Value> value_of(const toml::node& node, const RecipeKey& key) {
    auto value = node.value_exact<Value>();
    if (!value) mistake(node.source(), std::string(key.name) + " is " + std::string(key.allowed));
    return value;
  }

  std::optional<int> integer_of(const toml::node& node, const RecipeKey& key) {
    const auto value = value_of<std::int64_t>(node, key);
    if (!value) return std::nullopt;
    if (static_cast<double>(*value) >= key.min && static_cast<double>(*value) <= key.max)
      return static_cast<int>(*value);
    mistake(node.source(), std::string(key.name) + " is " + std::string(key.allowed));
    return std::nullopt;
  }

  std::optional<double> number_of(const toml::node& node, const RecipeKey& key) {
    const auto value = node.is_integer() ? node.value<double>() : node.value_exact<double>();
    if (value && *value >= key.min && *value <= key.max) return value;
    mistake(node.source(), std::string(key.name) + " is " + std::string(key.allowed));
    return std::nullopt;
  }

  std::optional<std::uint64_t> bytes_of(const toml::node& node, const RecipeKey& key) {
    std::optional<std::uint64_t> bytes;
    if (const auto number = node.value_exact<std::int64_t>(); number && *number > 0) {
      bytes = static_cast<std::uint64_t>(*number);
    } else if (const auto text = node.value_exact<std::string>()) {
      bytes = parse_bytes(*text);
    }
    if (bytes && static_cast<double>(*bytes) >= key.min && static_cast<double>(*bytes) <= key.max) return bytes;
    mistake(node.source(), std::string(key.name) + " is " + std::string(key.allowed));
    return std::nullopt;
  }

  std::optional<int> quality_of(const toml::node& node, const RecipeKey& key) {
    if (node.value_exact<std::string>() == "auto") return VariantSettings::kAutomatic;
    return integer_of(node, key);
  }

  std::optional<std::string> format_of(const toml::node& node, bool may_be_same) {
    std::vector<std::string> known = formats_;
    if (may_be_same) known.emplace_back(Variant::kSameFormat);
    const auto text = node.value_exact<std::string>();
    if (text && std::find(known.begin(), known.end(), *text) != known.end()) return text;
    if (text) {
      mistake(node.source(), "unknown format " + unknown(*text, known));
    } else {
      mistake(node.source(), "format is a text, such as \"" + known.front() + "\"");
    }
    return std::nullopt;
  }

  std::optional<std::string> template_of(const toml::node& node, const RecipeKey& key) {
    auto text = value_of<std::string>(node, key);
    if (!text) return std::nullopt;
    const auto parsed = NameTemplate::parse(*text);
    if (parsed) return text;
    const bool collides = parsed.error().code == ErrorCode::name_collision;
    mistake(node.source(), parsed.error().message, collides ? ErrorCode::name_collision : ErrorCode::invalid_recipe);
    return std::nullopt;
  }

  void read_setting(const toml::node& node, const RecipeKey& key, VariantSettings& settings) {
    if (key.name == "format") settings.format = format_of(node, true);
    if (key.name == "quality") settings.quality = quality_of(node, key);
    if (key.name == "ssim") settings.ssim = number_of(node, key);
    if (key.name == "min-quality") settings.min_quality = integer_of(node, key);
    if (key.name == "max-quality") settings.max_quality = integer_of(node, key);
    if (key.name == "max-bytes") settings.max_bytes = bytes_of(node, key);
    if (key.name == "template") settings.name_template = template_of(node, key);
  }

  void read_option(const toml::key& key, const toml::node& node, const Encoder& encoder, EncoderSettings& settings) {
    const auto options = encoder.options();
    const auto option =
        std::find_if(options.begin(), options.end(), [&key](const EncoderOption& o) { return o.name == key.str(); });
    if (option == options.end()) {
      std::vector<std::string> known;
      for (const EncoderOption& each : options) known.emplace_back(each.name);
      return mistake(key.source(),
                     "unknown option of " + std::string(encoder.name()) + " " + unknown(key.str(), known));
    }
    const std::string name = std::string(encoder.name()) + "." + std::string(option->name);
    std::optional<int> value;
    std::string allowed;
    switch (option->kind) {
      case EncoderOption::Kind::boolean:
        allowed = "true or false";
        if (const auto flag = node.value_exact<bool>()) value = *flag ? 1 : 0;
        break;
      case EncoderOption::Kind::integer:
        allowed = "a whole number from " + std::to_string(option->min) + " to " + std::to_string(option->max);
        if (const auto number = node.value_exact<std::int64_t>()) {
          value = static_cast<int>(std::clamp<std::int64_t>(*number, option->min - 1, option->max + 1));
        }
        break;
      case EncoderOption::Kind::word:
        for (std::size_t i = 0; i < option->choices.size(); ++i) {
          allowed += (i == 0 ? "one of \"" : ", \"") + std::string(option->choices[i]) + "\"";
          if (node.value_exact<std::string>() == option->choices[i]) value = static_cast<int>(i);
        }
        break;
    }
    if (!value || !option->allows(*value)) return mistake(node.source(), name + " is " + allowed);
    settings[std::string(option->name)] = *value;
  }

  void read_codec(const toml::node& node, const Encoder& encoder, VariantSettings& settings) {
    const std::string name(encoder.name());
    if (!node.is_table())
      return mistake(node.source(), name + " is a table of options, such as " + example_of(encoder));
    for (const auto& [key, value] : *node.as_table()) {
      read_option(key, value, encoder, settings.encoder_settings[name]);
    }
  }

  static std::string example_of(const Encoder& encoder) {
    const auto options = encoder.options();
    if (options.empty()) return "none";
    const std::string name = std::string(encoder.name()) + "." + std::string(options.front().name);
    switch (options.front().kind) {
      case EncoderOption::Kind::boolean: return name + " = true";
      case EncoderOption::Kind::integer: return name + " = " + std::to_string(options.front().max);
      case EncoderOption::Kind::word: return name + " = \"" + std::string(options.front().choices.front()) + "\"";
    }
    return name;
  }

  [[nodiscard]] const Encoder* codec_named(std::string_view word) const {
    return std::find(formats_.begin(), formats_.end(), word) != formats_.end() ? codecs_.find_encoder(word) : nullptr;
  }

  void unknown_key(const toml::key& key, bool in_defaults) {
    std::vector<std::string> known;
    for (const RecipeKey& each : variant_keys()) {
      if (in_defaults && each.name == key.str()) {
        return mistake(key.source(), "'" + std::string(key.str()) + "' belongs into [[variant]], not into [defaults]");
      }
      if (!in_defaults || each.may_be_default) known.emplace_back(each.name);
    }
    for (const std::string& format : formats_) known.push_back(format);
    mistake(key.source(), "unknown key " + unknown(key.str(), known));
  }

  void read_defaults(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return mistake(node.source(), "'defaults' is a table; write [defaults]");
    VariantSettings settings;
    for (const auto& [key, value] : *table) {
      const RecipeKey* known = find(variant_keys(), key.str());
      if (known != nullptr && known->may_be_default) {
        read_setting(value, *known, settings);
      } else if (const Encoder* codec = codec_named(key.str())) {
        read_codec(value, *codec, settings);
      } else {
        unknown_key(key, true);
      }
    }
    base_ = settings.over(base_);
    check_quality_bounds(*table, base_);
  }

  static const RecipeKey* find(std::span<const RecipeKey> keys, std::string_view name) noexcept {
    const auto found =
        std::find_if(keys.begin(), keys.end(), [name](const RecipeKey& key) { return key.name == name; });
    return found != keys.end() ? &*found : nullptr;
  }

  void read_drafts(const toml::table& document) {
    const toml::node* node = document.get("variant");
    if (node == nullptr) return mistake({}, "no [[variant]]: a recipe needs at least one");
    const toml::array* tables = node->as_array();
    if (tables == nullptr || tables->empty() || !tables->is_homogeneous(toml::node_type::table)) {
      return mistake(node->source(), "'variant' is not a list of tables; write [[variant]]");
    }
    for (const toml::node& table : *tables) {
      Draft draft = read_draft(*table.as_table());
      const auto same_name = [&draft](const Draft& other) { return other.name == draft.name; };
      const bool is_told = draft.name.empty() && draft.table->contains("name");  // that it is no name
      if (!is_told && std::any_of(drafts_.begin(), drafts_.end(), same_name)) {
        mistake(table.source(), draft.name.empty() ? "a second variant without a name; give each its own"
                                                   : "a second variant named '" + draft.name + "'; give each its own");
      }
      drafts_.push_back(std::move(draft));
    }
  }

  Draft read_draft(const toml::table& table) {
    Draft draft;
    draft.table = &table;
    for (const auto& [key, node] : table) {
      const RecipeKey* known = find(variant_keys(), key.str());
      if (known == nullptr) {
        if (const Encoder* codec = codec_named(key.str())) {
          read_codec(node, *codec, draft.settings);
        } else {
          unknown_key(key, false);
        }
      } else if (known->kind == RecipeKey::Kind::name) {
        read_name(node, *known, draft.name);
      } else if (known->kind == RecipeKey::Kind::variant) {
        draft.from = value_of<std::string>(node, *known).value_or("");
      } else if (known->kind == RecipeKey::Kind::operations) {
        read_operations(node, *known, draft);
      } else if (known->kind == RecipeKey::Kind::condition) {
        read_condition(node, *known, draft.when);
      } else {
        read_setting(node, *known, draft.settings);
      }
    }
    return draft;
  }

  void read_name(const toml::node& node, const RecipeKey& key, std::string& name) {
    name = value_of<std::string>(node, key).value_or("");
    if (!node.is_string()) return;
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
        name.find('\0') != std::string::npos) {
      mistake(node.source(), "name is " + std::string(key.allowed));
    }
  }

  void read_operations(const toml::node& node, const RecipeKey& key, Draft& draft) {
    const toml::array* texts = node.as_array();
    if (texts == nullptr) return mistake(node.source(), "ops is " + std::string(key.allowed));
    std::vector<std::shared_ptr<const Operation>> operations;
    for (const toml::node& element : *texts) {
      const auto text = element.value_exact<std::string>();
      if (!text) {
        mistake(element.source(), "an operation is a text, such as \"thumbnail:256\"");
        continue;
      }
      draft.operation_texts.push_back(*text);
      auto& operation = operations_[*text];  // one object for all variants that have it, so that they share its result
      if (operation == nullptr) {
        auto made = registry_.make(*text);
        if (!made) {
          mistake(element.source(), made.error().message);
          continue;
        }
        operation = *std::move(made);
      }
      operations.push_back(operation);
    }
    draft.operations = join_point_operations(operations);
  }

  void read_condition(const toml::node& node, const RecipeKey& key, Condition& condition) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return mistake(node.source(), "when is " + std::string(key.allowed));
    for (const auto& [word, value] : *table) {
      const RecipeKey* known = find(condition_keys(), word.str());
      if (known == nullptr) {
        std::vector<std::string> words;
        for (const RecipeKey& each : condition_keys()) words.emplace_back(each.name);
        mistake(word.source(), "unknown condition " + unknown(word.str(), words));
      } else if (known->kind == RecipeKey::Kind::formats) {
        read_formats(value, condition.formats);
      } else if (known->kind == RecipeKey::Kind::word) {
        read_aspect(value, *known, condition.aspect);
      } else {
        int& bound = word == "min-width"    ? condition.min_width
                     : word == "max-width"  ? condition.max_width
                     : word == "min-height" ? condition.min_height
                                            : condition.max_height;
        bound = integer_of(value, *known).value_or(bound);
      }
    }
    if (condition.min_width > condition.max_width || condition.min_height > condition.max_height) {
      mistake(node.source(), "when is never true: a lower bound is above the upper one");
    }
  }

  void read_formats(const toml::node& node, std::vector<std::string>& formats) {
    const auto read = [&](const toml::node& element) {
      if (auto format = format_of(element, false)) formats.push_back(*std::move(format));
    };
    if (const toml::array* list = node.as_array()) {
      for (const toml::node& element : *list) read(element);
    } else {
      read(node);
    }
  }

  void read_aspect(const toml::node& node, const RecipeKey& key, Aspect& aspect) {
    const auto word = value_of<std::string>(node, key);
    if (!word) return;
    const auto choice = std::find(key.choices.begin(), key.choices.end(), *word);
    if (choice == key.choices.end()) return mistake(node.source(), "orientation is " + std::string(key.allowed));
    aspect = static_cast<Aspect>(choice - key.choices.begin() + 1);
  }

  // Puts what a draft starts from in front of its own.
  void resolve(std::size_t index) {
    Draft& draft = drafts_[index];
    if (draft.state == Draft::State::resolved) return;
    draft.state = Draft::State::in_work;
    if (!draft.from.empty()) inherit(draft);
    draft.settings = draft.settings.over(base_);
    draft.state = Draft::State::resolved;
  }

  void inherit(Draft& draft) {
    const auto& where = draft.table->get("from")->source();
    const auto parent =
        std::find_if(drafts_.begin(), drafts_.end(), [&draft](const Draft& d) { return d.name == draft.from; });
    if (parent == drafts_.end()) {
      std::vector<std::string> names;
      for (const Draft& each : drafts_) {
        if (!each.name.empty() && each.name != draft.name) names.push_back(each.name);
      }
      return mistake(where, "from: there is no variant " + unknown(draft.from, names));
    }
    if (parent->state == Draft::State::in_work) {
      return mistake(where, "from goes round in a circle: '" + draft.name + "' starts from '" + draft.from +
                                "', which starts from it; let one of them start from the image");
    }
    resolve(static_cast<std::size_t>(parent - drafts_.begin()));
    draft.operations.insert(draft.operations.begin(), parent->operations.begin(), parent->operations.end());
    draft.settings = draft.settings.over(parent->settings);
  }

  // What does not go together, told where this table says it.
  void check_quality_bounds(const toml::table& table, const VariantSettings& all) {
    const auto own = [&table](std::string_view key) { return table.get(key); };
    const toml::node* const ssim = own("ssim");
    const toml::node* const low = own("min-quality");
    const toml::node* const high = own("max-quality");
    if (ssim != nullptr && all.quality && !all.quality_is_automatic()) {
      mistake(ssim->source(), "ssim means nothing beside a fixed quality; write quality = \"auto\"");
    }
    if (high != nullptr && all.quality && !all.quality_is_automatic()) {
      mistake(high->source(), "max-quality means nothing beside a fixed quality; write quality = \"auto\"");
    }
    if (all.min_quality && (low != nullptr || high != nullptr)) {
      const int most = all.quality_is_automatic() ? all.max_quality.value_or(QualityTarget{}.max_quality)
                                                  : all.quality.value_or(100);
      if (*all.min_quality > most) {
        mistake((low != nullptr ? low : high)->source(), "min-quality is " + std::to_string(*all.min_quality) +
                                                             ", above the highest quality allowed, " +
                                                             std::to_string(most));
      }
    }
  }

  Variant finish(const Draft& draft) {
    check_quality_bounds(*draft.table, draft.settings);
    Variant variant;
    variant.name = draft.name;
    variant.from = draft.from;
    variant.operations = draft.operations;
    variant.own_operations = draft.operation_texts;
    variant.when = draft.when;
    draft.settings.apply_to(variant);
    check_encoder(*draft.table, variant);
    return variant;
  }

  // Settings that the variant's format has no use for.
  void check_encoder(const toml::table& table, const Variant& variant) {
    const Encoder* encoder = codecs_.find_encoder(variant.format);
    if (encoder == nullptr) return;
    for (const std::string& format : formats_) {
      if (table.get(format) != nullptr && format != encoder->name()) {
        mistake(table.get(format)->source(),
                "options of " + format + " in a variant whose format is " + variant.format);
      }
    }
    if (!encoder->is_lossless(variant.settings_of(encoder->name()))) return;
    const std::string lossless = "means nothing where " + variant.format + " is lossless; use a lossy format";
    for (const char* key : {"max-bytes", "ssim"}) {
      if (const toml::node* node = table.get(key)) mistake(node->source(), key + (" " + lossless));
    }
    const toml::node* quality = table.get("quality");
    if (quality != nullptr && variant.target.min_ssim) mistake(quality->source(), "quality = \"auto\" " + lossless);
  }

  std::string path_;
  const OperationRegistry& registry_;
  const CodecRegistry& codecs_;
  VariantSettings base_;  ///< of the command line, then also of [defaults]
  std::vector<std::string> formats_;
  std::map<std::string, std::shared_ptr<const Operation>, std::less<>> operations_;  ///< by their texts
  std::vector<Draft> drafts_;
  std::vector<std::pair<toml::source_position, Error>> mistakes_;
};

struct ReadRecipe {
  std::vector<Variant> variants;
  std::vector<Error> mistakes;
};

ReadRecipe read_recipe(std::string_view text, std::string_view path, const VariantDefaults& defaults,
                       const OperationRegistry& registry, const CodecRegistry& codecs) {
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    return {{},
            {mistake_at(path, parsed.error().source().begin,
                        "not valid TOML: " + std::string(parsed.error().description()))}};
  }
  RecipeReader reader(path, defaults, registry, codecs);
  std::vector<Variant> variants = reader.read(parsed.table());
  return {std::move(variants), reader.mistakes()};
}

}  // namespace

Result<Recipe> Recipe::parse_toml(std::string_view text, std::string_view path, const VariantDefaults& defaults,
                                  const OperationRegistry& registry, const CodecRegistry& codecs) {
  ReadRecipe read = read_recipe(text, path, defaults, registry, codecs);
  if (!read.mistakes.empty()) return fail(std::move(read.mistakes.front()));
  return create(std::move(read.variants));
}

std::vector<Error> Recipe::find_mistakes(std::string_view text, std::string_view path, const VariantDefaults& defaults,
                                         const OperationRegistry& registry, const CodecRegistry& codecs) {
  return read_recipe(text, path, defaults, registry, codecs).mistakes;
}

Result<Recipe> Recipe::load(const std::string& path, const VariantDefaults& defaults, const OperationRegistry& registry,
                            const CodecRegistry& codecs) {
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, kMaxRecipeBytes, {}));
  const std::string text(file.bytes().begin(), file.bytes().end());
  return parse_toml(text, path, defaults, registry, codecs);
}

}  // namespace tbbimg
