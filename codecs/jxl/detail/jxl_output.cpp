#include "codecs/jxl/detail/jxl_output.hpp"

#include <string>

#include "codecs/detail/growing_buffer.hpp"

namespace tbbimg::detail {
namespace {

tl::unexpected<Error> no_memory_for_jxl() {
  return fail(ErrorCode::out_of_memory, "there is no memory to encode the JPEG XL");
}

}  // namespace

Result<JxlEncoderHandle> create_jxl_encoder() {
  JxlEncoderHandle encoder(JxlEncoderCreate(nullptr));
  if (!encoder) return no_memory_for_jxl();
  return encoder;
}

tl::unexpected<Error> jxl_encoder_failure(::JxlEncoder& encoder) {
  const JxlEncoderError error = JxlEncoderGetError(&encoder);
  if (error == JXL_ENC_ERR_OOM) return no_memory_for_jxl();
  return fail(ErrorCode::internal,
              "libjxl refused to encode with its error " + std::to_string(static_cast<int>(error)));
}

Result<Buffer> finish_jxl(::JxlEncoder& encoder, std::size_t expected, const BufferPool& pool,
                          const std::stop_token& stop) {
  constexpr std::size_t kLeastRoom = std::size_t{64} << 10;
  GrowingBuffer output(pool);
  JxlEncoderCloseInput(&encoder);
  JxlEncoderStatus status = JXL_ENC_NEED_MORE_OUTPUT;
  while (status == JXL_ENC_NEED_MORE_OUTPUT) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    if (!output.reserve(output.written().empty() ? expected : kLeastRoom)) return no_memory_for_jxl();
    const auto space = output.free_space();
    std::uint8_t* next = space.data();
    std::size_t left = space.size();
    status = JxlEncoderProcessOutput(&encoder, &next, &left);
    output.commit(space.size() - left);
  }
  if (status != JXL_ENC_SUCCESS) return jxl_encoder_failure(encoder);
  if (stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
  return output.release();
}

}  // namespace tbbimg::detail
