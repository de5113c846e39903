// How outputs are named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/operations/placeholders.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// {hash} in a name, as long as the bytes that it is of do not exist: where the name holds text in place of digits that
/// are known only once the output is.
struct OpenHash {
  std::size_t at = 0;
  std::size_t length = 0;  ///< of the text that stands there
  std::size_t digits = kMostHashDigits;

  /// `name` with the first digits of file_hash(), hexadecimal.
  [[nodiscard]] std::string close(std::string_view name, std::uint64_t hash) const;
  /// Whether `closed` is what close() gives for some hash.
  [[nodiscard]] bool fits(std::string_view name, std::string_view closed) const noexcept;
};

/// A path below OUT with {dir}, {stem}, {variant}, {ext}, {source-ext}, {index}, {width}, {height}, {date} and {hash}.
/// An empty value that would be a folder takes the slash behind it along, any other the separator (one of "_-.") before
/// it, so that one template serves inputs with and without.
class NameTemplate {
 public:
  static constexpr std::string_view kDefault = "{dir}/{stem}_{variant}.{ext}";

  /// Errors: invalid_argument for an unknown placeholder, and where check_output_name() refuses what an ordinary input
  /// would get, with or without folder, variant and date; name_collision for a template that cannot tell inputs apart
  /// (no {stem}, no {index}).
  [[nodiscard]] static Result<NameTemplate> parse(std::string_view text);

  /// Unusual inputs (a file called "...jpg") may give names that check_output_name() refuses.
  [[nodiscard]] std::string expand(const ImageFacts& facts) const { return join(facts, true, nullptr); }

  /// Names as far as they are known from the listing: {width}, {height} and {date} stand for themselves.
  [[nodiscard]] std::string expand_without_header(const ImageFacts& facts) const { return join(facts, false, nullptr); }

  /// Either of the two, with the place of {hash}, which stands for itself, if there is one.
  struct Expanded {
    std::string name;
    std::optional<OpenHash> hash;
  };
  [[nodiscard]] Expanded expand_openly(const ImageFacts& facts, bool has_header) const;

  [[nodiscard]] bool has(Placeholder placeholder) const noexcept { return text_.has(placeholder); }

  /// False if inputs of different folders may get one name, because neither {dir} nor {index} is there.
  [[nodiscard]] bool keeps_folders_apart() const noexcept;

  /// Whether names depend on the image's header.
  [[nodiscard]] bool needs_header() const noexcept;

 private:
  [[nodiscard]] Status check(std::string_view text) const;
  [[nodiscard]] std::string join(const ImageFacts& facts, bool has_header, std::optional<OpenHash>* hash) const;

  PlaceholderText text_;
};

}  // namespace tbbimg
