// From a variant's pixels to the bytes of its file.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "codecs/registry.hpp"
#include "engine/operations/operation.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// The encoder of a variant: its own format's, or for Variant::kSameFormat the source's or what stands in for it. Null
/// if there is none.
[[nodiscard]] const Encoder* encoder_of(const Variant& variant, std::string_view source_format,
                                        const CodecRegistry& codecs) noexcept;

/// What encode_variant() allocates for an image of this shape, for the memory budget.
[[nodiscard]] std::uint64_t encode_bytes(const ImageShape& shape, const Variant& variant,
                                         std::string_view source_format, const CodecRegistry& codecs) noexcept;

/// The same pixels as the encoder takes them: alpha that the format cannot store is laid over white, as a browser's
/// page would show it, and gray that it cannot store becomes colour. Nothing: it takes them as they are.
[[nodiscard]] Result<std::optional<Image>> storable(const Encoder& encoder, ConstImageView image,
                                                    const OperationContext& context);

/// Encodes what is storable(). The quality is the variant's, or what a search for its target finds.
/// Errors: those of Encoder::encode() and search_quality(), unsupported (no encoder).
[[nodiscard]] Result<Buffer> encode_variant(ConstImageView image, const Metadata& metadata, const Variant& variant,
                                            std::string_view source_format, const CodecRegistry& codecs,
                                            const OperationContext& context);

}  // namespace tbbimg
