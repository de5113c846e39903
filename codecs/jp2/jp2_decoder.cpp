#include "codecs/jp2/jp2_decoder.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "codecs/detail/signature.hpp"
#include "codecs/detail/whole_frame_reader.hpp"
#include "codecs/jp2/detail/jp2_codestream.hpp"
#include "codecs/jp2/detail/jp2_failure.hpp"
#include "codecs/jp2/detail/jp2_handle.hpp"
#include "codecs/jp2/detail/jp2_picture.hpp"
#include "codecs/jp2/detail/jp2_pixels.hpp"

namespace tbbimg {
namespace {

PixelFormat stored_format(const ImageInfo& info) noexcept {
  return info.bits_per_sample > 8 ? sixteen_bits(info.pixel_format) : info.pixel_format;
}

Metadata metadata_of(const detail::Jp2Picture& picture) {
  const auto profile = picture.boxes.icc_profile;
  if (profile.empty()) return {};
  return {std::make_shared<const std::vector<std::uint8_t>>(profile.begin(), profile.end())};
}

class Jp2Reader final : public detail::WholeFrameReader {
 public:
  Jp2Reader(detail::Jp2Picture picture, const ImageInfo& info, int halvings, const DecodeOptions& options)
      : WholeFrameReader(info, {detail::halved_jp2(info.stored_size, halvings), stored_format(info)},
                         metadata_of(picture), options.pool),
        picture_(std::move(picture)),
        halvings_(halvings),
        stop_(options.stop) {}

  [[nodiscard]] std::vector<DecodeWarning> warnings() const override {
    std::vector<DecodeWarning> warnings;
    if (lacks_end_) warnings.push_back({DecodeWarningKind::missing_end});
    if (picture_.left_out > 0) {
      warnings.push_back({DecodeWarningKind::left_out_samples, static_cast<std::uint64_t>(picture_.left_out)});
    }
    return warnings;
  }

 private:
  [[nodiscard]] Status decode_frame(ImageView frame) override {
    if (stop_.stop_requested()) return fail(ErrorCode::cancelled, "decoding was cancelled");
    const auto codestream = picture_.boxes.codestream;
    TBBIMG_ASSIGN_OR_RETURN(const detail::Jp2Tiles tiles, detail::check_jp2_tiles(codestream, picture_.stream));
    if (tiles.levels < halvings_) {
      return detail::unsupported_jp2("one of its tiles has fewer resolutions than its header says");
    }
    lacks_end_ = tiles.lacks_end;
    TBBIMG_ASSIGN_OR_RETURN(const detail::Jp2Planes planes,
                            detail::decode_jp2_planes(codestream, lacks_end_, halvings_, stop_));
    return detail::fill_jp2_pixels(picture_, *planes, halvings_, frame);
  }

  detail::Jp2Picture picture_;
  int halvings_;
  std::stop_token stop_;
  bool lacks_end_ = false;
};

}  // namespace

bool Jp2Decoder::recognizes(std::span<const std::uint8_t> head) const noexcept {
  return detail::starts_like(head, kJp2Format);
}

Result<ImageInfo> Jp2Decoder::probe(std::span<const std::uint8_t> file) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_signature(*this, file));
  TBBIMG_ASSIGN_OR_RETURN(const detail::Jp2Picture picture, detail::read_jp2_picture(file));
  return picture.describe();
}

// Measured at 2 megapixels: 4 bytes of each sample, what stands for code-blocks, and compressed bytes of all
// resolutions. Code-blocks of 4x4 samples take 25 bytes of each sample, precincts of 64x64 take 2.
DecodeCost Jp2Decoder::cost(const ImageInfo& info, Size at_least) const noexcept {
  const int halvings = detail::jp2_halvings(info, at_least);
  const Size size = detail::halved_jp2(info.stored_size, halvings);
  const auto samples = [&info](Size of) {
    return static_cast<std::size_t>(of.pixels()) * static_cast<std::size_t>(channels(info.pixel_format));
  };
  const std::size_t compressed = samples(info.stored_size) * (info.bits_per_sample > 8 ? 2U : 1U);
  std::size_t scratch = (std::size_t{1} << 20) + samples(size) * 5 + compressed;
  if (info.multiple_scans) scratch += (std::size_t{8} << 20) + samples(info.stored_size) * 26;
  if (info.bits_per_sample > 8) scratch += image_bytes({size, sixteen_bits(info.pixel_format)});
  return {{size, info.pixel_format}, scratch + 2 * info.icc_profile_bytes};
}

Result<std::unique_ptr<ImageReader>> Jp2Decoder::open_reader(std::span<const std::uint8_t> file,
                                                             const DecodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(detail::Jp2Picture picture, detail::read_jp2_picture(file));
  const ImageInfo info = picture.describe();
  return std::make_unique<Jp2Reader>(std::move(picture), info, detail::jp2_halvings(info, options.at_least), options);
}

}  // namespace tbbimg
