#include "codecs/detail/known_formats.hpp"

#include <array>

#include "codecs/bmp/bmp_format.hpp"
#include "codecs/gif/gif_format.hpp"
#include "codecs/heif/heif_format.hpp"
#include "codecs/ico/ico_format.hpp"
#include "codecs/jp2/jp2_format.hpp"
#include "codecs/jpeg/jpeg_format.hpp"
#include "codecs/jxl/jxl_format.hpp"
#include "codecs/png/png_format.hpp"
#include "codecs/pnm/pnm_format.hpp"
#include "codecs/qoi/qoi_format.hpp"
#include "codecs/raw/raw_format.hpp"
#include "codecs/tiff/tiff_format.hpp"
#include "codecs/webp/webp_format.hpp"

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

constexpr std::array kBuiltin = {&kJpegFormat, &kPngFormat,  &kWebpFormat, &kGifFormat, &kRawFormat,
                                 &kTiffFormat, &kHeicFormat, &kAvifFormat, &kJxlFormat, &kJp2Format,
                                 &kQoiFormat,  &kBmpFormat,  &kPnmFormat,  &kIcoFormat};

// What cameras, phones, scanners and the web call pictures.
constexpr std::array kPsdExtensions = {"psd"sv};
constexpr std::array kOtherExtensions = {"crw"sv, "mrw"sv, "x3f"sv, "iiq"sv, "mos"sv, "dcr"sv,
                                         "kdc"sv, "svg"sv, "tga"sv, "exr"sv, "hdr"sv};

constexpr std::array kPsd = {FormatSignature{"8BPS"sv, 0, "a Photoshop file"}};
constexpr std::array kOther = {FormatSignature{"RIFF"sv, 0, "a WAV or AVI"},
                               FormatSignature{"ftyp"sv, 4, "an MP4 or QuickTime video"},
                               FormatSignature{"%PDF"sv, 0, "a PDF"},
                               FormatSignature{"PK\x03\x04"sv, 0, "a ZIP"},
                               FormatSignature{"\x1f\x8b"sv, 0, "a gzip file"},
                               FormatSignature{"\0\x05\x16\x07"sv, 0, "an AppleDouble: metadata of macOS, no picture"},
                               FormatSignature{"\0\x05\x16\0"sv, 0, "an AppleSingle"}};

constexpr std::array kForeign = {
    FormatInfo{.name = "psd", .title = "Photoshop", .extensions = kPsdExtensions, .signatures = kPsd},
    FormatInfo{.name = "other", .title = {}, .extensions = kOtherExtensions, .signatures = kOther}};

}  // namespace

std::span<const FormatInfo* const> builtin_formats() noexcept { return kBuiltin; }
std::span<const FormatInfo> foreign_formats() noexcept { return kForeign; }

}  // namespace tbbimg::detail
