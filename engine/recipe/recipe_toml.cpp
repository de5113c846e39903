// A recipe file, read to the end whatever is wrong with it, so that all its mistakes are told at once.
#include <algorithm>
#include <array>
#include <filesystem>
#include <initializer_list>
#include <optional>

#include "engine/operations/identity.hpp"
#include "engine/operations/point_operation.hpp"
#include "engine/recipe/detail/toml_values.hpp"
#include "engine/recipe/detail/variant_checks.hpp"
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
  Variant variant;
  VariantSettings settings;
  std::vector<int> widths;           ///< sorted; empty: it is one output
  std::vector<std::string> formats;  ///< likewise
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
    base_.keep_smaller = defaults.keep_smaller;
    base_.first_frame_only = defaults.first_frame_only;
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
      spread(drafts_[i], variants);
    }
    return variants;
  }

  [[nodiscard]] std::vector<Error> mistakes() const { return values_.mistakes(); }

 private:
  void mistake(const toml::source_region& where, std::string what) { values_.mistake(where, std::move(what)); }

  void unknown_key(const toml::key& key, bool in_defaults) {
    std::vector<std::string> known;
    for (const RecipeKey& each : variant_keys()) {
      if (in_defaults && each.name == key.str()) {
        return mistake(key.source(), "'" + std::string(key.str()) + "' belongs in [[variant]], not in [defaults]");
      }
      if (!in_defaults || each.may_be_default()) known.emplace_back(each.name);
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
      if (known != nullptr && known->may_be_default()) {
        values_.read_member(value, *known, settings);
      } else if (const Encoder* codec = values_.codec_named(key.str())) {
        settings.encoder_settings.emplace(codec->name(), values_.settings(value, *codec));
      } else {
        unknown_key(key, true);
      }
    }
    base_ = settings.over(base_);
    detail::check_quality(*table, base_, values_);
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
      const auto same_name = [&draft](const Draft& other) { return other.variant.name == draft.variant.name; };
      const std::string& name = draft.variant.name;
      const bool is_told = name.empty() && draft.table->contains("name");  // that it is no name
      if (!is_told && std::any_of(drafts_.begin(), drafts_.end(), same_name)) {
        mistake(table.source(), name.empty() ? "a second variant without a name; give each its own"
                                             : "a second variant named '" + name + "'; give each its own");
      }
      drafts_.push_back(std::move(draft));
    }
  }

  Draft read_draft(const toml::table& table) {
    using Kind = RecipeKey::Kind;
    Draft draft;
    draft.table = &table;
    for (const auto& [key, node] : table) {
      const RecipeKey* known = find_key(variant_keys(), key.str());
      if (known != nullptr) {
        switch (known->kind) {
          case Kind::name: read_name(node, *known, draft.variant.name); break;
          case Kind::variant: read_from(node, *known, draft.variant.from); break;
          case Kind::operations: read_operations(node, *known, draft.variant); break;
          case Kind::condition: read_condition(node, *known, draft.variant.when); break;
          case Kind::widths: read_widths(node, *known, draft.widths); break;
          case Kind::output_formats: read_formats(node, draft.formats); break;
          default: values_.read_member(node, *known, draft.settings); break;
        }
      } else if (const Encoder* codec = values_.codec_named(key.str())) {
        draft.settings.encoder_settings.emplace(codec->name(), values_.settings(node, *codec));
      } else {
        unknown_key(key, false);
      }
    }
    return draft;
  }

  void read_from(const toml::node& node, const RecipeKey& key, std::string& from) {
    from = values_.text(node, key).value_or("");
    if (node.is_string() && from.empty()) mistake(node.source(), "from is " + std::string(key.allowed));
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

  void read_widths(const toml::node& node, const RecipeKey& key, std::vector<int>& widths) {
    const auto refuse = [&] { mistake(node.source(), "widths is " + std::string(key.allowed)); };
    const toml::array* list = node.as_array();
    if (list == nullptr || list->empty()) return refuse();
    for (const toml::node& each : *list) {
      const auto width = each.value_exact<std::int64_t>();
      const bool is_width = width && static_cast<double>(*width) >= key.min && static_cast<double>(*width) <= key.max;
      if (!is_width || std::find(widths.begin(), widths.end(), *width) != widths.end()) return refuse();
      widths.push_back(static_cast<int>(*width));
    }
    std::sort(widths.begin(), widths.end());
  }

  void read_formats(const toml::node& node, std::vector<std::string>& formats) {
    const auto refuse = [&] {
      mistake(node.source(), "formats is a list of " + joined(codecs_.output_formats()) + ", each once");
    };
    const toml::array* list = node.as_array();
    if (list == nullptr || list->empty()) return refuse();
    for (const toml::node& each : *list) {
      const Encoder* const encoder = codecs_.find_encoder(each.value_exact<std::string>().value_or(""));
      const std::string name = encoder != nullptr ? std::string(encoder->name()) : std::string();
      if (encoder == nullptr || std::find(formats.begin(), formats.end(), name) != formats.end()) return refuse();
      formats.push_back(name);
    }
  }

  void read_operations(const toml::node& node, const RecipeKey& key, Variant& variant) {
    const toml::array* texts = node.as_array();
    if (texts == nullptr) return mistake(node.source(), "ops is " + std::string(key.allowed));
    std::vector<std::shared_ptr<const Operation>> operations;
    for (const toml::node& element : *texts) {
      const auto text = element.value_exact<std::string>();
      if (!text) {
        mistake(element.source(), "an operation is a text, such as \"thumbnail:256\"");
        continue;
      }
      variant.own_operations.push_back(*text);
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
      variant.operation_identities.push_back(operation_identity(reading.value(), folder_));
    }
    JoinedOperations joined = join_point_operations(operations);
    variant.operations = std::move(joined.operations);
    variant.first_identities = std::move(joined.firsts);
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
      } else {
        values_.read_member(value, *known, condition);
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
    if (!draft.variant.from.empty()) inherit(draft);
    draft.settings = draft.settings.over(base_);
    draft.state = Draft::State::resolved;
  }

  void inherit(Draft& draft) {
    Variant& own = draft.variant;
    const auto& where = draft.table->get("from")->source();
    const auto parent = std::find_if(drafts_.begin(), drafts_.end(),
                                     [&own](const Draft& each) { return each.variant.name == own.from; });
    if (parent == drafts_.end()) {
      std::vector<std::string> names;
      for (const Draft& each : drafts_) {
        if (!each.variant.name.empty() && each.variant.name != own.name) names.push_back(each.variant.name);
      }
      return mistake(where, "from: there is no variant " + unknown_word(own.from, names));
    }
    if (parent->state == Draft::State::in_work) {
      return mistake(where, "from goes round in a circle: '" + own.name + "' starts from '" + own.from +
                                "', which starts from it; let one of them start from the image");
    }
    resolve(static_cast<std::size_t>(parent - drafts_.begin()));
    for (std::size_t& first : own.first_identities) first += parent->variant.operation_identities.size();
    own.first_identities.insert(own.first_identities.begin(), parent->variant.first_identities.begin(),
                                parent->variant.first_identities.end());
    own.operations.insert(own.operations.begin(), parent->variant.operations.begin(), parent->variant.operations.end());
    own.operation_identities.insert(own.operation_identities.begin(), parent->variant.operation_identities.begin(),
                                    parent->variant.operation_identities.end());
    draft.settings = draft.settings.over(parent->settings);
  }

  // A variant for each format and width.
  void spread(const Draft& draft, std::vector<Variant>& variants) {
    if (!draft.formats.empty() && draft.table->contains("format")) {
      mistake(draft.table->get("formats")->source(), "format and formats do not go together; leave one of them out");
    }
    const std::vector<std::string> formats = draft.formats.empty() ? std::vector<std::string>{""} : draft.formats;
    for (const std::string& format : formats) {
      Draft one = draft;
      if (!format.empty()) one.settings.format = format;
      const Variant variant = finish(std::move(one));
      if (!values_.mistakes().empty()) return;  // the others have the same
      const std::string ending = formats.size() > 1 ? format : std::string();
      if (draft.widths.empty()) variants.push_back(named(variant, {ending}));
      for (const int width : draft.widths) {
        Variant sized = named(variant, {std::to_string(width), ending});
        add_operation(sized, "thumbnail:" + std::to_string(width) + "x");
        if (width != draft.widths.front()) sized.when.min_width = std::max(sized.when.min_width, width);
        variants.push_back(std::move(sized));
      }
    }
  }

  static Variant named(Variant variant, std::initializer_list<std::string> endings) {
    for (const std::string& ending : endings) {
      if (!ending.empty()) variant.name += (variant.name.empty() ? "" : "-") + ending;
    }
    return variant;
  }

  void add_operation(Variant& variant, const std::string& text) {
    auto& operation = operations_[text];
    if (operation == nullptr) operation = registry_.make(text).value();
    variant.operations.push_back(operation);
    variant.own_operations.push_back(text);
    variant.first_identities.push_back(variant.operation_identities.size());
    variant.operation_identities.push_back(operation_identity(registry_.read(text).value(), {}));
  }

  Variant finish(Draft draft) {
    detail::check_quality(*draft.table, draft.settings, values_);
    draft.settings.apply_to(draft.variant);
    draft.variant.states_quality = draft.formats.size() < 2 && draft.table->contains("quality");
    detail::check_encoder(*draft.table, draft.variant, codecs_, values_);
    // What [defaults] or another variant aim at means nothing where there is no quality to choose.
    const Encoder* const encoder = codecs_.find_encoder(draft.variant.format);
    if (encoder != nullptr && !encoder->has_quality(draft.variant.settings_of(encoder->name())))
      draft.variant.target = {};
    return std::move(draft.variant);
  }

  detail::TomlValues values_;
  std::string folder_;  ///< where relative paths start
  const OperationRegistry& registry_;
  const CodecRegistry& codecs_;
  VariantSettings base_;  ///< of the command line, then also of [defaults]
  std::map<std::string, std::shared_ptr<const Operation>, std::less<>> operations_;  ///< by their texts
  std::vector<Draft> drafts_;
};

}  // namespace

tl::expected<Recipe, std::vector<Error>> Recipe::read_toml(std::string_view text, std::string_view path,
                                                           const VariantDefaults& defaults,
                                                           const OperationRegistry& registry,
                                                           const CodecRegistry& codecs) {
  const auto only = [](Error error) { return tl::unexpected(std::vector<Error>{std::move(error)}); };
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    return only(detail::mistake_at(path, parsed.error().source().begin,
                                   "not valid TOML: " + std::string(parsed.error().description())));
  }
  RecipeReader reader(path, defaults, registry, codecs);
  std::vector<Variant> variants = reader.read(parsed.table());
  if (std::vector<Error> mistakes = reader.mistakes(); !mistakes.empty()) return tl::unexpected(std::move(mistakes));
  auto recipe = create(std::move(variants));
  if (!recipe) return only(std::move(recipe).error());
  return *std::move(recipe);
}

Result<Recipe> Recipe::parse_toml(std::string_view text, std::string_view path, const VariantDefaults& defaults,
                                  const OperationRegistry& registry, const CodecRegistry& codecs) {
  auto recipe = read_toml(text, path, defaults, registry, codecs);
  if (!recipe) return fail(std::move(recipe.error().front()));
  return *std::move(recipe);
}

}  // namespace tbbimg
