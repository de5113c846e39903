// Where a variant may be made of the source's own bytes: Variant::keep_smaller, Encoder::repack().
#pragma once

#include <optional>
#include <string_view>

#include "codecs/image_info.hpp"
#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/image_plan.hpp"
#include "kernels/core/sentence.hpp"

namespace tbbimg {

/// Whether the source's bytes, stripped of metadata, may stand for the variant's: they are asked for, the format is the
/// same, and decoding them gives the very pixels that would be encoded, of every frame. Not where that takes a turn, a
/// conversion of colours or depth, or leaves frames out.
[[nodiscard]] bool may_be_source(const Variant& variant, const VariantPlan& plan, const ImageInfo& info,
                                 const CodecRegistry& codecs) noexcept;

/// Whether the variant's encoder is to store those bytes anew (Encoder::repack()) instead of encoding pixels: the
/// recipe asks for it, and what is stored is the whole source.
[[nodiscard]] bool may_be_repacked(const Variant& variant, const VariantPlan& plan, const ImageInfo& info,
                                   const CodecRegistry& codecs) noexcept;

/// Whether either is so of any variant that is wanted.
[[nodiscard]] bool needs_source(const Recipe& recipe, const ImagePlan& plan, const ImageInfo& info,
                                const CodecRegistry& codecs) noexcept;

/// Whether some variant of the recipe asks for it, of whatever image.
[[nodiscard]] bool may_keep_source(const Recipe& recipe) noexcept;

/// "keep-smaller does nothing for TIFF: its metadata cannot be cut out", of a variant that is asked for it and would be
/// written in the format of its source, `format`; nothing where files of that format are taken apart.
[[nodiscard]] std::optional<Sentence> idle_keep_smaller(const Variant& variant, std::string_view format,
                                                        const CodecRegistry& codecs);

}  // namespace tbbimg
