// Which outputs an image gives, and under which names.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/image_info.hpp"
#include "codecs/registry.hpp"
#include "engine/io/source.hpp"
#include "engine/recipe/name_template.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

struct OutputName {
  std::size_t variant = 0;       ///< index into the recipe
  std::string name;              ///< below OUT
  std::optional<OpenHash> hash;  ///< the name is not closed before the output's bytes are known
  std::optional<Error> error;    ///< name_collision: another variant of this very image has the name; or it is no name
};

/// Immutable.
class OutputNames {
 public:
  /// `default_template` is that of variants without one of their own.
  /// Errors: those of NameTemplate::parse(); name_collision if two variants cannot be told apart; invalid_recipe if a
  /// name needs a size that only the pixels tell.
  [[nodiscard]] static Result<OutputNames> create(const Recipe& recipe, std::string_view default_template,
                                                  const CodecRegistry& codecs, bool ignore_case = false);

  /// Whether of() needs to know the source's format, or all of its header.
  [[nodiscard]] bool need_format() const noexcept { return need_format_; }
  [[nodiscard]] bool need_header() const noexcept { return need_header_; }
  /// Whether the names themselves do, not only the conditions on which outputs there are.
  [[nodiscard]] bool hold_header() const noexcept { return hold_header_; }
  /// False if inputs of different folders may get one name.
  [[nodiscard]] bool keep_folders_apart() const noexcept { return keep_folders_apart_; }

  /// Whether names that differ only in case are one.
  [[nodiscard]] bool ignore_case() const noexcept { return ignore_case_; }

  /// What two names have in common that are one file: the name, or its lower case if case does not count.
  [[nodiscard]] std::string key_of(const std::string& name) const;

  /// The outputs of `item`, in the order of the variants: those of variants whose condition holds.
  [[nodiscard]] std::vector<OutputName> of(const SourceItem& item, std::string_view format,
                                           const ImageInfo& info) const;

  /// The same before the header is known: all variants; placeholders that need it stand for themselves.
  [[nodiscard]] std::vector<OutputName> without_header(const SourceItem& item, std::string_view format) const;

  /// The name under which an output may be there already: its own, or, where that is open, the one that the journal has
  /// noted for the image and the variant. Nothing if there is none.
  [[nodiscard]] std::optional<std::string> name_to_look_for(const OutputName& output, const SourceItem& item) const;

 private:
  struct Naming {
    NameTemplate name_template;
    std::string variant;
    std::string extension;  ///< empty: that of the source's format
    Condition when;
    std::vector<std::shared_ptr<const Operation>> operations;
  };
  [[nodiscard]] std::string_view own_extension(const SourceItem& item, std::string_view format) const;
  [[nodiscard]] ImageFacts facts_of(const Naming& naming, const SourceItem& item, std::string_view format) const;
  [[nodiscard]] Status check_variants_differ() const;
  void mark_collisions(std::vector<OutputName>& outputs, const std::string& path) const;

  std::vector<Naming> namings_;
  struct SameFormat {
    const FormatInfo* read;
    const FormatInfo* written;
  };
  std::vector<SameFormat> formats_;
  bool need_format_ = false;
  bool need_header_ = false;
  bool hold_header_ = false;
  bool ignore_case_ = false;
  bool keep_folders_apart_ = true;
};

}  // namespace tbbimg
