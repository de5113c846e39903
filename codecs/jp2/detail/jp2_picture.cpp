#include "codecs/jp2/detail/jp2_picture.hpp"

#include <algorithm>
#include <string>

#include "codecs/detail/shrink.hpp"
#include "codecs/jp2/detail/jp2_failure.hpp"
#include "codecs/jp2/jp2_format.hpp"

namespace tbbimg::detail {
namespace {

std::vector<Jp2Channel> all_channels(const Jp2Boxes& boxes, const Jp2Codestream& stream) {
  if (!boxes.mapping.empty()) return boxes.mapping;
  std::vector<Jp2Channel> channels;
  for (std::size_t i = 0; i < stream.components.size(); ++i) channels.push_back({i, -1});
  return channels;
}

Status check_channels(const std::vector<Jp2Channel>& channels, const Jp2Picture& picture) {
  for (const Jp2Channel& channel : channels) {
    if (channel.component >= picture.stream.components.size() ||
        (channel.palette_column >= 0 && channel.palette_column >= picture.boxes.palette->columns)) {
      return damaged_jp2("its palette is mapped to a component that is none");
    }
    if (channel.palette_column >= 0 && picture.stream.components[channel.component].is_signed) {
      return unsupported_jp2("the indices of its palette are signed");
    }
  }
  return {};
}

// How many colours there are, if nothing says what the channels are.
std::size_t color_count(const Jp2Boxes& boxes, std::size_t channels) noexcept {
  switch (boxes.color) {
    case Jp2Color::gray: return 1;
    case Jp2Color::rgb:
    case Jp2Color::sycc: return 3;
    default: return channels < 3 ? 1 : 3;
  }
}

Status choose_channels(Jp2Picture& picture) {
  const std::vector<Jp2Channel> all = all_channels(picture.boxes, picture.stream);
  TBBIMG_RETURN_IF_ERROR(check_channels(all, picture));
  const std::size_t colors = color_count(picture.boxes, all.size());
  std::vector<int> of_color(colors, -1);
  int of_alpha = -1;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto role = std::find_if(picture.boxes.roles.begin(), picture.boxes.roles.end(),
                                   [i](const Jp2ChannelRole& each) { return each.channel == i; });
    if (role == picture.boxes.roles.end()) {
      if (i < colors) of_color[i] = static_cast<int>(i);
      if (i == colors && picture.boxes.roles.empty()) of_alpha = static_cast<int>(i);
    } else if (role->type == 0 && role->association >= 1 && role->association <= colors) {
      of_color[role->association - 1] = static_cast<int>(i);
    } else if ((role->type == 1 || role->type == 2) && role->association == 0) {
      of_alpha = static_cast<int>(i);
      picture.premultiplied = role->type == 2;
    }
  }
  if (of_alpha >= 0) of_color.push_back(of_alpha);
  picture.alpha = of_alpha >= 0;
  for (const int channel : of_color) {
    if (channel < 0) return damaged_jp2("it lacks the samples of a colour");
    picture.channels.push_back(all[static_cast<std::size_t>(channel)]);
  }
  picture.left_out = static_cast<int>(all.size()) - static_cast<int>(of_color.size());
  return {};
}

// As other decoders guess, for bare codestreams do not say: chroma of half the size is chroma.
bool looks_like_sycc(const Jp2Picture& picture) noexcept {
  const auto& components = picture.stream.components;
  return picture.boxes.color == Jp2Color::unsaid && components.size() == 3 && components[0].step_x == 1 &&
         components[0].step_y == 1 && components[1].step_x > 1 && components[2].step_x > 1;
}

Size finest_step(const Jp2Picture& picture) noexcept {
  Size step{255, 255};
  for (const Jp2Channel& channel : picture.channels) {
    const Jp2Component& component = picture.stream.components[channel.component];
    step.width = std::min(step.width, component.step_x);
    step.height = std::min(step.height, component.step_y);
  }
  return step;
}

// Where a mean of samples is no sample: indices of palettes, colours that alpha hides, black and white. Those of a
// picture that does not begin where the reference grid does have sizes that depend on where.
bool can_halve(const Jp2Picture& picture) noexcept {
  if (picture.boxes.palette || (picture.alpha && !picture.premultiplied)) return false;
  if (picture.stream.left != 0 || picture.stream.top != 0) return false;
  return std::all_of(picture.channels.begin(), picture.channels.end(),
                     [&picture](const Jp2Channel& channel) { return picture.bits_of(channel) >= 8; });
}

}  // namespace

int Jp2Picture::bits_of(const Jp2Channel& channel) const noexcept {
  if (channel.palette_column >= 0) return boxes.palette->bits[static_cast<std::size_t>(channel.palette_column)];
  return stream.components[channel.component].bits;
}

ImageInfo Jp2Picture::describe() const {
  ImageInfo info;
  info.format = kJp2Format.name;
  info.stored_size = size;
  info.bits_per_sample = 1;
  for (const Jp2Channel& channel : channels) info.bits_per_sample = std::max(info.bits_per_sample, bits_of(channel));
  const bool gray = channels.size() < 3;
  info.pixel_format = gray ? PixelFormat::gray8 : PixelFormat::rgb8;
  if (alpha) info.pixel_format = with_alpha(info.pixel_format);
  info.model = boxes.palette ? ColorModel::palette
               : sycc        ? ColorModel::ycbcr
               : gray        ? ColorModel::gray
                             : ColorModel::rgb;
  info.alpha_channel = alpha;
  info.left_out_samples = left_out;
  info.multiple_scans = stream.small_blocks;
  info.halvings = can_halve(*this) ? stream.levels : 0;
  if (sycc) {
    const Jp2Component& luma = stream.components[channels[0].component];
    const Jp2Component& chroma = stream.components[channels[1].component];
    info.chroma_subsampling = {std::max(chroma.step_x / luma.step_x, 1), std::max(chroma.step_y / luma.step_y, 1)};
  }
  info.icc_profile_bytes = boxes.icc_profile.size();
  return info;
}

Result<Jp2Picture> read_jp2_picture(std::span<const std::uint8_t> file) {
  Jp2Picture picture;
  TBBIMG_ASSIGN_OR_RETURN(picture.boxes, find_jp2_boxes(file));
  if (picture.boxes.color == Jp2Color::other) {
    return unsupported_jp2("its colours are neither gray, RGB nor YCbCr, but CMYK, Lab or others");
  }
  TBBIMG_ASSIGN_OR_RETURN(picture.stream, read_jp2_codestream(picture.boxes.codestream));
  TBBIMG_RETURN_IF_ERROR(choose_channels(picture));
  picture.sycc = picture.boxes.color == Jp2Color::sycc || looks_like_sycc(picture);
  const Size step = finest_step(picture);
  picture.size = picture.stream.component_size({8, false, step.width, step.height});
  return picture;
}

Size halved_jp2(Size size, int halvings) noexcept {
  for (int i = 0; i < halvings; ++i) size = {size.width / 2 + size.width % 2, size.height / 2 + size.height % 2};
  return size;
}

int jp2_halvings(const ImageInfo& info, Size at_least) noexcept {
  if (!may_shrink(at_least)) return 0;
  int halvings = 0;
  while (halvings < info.halvings && is_at_least(halved_jp2(info.stored_size, halvings + 1), at_least)) ++halvings;
  return halvings;
}

}  // namespace tbbimg::detail
