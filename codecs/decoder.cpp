#include "codecs/decoder.hpp"

#include <string>
#include <utility>

#include "codecs/detail/narrowing_reader.hpp"
#include "codecs/detail/signature.hpp"

namespace tbbimg {

std::optional<std::size_t> Decoder::picture_end(std::span<const std::uint8_t> /*beginning*/) const noexcept {
  return std::nullopt;
}

Result<Buffer> Decoder::strip(std::span<const std::uint8_t> /*file*/, const BufferPool& /*pool*/) const {
  return fail(ErrorCode::unsupported, "metadata cannot be cut out of a " + std::string(format().title));
}

Result<std::unique_ptr<ImageReader>> Decoder::open(std::span<const std::uint8_t> file,
                                                   const DecodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(check_file_size(file.size(), options.limits));
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<ImageReader> reader, open_reader(file, options));
  TBBIMG_RETURN_IF_ERROR(check_image_size(reader->info().stored_size, options.limits));
  if (bytes_per_sample(reader->shape().format) > 1 && !options.sixteen_bits) {
    TBBIMG_ASSIGN_OR_RETURN(reader, detail::narrowed(std::move(reader)));
  }
  TBBIMG_RETURN_IF_ERROR(check_decoded_size(reader->shape(), options.limits));
  return reader;
}

Result<DecodedImage> Decoder::decode(std::span<const std::uint8_t> file, const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(const std::unique_ptr<ImageReader> reader, open(file, options));
  TBBIMG_ASSIGN_OR_RETURN(const std::optional<Frame> frame, reader->next_frame());
  if (!frame) {
    return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
                "the " + std::string(format().title) + " holds no picture");
  }
  DecodedImage decoded;
  TBBIMG_ASSIGN_OR_RETURN(decoded.image, Image::create(reader->shape(), options.pool));
  TBBIMG_RETURN_IF_ERROR(reader->read_rows(decoded.image.view()));
  TBBIMG_RETURN_IF_ERROR(reader->finish());
  decoded.metadata = reader->metadata();
  decoded.warnings = reader->warnings();
  return decoded;
}

}  // namespace tbbimg
