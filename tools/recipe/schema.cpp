#include "tools/recipe/schema.hpp"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "engine/recipe/recipe.hpp"
#include "engine/recipe/recipe_keys.hpp"

namespace tbbimg::tools {
namespace {

using Json = nlohmann::ordered_json;

class SchemaWriter {
 public:
  SchemaWriter(const OperationRegistry& registry, const CodecRegistry& codecs) : registry_(registry), codecs_(codecs) {}

  [[nodiscard]] Json write() const {
    Json variants = {{"description", "The outputs of each image"}, {"type", "array"}, {"minItems", 1}};
    variants["items"] = table(variant_properties(false), "One output of each image");
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "A recipe of tbbimg"}};
    schema.update(table({{"defaults", table(variant_properties(true), "What variants do not say themselves")},
                         {"variant", std::move(variants)}},
                        "What to make of each image"));
    schema["required"] = {"variant"};
    return schema;
  }

 private:
  static Json table(Json properties, std::string_view description) {
    return {{"description", description},
            {"type", "object"},
            {"properties", std::move(properties)},
            {"additionalProperties", false}};
  }

  static Json number(std::string_view type, double min, double max) {
    const auto bound = [type](double value) {
      return type == "integer" ? Json(static_cast<std::int64_t>(value)) : Json(value);
    };
    return {{"type", type}, {"minimum", bound(min)}, {"maximum", bound(max)}};
  }

  [[nodiscard]] Json format(bool may_be_same) const {
    Json names = Json::array();
    for (const auto& encoder : codecs_.encoders()) names.push_back(encoder->name());
    if (may_be_same) names.push_back(Variant::kSameFormat);
    return {{"enum", std::move(names)}};
  }

  // Editors offer the values of an enum, Taplo with the texts beside them; the pattern lets any arguments through.
  [[nodiscard]] Json operation() const {
    Json examples = Json::array();
    Json summaries = Json::array();
    std::string names;
    for (const OperationInfo* info : registry_.list()) {
      examples.push_back(info->example);
      summaries.push_back(info->summary);
      names += (names.empty() ? "" : "|") + info->name;
    }
    Json example = {{"enum", std::move(examples)}, {"x-taplo", {{"docs", {{"enumValues", std::move(summaries)}}}}}};
    Json any = {{"type", "string"}, {"pattern", "^[ \\t]*(" + names + ")[ \\t]*(:|$)"}};
    return {{"description", "name, or name:value,value,argument=value"},
            {"anyOf", {std::move(example), std::move(any)}}};
  }

  static Json option(const EncoderOption& option) {
    Json schema = {{"description", option.help}};
    switch (option.kind) {
      case EncoderOption::Kind::boolean:
        schema["type"] = "boolean";
        if (option.default_value) schema["default"] = *option.default_value != 0;
        break;
      case EncoderOption::Kind::integer:
        schema.update(number("integer", option.min, option.max));
        if (option.default_value) schema["default"] = *option.default_value;
        break;
      case EncoderOption::Kind::word:
        schema["enum"] = option.choices;
        if (option.default_value) schema["default"] = option.choices[static_cast<std::size_t>(*option.default_value)];
        break;
    }
    return schema;
  }

  static Json codec(const Encoder& encoder) {
    Json properties = Json::object();
    for (const EncoderOption& each : encoder.options()) properties[std::string(each.name)] = option(each);
    return table(std::move(properties), "Options of " + std::string(encoder.name()));
  }

  static Json list_of(Json item) {
    return {{"type", "array"}, {"items", std::move(item)}, {"minItems", 1}, {"uniqueItems", true}};
  }

  [[nodiscard]] Json value(const RecipeKey& key) const {
    using Kind = RecipeKey::Kind;
    Json text = {{"type", "string"}};
    switch (key.kind) {
      case Kind::name: return {{"type", "string"}, {"pattern", "^[^/]+$"}, {"not", {{"enum", {".", ".."}}}}};
      case Kind::operations: return {{"type", "array"}, {"items", operation()}};
      case Kind::variant: return text;
      case Kind::format: return format(true);
      case Kind::quality: return {{"anyOf", {number("integer", key.min, key.max), {{"enum", {"auto"}}}}}};
      case Kind::boolean: return {{"type", "boolean"}};
      case Kind::integer: return number("integer", key.min, key.max);
      case Kind::number: return number("number", key.min, key.max);
      case Kind::bytes: {
        const Json with_unit = {{"type", "string"}, {"pattern", "^[0-9]*[.]?[0-9]+[.]?([kmgtKMGT]([iI][bB])?)?$"}};
        return {{"anyOf", {number("integer", key.min, key.max), with_unit}}};
      }
      case Kind::name_template:
        return {{"type", "string"}, {"pattern", "[{](stem|index)[|}]"}};  // what tells inputs apart
      case Kind::condition: {
        Json properties = Json::object();
        for (const RecipeKey& each : condition_keys()) properties[std::string(each.name)] = property(each);
        return table(std::move(properties), key.help);
      }
      case Kind::formats: return {{"anyOf", {format(false), {{"type", "array"}, {"items", format(false)}}}}};
      case Kind::word: return {{"enum", key.choices}};
      case Kind::widths: return list_of(number("integer", key.min, key.max));
      case Kind::output_formats: return list_of(format(false));
    }
    return Json::object();
  }

  [[nodiscard]] Json property(const RecipeKey& key) const {
    Json schema = {{"description", key.help}};
    schema.update(value(key));
    return schema;
  }

  [[nodiscard]] Json variant_properties(bool of_defaults) const {
    Json properties = Json::object();
    for (const RecipeKey& key : variant_keys()) {
      if (!of_defaults || key.may_be_default()) properties[std::string(key.name)] = property(key);
    }
    for (const auto& encoder : codecs_.encoders()) properties[std::string(encoder->name())] = codec(*encoder);
    return properties;
  }

  const OperationRegistry& registry_;
  const CodecRegistry& codecs_;
};

}  // namespace

std::string recipe_schema(const OperationRegistry& registry, const CodecRegistry& codecs) {
  return SchemaWriter(registry, codecs).write().dump(2) + "\n";
}

}  // namespace tbbimg::tools
