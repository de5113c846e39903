#include "codecs/decoder.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "codecs/detail/narrowing_reader.hpp"
#include "codecs/detail/salvaging_reader.hpp"
#include "codecs/detail/signature.hpp"

namespace tbbimg {
namespace {

tl::unexpected<Error> not_in_parts(const FormatInfo& format) {
  return fail(ErrorCode::unsupported, "a " + std::string(format.title) + " is not read in parts");
}

// Decoders of several pages look for the page themselves.
Status check_page(int page, const ImageInfo& info, const FormatInfo& format) {
  if (page == 0 || info.pages > 1) return {};
  return fail(ErrorCode::invalid_argument, "there is no page " + std::to_string(page) + ": the " +
                                               std::string(format.title) + " has 1 page, which is page 0");
}

// What holds for all formats.
Result<std::unique_ptr<ImageReader>> open_checked(const detail::Reopen& open, const DecodeOptions& options,
                                                  const FormatInfo& format) {
  TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<ImageReader> reader, options.salvage ? detail::salvaging(open) : open());
  TBBIMG_RETURN_IF_ERROR(check_page(options.page, reader->info(), format));
  TBBIMG_RETURN_IF_ERROR(check_image_size(reader->info().stored_size, options.limits));
  if (bytes_per_sample(reader->shape().format) > 1 && !options.sixteen_bits) {
    TBBIMG_ASSIGN_OR_RETURN(reader, detail::narrowed(std::move(reader)));
  }
  TBBIMG_RETURN_IF_ERROR(check_decoded_size(reader->shape(), options.limits));
  return reader;
}

}  // namespace

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
  return open_checked([this, file, options] { return open_reader(file, options); }, options, format());
}

Result<std::unique_ptr<ImageReader>> Decoder::open_parts(const ByteSource& file, const DecodeOptions& options) const {
  return open_checked([this, &file, options] { return open_parts_reader(file, options); }, options, format());
}

Result<ImageInfo> Decoder::probe_chosen(std::span<const std::uint8_t> file, const PictureChoice& choice) const {
  TBBIMG_ASSIGN_OR_RETURN(ImageInfo info, choice == PictureChoice{} ? probe(file) : probe_other(file, choice));
  TBBIMG_RETURN_IF_ERROR(check_page(choice.page, info, format()));
  return info;
}

Result<ImageInfo> Decoder::probe_other(std::span<const std::uint8_t> file, const PictureChoice& /*choice*/) const {
  return probe(file);
}

Result<ImageInfo> Decoder::probe_parts(const ByteSource& /*file*/, const PictureChoice& /*choice*/) const {
  return not_in_parts(format());
}

Result<std::unique_ptr<ImageReader>> Decoder::open_parts_reader(const ByteSource& /*file*/,
                                                                const DecodeOptions& /*options*/) const {
  return not_in_parts(format());
}

Result<DecodedImage> Decoder::decode(std::span<const std::uint8_t> file, const DecodeOptions& options) const {
  DecodeOptions still = options;
  still.still = true;
  TBBIMG_ASSIGN_OR_RETURN(const std::unique_ptr<ImageReader> reader, open(file, still));
  return decode(*reader, still);
}

Result<DecodedImage> Decoder::decode(ImageReader& reader, const DecodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(go_to_picture(reader));
  DecodedImage decoded;
  TBBIMG_ASSIGN_OR_RETURN(decoded.image, Image::create(reader.shape(), options.pool));
  // One at a time, so that an error tells how many are whole; a reader that has them all at once would hold them twice.
  const int rows_at_once = cost(reader.info(), options.at_least).by_rows ? 1 : reader.rows_left();
  while (const int rows = std::min(rows_at_once, reader.rows_left())) {
    const int first = decoded.image.height() - reader.rows_left();
    TBBIMG_RETURN_IF_ERROR(reader.read_rows(decoded.image.view().crop(0, first, {decoded.image.width(), rows})));
  }
  TBBIMG_RETURN_IF_ERROR(reader.finish());
  decoded.metadata = reader.metadata();
  decoded.warnings = reader.warnings();
  return decoded;
}

Status go_to_picture(ImageReader& reader) {
  TBBIMG_ASSIGN_OR_RETURN(const std::optional<Frame> frame, reader.next_frame());
  if (frame) return {};
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged, "the file holds no picture");
}

}  // namespace tbbimg
