#include "tools/info/file_facts.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <system_error>
#include <utility>

#include "codecs/metadata/icc_profile.hpp"
#include "engine/files/file.hpp"
#include "engine/files/probe_file.hpp"
#include "engine/system/resources.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg::tools {
namespace {

// Profiles stand in front of the pixels in most formats.
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr int kRowsAtOnce = 64;

DecodeOptions options_for(const PictureChoice& choice) {
  DecodeOptions options;
  options.page = choice.page;
  options.develop = choice.develop;
  return options;
}

std::optional<std::string> profile_name(std::span<const std::uint8_t> bytes, const Decoder& decoder,
                                        const PictureChoice& choice) {
  DecodeOptions options = options_for(choice);
  options.sixteen_bits = true;
  const auto reader = decoder.open(bytes, options);
  if (!reader || (*reader)->metadata().icc_profile == nullptr) return std::nullopt;
  return icc_profile_name(*(*reader)->metadata().icc_profile);
}

std::string read_profile_name(const std::string& path, const Decoder& decoder, const PictureChoice& choice) {
  const auto head = read_head(path, kHeadBytes);
  if (!head) return {};
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(head->data()), head->size());
  if (auto name = profile_name(bytes, decoder, choice)) return *std::move(name);
  if (head->size() < kHeadBytes) return {};
  const auto file = read_file(path, Limits{}.max_file_bytes, {});
  return file ? profile_name(file->bytes(), decoder, choice).value_or("") : "";
}

Status check_memory(const Decoder& decoder, ImageInfo info) {
  if (info.bits_per_sample > 8) info.pixel_format = sixteen_bits(info.pixel_format);
  const DecodeCost cost = decoder.cost(info, {});
  const std::uint64_t bytes = image_bytes(cost.output) + cost.scratch_bytes;
  const std::uint64_t most = usable_memory() / 4 * 3;
  if (bytes <= most) return {};
  return fail(ErrorCode::limit_exceeded, ErrorKind::too_much_memory,
              "takes " + human_bytes(bytes) + " to decode, and this process may use " + human_bytes(most) +
                  " for one picture; leave out --pixels, or give it more memory",
              {{"bytes", bytes}, {"limit", most}});
}

Result<PixelFacts> look_at_pixels(std::span<const std::uint8_t> file, const Decoder& decoder,
                                  const PictureChoice& choice, const std::stop_token& stop) {
  DecodeOptions options = options_for(choice);
  options.sixteen_bits = true;
  options.stop = stop;
  TBBIMG_ASSIGN_OR_RETURN(const auto reader, decoder.open(file, options));
  TBBIMG_RETURN_IF_ERROR(check_memory(decoder, reader->info()));
  PixelFacts facts;
  const ImageShape shape = reader->shape();
  const int height = std::min(shape.size.height, kRowsAtOnce);
  TBBIMG_ASSIGN_OR_RETURN(Image rows, Image::create({{shape.size.width, height}, shape.format}));
  for (;;) {
    TBBIMG_ASSIGN_OR_RETURN(const auto frame, reader->next_frame());
    if (!frame) break;
    while (reader->rows_left() > 0) {
      const ImageView block = rows.view().crop(0, 0, {shape.size.width, std::min(height, reader->rows_left())});
      TBBIMG_RETURN_IF_ERROR(reader->read_rows(block));
      facts.add(block);
    }
  }
  TBBIMG_RETURN_IF_ERROR(reader->finish());
  return facts;
}

Error with_place(Error error, const std::string& path) {
  if (error.path.empty()) error.path = path;
  if (error.stage == Stage::none) error.stage = Stage::decode;
  return error;
}

}  // namespace

Result<FileFacts> facts_of(const std::string& path, bool with_pixels, const CodecRegistry& codecs,
                           const PictureChoice& choice, const std::stop_token& stop) {
  FileFacts facts;
  TBBIMG_ASSIGN_OR_RETURN(facts.image, probe_file(path, codecs, choice));
  const Decoder& decoder = *codecs.find_decoder_by_name(facts.image.format);
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  facts.file_bytes = error ? 0 : bytes;
  facts.progressive = decoder.format().progressive;
  if (facts.image.icc_profile_bytes > 0) facts.icc_profile = read_profile_name(path, decoder, choice);
  if (!with_pixels) return facts;
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_picture(path, Limits{}.max_file_bytes, {}, picture_end_by(codecs)));
  auto pixels = look_at_pixels(file.bytes(), decoder, choice, stop);
  if (!pixels) return fail(with_place(std::move(pixels).error(), path));
  facts.pixels = *std::move(pixels);
  return facts;
}

}  // namespace tbbimg::tools
