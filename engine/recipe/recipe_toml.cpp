// A recipe file, read to the end whatever is wrong with it, so that all its mistakes are told at once.
#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "engine/files/file.hpp"
#include "engine/operations/identity.hpp"
#include "engine/operations/point_operation.hpp"
#include "engine/recipe/detail/toml_values.hpp"
#include "engine/recipe/name_template.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/recipe/recipe_keys.hpp"
#include "engine/recipe/variant_settings.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

using detail::find_key;

const std::array<std::string, 2> kTables = {"defaults", "variant"};

// A variant before it is known what it starts from.
struct Draft {
  const toml::table* table = nullptr;
  std::string name;
  std::string from;
  std::vector<std::string> operation_texts;
  std::vector<std::shared_ptr<const Operation>> operations;
  std::vector<std::string> operation_identities;
  VariantSettings settings;
  Condition when;
  enum class State : std::uint8_t { open, in_work, resolved } state = State::open;
};

class RecipeReader {
 public:
  RecipeReader(std::string_view path, const VariantDefaults& defaults, const OperationRegistry& registry,
               const CodecRegistry& codecs)
      : values_(path, codecs),
        folder_(std::filesystem::path(path).parent_path()),
        registry_(registry),
        codecs_(codecs) {
    base_.format = defaults.format;
    base_.quality = defaults.quality;
  }

  [[nodiscard]] std::vector<Variant> read(const toml::table& document) {
    for (const auto& [key, node] : document) {
      if (key == "variant" || key == "defaults") continue;
      mistake(key.source(), "unknown key " + unknown_word(key.str(), kTables));
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

  [[nodiscard]] std::vector<Error> mistakes() const { return values_.mistakes(); }

 private:
  void mistake(const toml::source_region& where, std::string what) { values_.mistake(where, std::move(what)); }

  std::optional<std::string> template_of(const toml::node& node, const RecipeKey& key) {
    auto text = values_.text(node, key);
    if (!text) return std::nullopt;
    const auto parsed = NameTemplate::parse(*text);
    if (parsed) return text;
    const bool collides = parsed.error().code == ErrorCode::name_collision;
    values_.mistake(node.source(), parsed.error().message,
                    collides ? ErrorCode::name_collision : ErrorCode::invalid_recipe);
    return std::nullopt;
  }

  std::optional<int> quality_of(const toml::node& node, const RecipeKey& key) {
    if (node.value_exact<std::string>() == "auto") return VariantSettings::kAutomatic;
    return values_.integer(node, key);
  }

  void read_setting(const toml::node& node, const RecipeKey& key, VariantSettings& settings) {
    if (key.name == "format") settings.format = values_.format(node, true);
    if (key.name == "quality") settings.quality = quality_of(node, key);
    if (key.name == "ssim") settings.ssim = values_.number(node, key);
    if (key.name == "min-quality") settings.min_quality = values_.integer(node, key);
    if (key.name == "max-quality") settings.max_quality = values_.integer(node, key);
    if (key.name == "max-bytes") settings.max_bytes = values_.bytes(node, key);
    if (key.name == "template") settings.name_template = template_of(node, key);
  }

  void unknown_key(const toml::key& key, bool in_defaults) {
    std::vector<std::string> known;
    for (const RecipeKey& each : variant_keys()) {
      if (in_defaults && each.name == key.str()) {
        return mistake(key.source(), "'" + std::string(key.str()) + "' belongs into [[variant]], not into [defaults]");
      }
      if (!in_defaults || each.may_be_default) known.emplace_back(each.name);
    }
    for (const std::string& format : values_.format_names()) known.push_back(format);
    mistake(key.source(), "unknown key " + unknown_word(key.str(), known));
  }

  void read_defaults(const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return mistake(node.source(), "'defaults' is a table; write [defaults]");
    VariantSettings settings;
    for (const auto& [key, value] : *table) {
      const RecipeKey* known = find_key(variant_keys(), key.str());
      if (known != nullptr && known->may_be_default) {
        read_setting(value, *known, settings);
      } else if (const Encoder* codec = values_.codec_named(key.str())) {
        settings.encoder_settings.emplace(codec->name(), values_.settings(value, *codec));
      } else {
        unknown_key(key, true);
      }
    }
    base_ = settings.over(base_);
    check_quality_bounds(*table, base_);
  }

  void read_drafts(const toml::table& document) {
    const toml::node* node = document.get("variant");
    if (node == nullptr) return mistake(document.source(), "no [[variant]]: a recipe needs at least one");
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
      const RecipeKey* known = find_key(variant_keys(), key.str());
      if (known == nullptr) {
        if (const Encoder* codec = values_.codec_named(key.str())) {
          draft.settings.encoder_settings.emplace(codec->name(), values_.settings(node, *codec));
        } else {
          unknown_key(key, false);
        }
      } else if (known->kind == RecipeKey::Kind::name) {
        read_name(node, *known, draft.name);
      } else if (known->kind == RecipeKey::Kind::variant) {
        draft.from = values_.text(node, *known).value_or("");
        if (node.is_string() && draft.from.empty()) mistake(node.source(), "from is " + std::string(known->allowed));
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
    name = values_.text(node, key).value_or("");
    if (!node.is_string()) return;
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos ||
        std::any_of(name.begin(), name.end(), is_control)) {
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
        auto made = registry_.make(*text, folder_);
        if (!made) {
          mistake(element.source(), made.error().message);
          continue;
        }
        operation = *std::move(made);
      }
      operations.push_back(operation);
      const auto reading = registry_.read(*text);
      draft.operation_identities.push_back(operation_identity(reading.value(), folder_));
    }
    draft.operations = join_point_operations(operations);
  }

  void read_condition(const toml::node& node, const RecipeKey& key, Condition& condition) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return mistake(node.source(), "when is " + std::string(key.allowed));
    for (const auto& [word, value] : *table) {
      const RecipeKey* known = find_key(condition_keys(), word.str());
      if (known == nullptr) {
        std::vector<std::string> words;
        for (const RecipeKey& each : condition_keys()) words.emplace_back(each.name);
        mistake(word.source(), "unknown condition " + unknown_word(word.str(), words));
      } else if (known->kind == RecipeKey::Kind::formats) {
        condition.formats = values_.formats(value);
      } else if (known->kind == RecipeKey::Kind::word) {
        if (const auto choice = values_.choice(value, *known)) condition.aspect = static_cast<Aspect>(*choice + 1);
      } else {
        int& bound = word == "min-width"    ? condition.min_width
                     : word == "max-width"  ? condition.max_width
                     : word == "min-height" ? condition.min_height
                                            : condition.max_height;
        bound = values_.integer(value, *known).value_or(bound);
      }
    }
    if (condition.min_width > condition.max_width || condition.min_height > condition.max_height) {
      mistake(node.source(), "when is never true: a lower bound is above the upper one");
    }
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
      return mistake(where, "from: there is no variant " + unknown_word(draft.from, names));
    }
    if (parent->state == Draft::State::in_work) {
      return mistake(where, "from goes round in a circle: '" + draft.name + "' starts from '" + draft.from +
                                "', which starts from it; let one of them start from the image");
    }
    resolve(static_cast<std::size_t>(parent - drafts_.begin()));
    draft.operations.insert(draft.operations.begin(), parent->operations.begin(), parent->operations.end());
    draft.operation_identities.insert(draft.operation_identities.begin(), parent->operation_identities.begin(),
                                      parent->operation_identities.end());
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
    const std::optional<int> least =
        all.quality_is_automatic() && !all.min_quality ? std::optional(QualityTarget::kMinAutomatic) : all.min_quality;
    if (least && (low != nullptr || high != nullptr)) {
      const int most = all.quality_is_automatic() ? all.max_quality.value_or(QualityTarget::kMaxAutomatic)
                                                  : all.quality.value_or(100);
      if (*least > most) {
        mistake((low != nullptr ? low : high)->source(), "min-quality is " + std::to_string(*least) +
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
    variant.operation_identities = draft.operation_identities;
    variant.own_operations = draft.operation_texts;
    variant.when = draft.when;
    draft.settings.apply_to(variant);
    check_encoder(*draft.table, variant);
    // What [defaults] or another variant aim at means nothing where there is no quality to choose.
    const Encoder* const encoder = codecs_.find_encoder(variant.format);
    if (encoder != nullptr && encoder->is_lossless(variant.settings_of(encoder->name()))) variant.target = {};
    return variant;
  }

  // Settings that the variant's format has no use for.
  void check_encoder(const toml::table& table, const Variant& variant) {
    const Encoder* encoder = codecs_.find_encoder(variant.format);
    if (encoder == nullptr) return;
    for (const std::string& format : values_.format_names()) {
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

  detail::TomlValues values_;
  std::string folder_;  ///< where relative paths start
  const OperationRegistry& registry_;
  const CodecRegistry& codecs_;
  VariantSettings base_;  ///< of the command line, then also of [defaults]
  std::map<std::string, std::shared_ptr<const Operation>, std::less<>> operations_;  ///< by their texts
  std::vector<Draft> drafts_;
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
            {detail::mistake_at(path, parsed.error().source().begin,
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
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, kMaxFileBytes, {}));
  const std::string text(file.bytes().begin(), file.bytes().end());
  return parse_toml(text, path, defaults, registry, codecs);
}

}  // namespace tbbimg
