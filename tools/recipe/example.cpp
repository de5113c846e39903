#include "tools/recipe/example.hpp"

#include <string_view>

#include "codecs/registry.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::string_view kForAllBuilds = R"(# A recipe of tbbimg: what to make of each image.
#
#   tbbimg recipe check FILE             finds mistakes, and says in words what is made
#   tbbimg run photos -o OUT --recipe FILE --dry-run
#   tbbimg run photos -o OUT --recipe FILE
#   tbbimg ops                           lists what `ops` may hold
#
# Editors complete recipes (VS Code with Even Better TOML, or whatever else speaks with Taplo): run
# `tbbimg recipe schema >recipe.schema.json`, and make `#:schema ./recipe.schema.json` the first line.

# What variants do not say themselves. All of it may be left out, here and below.
[defaults]
format = "jpeg"                 # jpeg, png, webp, gif, tiff, bmp, ..., or same: that of the source
quality = 82                    # of JPEG, WebP, JPEG XL and AVIF
keep-smaller = true             # the source's own bytes where the same picture would become larger
frames = "all"                  # of animations, where the format holds them: GIF, WebP, PNG; or "first"
template = "{dir}/{stem}-{variant}-{width}x{height}.{ext}"  # also {index}, and {date|undated} of the EXIF
jpeg.progressive = true         # coarse first, then finer; some per cent smaller
jpeg.subsampling = "4:2:0"      # of colour: auto, 4:4:4, 4:2:2, 4:2:0

# Each [[variant]] is one output of each image.
[[variant]]
name = "large"
ops = ["thumbnail:1600", "unsharp:0.6,amount=0.5"]  # one after the other; thumbnail never enlarges
max-bytes = "400K"              # lowers the quality until the file fits,
min-quality = 50                # to this at the least: an image that needs more fails

# Starts with the finished pixels of `large`, before they are written, and takes its format and quality along.
[[variant]]
name = "gray"
from = "large"
ops = ["thumbnail:800", "grayscale"]
jpeg.subsampling = "auto"

# The lowest quality that still looks like the pixels, for each image its own.
[[variant]]
name = "web"
ops = ["thumbnail:1200"]
format = "webp"
quality = "auto"
ssim = 0.97                     # how like they shall be; 1 would be the same
max-quality = 90                # where that is not reached; min-quality is its lower bound
webp.effort = 4                 # 0 to 6: from fast to small
webp.alpha-quality = 90

# Six outputs of each image: web-photo-320-webp, web-photo-320-jpeg, ... Widths above the image's own are left out.
[[variant]]
name = "web-photo"
widths = [320, 640, 1280]
formats = ["webp", "jpeg"]

# Made only of images of which all of this is true; what is left out does not matter.
[[variant]]
name = "print"
format = "png"
png.compression = 9             # 0 to 9: from fast to small
[variant.when]
format = ["jpeg", "webp"]       # of the source, one or several
orientation = "landscape"       # or portrait, or square
min-width = 64                  # of the upright image
max-width = 20000
min-height = 64
max-height = 20000

[[variant]]
name = "exact"
format = "webp"
webp.lossless = true            # keeps visible pixels as they are
template = "{dir}/exact/{stem}.{ext}"

[[variant]]
name = "few"
ops = ["thumbnail:400"]
format = "png"
png.colors = 64                 # the best so many, dithered, if the file is smaller; without it, all

[[variant]]
name = "fewer"
from = "few"
format = "gif"
gif.colors = 32
gif.dither = false              # true: neighbours even out what a colour is off by
)";

constexpr std::string_view kForTiff = R"(
[[variant]]
name = "archive"
format = "tiff"
tiff.compression = "deflate"    # or lzw, none
tiff.tiles = true               # of 256 x 256 pixels, instead of strips
)";

constexpr std::string_view kForJxl = R"(
[[variant]]
name = "kept"
format = "jxl"
jxl.lossless = true
jxl.effort = 3                  # 1 to 7, from fast to small
jxl.lossless-jpeg = true        # a JPEG that nothing is done to keeps its coefficients, a fifth smaller
)";

constexpr std::string_view kForAvif = R"(
[[variant]]
name = "small"
ops = ["thumbnail:800"]
format = "avif"
quality = 60                    # AVIF looks at 60 as JPEG does at 80
avif.effort = 3                 # 0 to 5, from fast to small
avif.subsampling = "auto"       # of colour, as of JPEG
avif.bits = "10"                # of each sample: auto, 8, 10, 12
avif.alpha-quality = 90
avif.lossless = false           # true: keeps pixels exactly, whatever the quality
)";

}  // namespace

std::string example_recipe() {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  std::string recipe(kForAllBuilds);
  if (codecs.find_encoder("tiff") != nullptr) recipe += kForTiff;
  if (codecs.find_encoder("jxl") != nullptr) recipe += kForJxl;
  if (codecs.find_encoder("avif") != nullptr) recipe += kForAvif;
  return recipe;
}

}  // namespace tbbimg::tools
