// Values of a recipe file by the kinds that keys have, and the mistakes in them. Not for users.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe_keys.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// "r.toml:2:8" is where the error is; line 0: the whole file.
[[nodiscard]] Error mistake_at(std::string_view path, const toml::source_position& where, std::string what,
                               ErrorCode code = ErrorCode::invalid_recipe);

[[nodiscard]] const RecipeKey* find_key(std::span<const RecipeKey> keys, std::string_view name) noexcept;

/// What is no value of its key is noted as a mistake, and leaves what was there, or nothing.
class TomlValues {
 public:
  TomlValues(std::string_view path, const CodecRegistry& codecs);

  void mistake(const toml::source_region& where, std::string what, ErrorCode code = ErrorCode::invalid_recipe);
  /// In the order of the text: toml++ gives the keys of a table in that of the alphabet.
  [[nodiscard]] std::vector<Error> mistakes() const;

  [[nodiscard]] std::optional<std::string> text(const toml::node& node, const RecipeKey& key);
  /// Puts what the node says where the key's value belongs in `table`, VariantSettings or a Condition.
  template <class Table>
  void read_member(const toml::node& node, const RecipeKey& key, Table& table) {
    const auto read_it = [&](auto member) {
      if constexpr (std::is_invocable_v<decltype(member), Table&>) read(node, key, table.*member);
    };
    std::visit(read_it, key.member);
  }
  /// What a codec's table sets of its options.
  [[nodiscard]] EncoderSettings settings(const toml::node& node, const Encoder& encoder);

  /// Of all encoders.
  [[nodiscard]] const std::vector<std::string>& format_names() const noexcept { return format_names_; }
  /// Null if no codec has the name (its extension is none).
  [[nodiscard]] const Encoder* codec_named(std::string_view name) const noexcept;

 private:
  void read(const toml::node& node, const RecipeKey& key, std::optional<std::string>& value);
  void read(const toml::node& node, const RecipeKey& key, std::optional<int>& value);
  void read(const toml::node& node, const RecipeKey& key, std::optional<double>& value);
  void read(const toml::node& node, const RecipeKey& key, std::optional<std::uint64_t>& value);
  void read(const toml::node& node, const RecipeKey& key, std::optional<bool>& value);
  void read(const toml::node& node, const RecipeKey& key, int& value);
  void read(const toml::node& node, const RecipeKey& key, std::vector<std::string>& formats);
  void read(const toml::node& node, const RecipeKey& key, Aspect& aspect);

  std::optional<int> integer(const toml::node& node, const RecipeKey& key);
  std::optional<std::string> format(const toml::node& node, bool may_be_same);
  std::optional<std::string> name_template(const toml::node& node, const RecipeKey& key);

  void wrong(const toml::node& node, const RecipeKey& key);
  void set_option(const toml::key& key, const toml::node& node, const Encoder& encoder, EncoderSettings& settings);

  std::string path_;
  const CodecRegistry& codecs_;
  std::vector<std::string> format_names_;
  std::vector<std::pair<toml::source_position, Error>> mistakes_;
};

}  // namespace tbbimg::detail
