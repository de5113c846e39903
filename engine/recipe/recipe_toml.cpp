#include <algorithm>
#include <array>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "engine/io/file.hpp"
#include "engine/operations/point_operation.hpp"
#include "engine/operations/text.hpp"
#include "engine/recipe/recipe.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kMaxRecipeBytes = std::size_t{1} << 20;

const std::array<std::string, 4> kVariantKeys = {"name", "ops", "format", "quality"};
const std::array<std::string, 4> kFormats = {"jpeg", "png", "webp", std::string(Variant::kSameFormat)};

class TomlReader {
 public:
  TomlReader(std::string_view path, const VariantDefaults& defaults, const OperationRegistry& registry)
      : path_(path), defaults_(defaults), registry_(registry) {}

  Result<std::vector<Variant>> read(const toml::table& document) const {
    for (const auto& [key, node] : document) {
      if (key != "variant") {
        return bad(key.source(), "unknown key '" + std::string(key.str()) + "'; a recipe holds [[variant]] tables");
      }
    }
    const toml::node* node = document.get("variant");
    if (node == nullptr) return bad({}, "no [[variant]]: a recipe needs at least one");
    const toml::array* tables = node->as_array();
    if (tables == nullptr || tables->empty() || !tables->is_homogeneous(toml::node_type::table)) {
      return bad(node->source(), "'variant' is not a list of tables; write [[variant]]");
    }
    std::vector<Variant> variants;
    for (const toml::node& table : *tables) {
      TBBIMG_ASSIGN_OR_RETURN(Variant variant, read_variant(*table.as_table()));
      const auto same_name = [&](const Variant& other) { return other.name == variant.name; };
      if (std::any_of(variants.begin(), variants.end(), same_name)) {
        return bad(table.source(), variant.name.empty() ? "a second variant without a name; give each its own"
                                                        : "a second variant named '" + variant.name + "'");
      }
      variants.push_back(std::move(variant));
    }
    return variants;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> bad(const toml::source_region& where, const std::string& what) const {
    Error error{ErrorCode::invalid_recipe, what, Stage::none, path_, false};
    if (where.begin.line != 0) {
      error.path += ":" + std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column);
    }
    return fail(std::move(error));
  }

  Result<Variant> read_variant(const toml::table& table) const {
    for (const auto& [key, node] : table) {
      if (std::find(kVariantKeys.begin(), kVariantKeys.end(), key.str()) == kVariantKeys.end()) {
        const auto near = nearest_word(key.str(), kVariantKeys);
        return bad(key.source(),
                   "unknown key '" + std::string(key.str()) + "'" +
                       (near ? ": did you mean '" + *near + "'?" : "; a variant has name, ops, format, quality"));
      }
    }
    Variant variant;
    variant.format = defaults_.format;
    variant.quality = defaults_.quality;
    if (const toml::node* node = table.get("name")) {
      TBBIMG_ASSIGN_OR_RETURN(variant.name, read_name(*node));
    }
    if (const toml::node* node = table.get("ops")) {
      TBBIMG_ASSIGN_OR_RETURN(variant.operations, read_operations(*node));
    }
    if (const toml::node* node = table.get("format")) {
      const auto format = node->value_exact<std::string>();
      if (!format || std::find(kFormats.begin(), kFormats.end(), *format) == kFormats.end()) {
        return bad(node->source(), "format is one of \"jpeg\", \"png\", \"webp\", \"same\"");
      }
      variant.format = *format;
    }
    if (const toml::node* node = table.get("quality")) {
      const auto quality = node->value_exact<std::int64_t>();
      if (!quality || *quality < 1 || *quality > 100)
        return bad(node->source(), "quality is a whole number from 1 to 100");
      variant.quality = static_cast<int>(*quality);
    }
    return variant;
  }

  Result<std::string> read_name(const toml::node& node) const {
    const auto name = node.value_exact<std::string>();
    if (!name) return bad(node.source(), "name is a text, such as \"thumb\"");
    if (name->empty() || *name == "." || *name == ".." || name->find('/') != std::string::npos ||
        name->find('\0') != std::string::npos) {
      return bad(node.source(), "name is a part of file names: not empty, without '/'");
    }
    return *name;
  }

  Result<std::vector<std::shared_ptr<const Operation>>> read_operations(const toml::node& node) const {
    const toml::array* texts = node.as_array();
    if (texts == nullptr) return bad(node.source(), "ops is a list of texts, such as [\"thumbnail:256\"]");
    std::vector<std::shared_ptr<const Operation>> operations;
    for (const toml::node& element : *texts) {
      const auto text = element.value_exact<std::string>();
      if (!text) return bad(element.source(), "an operation is a text, such as \"thumbnail:256\"");
      auto operation = registry_.make(*text);
      if (!operation) return bad(element.source(), operation.error().message);
      operations.push_back(*std::move(operation));
    }
    return join_point_operations(operations);
  }

  std::string path_;
  const VariantDefaults& defaults_;
  const OperationRegistry& registry_;
};

}  // namespace

Result<Recipe> Recipe::parse_toml(std::string_view text, std::string_view path, const VariantDefaults& defaults,
                                  const OperationRegistry& registry) {
  const toml::parse_result parsed = toml::parse(text, path);
  if (!parsed) {
    const toml::source_position at = parsed.error().source().begin;
    return fail({ErrorCode::invalid_recipe, "not valid TOML: " + std::string(parsed.error().description()), Stage::none,
                 std::string(path) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column), false});
  }
  Recipe recipe;
  TBBIMG_ASSIGN_OR_RETURN(recipe.variants_, TomlReader(path, defaults, registry).read(parsed.table()));
  return recipe;
}

Result<Recipe> Recipe::load(const std::string& path, const VariantDefaults& defaults,
                            const OperationRegistry& registry) {
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, kMaxRecipeBytes, {}));
  const std::string text(file.bytes().begin(), file.bytes().end());
  return parse_toml(text, path, defaults, registry);
}

}  // namespace tbbimg
