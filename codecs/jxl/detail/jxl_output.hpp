// libjxl's encoder, and what it writes. Not for users.
#pragma once

#include <jxl/encode.h>

#include <cstddef>
#include <memory>
#include <stop_token>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

struct DeleteJxlEncoder {
  void operator()(::JxlEncoder* encoder) const noexcept { JxlEncoderDestroy(encoder); }
};
using JxlEncoderHandle = std::unique_ptr<::JxlEncoder, DeleteJxlEncoder>;

/// Errors: out_of_memory.
[[nodiscard]] Result<JxlEncoderHandle> create_jxl_encoder();

/// Closes the input, encodes and gives the file. `expected` bytes are reserved. Errors: cancelled, out_of_memory,
/// internal.
[[nodiscard]] Result<Buffer> finish_jxl(::JxlEncoder& encoder, std::size_t expected, const BufferPool& pool,
                                        const std::stop_token& stop);

/// What libjxl last complained of. Errors: unsupported, internal.
[[nodiscard]] tl::unexpected<Error> jxl_encoder_failure(::JxlEncoder& encoder);

}  // namespace tbbimg::detail
