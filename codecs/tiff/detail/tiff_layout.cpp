#include "codecs/tiff/detail/tiff_layout.hpp"

#include <algorithm>
#include <span>
#include <string>

namespace tbbimg::detail {
namespace {

constexpr std::uint16_t kTiffPhotometric = 262;
constexpr std::uint16_t kTiffSubDirectories = 330;
constexpr std::uint16_t kTiffDngVersion = 50706;

template <class T>
T tiff_field(TIFF* tiff, std::uint32_t tag, T otherwise) noexcept {
  T value{};
  return TIFFGetFieldDefaulted(tiff, tag, &value) != 0 ? value : otherwise;
}

tl::unexpected<Error> tiff_of_kind(const std::string& kind) {
  return fail(ErrorCode::unsupported,
              "the TIFF is of a kind that is not supported (" + kind + "); convert it to a TIFF in RGB");
}

tl::unexpected<Error> tiff_broken(const std::string& what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the TIFF is damaged: " + what + "; copy it again from its source");
}

// Cameras' raw files are TIFFs whose first page is a small preview, if it is a picture at all.
Status check_no_raw_tiff(TIFF* tiff, const TiffStructure& structure, std::uint64_t directory) {
  const bool is_preview = (tiff_field<std::uint32_t>(tiff, TIFFTAG_SUBFILETYPE, 0) & FILETYPE_REDUCEDIMAGE) != 0;
  if (structure.find(directory, kTiffDngVersion) || (is_preview && structure.find(directory, kTiffSubDirectories))) {
    return fail(ErrorCode::unsupported,
                "the TIFF is a camera's raw file, of which only a preview could be read; develop it to a JPEG or TIFF "
                "with a raw converter");
  }
  return {};
}

// Of those that libtiff does not know at all.
std::string name_of_tiff_compression(std::uint16_t compression) {
  switch (compression) {
    case 33003:
    case 33005:
    case 34712: return "JPEG 2000";
    case 50002:
    case 52546: return "JPEG XL";
    default: return "method " + std::to_string(compression);
  }
}

Status check_tiff_compression(std::uint16_t compression) {
  if (TIFFIsCODECConfigured(compression) != 0) return {};
  const TIFFCodec* codec = TIFFFindCODEC(compression);
  return tiff_of_kind("compressed by " + (codec != nullptr ? codec->name : name_of_tiff_compression(compression)));
}

const char* name_of_tiff_colors(std::uint16_t photometric) noexcept {
  switch (photometric) {
    case PHOTOMETRIC_MASK: return "a transparency mask";
    case PHOTOMETRIC_CIELAB: return "colours as CIE L*a*b*";
    case PHOTOMETRIC_ICCLAB: return "colours as ICC L*a*b*";
    case PHOTOMETRIC_ITULAB: return "colours as ITU L*a*b*";
    case PHOTOMETRIC_CFA: return "a camera's colour filter array";
    case PHOTOMETRIC_LOGL: return "light as CIE LogL";
    case PHOTOMETRIC_LOGLUV: return "light as CIE LogLuv";
    default: return nullptr;
  }
}

// Fax programs forget to say; so does libtiff guess.
std::uint16_t tiff_photometric(TIFF* tiff, const TiffLayout& layout) noexcept {
  std::uint16_t photometric = 0;
  if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric) != 0) return photometric;
  const bool is_fax =
      layout.compression >= COMPRESSION_CCITTRLE && layout.compression <= COMPRESSION_CCITTFAX4 && layout.bits == 1;
  if (is_fax) return PHOTOMETRIC_MINISWHITE;
  return layout.samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
}

Status set_tiff_colors(TIFF* tiff, std::uint16_t photometric, TiffLayout& layout) {
  switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK: layout.is_inverted = photometric == PHOTOMETRIC_MINISWHITE; return {};
    case PHOTOMETRIC_RGB:
      layout.model = ColorModel::rgb;
      layout.colors = 3;
      return {};
    case PHOTOMETRIC_PALETTE: layout.model = ColorModel::palette; return {};
    case PHOTOMETRIC_SEPARATED:
      layout.model = ColorModel::cmyk;
      layout.colors = 4;
      if (tiff_field<std::uint16_t>(tiff, TIFFTAG_INKSET, INKSET_CMYK) == INKSET_CMYK) return {};
      return tiff_of_kind("inks other than cyan, magenta, yellow and black");
    case PHOTOMETRIC_YCBCR:
      layout.model = ColorModel::ycbcr;
      layout.colors = 3;
      layout.is_converted = layout.compression != COMPRESSION_JPEG || layout.is_planar;
      return {};
    default: break;
  }
  const char* name = name_of_tiff_colors(photometric);
  return tiff_of_kind(name != nullptr ? name : "colours of model " + std::to_string(photometric));
}

Status check_tiff_samples(TIFF* tiff, TiffLayout& layout) {
  const auto format = tiff_field<std::uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  const std::string bits = std::to_string(layout.bits) + " bits";
  if (format == SAMPLEFORMAT_INT) return tiff_of_kind("samples with a sign");
  if (format == SAMPLEFORMAT_COMPLEXINT || format == SAMPLEFORMAT_COMPLEXIEEEFP) return tiff_of_kind("complex samples");
  layout.is_float = format == SAMPLEFORMAT_IEEEFP;
  if (layout.is_float) {
    if (layout.bits != 16 && layout.bits != 24 && layout.bits != 32 && layout.bits != 64) {
      return tiff_of_kind("floating-point samples of " + bits);
    }
  } else if (layout.bits < 1 || (layout.bits > 16 && layout.bits != 32)) {
    return tiff_of_kind("samples of " + bits);
  }
  const bool is_jpeg = layout.compression == COMPRESSION_JPEG || layout.compression == COMPRESSION_OJPEG;
  const bool needs_8 = is_jpeg || layout.is_converted;
  if (needs_8 && (layout.bits != 8 || layout.is_float)) return tiff_of_kind("JPEG or YCbCr of " + bits + " a sample");
  if (layout.samples < static_cast<std::uint32_t>(layout.colors)) {
    return tiff_broken("it has too few samples for its colours");
  }
  if (tiff_field<std::uint32_t>(tiff, TIFFTAG_IMAGEDEPTH, 1) > 1) return tiff_of_kind("a volume in three dimensions");
  layout.is_deep = layout.bits > 8;
  return {};
}

// libvips and ImageMagick take an extra sample for alpha even if the file does not say what it is; where it says so of
// another one, that is alpha.
void find_tiff_alpha(TIFF* tiff, TiffLayout& layout) noexcept {
  if (layout.is_converted || layout.samples <= static_cast<std::uint32_t>(layout.colors)) return;
  std::uint16_t count = 0;
  std::uint16_t* kinds = nullptr;
  layout.alpha = layout.colors;
  if (TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) == 0 || kinds == nullptr) return;
  const std::uint32_t extra =
      std::min<std::uint32_t>(count, layout.samples - static_cast<std::uint32_t>(layout.colors));
  const auto known = std::span(kinds, extra);
  const auto alpha = std::find_if(known.begin(), known.end(), [](std::uint16_t kind) {
    return kind == EXTRASAMPLE_ASSOCALPHA || kind == EXTRASAMPLE_UNASSALPHA;
  });
  if (alpha == known.end()) return;
  layout.alpha = layout.colors + static_cast<int>(alpha - known.begin());
  layout.is_premultiplied = *alpha == EXTRASAMPLE_ASSOCALPHA && layout.model != ColorModel::palette;
}

// Programs fill the 16 bits of an entry in three ways: as TIFF 6.0 wants it, with 8 bits in their upper half, or (none
// is above 255) with 8 bits as they are.
Status read_tiff_palette(TIFF* tiff, TiffLayout& layout) {
  if (layout.bits > 16 || layout.is_float) return tiff_of_kind("a palette with indices of more than 16 bits");
  std::uint16_t* channels[3] = {};
  if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &channels[0], &channels[1], &channels[2]) == 0) {
    return tiff_broken("its palette is missing or incomplete");
  }
  const std::size_t colors = std::size_t{layout.max()} + 1;
  for (const std::uint16_t* channel : channels) {
    layout.palette.insert(layout.palette.end(), channel, channel + colors);
  }
  auto& all = layout.palette;
  const bool is_narrow = std::all_of(all.begin(), all.end(), [](std::uint16_t value) { return value < 256; });
  layout.is_deep = !is_narrow && std::any_of(all.begin(), all.end(), [](std::uint16_t value) {
    return (value & 255U) != 0 && (value & 255U) != value >> 8U;
  });
  if (is_narrow || layout.is_deep) return {};
  for (std::uint16_t& value : all) value = static_cast<std::uint16_t>(value >> 8U);
  return {};
}

Status set_tiff_blocks(TIFF* tiff, TiffLayout& layout) {
  layout.is_tiled = TIFFIsTiled(tiff) != 0;
  layout.block_width = layout.width;
  if (layout.is_tiled) {
    layout.block_width = tiff_field<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH, 0);
    layout.block_height = tiff_field<std::uint32_t>(tiff, TIFFTAG_TILELENGTH, 0);
  } else {
    const auto rows = tiff_field<std::uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP, layout.height);
    layout.block_height = std::min(rows, std::max(layout.height, 1U));
  }
  if (layout.block_height == 0 || (layout.is_tiled && layout.block_width == 0)) {
    return tiff_broken("its strips or tiles are empty");
  }
  return {};
}

}  // namespace

Result<TiffLayout> read_tiff_layout(const TiffHandle& handle, const TiffStructure& structure, std::uint64_t directory) {
  TIFF* const tiff = handle.get();
  TiffLayout layout;
  layout.width = tiff_field<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0);
  layout.height = tiff_field<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0);
  layout.bits = tiff_field<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = tiff_field<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.compression = tiff_field<std::uint16_t>(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  layout.is_planar = layout.samples > 1 && tiff_field<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) ==
                                               PLANARCONFIG_SEPARATE;
  TBBIMG_RETURN_IF_ERROR(check_no_raw_tiff(tiff, structure, directory));
  TBBIMG_RETURN_IF_ERROR(check_tiff_compression(layout.compression));
  const std::uint16_t photometric = tiff_photometric(tiff, layout);
  TBBIMG_RETURN_IF_ERROR(set_tiff_colors(tiff, photometric, layout));
  if (layout.compression == COMPRESSION_OJPEG) layout.is_converted = true;
  TBBIMG_RETURN_IF_ERROR(check_tiff_samples(tiff, layout));
  TBBIMG_RETURN_IF_ERROR(set_tiff_blocks(tiff, layout));
  find_tiff_alpha(tiff, layout);
  if (layout.model == ColorModel::palette) {
    TBBIMG_RETURN_IF_ERROR(read_tiff_palette(tiff, layout));
  }
  // libtiff takes pixels whose palette it cannot read for shades of gray.
  const auto stored = structure.find(directory, kTiffPhotometric);
  if (stored && layout.model != ColorModel::palette) {
    const auto value = structure.value(*stored, 2);
    if (value.size() >= 2 && value[0] + value[1] == PHOTOMETRIC_PALETTE && value[0] * value[1] == 0 &&
        stored->type == TIFF_SHORT) {
      return tiff_broken("its palette is missing or incomplete");
    }
  }
  return layout;
}

void set_tiff_jpeg_colors(TIFF* tiff, const TiffLayout& layout) noexcept {
  if (layout.compression == COMPRESSION_JPEG && layout.model == ColorModel::ycbcr && !layout.is_converted) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  }
}

}  // namespace tbbimg::detail
